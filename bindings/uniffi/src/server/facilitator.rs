//! A facilitator's answers.

use std::collections::HashSet;

use x402_core::{X402Version, server};

use super::PaymentOption;
use crate::{
    error::{OfferError, Refusal},
    message::{SettleResponse, SupportedResponse, VerifyResponse},
    mirror::mirror,
};

mirror! {
    /// Why there is no answer of a facilitator.
    FacilitatorFailure = server::FacilitatorFailure;
    /// The facilitator did not take the request.
    NotProcessed,
    /// It did not answer: whether it acted is unknown.
    NoResponse,
    /// It answered with something else, or contradicts itself.
    InvalidResponse,
}

/// The answer to `POST /verify`, or why there is none.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum VerifyAnswer {
    /// The facilitator answered.
    Answered {
        /// Its answer.
        response: VerifyResponse,
    },
    /// It did not.
    Failed {
        /// Why.
        failure: FacilitatorFailure,
    },
}

impl VerifyAnswer {
    pub(super) fn read(
        &self,
    ) -> Result<Result<x402_core::message::VerifyResponse, server::FacilitatorFailure>, Refusal>
    {
        match self {
            Self::Answered { response } => Ok(Ok(response.read()?)),
            Self::Failed { failure } => Ok(Err((*failure).into())),
        }
    }
}

/// The answer to `POST /settle`, or why there is none.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum SettleAnswer {
    /// The facilitator answered.
    Answered {
        /// Its answer.
        response: SettleResponse,
    },
    /// It did not.
    Failed {
        /// Why.
        failure: FacilitatorFailure,
    },
}

impl SettleAnswer {
    pub(super) fn read(
        &self,
    ) -> Result<Result<x402_core::message::SettleResponse, server::FacilitatorFailure>, Refusal>
    {
        match self {
            Self::Answered { response } => Ok(Ok(response.read()?)),
            Self::Failed { failure } => Ok(Err((*failure).into())),
        }
    }
}

/// Reads the answer to `POST /verify`. A refusal counts with any status.
#[uniffi::export]
pub fn verify_answer(status: u16, body: Vec<u8>) -> VerifyAnswer {
    match server::verify_answer(status, &body) {
        Ok(response) => VerifyAnswer::Answered {
            response: (&response).into(),
        },
        Err(failure) => VerifyAnswer::Failed {
            failure: failure.into(),
        },
    }
}

/// Reads the answer to `POST /settle`. A failure counts with any status.
#[uniffi::export]
pub fn settle_answer(status: u16, body: Vec<u8>) -> SettleAnswer {
    match server::settle_answer(status, &body) {
        Ok(response) => SettleAnswer::Answered {
            response: (&response).into(),
        },
        Err(failure) => SettleAnswer::Failed {
            failure: failure.into(),
        },
    }
}

/// Whether a failed call can only succeed once the seller has changed the settings: the URL, the
/// credentials. `status` is the response's HTTP status, if there was a response.
#[uniffi::export(default(status = None))]
pub fn is_configuration_error(failure: FacilitatorFailure, status: Option<u16>) -> bool {
    server::is_configuration_error(failure.into(), status)
}

/// What a facilitator can settle of a seller's options.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct SupportedOptions {
    /// The options that are left, each with its fee payer where its network needs one.
    pub on_sale: Vec<PaymentOption>,
    /// Why the facilitator cannot settle the others.
    pub others: Vec<String>,
}

/// The options that this facilitator can settle in version 2, and why it cannot settle the others.
///
/// It is an error if none is left.
#[uniffi::export]
pub fn supported_options(
    options: Vec<PaymentOption>,
    supported: &SupportedResponse,
) -> Result<SupportedOptions, OfferError> {
    let read: Result<Vec<_>, _> = options.iter().map(PaymentOption::read).collect();
    let supported = supported.read()?;
    let (left, others) = server::supported_options(&read?, X402Version::V2, &supported)?;
    // What is left is in the seller's order, and each of the others names its place.
    let places = others
        .iter()
        .filter_map(|error| error.pointer().split('/').nth(2));
    let places: HashSet<&str> = places.collect();
    let on_sale = options
        .into_iter()
        .enumerate()
        .filter(|(index, _)| !places.contains(&*index.to_string()))
        .zip(left)
        .map(|((_, option), left)| PaymentOption {
            fee_payer: left.fee_payer().map(|account| account.to_string()),
            ..option
        })
        .collect();
    Ok(SupportedOptions {
        on_sale,
        others: others.iter().map(ToString::to_string).collect(),
    })
}
