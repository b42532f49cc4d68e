//! What each answer means.

use alloc::boxed::Box;

use super::{
    Blocked, Failure, Outlay, Receipt, Session, Settled, State, Step, Unresolved,
    answer::{Answer, is_before_settlement, is_pending},
    contradiction::contradictions,
};
use crate::{
    client::{AnyPaymentRequired, select},
    message::SettleResponse,
};

impl Session {
    /// An answer to the request without a payment.
    pub(super) fn unpaid(&mut self, answer: &Answer<'_>) -> Step {
        if let Some(step) = self.redirected(answer) {
            return match step {
                Ok(step) => step,
                Err(blocked) => self.end(Step::Blocked(blocked)),
            };
        }
        if answer.status != 402 {
            return self.end(Step::Done);
        }
        let required = match answer.payment_required() {
            Ok(required) => required,
            Err(error) => return self.end(Step::Unreadable(error)),
        };
        let choice = select(&required, &self.wallet, &self.spending);
        self.required = Some(required);
        match choice {
            Ok(choice) => {
                let choice = Box::new(choice);
                self.choice = Some(choice.clone());
                self.state = State::Offered;
                Step::Pay(choice)
            }
            Err(no_choice) => self.end(Step::Unpayable(no_choice)),
        }
    }

    /// An answer to the request with the payment.
    pub(super) fn paid(&mut self, answer: &Answer<'_>) -> Step {
        let (receipt, unreadable) = match answer.receipt() {
            Some(Ok(receipt)) => (Some(receipt), None),
            Some(Err(error)) => (None, Some(error)),
            None => (None, None),
        };
        let status = answer.status;
        match receipt {
            Some(response) if response.success => {
                self.outlay = Outlay::Spent;
                let found = self
                    .payment
                    .as_ref()
                    .map(|payment| contradictions(&response, status, payment));
                return self.end(Step::Receipt(Receipt {
                    status,
                    response,
                    contradictions: found.unwrap_or_default(),
                }));
            }
            Some(response) if is_pending(response.error_reason.as_deref()) => {
                return self.unknown(Unresolved {
                    status: Some(status),
                    receipt: Some(response),
                    error: None,
                });
            }
            Some(response) => {
                let says_no = response.transaction.is_empty()
                    && is_before_settlement(response.error_reason.as_deref());
                let required = answer.payment_required().ok();
                return self.failed(status, required, Some(response), says_no);
            }
            None => {}
        }
        if let Some(step) = self.redirected(answer) {
            return step.unwrap_or_else(|blocked| {
                self.state = State::Unknown;
                Step::Blocked(blocked)
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
                    });
                }
                let says_no = unreadable.is_none() && is_before_settlement(error);
                self.failed(status, required, None, says_no)
            }
            // Too early, too many, too slow: the request was not worked on, or not to its end.
            408 | 425 | 429 => self.unknown(Unresolved {
                status: Some(status),
                receipt: None,
                error: unreadable,
            }),
            200..=399 => self.end(Step::Unconfirmed {
                status,
                error: unreadable,
            }),
            400..=499 => self.failed(status, None, None, false),
            _ => self.unknown(Unresolved {
                status: Some(status),
                receipt: None,
                error: unreadable,
            }),
        }
    }

    /// A redirect, if the answer is one: whether to follow it.
    fn redirected(&mut self, answer: &Answer<'_>) -> Option<Result<Step, Blocked>> {
        let location = answer.location()?;
        let followed = location
            .map_err(Blocked::Location)
            .and_then(|location| Ok((location, self.may_follow(location)?)));
        Some(followed.map(|(location, origin)| {
            self.redirects = self.redirects.saturating_add(1);
            self.origin = origin;
            Step::Follow(location.into())
        }))
    }

    fn failed(
        &mut self,
        status: u16,
        required: Option<AnyPaymentRequired>,
        receipt: Option<SettleResponse>,
        says_no: bool,
    ) -> Step {
        // After a second sending, "no" may speak of the second only: the first took the nonce.
        let settled = if says_no && self.sent == 1 {
            Settled::No
        } else {
            Settled::Unknown
        };
        if let (Settled::No, Some(payment)) = (settled, &self.payment) {
            self.spending.budget_mut().release(payment.cost());
            self.outlay = Outlay::Released;
        }
        self.end(Step::Failed(Box::new(Failure {
            status,
            required,
            receipt,
            settled,
        })))
    }

    pub(super) fn unknown(&mut self, unresolved: Unresolved) -> Step {
        self.state = State::Unknown;
        Step::Unknown(Box::new(unresolved))
    }

    pub(super) fn end(&mut self, step: Step) -> Step {
        self.state = State::Ended;
        step
    }
}
