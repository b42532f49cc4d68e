//! Whether the handler runs before or after the payment is settled.

use crate::words::words;

words! {
    /// Whether the handler runs before or after the payment is settled.
    #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum PaymentFlow: "payment flow" {
        /// Verify, run the handler, settle, and only then deliver what the handler made.
        ///
        /// A handler that fails costs the payer nothing; a payment that cannot be settled costs the
        /// seller the handler's work. It is the protocol's default.
        #[default]
        Authorization = "authorization",
        /// Settle, and only then run the handler. The bill declares it in `extra.paymentFlow`.
        ///
        /// A handler that fails has cost the payer the price.
        Upfront = "upfront",
    }
}
