//! Why bytes are no transaction.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};
use core::fmt;

use super::{MAX_SIZE, MessageHeader};
use crate::svm::{Address, short_vec::ShortVecError};

/// Bytes that are no structurally sound Solana transaction.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TransactionError {
    kind: TransactionErrorKind,
    offset: usize,
    expected: Cow<'static, str>,
    found: String,
}

impl TransactionError {
    /// What kind of defect this is.
    #[must_use]
    pub fn kind(&self) -> TransactionErrorKind {
        self.kind
    }

    /// Where the defect stands, in bytes from the beginning of the transaction.
    ///
    /// Of a part that is cut short or wrong as a whole, where the part begins.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What a sound transaction has there, in words.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was there instead, in words.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    #[cold]
    fn new(
        kind: TransactionErrorKind,
        offset: usize,
        expected: impl Into<Cow<'static, str>>,
        found: String,
    ) -> Self {
        Self {
            kind,
            offset,
            expected: expected.into(),
            found,
        }
    }

    #[cold]
    pub(super) fn account_index(
        offset: usize,
        instruction: usize,
        index: u8,
        account_count: usize,
    ) -> Self {
        Self::new(
            TransactionErrorKind::AccountIndex,
            offset,
            format!("an index below {account_count}, the number of accounts"),
            format!("{index} in instruction {instruction}"),
        )
    }

    #[cold]
    pub(super) fn compact_u16(offset: usize, expected: &'static str, error: ShortVecError) -> Self {
        Self::new(
            TransactionErrorKind::CompactU16,
            offset,
            format!("{expected} as a compact-u16"),
            match error {
                ShortVecError::NotMinimal => "an encoding that is not the shortest",
                ShortVecError::Overflow | ShortVecError::Truncated => "a number above 65535",
            }
            .to_string(),
        )
    }

    #[cold]
    pub(super) fn duplicate_key(offset: usize, key: Address) -> Self {
        Self::new(
            TransactionErrorKind::DuplicateKey,
            offset,
            "an account key that did not occur before",
            format!("{key} again"),
        )
    }

    #[cold]
    pub(super) fn empty_lookup(offset: usize, table: Address) -> Self {
        Self::new(
            TransactionErrorKind::Lookup,
            offset,
            "a lookup of at least one account",
            format!("none from table {table}"),
        )
    }

    #[cold]
    pub(super) fn no_fee_payer(offset: usize, header: MessageHeader) -> Self {
        Self::new(
            TransactionErrorKind::Header,
            offset,
            "a writable signer, who pays the fee",
            format!(
                "{} signers, {} of them read-only",
                header.num_required_signatures(),
                header.num_readonly_signed_accounts()
            ),
        )
    }

    #[cold]
    pub(super) fn program_index(
        offset: usize,
        instruction: usize,
        index: u8,
        key_count: usize,
    ) -> Self {
        Self::new(
            TransactionErrorKind::ProgramIndex,
            offset,
            format!("an index from 1 to {}", key_count.saturating_sub(1)),
            format!("{index} in instruction {instruction}"),
        )
    }

    #[cold]
    pub(super) fn signature_count(header: MessageHeader, found: usize) -> Self {
        Self::new(
            TransactionErrorKind::SignatureCount,
            0,
            format!(
                "{} signatures, as many as the message header requires",
                header.num_required_signatures()
            ),
            found.to_string(),
        )
    }

    #[cold]
    pub(super) fn size(found: usize) -> Self {
        Self::new(
            TransactionErrorKind::Size,
            MAX_SIZE,
            format!("at most {MAX_SIZE} bytes"),
            format!("{found} bytes"),
        )
    }

    #[cold]
    pub(super) fn too_few_keys(offset: usize, header: MessageHeader, found: usize) -> Self {
        Self::new(
            TransactionErrorKind::Header,
            offset,
            format!(
                "keys for {} signers and {} read-only accounts",
                header.num_required_signatures(),
                header.num_readonly_unsigned_accounts()
            ),
            format!("{found} account keys"),
        )
    }

    #[cold]
    pub(super) fn too_many_accounts(offset: usize, found: usize) -> Self {
        Self::new(
            TransactionErrorKind::Lookup,
            offset,
            "at most 256 accounts, looked-up ones included",
            format!("at least {found}"),
        )
    }

    #[cold]
    pub(super) fn trailing(offset: usize, found: usize) -> Self {
        Self::new(
            TransactionErrorKind::Trailing,
            offset,
            "the end of the transaction",
            format!("{found} more"),
        )
    }

    #[cold]
    pub(super) fn truncated(
        offset: usize,
        expected: &'static str,
        needed: usize,
        left: usize,
    ) -> Self {
        Self::new(
            TransactionErrorKind::Truncated,
            offset,
            expected,
            format!("{left} of at least {needed} bytes"),
        )
    }

    #[cold]
    pub(super) fn version(offset: usize, prefix: u8) -> Self {
        Self::new(
            TransactionErrorKind::Version,
            offset,
            "a legacy message or version 0",
            format!("version {}", prefix & 0x7f),
        )
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
            "not a Solana transaction: byte {offset}: expected {expected}, found {found}"
        )
    }
}

impl core::error::Error for TransactionError {}

/// The kinds of structural defect.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TransactionErrorKind {
    /// An instruction names an account that neither the keys nor the lookups have.
    AccountIndex,
    /// A length is not in its shortest compact-u16 form, or is above 65,535.
    CompactU16,
    /// An account key occurs twice.
    DuplicateKey,
    /// The header leaves no writable signer, or needs more account keys than there are.
    Header,
    /// A lookup names no account, or all accounts together are more than 256.
    Lookup,
    /// An instruction's program is the fee payer or not among the static account keys.
    ProgramIndex,
    /// There are not as many signatures as the header requires.
    SignatureCount,
    /// The transaction is longer than a packet.
    Size,
    /// Something follows the message.
    Trailing,
    /// The bytes end within the transaction.
    Truncated,
    /// The message is of a version above 0.
    Version,
}
