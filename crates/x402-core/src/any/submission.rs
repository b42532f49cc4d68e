//! A payment with the requirements that it answers.

use super::{AnyPaymentPayload, AnyPaymentRequirements};
use crate::{
    error::Error,
    json::{Json, Object},
    message::{Path, PaymentPayload, PaymentRequirements, View, Wire, members},
    v1,
    version::X402Version,
};

/// A payment with the requirements that it answers, both of one version: the content of a
/// [`VerifyRequest`](super::VerifyRequest) and of a [`SettleRequest`](super::SettleRequest), whose
/// `parse` reads it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Submission {
    /// Both of version 1.
    V1 {
        /// The client's payment.
        payment_payload: v1::PaymentPayload,
        /// The terms that the server asked for.
        payment_requirements: v1::PaymentRequirements,
    },
    /// Both of version 2.
    V2 {
        /// The client's payment.
        payment_payload: PaymentPayload,
        /// The terms that the server asked for.
        payment_requirements: PaymentRequirements,
    },
}

impl Submission {
    /// The version of both messages.
    #[must_use]
    pub fn version(&self) -> X402Version {
        match self {
            Self::V1 { .. } => X402Version::V1,
            Self::V2 { .. } => X402Version::V2,
        }
    }

    /// A copy of the payment.
    #[must_use]
    pub fn payment_payload(&self) -> AnyPaymentPayload {
        match self {
            Self::V1 {
                payment_payload, ..
            } => payment_payload.clone().into(),
            Self::V2 {
                payment_payload, ..
            } => payment_payload.clone().into(),
        }
    }

    /// A copy of the requirements.
    #[must_use]
    pub fn payment_requirements(&self) -> AnyPaymentRequirements {
        match self {
            Self::V1 {
                payment_requirements,
                ..
            } => payment_requirements.clone().into(),
            Self::V2 {
                payment_requirements,
                ..
            } => payment_requirements.clone().into(),
        }
    }

    /// Checks that a request about this payment stays within the decoder's limits.
    ///
    /// # Errors
    ///
    /// The request would be nested too deep or have too many values: the first value too many.
    pub fn check_limits(&self) -> Result<(), Error> {
        self.view(&Object::new()).check_limits()
    }

    pub(super) fn read(json: Json<'_>, path: &Path<'_>) -> Result<(Self, Object<'static>), Error> {
        let ([version, payload, requirements], unknown) = members(json, path, NAMES)?;
        let submission = if version.integer() == Some(X402Version::V1.number()) {
            Self::V1 {
                payment_payload: payload.required()?,
                payment_requirements: requirements.required()?,
            }
        } else {
            version.version(X402Version::V2)?;
            Self::V2 {
                payment_payload: payload.required()?,
                payment_requirements: requirements.required()?,
            }
        };
        Ok((submission, unknown))
    }

    pub(super) fn view<'m>(&'m self, unknown: &'m Object<'static>) -> View<'m> {
        let (payload, requirements) = match self {
            Self::V1 {
                payment_payload,
                payment_requirements,
            } => (payment_payload.view(), payment_requirements.view()),
            Self::V2 {
                payment_payload,
                payment_requirements,
            } => (payment_payload.view(), payment_requirements.view()),
        };
        let [version_name, payload_name, requirements_name] = NAMES;
        View::members(NAMES.len())
            .with(version_name, View::Integer(self.version().number()))
            .with(payload_name, payload)
            .with(requirements_name, requirements)
            .and_unknown(unknown)
    }
}

/// The members of both requests, in their order. The first decides which message the last two are:
/// this is why [`message!`](crate::message) does not declare them.
const NAMES: [&str; 3] = ["x402Version", "paymentPayload", "paymentRequirements"];
