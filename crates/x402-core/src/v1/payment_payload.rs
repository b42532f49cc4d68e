//! The client's payment.

use crate::{
    json::Object,
    message::{Text, message},
};

message! {
    /// The client's payment: the header `X-PAYMENT` of a request.
    ///
    /// `payload` stays as it is: what is wrong inside it is for the rules of the scheme to refuse,
    /// not for the reader.
    ///
    /// Source: core specification v1 §5.2.
    pub struct PaymentPayload {
        "x402Version" => version V1,
        /// How the payment is made, such as `exact`.
        "scheme" => required scheme: Text,
        /// Where it is made, such as `base-sepolia`; [`NetworkName`](super::NetworkName) knows some.
        "network" => required network: Text,
        /// The payment itself, in the scheme's own form.
        "payload" => required payload: Object<'static>,
    }
}
