//! From the request to the replay key.

use alloc::boxed::Box;

use super::{checking::new, settling::settle, setup::Setup};
use crate::{
    error::ErrorCode,
    header::PaymentHeader,
    scheme::{Context, Refusal},
    server::{
        ExchangeStep, Problem, ReplayAnswer, Reservation,
        arrival::Arrival,
        claim::{Claim, NotClaimed},
        recall::Recall,
        record::Record,
        response,
        response_store::RESPONSE_LEASE_SECONDS,
        state::{Next, State, UNDECIDED, no_store, pending, refused, replayed, respond},
    },
};

pub(in crate::server) fn requested(
    setup: &Setup,
    method: &str,
    headers: &[(&str, &[u8])],
    context: &Context<'_>,
    entropy: [u8; 16],
) -> Next {
    let route = &*setup.route;
    let pairs = headers.iter().map(|(name, value)| (*name, *value));
    let payment = match PaymentHeader::find(pairs) {
        Ok(Some(header)) => header.decode(),
        Ok(None) => {
            let response = response::payment_required(&route.bill, 402, None, None);
            return respond(response, Reservation::Untouched, Problem::Unpaid);
        }
        Err(error) => Err(error),
    };
    let payment = payment.and_then(|payment| {
        let intent = setup.intent(&payment, method, headers)?;
        Ok((payment, intent))
    });
    let (payment, intent) = match payment {
        Ok(payment) => payment,
        Err(error) => {
            let response = response::malformed(&route.bill, &error);
            let problem = Problem::Refused(Refusal::Malformed(error));
            return respond(response, Reservation::Untouched, problem);
        }
    };
    let arrival = Arrival {
        payment,
        method: method.into(),
        entropy,
        intent,
    };
    claimed(setup, arrival, context, setup.has_chain)
}

/// The nodes have answered what had to be known first, or not. They are not asked again.
pub(in crate::server) fn resolved(setup: &Setup, arrival: Arrival, context: &Context<'_>) -> Next {
    claimed(setup, arrival, context, false)
}

/// Finds out what the payment is for. If it has an id, the store of responses is asked first, also
/// for a payment that is for nothing here: one that is repeated may have expired.
fn claimed(setup: &Setup, arrival: Arrival, context: &Context<'_>, may_ask: bool) -> Next {
    let found = Claim::read(&arrival.payment, &setup.route, context, setup.has_chain);
    let found = found.map(|mut claim| {
        claim.came_by(&arrival.method, arrival.entropy);
        Box::new(claim)
    });
    let Some(intent) = &arrival.intent else {
        return read(setup, arrival, found, may_ask);
    };
    let step = ExchangeStep::AskResponseStore {
        key: intent.key.clone(),
        // Only for a payment that is one: others would fill the store, and cost nothing.
        record: found.is_ok().then(|| intent.begun(arrival.entropy).write()),
        seconds: RESPONSE_LEASE_SECONDS,
    };
    let recall = Recall {
        arrival,
        found,
        may_ask,
    };
    (State::Recalling(Box::new(recall)), step)
}

/// Goes on with a payment: of one that is for nothing here, the chain is asked what it could not be
/// read without.
pub(in crate::server) fn read(
    setup: &Setup,
    arrival: Arrival,
    found: Result<Box<Claim>, NotClaimed>,
    may_ask: bool,
) -> Next {
    let route = &*setup.route;
    let version = arrival.payment.version();
    match found {
        Ok(claim) => {
            let step = ExchangeStep::AskReplayStore {
                key: claim.key.clone(),
                keep_until: claim.keep_until,
                // A payment that costs nothing makes up for no other.
                account: claim.account.clone().filter(|_| !claim.is_free()),
                holder: claim.repeat_token.clone(),
            };
            (State::Reserving(claim), step)
        }
        Err(NotClaimed {
            first: Some(first), ..
        }) if may_ask => {
            let (network, queries) = *first;
            let step = ExchangeStep::AskChain { network, queries };
            (State::Resolving(Box::new(arrival)), step)
        }
        Err(NotClaimed { refusal, .. }) => {
            let response = match &refusal {
                Refusal::Undecided(_) => refused(route, version, UNDECIDED),
                // Another version is another way to pay; nothing else that is malformed is.
                Refusal::Malformed(error) if error.code() != ErrorCode::VersionMismatch => {
                    response::malformed(&route.bill, error)
                }
                refusal => refused(route, version, refusal.wire_code()),
            };
            respond(response, Reservation::Untouched, Problem::Refused(refusal))
        }
    }
}

pub(in crate::server) fn reserved(
    setup: &Setup,
    mut claim: Box<Claim>,
    answer: ReplayAnswer,
) -> Next {
    let route = &*setup.route;
    match answer {
        ReplayAnswer::New if setup.has_chain => {
            let queries = claim.queries();
            if queries.is_empty() {
                return new(route, claim);
            }
            let network = claim.network.clone();
            let step = ExchangeStep::AskChain { network, queries };
            (State::Checking(claim), step)
        }
        ReplayAnswer::New => new(route, claim),
        // Who proves nothing cannot claim what another may have paid for: nonces are public.
        ReplayAnswer::Unresolved { .. } if claim.accepted.verified().is_none() => {
            pending(route, &claim, Problem::Pending)
        }
        ReplayAnswer::Unresolved { record } => {
            let Some(record) =
                Record::read(&record).filter(|record| claim.may_resume(record, route))
            else {
                return replayed(route, &claim, Reservation::Unresolved);
            };
            claim.resume(record);
            // Not verified once more: the facilitator calls a payment invalid that it has settled.
            settle(claim)
        }
        ReplayAnswer::Earlier {
            key,
            keep_until,
            record,
        } => {
            claim.key = key;
            claim.keep_until = keep_until;
            reserved(setup, claim, ReplayAnswer::Unresolved { record })
        }
        ReplayAnswer::Seen => replayed(route, &claim, Reservation::Untouched),
        // Not released: the key may be reserved by another exchange, which is still paid.
        ReplayAnswer::Unavailable => no_store(route, Reservation::Untouched),
    }
}
