//! The role that charges.
//!
//! | | |
//! |---|---|
//! | [`PaymentOption`] | one way to be paid, as a seller says it: `$0.01` on a network |
//! | [`Bill`] | the ways to pay for a resource, encoded for the 402 once |
//! | [`Route`] | a bill, and in which order things happen when it is paid |
//! | `page` | what a browser shows of a 402, with the feature `page` |
//! | [`Exchange`] | one request and its answer: a state machine without I/O |
//! | [`endpoint`] | what a paid URL shows to those who have not paid, judged |
//! | [`routes`] | which requests cost something: a table of routes with their charges |
//!
//! For other transports than HTTP, [`Bill::verify`] checks a payment against the bill.
//!
//! A middleware reads headers, asks the replay store and the facilitator, and the chain if it has
//! nodes, runs the handler and writes the answer; the [`Exchange`] decides which of these is next. Nothing here reads a
//! clock, draws a random number or opens a connection.
//!
//! Which requests cost something is decided by a [`routes::RouteTable`], from the method, the path
//! and the seller's list of routes. Its result names a route by its place in this list; which
//! [`Route`] belongs to that place is the middleware's to remember. A browser's `OPTIONS`
//! preflight never carries a payment, and never reaches a handler that costs something.

mod advice;
mod answer_start;
mod arrival;
mod bill;
mod bill_warning;
mod claim;
pub mod endpoint;
mod exchange;
mod facilitator;
mod intent;
#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "x402-secp256k1")]
mod payer_cache;
mod payment_flow;
mod payment_option;
mod problem;
mod proof;
mod recall;
mod record;
mod replay;
mod response;
mod response_record;
mod response_store;
mod route;
pub mod routes;
mod settlement;
mod stage;
mod state;
mod step;
mod supported;

#[cfg(feature = "x402-secp256k1")]
pub use self::payer_cache::PayerCache;
pub use self::{
    answer_start::AnswerStart,
    bill::Bill,
    bill_warning::{BillWarning, BillWarningKind},
    claim::Accepted,
    exchange::Exchange,
    facilitator::{
        EXTENSION_RESPONSES, ExtensionOutcome, ExtensionResponse, FacilitatorFailure,
        FacilitatorRedirect, is_configuration_error, settle_answer, verify_answer,
        with_extension_responses,
    },
    payment_flow::PaymentFlow,
    payment_option::{PaymentOption, Price},
    problem::{Problem, ProblemKind},
    replay::{LEASE_SECONDS, MarkAnswer, ReplayAnswer, Reservation},
    response::ServerResponse,
    response_store::{
        MAX_RESPONSES, MAX_STORED_BODY, RESPONSE_LEASE_SECONDS, RESPONSE_SECONDS,
        ResponseStoreAnswer, ResponseUpdate, StoredResponse,
    },
    route::{FacilitatorVerify, Route},
    stage::{ExchangeStage, OutOfTurn},
    step::{ExchangeEvent, ExchangeStep},
    supported::supported_options,
};
