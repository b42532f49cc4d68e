//! The proof that a payer invalidated a nonce of Permit2 before any payment used it.

use alloc::vec::Vec;

use crate::{
    ValueError,
    address::Address,
    chain::{
        Answer, Event, EvmQuery, Facts, FoundLog, Landed, Landing, Level, LogFilter, Query, Quorum,
        TransactionId, Value,
    },
    scheme::{ExpectedTransfer, mechanism},
};

/// A log of Permit2 by which the payer invalidated the nonce of a payment.
///
/// Permit2 lets an owner invalidate used nonces too, so the log alone does not prove that the
/// payment was not made.
pub(super) struct Invalidation<'f>(&'f FoundLog);

/// What the facts show of an invalidation.
pub(super) enum Proof {
    /// What is to be asked next.
    Ask(Vec<Query>),
    /// It ended the payment, in this transaction.
    Dead(TransactionId),
    NotFinal,
    /// The payer may have paid before it.
    Open,
    /// Too few nodes answered, or they disagree.
    Unknown,
}

impl<'f> Invalidation<'f> {
    /// The first one of this payment's nonce.
    pub(super) fn first(expected: &ExpectedTransfer, logs: &'f [FoundLog]) -> Option<Self> {
        let transfer = mechanism::signed_transfer(&expected.payment.payload)?;
        let its = logs.iter().filter(|it| transfer.is_invalidated_by(&it.log));
        its.min_by_key(|found| (found.block.number, found.log.index))
            .map(Self)
    }

    pub(super) fn block(&self) -> u64 {
        self.0.block.number
    }

    /// Whether it ended the payment: it is final, and no payment by the nonce came before it.
    ///
    /// `from` is a block before which the nonce was unused, if one is known; else the state of the
    /// block before the invalidation must show it. What is absent is asked only when the
    /// invalidation is final: then it cannot come any more.
    pub(super) fn judge(
        self,
        expected: &ExpectedTransfer,
        from: Option<u64>,
        facts: &Facts,
        quorum: Quorum,
    ) -> Result<Proof, ValueError> {
        let Self(found) = self;
        let id = TransactionId::from(found.transaction);
        let open = id.queries(Level::Finalized, facts, quorum);
        if !open.is_empty() {
            return Ok(Proof::Ask(open));
        }
        match facts.landing(&id, expected.network(), Level::Finalized, quorum) {
            Landing::Landed(Landed::Evm(receipt))
                if receipt.block == Some(found.block) && receipt.logs.contains(&found.log) => {}
            Landing::BelowLevel => return Ok(Proof::NotFinal),
            _ => return Ok(Proof::Unknown),
        }
        let block = self.block();
        let Some(payments) = transfers(expected, from.unwrap_or(block), block)? else {
            return Ok(Proof::Open);
        };
        let before = block.checked_sub(1).filter(|_| from.is_none());
        let before = before.and_then(|block| mechanism::is_used(&expected.payment.payload, block));
        let before = before.map(Query::from);
        let queries = [payments.clone()].into_iter().chain(before.clone());
        let open = unanswered(queries, facts, quorum);
        if !open.is_empty() {
            return Ok(Proof::Ask(open));
        }
        let Some(payments) = logs(facts, &payments, quorum) else {
            return Ok(Proof::Unknown);
        };
        let was_unused = match before {
            Some(query) => facts.value(&query, quorum) == Some(&Value::Flag(false)),
            None => from.is_some(),
        };
        Ok(if payments.is_empty() && was_unused {
            Proof::Dead(id)
        } else {
            Proof::Open
        })
    }
}

/// Asks for the transfers of the token from the payer to the payee; `None` on Solana.
pub(super) fn transfers(
    expected: &ExpectedTransfer,
    first_block: u64,
    last_block: u64,
) -> Result<Option<Query>, ValueError> {
    let (Address::Evm(token), Address::Evm(payer), Address::Evm(pay_to)) =
        (expected.asset(), expected.payer(), expected.pay_to())
    else {
        return Ok(None);
    };
    let topics = [Event::TRANSFER, payer.to_word(), pay_to.to_word()];
    let filter = LogFilter::new(token, topics.map(Some).into(), first_block, last_block)?;
    Ok(Some(EvmQuery::Logs(filter).into()))
}

/// Asks for the payer's invalidations.
pub(super) fn invalidations(
    expected: &ExpectedTransfer,
    first_block: u64,
    last_block: u64,
) -> Result<Option<Query>, ValueError> {
    let Some(transfer) = mechanism::signed_transfer(&expected.payment.payload) else {
        return Ok(None);
    };
    let Some((contract, topics)) = transfer.invalidations() else {
        return Ok(None);
    };
    let filter = LogFilter::new(contract, topics, first_block, last_block)?;
    Ok(Some(EvmQuery::Logs(filter).into()))
}

/// The logs that as many nodes as the quorum needs agree on.
pub(super) fn logs<'f>(facts: &'f Facts, query: &Query, quorum: Quorum) -> Option<&'f [FoundLog]> {
    match facts.agreement(query, quorum).agreed() {
        Some(Answer::Value(Value::Logs(found))) => Some(found),
        _ => None,
    }
}

/// The queries that too few nodes have answered or failed to answer.
pub(super) fn unanswered(
    queries: impl IntoIterator<Item = Query>,
    facts: &Facts,
    quorum: Quorum,
) -> Vec<Query> {
    let mut queries: Vec<_> = queries.into_iter().collect();
    queries.retain(|query| facts.answers(query).count() < quorum.needed());
    queries
}
