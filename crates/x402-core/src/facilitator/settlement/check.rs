//! What the chain is asked before a payment is settled, and what its answers mean.

use alloc::{string::String, sync::Arc, vec::Vec};

use super::{
    call::Call,
    message::{Processed, processed},
};
use crate::{
    chain::{BlockId, Facts, Query, Quorum},
    facilitator::{
        Capabilities, Rows, SettlementState, Verification, VerificationEvent, VerificationStage,
        VerificationStep, gas, response::Refused, used,
    },
    message::VerifyResponse,
    scheme::chain::distinct,
    timestamp::UnixTimestamp,
};

/// A payment whose chain is being asked.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Check {
    pub(super) call: Call,
    pub(super) rows: Rows,
    pub(super) facts: Facts,
    verification: Verification,
    /// Why it is refused without the chain: its time is over.
    refused: Option<(String, String)>,
}

pub(super) enum Checked {
    Ask(Vec<Query>),
    /// Nothing of it was ever sent.
    Refused(Refused),
    /// It cannot be settled now, and bytes of it are in the open.
    MayLand(String),
    /// It has expired unused: the row to write.
    Dead(Rows),
    /// What the payer signed is used or cancelled.
    Used,
    Undecided,
    Good,
}

impl Check {
    /// The first round; or the refusal of a payment that breaks a rule without the chain and has
    /// no row.
    pub(super) fn begin(
        call: Call,
        rows: Rows,
        capabilities: &Arc<Capabilities>,
        extra: Vec<Query>,
        now: UnixTimestamp,
    ) -> (Self, Checked) {
        let facts = call.earlier.facts.clone();
        let mut verification =
            Verification::with_earlier(capabilities.clone(), call.earlier.clone());
        let request = call.request.clone();
        let step = verification.advance(VerificationEvent::Request { request, now });
        let mut check = Self {
            call,
            rows,
            facts,
            verification,
            refused: None,
        };
        let mut queries = match step {
            Ok(VerificationStep::Ask { queries, .. }) => queries,
            Ok(VerificationStep::Answer(response)) if !response.is_valid => {
                if !check.was_sent() {
                    let (reason, message) = words(&response);
                    return (check, Checked::Refused(Refused::with(reason, message)));
                }
                check.refused = Some(words(&response));
                Vec::new()
            }
            Ok(VerificationStep::Answer(_)) => Vec::new(),
            Err(_) => return (check, Checked::Undecided),
        };
        queries.extend(gas::estimates(&queries));
        let transfer = &check.call.transfer;
        queries.extend(used::is_used(transfer, BlockId::Latest));
        queries.extend(used::is_used(transfer, BlockId::Finalized));
        queries.extend(extra);
        (check, Checked::Ask(distinct(queries)))
    }

    /// Takes the answers of a round.
    pub(super) fn judge(&mut self, facts: Facts, quorum: Quorum, now: UnixTimestamp) -> Checked {
        self.facts.merge(facts.clone());
        let mut response = None;
        if self.verification.stage() == VerificationStage::Asking {
            let event = VerificationEvent::Answered { facts, quorum, now };
            match self.verification.advance(event) {
                Ok(VerificationStep::Ask { queries, .. }) => {
                    let estimates = gas::estimates(&queries);
                    return Checked::Ask([queries, estimates].concat());
                }
                Ok(VerificationStep::Answer(answer)) => response = Some(answer),
                Err(_) => return Checked::Undecided,
            }
        }
        let at = BlockId::Latest;
        if used::was_used(&self.call.transfer, at, &self.facts, quorum) == Some(true) {
            return Checked::Used;
        }
        if let Some(rows) = self.dead(quorum, now) {
            return Checked::Dead(rows);
        }
        // A message that nodes have executed is not refused: its signature is found by making it.
        let processed = processed(&self.call.transfer, &self.facts, quorum);
        if processed == Processed::Yes {
            return Checked::Good;
        }
        let refused = match response {
            Some(response) if response.is_valid => return Checked::Good,
            Some(response) => words(&response),
            None => match self.refused.take() {
                Some(refused) => refused,
                None => return Checked::Undecided,
            },
        };
        let (reason, message) = refused;
        if reason == UNDECIDED || processed == Processed::Perhaps {
            return Checked::Undecided;
        }
        if self.was_sent() {
            return Checked::MayLand(message);
        }
        Checked::Refused(Refused::with(reason, message))
    }

    /// Whether bytes of the payment may have been sent: then any party may have them.
    fn was_sent(&self) -> bool {
        let row = self.rows.settlement(&self.call.key);
        row.is_some_and(|row| row.state != SettlementState::Abandoned)
    }

    /// The row of a payment that has expired unused, at a finalized block.
    fn dead(&self, quorum: Quorum, now: UnixTimestamp) -> Option<Rows> {
        let row = self.rows.settlement(&self.call.key)?;
        let facts = (&self.facts, quorum);
        used::dead(&self.rows, row, &self.call.transfer, facts, now)
    }
}

fn words(response: &VerifyResponse) -> (String, String) {
    let reason = response.invalid_reason.clone().unwrap_or_default();
    let message = response.invalid_message.clone().unwrap_or_default();
    (reason, message)
}

/// The reason of a verification that too few nodes have answered.
const UNDECIDED: &str = "unexpected_verify_error";
