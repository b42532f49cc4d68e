//! The role that charges: bills, routes, and one request until its answer.

mod bill;
mod exchange;
mod facilitator;
mod matching;
mod payment_option;
mod problem;
mod response_store;
mod route;
mod step;

pub use self::{
    bill::{Bill, BillFacts},
    exchange::{Exchange, MarkAnswer, ReplayAnswer, ResponseStoreAnswer, replay_lease_seconds},
    facilitator::{
        FacilitatorFailure, SettleAnswer, SupportedOptions, VerifyAnswer, is_configuration_error,
        settle_answer, supported_options, verify_answer,
    },
    matching::{Match, check_extensions, match_offer, verify_any},
    payment_option::{PaymentOption, Price},
    problem::Problem,
    response_store::{ResponseUpdate, StoredResponse},
    route::{FacilitatorVerify, PaymentFlow, Route},
    step::{Accepted, ExchangeStep, Reservation, ServerResponse},
};
