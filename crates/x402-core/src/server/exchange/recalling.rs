//! What the store of responses knows of a payment's id.

use alloc::boxed::Box;

use super::{opening::read, setup::Setup};
use crate::server::{
    ExchangeStep, Problem, Reservation, ResponseStoreAnswer,
    recall::{Held, Recall},
    response,
    response_record::{Progress, ResponseRecord},
    state::{Next, State, respond},
};

/// The store has answered: what the exchange holds from now on, and what is next.
pub(in crate::server) fn recalled(
    setup: &Setup,
    recall: Box<Recall>,
    answer: ResponseStoreAnswer,
) -> (Option<Held>, Next) {
    let route = &*setup.route;
    let Some(intent) = recall.arrival.intent.clone() else {
        return (
            None,
            read(setup, recall.arrival, recall.found, recall.may_ask),
        );
    };
    let (text, record) = match answer {
        // What is not a valid payment is looked up, and never stored.
        ResponseStoreAnswer::New if recall.found.is_err() => {
            return (
                None,
                read(setup, recall.arrival, recall.found, recall.may_ask),
            );
        }
        ResponseStoreAnswer::New => {
            let record = intent.begun(recall.arrival.entropy);
            (record.write(), Some(record))
        }
        ResponseStoreAnswer::Found { record } => {
            let found = ResponseRecord::read(&record);
            (record, found)
        }
        ResponseStoreAnswer::Unavailable => return (None, no_responses(setup)),
    };
    let Some(record) = record else {
        // Written by another version of this library.
        return (None, no_responses(setup));
    };
    let is_own = record == intent.begun(recall.arrival.entropy);
    if record.fingerprint != intent.fingerprint {
        let response = response::conflict(IN_USE, None);
        let next = respond(response, Reservation::Untouched, Problem::PaymentIdInUse);
        return (None, next);
    }
    match record.progress {
        Progress::Answered(response) => (None, (State::Done, ExchangeStep::Repeat(response))),
        Progress::Begun(_) if !is_own => {
            let response = response::conflict(IN_FLIGHT, Some(route.retry_after));
            let next = respond(response, Reservation::Untouched, Problem::PaymentIdInUse);
            (None, next)
        }
        Progress::Begun(_) | Progress::Ended => {
            let key = intent.key;
            let held = Held { key, text, record };
            let next = read(setup, recall.arrival, recall.found, recall.may_ask);
            (Some(held), next)
        }
    }
}

fn no_responses(setup: &Setup) -> Next {
    let retry_after = Some(setup.route.retry_after);
    let response = response::unavailable(503, "response_store_unavailable", retry_after);
    respond(response, Reservation::Untouched, Problem::ResponseStore)
}

/// The id came before with another payment, or with another request.
const IN_USE: &str = "payment_identifier_conflict";

/// The first request with the id has no response yet.
const IN_FLIGHT: &str = "payment_identifier_in_flight";
