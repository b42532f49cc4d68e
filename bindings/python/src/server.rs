//! The role that charges.

mod bill;
mod endpoint;
mod exchange;
mod facilitator;
mod matching;
mod page;
mod payment_option;
mod problem;
mod replay;
mod response;
mod route;
mod routes;
mod step;

pub(crate) use self::{
    bill::Bill,
    endpoint::{endpoint_report, endpoint_requests},
    exchange::Exchange,
    facilitator::{
        extension_responses, facilitator_redirect, is_configuration_error, settle_answer,
        supported_options, verify_answer, with_extension_responses,
    },
    matching::{check_extensions, match_offer, verify_any},
    page::{PageTemplate, is_navigation},
    payment_option::PaymentOption,
    problem::Problem,
    replay::{EarlierPayment, UnresolvedPayment},
    response::{ServerResponse, StoredResponse},
    route::Route,
    routes::{ChargedRoute, RouteRefusal, RouteTable},
    step::{
        AskChain, AskReplayStore, AskResponseStore, AskSettle, AskVerify, Deliver, MarkSettling,
        Repeat, Respond, Serve,
    },
};
