//! What proves that a transaction made its transfer.

use super::payload::{Payload, message_hash};
use crate::{
    amount::Amount, chain::TransactionOutcome, scheme::movement::Movement, svm::Transaction,
};

impl Payload {
    /// Whether the transaction executed the message that the payer signed.
    pub(super) fn is_message_of(&self, outcome: &TransactionOutcome) -> bool {
        Transaction::parse(&outcome.transaction)
            .is_ok_and(|transaction| message_hash(&transaction) == self.message_hash)
    }

    /// By the same message, without a fault, and by what the payee's account received.
    pub(crate) fn movement(&self, outcome: &TransactionOutcome) -> Movement {
        if !self.is_message_of(outcome) {
            return Movement::Unrelated;
        }
        if outcome.fault.is_some() {
            return Movement::Failed;
        }
        let transfer = &self.transfer;
        let received = outcome.received(&transfer.destination, &transfer.mint);
        match received.map(u64::try_from) {
            Some(Ok(received)) if received >= transfer.amount => Movement::Paid {
                log_index: None,
                names_payment: true,
            },
            Some(Ok(received)) => Movement::Short {
                received: Amount::from(received),
                names_payment: true,
            },
            Some(Err(_)) | None => Movement::Unrelated,
        }
    }
}
