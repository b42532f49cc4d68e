//! What a server and a facilitator send each other, one file per noun.

mod supported_response;
mod verify_request;
mod verify_response;

pub(crate) use self::{
    supported_response::{SupportedKind, SupportedResponse},
    verify_request::{SettleRequest, VerifyRequest},
    verify_response::VerifyResponse,
};
