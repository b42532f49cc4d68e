//! The answers to `/settle`, by the rows.

use alloc::{
    boxed::Box,
    string::{String, ToString},
};

use super::step::SettlementAnswer;
use crate::{
    address::Address,
    any::Submission,
    chain::TransactionId,
    facilitator::{Rows, SettlementKey, SettlementRow, SettlementState, response::Refused},
    message::SettleResponse,
};

/// How an answer begins: with what the request names.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Draft {
    /// The network as the request names it.
    pub(super) network: String,
    pub(super) payer: Option<Address>,
}

impl Draft {
    pub(super) fn of(submission: &Submission) -> Self {
        let network = match submission {
            Submission::V1 {
                payment_requirements,
                ..
            } => payment_requirements.network.as_str(),
            Submission::V2 {
                payment_requirements,
                ..
            } => payment_requirements.network.as_str(),
        };
        Self {
            network: network.to_string(),
            payer: None,
        }
    }

    fn response(&self, success: bool, transaction: String) -> SettleResponse {
        let mut response = SettleResponse::new(success, transaction, self.network.clone());
        response.payer = self.payer.map(|payer| payer.to_string());
        response
    }

    pub(super) fn failed(
        &self,
        reason: &str,
        message: &str,
        transaction: Option<TransactionId>,
    ) -> SettlementAnswer {
        let transaction = transaction.map(|id| id.to_string());
        let mut response = self.response(false, transaction.unwrap_or_default());
        response.error_reason = Some(reason.to_string());
        response.error_message = Some(message.to_string());
        SettlementAnswer {
            status: 200,
            retry_after: None,
            response: Box::new(response),
        }
    }

    pub(super) fn refused(&self, refused: Refused) -> SettlementAnswer {
        let response = refused.answer(None);
        let reason = response.invalid_reason.unwrap_or_default();
        let message = response.invalid_message.unwrap_or_default();
        self.failed(&reason, &message, None)
    }

    /// The store or the nodes did not answer. An earlier step or request may have reserved or sent
    /// the payment, so this is never a proof that nothing happened.
    pub(super) fn no_answer(&self, message: &str) -> SettlementAnswer {
        SettlementAnswer {
            status: 503,
            retry_after: Some(1),
            ..self.failed(SettleResponse::UNEXPECTED, message, None)
        }
    }

    pub(super) fn pending(&self, transaction: TransactionId) -> SettlementAnswer {
        let message = "the transaction was sent and is not settled yet: ask again";
        let mut answer = self.failed(SettleResponse::PENDING, message, Some(transaction));
        answer.retry_after = Some(1);
        answer
    }

    /// A limit of the facilitator's that passes with time.
    pub(super) fn over_limit(&self, message: &str) -> SettlementAnswer {
        SettlementAnswer {
            retry_after: Some(60),
            ..self.failed(OVER_LIMIT, message, None)
        }
    }

    /// The proven payment.
    pub(super) fn paid(&self, row: &SettlementRow) -> SettlementAnswer {
        let transaction = row.proof.as_ref().map(|proof| proof.transaction);
        let transaction = transaction.map(|id| id.to_string());
        SettlementAnswer {
            status: 200,
            retry_after: None,
            response: Box::new(self.response(true, transaction.unwrap_or_default())),
        }
    }

    pub(super) fn duplicate(&self, row: &SettlementRow) -> SettlementAnswer {
        let transaction = row.proof.as_ref().map(|proof| proof.transaction);
        let message = "the payment is settled, and another request was answered with that";
        self.failed("duplicate_settlement", message, transaction)
    }

    /// A settlement that has ended without success.
    pub(super) fn ended(&self, row: &SettlementRow, rows: &Rows) -> SettlementAnswer {
        match row.state {
            SettlementState::NotPaidDead | SettlementState::Reversed => {
                let message = "what the payer signed was cancelled, has failed for good, or has expired unused";
                self.failed(DEAD, message, None)
            }
            SettlementState::Short => {
                let message = "the payee received less than the amount";
                self.failed(SHORT, message, row.ended)
            }
            SettlementState::Abandoned => {
                let message = "the payment was given up before anything was signed";
                self.failed(ABANDONED, message, None)
            }
            SettlementState::NotPaidLive => {
                let message = "the transaction failed, and the payment can still be settled";
                self.failed(FAILED, message, row.ended)
            }
            _ => match newest_hash(rows, &row.key) {
                Some(hash) => self.pending(hash),
                None => self.used(),
            },
        }
    }

    pub(super) fn used(&self) -> SettlementAnswer {
        let message = "what the payer signed was used, and its transfer was not found";
        self.failed("invalid_exact_evm_nonce_already_used", message, None)
    }

    /// The payment cannot be settled now, and could still land by bytes that were sent.
    pub(super) fn may_land(&self, message: &str) -> SettlementAnswer {
        self.failed(FAILED, message, None)
    }
}

impl SettlementAnswer {
    /// The answer about a settlement by its rows alone, for a party that asks about it later. It
    /// changes nothing: a settlement that it reports as paid does not count as reported.
    ///
    /// `rows` are those of a load of the settlement; `None` if they have no row with this key.
    #[must_use]
    pub fn of_rows(rows: &Rows, key: &SettlementKey) -> Option<Self> {
        let row = rows.settlement(key)?;
        let draft = Draft {
            network: row.network.to_string(),
            payer: Some(row.payer),
        };
        Some(if row.is_settled() {
            draft.paid(row)
        } else {
            draft.ended(row, rows)
        })
    }
}

/// The hash of the newest attempt of the transaction that carries a settlement.
pub(super) fn newest_hash(rows: &Rows, key: &SettlementKey) -> Option<TransactionId> {
    let transaction = rows.settlement(key)?.transaction.as_ref()?;
    let newest = rows.attempts_of(transaction).next_back()?;
    Some(newest.hash)
}

/// Certain: cancelled, failed for good, or expired unused, at a finalized block.
const DEAD: &str = "authorization_dead";
/// Never certain: something was moved.
const SHORT: &str = "settlement_short";
/// Certain on a first call: nothing was signed.
const ABANDONED: &str = "settlement_abandoned";
/// Certain on a first call: nothing was reserved.
const OVER_LIMIT: &str = "settlement_over_limit";
/// Never certain: what the payer signed is in the open.
const FAILED: &str = "invalid_exact_evm_transaction_failed";
