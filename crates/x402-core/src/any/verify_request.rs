//! What a resource server asks a facilitator.

use super::submission::Submission;
use crate::{
    error::Error,
    json::{Json, Object},
    message::{Path, View, Wire, in_and_out},
};

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
