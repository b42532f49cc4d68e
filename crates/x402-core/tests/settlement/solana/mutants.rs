//! The machines, broken one way each: every break must be found.

use x402_core::{
    chain::{Commitment, Facts, Head, NodeId, SvmQuery},
    facilitator::SettlementAnswer,
};

use super::chain::{Chain, slot};

/// One way to break a machine: by what it is told, and by what is made of its steps.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mutant {
    /// The height of a node that lags is taken for the bound.
    LaggingBound,
    SendBeforeStore,
    TimeOutIsFailure,
    AbsenceByOneNode,
    UnknownIsStored,
}

impl Mutant {
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
            Self::LaggingBound => {
                for fact in &mut found {
                    let newer = SvmQuery::LatestBlockhash(Commitment::Processed);
                    if fact.query == newer.into() {
                        fact.at = Some(Head::Slot(slot(chain.height())));
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
