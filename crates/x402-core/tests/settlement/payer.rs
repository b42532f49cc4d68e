//! The payers, and what the server is told.

use x402_core::{
    facilitator::SettlementAnswer,
    scheme::{can_report_failure, is_certain_failure},
};

/// One payment, as its payer and the server see it.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Payer {
    pub(crate) requests: u8,
    pub(crate) is_waiting: bool,
    /// Whether an answer did not arrive.
    pub(crate) has_lost: bool,
    pub(crate) told: Told,
}

/// What the server was told last.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) enum Told {
    #[default]
    Nothing,
    /// A failure that is not certain, or pending: the same payment may be brought again.
    Unsure,
    /// The payer signs another payment for the same purchase.
    Failed,
    Paid,
}

impl Payer {
    /// Whether the payment may be brought again, with this number of requests at most.
    pub(crate) fn is_open(&self, most: u8) -> bool {
        let is_open = matches!(self.told, Told::Nothing | Told::Unsure);
        is_open && !self.is_waiting && self.requests < most
    }

    /// The server brings the payment.
    pub(crate) fn ask(&mut self) {
        self.requests += 1;
        self.is_waiting = true;
    }

    /// An answer arrives: what the server makes of it, by the table of reasons.
    pub(crate) fn hear(&mut self, answer: &SettlementAnswer) {
        self.is_waiting = false;
        let first = self.requests == 1 && !self.has_lost;
        let response = &answer.response;
        self.told = if response.success {
            Told::Paid
        } else if can_report_failure(answer.status) && is_certain_failure(response, first) {
            Told::Failed
        } else {
            Told::Unsure
        };
    }

    /// An answer does not arrive.
    pub(crate) fn lose(&mut self) {
        self.is_waiting = false;
        self.has_lost = true;
        self.told = Told::Unsure;
    }
}
