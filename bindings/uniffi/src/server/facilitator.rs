//! A facilitator's answers.

use x402_core::server;

use crate::{
    error::Refusal,
    message::{SettleResponse, VerifyResponse},
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
