//! Why bytes are not a signed transaction.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};
use core::fmt;

/// Bytes that are not a signed type 2 transaction in its canonical form.
///
/// ```
/// use x402_core::evm::{SignedTransaction, TransactionErrorKind};
///
/// let legacy = [0xf8, 0x6b, 0x80];
/// let error = SignedTransaction::parse(&legacy).unwrap_err();
/// assert_eq!(error.kind(), TransactionErrorKind::Type);
/// assert_eq!(
///     error.to_string(),
///     "not a type 2 transaction: byte 0: expected the type 0x02, found 0xf8",
/// );
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TransactionError {
    kind: TransactionErrorKind,
    offset: usize,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
}

impl TransactionError {
    /// The kind of defect.
    #[must_use]
    pub fn kind(&self) -> TransactionErrorKind {
        self.kind
    }

    /// The place of the defect, in bytes from the beginning of the transaction.
    ///
    /// It is where the field begins that is cut short or wrong.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What a transaction has there, in words.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was there instead, in words; never a part of a signature or of the call data.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    #[cold]
    pub(super) fn fees(offset: usize, max_priority_fee: u128, max_fee: u128) -> Self {
        Self::new(
            TransactionErrorKind::Fees,
            offset,
            format!("a max priority fee per gas of at most the max fee, {max_fee}"),
            max_priority_fee.to_string(),
        )
    }

    #[cold]
    pub(super) fn length(offset: usize, expected: String, found: usize) -> Self {
        let found = format!("{found} bytes");
        Self::new(TransactionErrorKind::Length, offset, expected, found)
    }

    #[cold]
    pub(super) fn no_receiver(offset: usize) -> Self {
        Self::new(
            TransactionErrorKind::ContractCreation,
            offset,
            "the 20 bytes of the receiver",
            "none, which creates a contract",
        )
    }

    #[cold]
    pub(super) fn not_canonical(offset: usize, expected: String, found: &'static str) -> Self {
        Self::new(TransactionErrorKind::NotCanonical, offset, expected, found)
    }

    #[cold]
    pub(super) fn signature(offset: usize, expected: &'static str, found: &'static str) -> Self {
        Self::new(TransactionErrorKind::Signature, offset, expected, found)
    }

    #[cold]
    pub(super) fn structure(
        offset: usize,
        noun: &'static str,
        expected: &'static str,
        found: &'static str,
    ) -> Self {
        Self::new(
            TransactionErrorKind::Structure,
            offset,
            format!("{noun} as a {expected}"),
            format!("a {found}"),
        )
    }

    #[cold]
    pub(super) fn trailing(offset: usize, expected: &'static str, found: usize) -> Self {
        let found = format!("{found} more bytes");
        Self::new(TransactionErrorKind::Trailing, offset, expected, found)
    }

    #[cold]
    pub(super) fn truncated(offset: usize, noun: &'static str, needed: usize, left: usize) -> Self {
        Self::new(
            TransactionErrorKind::Truncated,
            offset,
            noun,
            format!("{left} of at least {needed} bytes"),
        )
    }

    #[cold]
    pub(super) fn wrong_type(found: Option<u8>) -> Self {
        let found = found.map_or(Cow::Borrowed("nothing"), |byte| {
            Cow::Owned(format!("{byte:#04x}"))
        });
        Self::new(TransactionErrorKind::Type, 0, "the type 0x02", found)
    }

    fn new(
        kind: TransactionErrorKind,
        offset: usize,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            kind,
            offset,
            expected: expected.into(),
            found: found.into(),
        }
    }
}

impl fmt::Display for TransactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind: _,
            offset,
            expected,
            found,
        } = self;
        write!(
            f,
            "not a type 2 transaction: byte {offset}: expected {expected}, found {found}"
        )
    }
}

impl core::error::Error for TransactionError {}

/// The kinds of defect.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TransactionErrorKind {
    /// There is no receiver: the transaction creates a contract.
    ContractCreation,
    /// The priority fee is above the fee that includes it.
    Fees,
    /// A string has another length than its field, or a number is too large for it.
    Length,
    /// A shorter encoding of the same value exists.
    NotCanonical,
    /// The signature is not canonical: y parity, the range of r and s, or a high s (EIP-2).
    Signature,
    /// A list is where a string belongs, or a string where a list belongs.
    Structure,
    /// There are bytes after the last field, or after the transaction.
    Trailing,
    /// The bytes end within the transaction, or a list before its last field.
    Truncated,
    /// The first byte is not the type 0x02, for example of a legacy transaction.
    Type,
}
