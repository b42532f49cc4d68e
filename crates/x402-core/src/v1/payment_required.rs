//! The answer that asks for payment.

use alloc::string::String;

use super::PaymentRequirements;
use crate::message::{NonEmpty, message};

message! {
    /// The answer that asks for payment: the JSON body of a 402.
    ///
    /// Source: core specification v1 §5.1, where it is `PaymentRequirementsResponse`. It requires
    /// `error`; both official SDKs may leave it out, so it may be absent.
    #[doc(alias = "PaymentRequirementsResponse")]
    pub struct PaymentRequired {
        "x402Version" => version V1,
        /// Why payment is required, for people.
        "error" => optional error: String,
        /// The ways to pay, of which the client chooses one. An entry that cannot be read does not
        /// spoil the others; the message is refused only where none can be read.
        "accepts" => required accepts: NonEmpty<PaymentRequirements>,
    }
}
