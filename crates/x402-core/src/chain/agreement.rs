//! What several nodes agree on, and when an absence ends something.

use alloc::{collections::BTreeMap, vec::Vec};

use super::{
    answer::Answer,
    fact::NodeId,
    facts::Facts,
    head::{BlockId, Commitment, Head},
    query::{EvmQuery, Query, Read, SvmQuery},
    value::Value,
};
use crate::evm::Address;

/// How many nodes must agree.
///
/// With two or more independent nodes it is two. With one node it is one, and then an absence
/// never ends anything: one node that is behind, or false, would end a payment that
/// can still land.
///
/// ```
/// use x402_core::chain::Quorum;
///
/// assert_eq!([0, 1, 2, 5].map(|nodes| Quorum::of(nodes).needed()), [1, 1, 2, 2]);
/// assert!(!Quorum::of(1).ends_by_absence() && Quorum::of(3).ends_by_absence());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Quorum {
    has_several: bool,
}

impl Quorum {
    /// The quorum of a host with this number of independent nodes for the network, whether all
    /// of them are asked or not.
    #[must_use]
    pub const fn of(independent_nodes: usize) -> Self {
        Self {
            has_several: independent_nodes >= 2,
        }
    }

    /// The number of nodes that must agree.
    #[must_use]
    pub const fn needed(self) -> usize {
        if self.has_several { 2 } else { 1 }
    }

    /// Whether an absence can end something.
    #[must_use]
    pub const fn ends_by_absence(self) -> bool {
        self.has_several
    }
}

/// What the nodes know about one query together.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Agreement<'f> {
    /// Enough nodes give this answer.
    Agreed(Agreed<'f>),
    /// This is the newest answer, but too few nodes give it, and no node gives another one: ask
    /// another node.
    Unconfirmed(Agreed<'f>),
    /// Nodes give different answers, and none has the quorum at a newer head than the others.
    Conflict,
    /// No node answered; the failure or nonsense of one that was asked.
    Unanswered(Option<&'f Answer>),
}

impl<'f> Agreement<'f> {
    /// The answer on which enough nodes agree.
    #[must_use]
    pub const fn agreed(&self) -> Option<&'f Answer> {
        match self {
            Self::Agreed(agreed) => Some(agreed.answer),
            _ => None,
        }
    }
}

/// An answer that nodes share.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Agreed<'f> {
    /// The answer: a value or a refusal.
    pub answer: &'f Answer,
    /// The newest head at which as many nodes as the quorum needs give it.
    pub at: Option<Head>,
    /// The number of nodes that give it.
    pub nodes: usize,
}

/// The point that a node's finalized chain must have passed for its absences to count: each kind
/// of absence has its own.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Bound {
    /// Of a signature without a status: the finalized block height is above `height`, and the
    /// node still has the block of the slot `since`.
    ///
    /// From [`SvmQuery::BlockHeight`] and [`SvmQuery::Slot`] with `Finalized` and
    /// [`SvmQuery::FirstAvailableBlock`], asked in a round before the status.
    Height {
        /// The last block height at which the transaction can land.
        height: u64,
        /// A slot before the transaction was sent.
        since: u64,
    },
    /// Of a transaction without a receipt, or unknown: its sender has used its nonce at a
    /// finalized block, so that it cannot land any more.
    ///
    /// From [`EvmQuery::AccountNonce`] with `Finalized`, asked before the transaction.
    Nonce {
        /// The sender.
        account: Address,
        /// The nonce of the transaction.
        nonce: u64,
    },
    /// Of a search without a log: its last block is finalized.
    ///
    /// From [`EvmQuery::Block`] with `Finalized`, asked before the search.
    Range,
    /// Of a nonce of EIP-3009 or Permit2 that is unused: it was unused at a finalized block whose
    /// time in Unix seconds is this one or later.
    ///
    /// The read is at `Finalized` through Multicall3, which reports the time; or at a number, and
    /// then [`EvmQuery::Block`] with `Finalized` and with that number are needed; or at `Latest`,
    /// and then [`EvmQuery::Block`] with `Finalized` is needed: a nonce that is unused at a block
    /// was unused at each one before it. Only the last one needs no state of the past, which
    /// many nodes do not have.
    Time(u64),
}

impl Facts {
    /// What the nodes agree on.
    ///
    /// A node that contradicts itself does not count. Where several answers have the quorum, the
    /// one at the newest head counts; the head of an answer is the newest one at which enough
    /// nodes give it, so that a node that claims a head far away moves nothing.
    #[must_use]
    pub fn agreement(&self, query: &Query, quorum: Quorum) -> Agreement<'_> {
        let mut groups: BTreeMap<&Answer, Vec<Option<Head>>> = BTreeMap::new();
        for (_, (answer, at)) in self.known(query) {
            groups.entry(answer).or_default().push(at);
        }
        let is_disputed = groups.len() > 1 || self.contradicts_itself(query);
        let needed = quorum.needed();
        let agreed = groups.into_iter().map(|(answer, mut heads)| {
            heads.sort_unstable_by_key(|head| height(*head));
            let at = heads.iter().rev().nth(needed - 1).copied();
            (answer, heads.len(), at, heads.last().copied().flatten())
        });
        let agreed: Vec<_> = agreed.collect();
        let mut best: Option<Agreed<'_>> = None;
        let mut is_tied = false;
        for (answer, nodes, at, _) in &agreed {
            let Some(at) = *at else { continue };
            let found = Agreed {
                answer,
                at,
                nodes: *nodes,
            };
            match best {
                Some(best) if height(best.at) > height(at) => continue,
                Some(best) if height(best.at) == height(at) => is_tied = true,
                _ => is_tied = false,
            }
            best = Some(found);
        }
        match (best, agreed.first()) {
            (Some(_), _) if is_tied => Agreement::Conflict,
            (Some(best), _) => Agreement::Agreed(best),
            (None, _) if is_disputed => Agreement::Conflict,
            (None, Some((answer, nodes, _, newest))) => Agreement::Unconfirmed(Agreed {
                answer,
                at: *newest,
                nodes: *nodes,
            }),
            (None, None) => {
                Agreement::Unanswered(self.answers(query).map(|(_, answer, _)| answer).next())
            }
        }
    }

    fn contradicts_itself(&self, query: &Query) -> bool {
        let evidence = self
            .answers(query)
            .filter(|(_, answer, _)| answer.is_answered());
        evidence.count() > self.known(query).count()
    }

    /// Whether an absence ends something: enough nodes, whose finalized chain has passed `bound`,
    /// agree that the thing asked for is not there.
    ///
    /// A bound of another kind than the query's ends nothing, and with one node nothing does.
    ///
    /// ```
    /// use x402_core::{
    ///     chain::{Answer, BlockId, Bound, EvmQuery, Fact, Facts, NodeId, Query, Quorum, Value},
    ///     evm::Address,
    /// };
    ///
    /// let (account, at) = (Address::new([0x11; 20]), BlockId::Finalized);
    /// let receipt = Query::from(EvmQuery::Receipt([0xab; 32]));
    /// let fact = |query, value, node| Fact {
    ///     query,
    ///     answer: Answer::Value(value),
    ///     at: None,
    ///     from: NodeId(node),
    /// };
    /// let mut facts = Facts::default();
    /// for node in [1, 2] {
    ///     let nonce = EvmQuery::AccountNonce { account, at };
    ///     facts.insert(fact(nonce.into(), Value::Number(5), node));
    ///     facts.insert(fact(receipt.clone(), Value::Receipt(None), node));
    /// }
    /// // Nonce 4 has been used, and neither node has a receipt: the transaction cannot land.
    /// let bound = Bound::Nonce { account, nonce: 4 };
    /// assert!(facts.ended(&receipt, &bound, Quorum::of(2)));
    /// assert!(!facts.ended(&receipt, &bound, Quorum::of(1)));
    /// ```
    #[must_use]
    pub fn ended(&self, query: &Query, bound: &Bound, quorum: Quorum) -> bool {
        let Some(Answer::Value(value)) = self.agreement(query, quorum).agreed() else {
            return false;
        };
        if !quorum.ends_by_absence() || !value.is_absence() {
            return false;
        }
        let counting = self.known(query).filter(|(node, (answer, at))| {
            answer.value() == Some(value) && self.is_past(*node, query, *at, bound)
        });
        counting.count() >= quorum.needed()
    }

    /// Whether the node's absence, found at this head, is behind the bound.
    fn is_past(&self, node: NodeId, query: &Query, at: Option<Head>, bound: &Bound) -> bool {
        match (query, *bound) {
            (
                Query::Evm(EvmQuery::Read {
                    read: Read::AuthorizationState { .. } | Read::PermitNonce { .. },
                    at: id,
                }),
                Bound::Time(time),
            ) => {
                let found = match id {
                    BlockId::Finalized => at.and_then(|at| at.time()),
                    BlockId::Number(number) if self.has_finalized(node, *number) => {
                        self.block(node, *id).and_then(|block| block.time())
                    }
                    BlockId::Latest => self.finalized_before(node, at),
                    BlockId::Number(_) | BlockId::Safe => None,
                };
                found.is_some_and(|found| found >= time)
            }
            (
                Query::Evm(EvmQuery::Receipt(_) | EvmQuery::Transaction(_)),
                Bound::Nonce { account, nonce },
            ) => {
                let at = BlockId::Finalized;
                self.number(node, &EvmQuery::AccountNonce { account, at }.into())
                    .is_some_and(|next| next > nonce)
            }
            (Query::Evm(EvmQuery::Logs(filter)), Bound::Range) => {
                self.has_finalized(node, filter.last_block())
            }
            (Query::Svm(SvmQuery::Status(_)), Bound::Height { height, since }) => {
                let number = |query: SvmQuery| self.number(node, &query.into());
                let has_passed = number(SvmQuery::BlockHeight(Commitment::Finalized))
                    .is_some_and(|finalized| finalized > height);
                let is_asked_later = number(SvmQuery::Slot(Commitment::Finalized))
                    .is_some_and(|slot| at.is_some_and(|at| at.height() >= slot));
                let has_history =
                    number(SvmQuery::FirstAvailableBlock).is_some_and(|first| first <= since);
                has_passed && is_asked_later && has_history
            }
            _ => false,
        }
    }

    /// The time of the node's finalized block, where it is not newer than the head of a read.
    fn finalized_before(&self, node: NodeId, read: Option<Head>) -> Option<u64> {
        let (read, finalized) = (read?, self.block(node, BlockId::Finalized)?);
        let time = finalized.time()?;
        let is_before =
            finalized.height() <= read.height() && read.time().is_none_or(|read| time <= read);
        is_before.then_some(time)
    }

    fn has_finalized(&self, node: NodeId, number: u64) -> bool {
        let finalized = self.block(node, BlockId::Finalized);
        finalized.is_some_and(|head| head.height() >= number)
    }

    fn block(&self, node: NodeId, id: BlockId) -> Option<Head> {
        match self.known_by(&EvmQuery::Block(id).into(), node)? {
            (Answer::Value(Value::Block(head)), _) => *head,
            _ => None,
        }
    }

    fn number(&self, node: NodeId, query: &Query) -> Option<u64> {
        match self.known_by(query, node)? {
            (Answer::Value(Value::Number(number)), _) => Some(*number),
            _ => None,
        }
    }
}

fn height(head: Option<Head>) -> Option<u64> {
    head.map(|head| head.height())
}
