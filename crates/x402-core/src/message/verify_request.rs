//! What a resource server asks a facilitator.

use super::{Path, PaymentPayload, PaymentRequirements, View, Wire, in_and_out, members};
use crate::{
    error::Error,
    json::{Json, Object},
    v1,
};

/// A payment beside the requirements that it answers, both of one version.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Submission {
    /// Of version 1.
    V1 {
        /// The client's payment.
        payment_payload: v1::PaymentPayload,
        /// What the server asked for.
        payment_requirements: v1::PaymentRequirements,
    },
    /// Of version 2.
    V2 {
        /// The client's payment.
        payment_payload: PaymentPayload,
        /// What the server asked for.
        payment_requirements: PaymentRequirements,
    },
}

impl Submission {
    /// The `x402Version` of both.
    #[must_use]
    pub fn x402_version(&self) -> u64 {
        match self {
            Self::V1 { .. } => v1::PaymentPayload::X402_VERSION,
            Self::V2 { .. } => PaymentPayload::X402_VERSION,
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

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<(Self, Object<'static>), Error> {
        let ([version, payload, requirements], unknown) = members(json, path, NAMES)?;
        let submission = if version.integer() == Some(v1::PaymentPayload::X402_VERSION) {
            Self::V1 {
                payment_payload: payload.required()?,
                payment_requirements: requirements.required()?,
            }
        } else {
            version.version(PaymentPayload::X402_VERSION)?;
            Self::V2 {
                payment_payload: payload.required()?,
                payment_requirements: requirements.required()?,
            }
        };
        Ok((submission, unknown))
    }

    fn view<'m>(&'m self, unknown: &'m Object<'static>) -> View<'m> {
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
        View::members()
            .with(version_name, View::Integer(self.x402_version()))
            .with(payload_name, payload)
            .with(requirements_name, requirements)
            .and_unknown(unknown)
    }
}

/// Declares a request whose body is a [`Submission`].
macro_rules! request {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub struct $name {
            /// The payment and the requirements.
            pub submission: Submission,
            unknown: Object<'static>,
        }

        impl $name {
            /// The request about this payment.
            #[must_use]
            pub fn new(submission: Submission) -> Self {
                Self {
                    submission,
                    unknown: Object::new(),
                }
            }

            /// The members that the specification does not know, as they arrived.
            #[must_use]
            pub fn unknown(&self) -> &Object<'static> {
                &self.unknown
            }
        }

        impl Wire for $name {
            const NOUN: &'static str = "an object";

            fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
                let (submission, unknown) = Submission::read(json, path)?;
                Ok(Self {
                    submission,
                    unknown,
                })
            }

            fn view(&self) -> View<'_> {
                self.submission.view(&self.unknown)
            }
        }

        in_and_out!($name);
    };
}

request!(
    /// The body of `POST /verify`, of either version.
    ///
    /// Source: core specification v2 §7.1, v1 §7.1.
    VerifyRequest
);

request!(
    /// The body of `POST /settle`, of either version.
    ///
    /// Source: core specification v2 §7.2, v1 §7.2. There, `upto` means by `amount` what is to be
    /// settled.
    SettleRequest
);

/// The members of both requests, in their order. Which message the last two are, the first says:
/// this is why [`message!`](super::message) does not declare them.
const NAMES: [&str; 3] = ["x402Version", "paymentPayload", "paymentRequirements"];
