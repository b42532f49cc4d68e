//! Whether the handler runs before or after the payment is settled.

/// Whether the handler runs before or after the payment is settled.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum PaymentFlow {
    /// Verify, run the handler, settle, and only then deliver what the handler made.
    ///
    /// A handler that fails costs the payer nothing; a payment that cannot be settled costs the
    /// seller the handler's work. It is the protocol's default.
    #[default]
    Authorization,
    /// Settle, and only then run the handler. The bill declares it in `extra.paymentFlow`.
    ///
    /// A handler that fails has cost the payer the price.
    Upfront,
}

impl PaymentFlow {
    /// The flow's name in the SDKs, such as `upfront`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Upfront => "upfront",
        }
    }
}
