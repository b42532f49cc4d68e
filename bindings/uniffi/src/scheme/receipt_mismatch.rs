//! Where a receipt does not fit the payment.

use x402_core::scheme;

/// A member of a facilitator's or a server's response that does not fit the payment.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct ReceiptMismatch {
    /// The member: `network`, `transaction`, `payer` or `amount`; `status` for the HTTP status
    /// that the receipt came with.
    pub member: String,
    /// The payment's value.
    pub expected: String,
    /// The response's value.
    pub found: String,
    /// All of it in one line.
    pub detail: String,
}

impl From<&scheme::ReceiptMismatch> for ReceiptMismatch {
    fn from(mismatch: &scheme::ReceiptMismatch) -> Self {
        Self {
            member: mismatch.member().to_owned(),
            expected: mismatch.expected().to_owned(),
            found: mismatch.found().to_owned(),
            detail: mismatch.to_string(),
        }
    }
}
