//! What each answer means.

use alloc::{boxed::Box, vec::Vec};

use super::{
    Blocked, PaymentRefused, Receipt, Session, SessionState, SessionStep, SettlementClaim,
    SpendStatus, Unresolved,
    answer::{Answer, is_before_settlement, is_pending, is_unused},
};
use crate::{
    any::AnyPaymentRequired,
    client::{SignedPayment, select},
    message::SettleResponse,
    scheme::{
        can_report_failure, is_certain_failure,
        receipt_mismatch::{ExpectedReceipt, ReceiptMismatch, ReceiptReader},
    },
};

impl Session {
    /// An answer to the request without a payment.
    pub(super) fn unpaid(&mut self, answer: &Answer<'_>) -> SessionStep {
        if let Some(step) = self.redirected(answer) {
            return match step {
                Ok(step) => step,
                Err(blocked) => self.end(SessionStep::Blocked(blocked)),
            };
        }
        if answer.status != 402 {
            return self.end(SessionStep::Done);
        }
        let required = match answer.payment_required() {
            Ok(required) => required,
            Err(error) => return self.end(SessionStep::Unreadable(error)),
        };
        let choice = select(&required, &self.wallet, &self.spending);
        self.required = Some(required);
        match choice {
            Ok(choice) => {
                if let Err(blocked) = self.check_server() {
                    return self.end(SessionStep::Blocked(blocked));
                }
                let choice = Box::new(choice);
                self.choice = Some(choice.clone());
                self.state = SessionState::Offered;
                SessionStep::Pay(choice)
            }
            Err(no_choice) => self.end(SessionStep::Unpayable(no_choice)),
        }
    }

    /// An answer to the request with the payment.
    pub(super) fn paid(&mut self, answer: &Answer<'_>) -> SessionStep {
        let (receipt, unreadable) = match answer.receipt() {
            Some(Ok(receipt)) => (Some(receipt), None),
            Some(Err(error)) => (None, Some(error)),
            None => (None, None),
        };
        let status = answer.status;
        match receipt {
            Some(response) if response.success => {
                self.spend_status = SpendStatus::Spent;
                let found = self
                    .payment
                    .as_ref()
                    .map(|payment| mismatches(&response, status, payment));
                return self.end(SessionStep::Receipt(Receipt {
                    status,
                    response,
                    mismatches: found.unwrap_or_default(),
                }));
            }
            Some(response) if is_pending(response.error_reason.as_deref()) => {
                return self.unknown(Unresolved {
                    status: Some(status),
                    receipt: Some(response),
                    error: None,
                    retry_after: answer.retry_after(),
                });
            }
            Some(response) => {
                let certain =
                    can_report_failure(status) && is_certain_failure(&response, self.sent == 1);
                let says_no = certain || self.sent == 1 && is_unused(&response);
                let required = answer.payment_required().ok();
                return self.failed(status, required, Some(response), says_no);
            }
            None => {}
        }
        if let Some(step) = self.redirected(answer) {
            return step.unwrap_or_else(|blocked| {
                self.state = SessionState::Unknown;
                SessionStep::Blocked(blocked)
            });
        }
        match status {
            402 | 412 => {
                let required = answer.payment_required().ok();
                let error = required.as_ref().and_then(AnyPaymentRequired::error);
                if is_pending(error) {
                    return self.unknown(Unresolved {
                        status: Some(status),
                        receipt: None,
                        error: unreadable,
                        retry_after: answer.retry_after(),
                    });
                }
                let says_no = unreadable.is_none() && is_before_settlement(error, self.sent == 1);
                self.failed(status, required, None, says_no)
            }
            // The server works on the first request with this payment's id.
            409 if answer.retry_after().is_some() && self.has_id() => self.unknown(Unresolved {
                status: Some(status),
                receipt: None,
                error: unreadable,
                retry_after: answer.retry_after(),
            }),
            // Too early, too many, too slow, or a gateway without an answer: the request was not
            // worked on, or not to its end.
            ..200 | 408 | 425 | 429 | 502..=504 | 600.. => self.unknown(Unresolved {
                status: Some(status),
                receipt: None,
                error: unreadable,
                retry_after: answer.retry_after(),
            }),
            // An error without a word about the payment is the application's answer: it knows no
            // such page, dislikes the body, or fails.
            _ => self.end(SessionStep::Unconfirmed {
                status,
                error: unreadable,
            }),
        }
    }

    /// A redirect, if the answer is one: whether to follow it.
    fn redirected(&mut self, answer: &Answer<'_>) -> Option<Result<SessionStep, Blocked>> {
        let location = answer.location()?;
        let followed = location
            .map_err(Blocked::Location)
            .and_then(|location| Ok((location, self.may_follow(location)?)));
        Some(followed.map(|(location, origin)| {
            self.redirects = self.redirects.saturating_add(1);
            self.origin = origin;
            SessionStep::Follow(location.into())
        }))
    }

    /// Whether the payment has an id, by which the server can tell it from another one.
    fn has_id(&self) -> bool {
        let payment = self.payment.as_ref();
        payment.is_some_and(|payment| payment.payment_id().is_some())
    }

    fn failed(
        &mut self,
        status: u16,
        required: Option<AnyPaymentRequired>,
        receipt: Option<SettleResponse>,
        says_no: bool,
    ) -> SessionStep {
        // The budget keeps the cost: the server has the payment, whatever it reports.
        let settled = if says_no {
            SettlementClaim::No
        } else {
            SettlementClaim::Unknown
        };
        self.end(SessionStep::Failed(Box::new(PaymentRefused {
            status,
            required,
            receipt,
            settled,
        })))
    }

    pub(super) fn unknown(&mut self, unresolved: Unresolved) -> SessionStep {
        self.state = SessionState::Unknown;
        SessionStep::Unknown(Box::new(unresolved))
    }

    pub(super) fn end(&mut self, step: SessionStep) -> SessionStep {
        self.state = SessionState::Ended;
        step
    }
}

/// Everything in a receipt of success that does not fit the payment.
fn mismatches(
    receipt: &SettleResponse,
    status: u16,
    payment: &SignedPayment,
) -> Vec<ReceiptMismatch> {
    let cost = payment.cost();
    let expected = ExpectedReceipt {
        network: cost.network(),
        network_text: payment.network_text(),
        payer: payment.payer(),
        amount: cost.amount(),
        reader: ReceiptReader::Client,
    };
    let found = [
        (status >= 400).then(|| ReceiptMismatch::status(status)),
        expected.network(receipt),
        expected.payer(receipt),
        expected.amount(receipt),
        expected.transaction(receipt),
    ];
    found.into_iter().flatten().collect()
}
