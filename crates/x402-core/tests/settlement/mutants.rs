//! The machines, broken one way each: every break must be found.

use x402_core::{
    chain::{Answer, EvmQuery, Facts, NodeId, Query, Value},
    facilitator::{Rows, SettlementAnswer, SettlementState},
};

use crate::payment::token;

/// One way to break a machine: by what it is told, and by what is made of its steps.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mutant {
    SendBeforeStore,
    TimeOutIsFailure,
    NewNonceOnRetry,
    ForgetReplacedHashes,
    RevertIsFinal,
    NoLogAddress,
    NoCanonicalCheck,
    AbsenceByOneNode,
    NotAtomic,
    UnknownIsStored,
}

impl Mutant {
    /// What a transaction's machine is given of its rows.
    pub(crate) fn loads(self, rows: &mut Rows) {
        if self == Self::ForgetReplacedHashes {
            let newest = rows.attempts.pop();
            rows.attempts = newest.into_iter().collect();
        }
    }

    /// What a request's machine is given of its rows.
    pub(crate) fn loads_for_request(self, rows: &mut Rows) {
        if self == Self::NewNonceOnRetry {
            for row in &mut rows.settlements {
                if row.state == SettlementState::Open {
                    row.transaction = None;
                }
            }
        }
    }

    /// What is written.
    pub(crate) fn puts(self, rows: &mut Rows) {
        if self == Self::RevertIsFinal {
            for row in &mut rows.settlements {
                if row.state == SettlementState::NotPaidLive {
                    row.state = SettlementState::NotPaidDead;
                }
            }
        }
    }

    /// What is answered.
    pub(crate) fn answers(self, answer: &mut SettlementAnswer) {
        let reason = answer.response.error_reason.as_deref();
        if self == Self::TimeOutIsFailure && reason == Some("settlement_pending") {
            answer.response.error_reason = Some("settlement_abandoned".into());
            answer.response.transaction = String::new();
        }
    }

    /// What the nodes' answers are taken for.
    pub(crate) fn facts(self, facts: Facts) -> Facts {
        let mut found: Vec<_> = facts.into_iter().collect();
        match self {
            Self::NoLogAddress => {
                for fact in &mut found {
                    if let Answer::Value(Value::Receipt(Some(receipt))) = &mut fact.answer {
                        for log in &mut receipt.logs {
                            log.address = token();
                        }
                    }
                }
            }
            Self::NoCanonicalCheck => {
                let blocks: Vec<_> = found
                    .iter()
                    .filter_map(|fact| match &fact.answer {
                        Answer::Value(Value::Receipt(Some(receipt))) => receipt.block,
                        _ => None,
                    })
                    .collect();
                for fact in &mut found {
                    if let (
                        Query::Evm(EvmQuery::Block(x402_core::chain::BlockId::Number(_))),
                        Answer::Value(Value::Block(Some(x402_core::chain::Head::Block {
                            number,
                            hash,
                            ..
                        }))),
                    ) = (&fact.query, &mut fact.answer)
                        && let Some(block) = blocks.iter().find(|block| block.number == *number)
                    {
                        *hash = Some(block.hash);
                    }
                }
            }
            Self::AbsenceByOneNode => {
                let twice = found.iter().filter(|fact| fact.from == NodeId(3)).cloned();
                let twice: Vec<_> = twice
                    .map(|mut fact| {
                        fact.from = NodeId(4);
                        fact
                    })
                    .collect();
                found.extend(twice);
            }
            _ => {}
        }
        found.into_iter().collect()
    }
}
