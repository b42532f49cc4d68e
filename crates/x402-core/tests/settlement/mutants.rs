//! The machines, broken one way each: every break must be found.
//!
//! Two more are broken in the source and not by what a machine is told, and are found by tests of
//! `tests/suite`: a key without the phase by `facilitator_rows::the_phase_is_part_of_a_settlements_key`,
//! one transfer that proves two payments by `receipt::transfers::equal_payments_need_a_transfer_each`
//! and `no_transfer_counts_twice`.

use x402_core::{
    chain::{Answer, BlockId, EvmQuery, Facts, Head, NodeId, Value},
    facilitator::{Rows, SettlementAnswer, SettlementState},
};

use crate::{
    double::chain::{Chain, reference},
    payment::token,
};

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
    pub(crate) fn facts(self, facts: Facts, chain: &Chain) -> Facts {
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
                let Some((height, orphans)) = &chain.orphan else {
                    return found.into_iter().collect();
                };
                let replaced = reference(*height, &orphans[0]);
                for fact in &mut found {
                    let at = BlockId::Number(replaced.number);
                    let is_asked = fact.query == EvmQuery::Block(at).into();
                    if let Answer::Value(Value::Block(Some(Head::Block { hash, .. }))) =
                        &mut fact.answer
                    {
                        *hash = if is_asked { Some(replaced.hash) } else { *hash };
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
