//! Why an account's data is not a mint or a token account.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};
use core::fmt;

use super::{Layout, MINT_SIZE, MULTISIG_SIZE, TOKEN_ACCOUNT_SIZE};
use crate::svm::{Address, program};

/// The data of an account that is not a mint, or not a token account.
///
/// ```
/// use x402_core::svm::{TokenAccount, TokenDataErrorKind, program};
///
/// let error = TokenAccount::parse(&[0; 82], &program::TOKEN).unwrap_err();
/// assert_eq!(error.kind(), TokenDataErrorKind::Size);
/// assert_eq!(
///     error.to_string(),
///     "not a token account: byte 82: expected 165 bytes, found 82, the size of a mint",
/// );
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenDataError {
    layout: Layout,
    kind: TokenDataErrorKind,
    offset: usize,
    expected: Cow<'static, str>,
    found: String,
}

impl TokenDataError {
    /// The kind of defect.
    #[must_use]
    pub fn kind(&self) -> TokenDataErrorKind {
        self.kind
    }

    /// The place of the defect, in bytes from the beginning of the data.
    ///
    /// It is where the wrong field begins; of an extension that is wrong as a whole, where its
    /// value begins; 0 if the account belongs to another program.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What such an account has there, in words.
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
    pub(super) fn account_type(layout: Layout, offset: usize, found: u8) -> Self {
        let of = match found {
            1 => ", a mint",
            2 => ", a token account",
            _ => "",
        };
        Self::new(
            layout,
            TokenDataErrorKind::AccountType,
            offset,
            format!("account type {}", layout.account_type()),
            format!("{found}{of}"),
        )
    }

    #[cold]
    pub(super) fn duplicate(layout: Layout, offset: usize, number: u16) -> Self {
        Self::new(
            layout,
            TokenDataErrorKind::Extension,
            offset,
            "an extension that did not occur before",
            format!("number {number} again"),
        )
    }

    #[cold]
    pub(super) fn extension_size(
        layout: Layout,
        offset: usize,
        size: usize,
        name: &'static str,
        found: usize,
    ) -> Self {
        Self::new(
            layout,
            TokenDataErrorKind::Extension,
            offset,
            format!("the {size} bytes of {name}"),
            format!("{found} bytes"),
        )
    }

    #[cold]
    pub(super) fn misplaced(layout: Layout, offset: usize, name: &'static str) -> Self {
        Self::new(
            layout,
            TokenDataErrorKind::Extension,
            offset,
            format!("an extension of a {}", layout.noun()),
            name.to_string(),
        )
    }

    #[cold]
    pub(super) fn program(layout: Layout, found: &Address) -> Self {
        Self::new(
            layout,
            TokenDataErrorKind::Program,
            0,
            "an account of Token or Token-2022",
            format!("one of {found}"),
        )
    }

    #[cold]
    pub(super) fn size(layout: Layout, found: usize, program: &Address) -> Self {
        let (kind, of) = match found {
            MINT_SIZE => (TokenDataErrorKind::Size, ", the size of a mint"),
            TOKEN_ACCOUNT_SIZE => (TokenDataErrorKind::Size, ", the size of a token account"),
            MULTISIG_SIZE => (
                TokenDataErrorKind::Multisig,
                ", the size of a multisignature account",
            ),
            _ => (TokenDataErrorKind::Size, ""),
        };
        let or_more = if *program == program::TOKEN_2022 {
            " or, with extensions, more than 165"
        } else {
            ""
        };
        Self::new(
            layout,
            kind,
            found.min(layout.size()),
            format!("{} bytes{or_more}", layout.size()),
            format!("{found}{of}"),
        )
    }

    #[cold]
    pub(super) fn truncated(layout: Layout, offset: usize, needed: usize, left: usize) -> Self {
        Self::new(
            layout,
            TokenDataErrorKind::Extension,
            offset,
            format!("{needed} more bytes of an extension"),
            left.to_string(),
        )
    }

    #[cold]
    pub(super) fn uninitialized(layout: Layout, offset: usize, found: &'static str) -> Self {
        Self::new(
            layout,
            TokenDataErrorKind::Uninitialized,
            offset,
            format!("an initialized {}", layout.noun()),
            found.to_string(),
        )
    }

    #[cold]
    pub(super) fn value(
        layout: Layout,
        offset: usize,
        expected: Cow<'static, str>,
        found: u32,
    ) -> Self {
        let found = found.to_string();
        Self::new(layout, TokenDataErrorKind::Value, offset, expected, found)
    }

    fn new(
        layout: Layout,
        kind: TokenDataErrorKind,
        offset: usize,
        expected: impl Into<Cow<'static, str>>,
        found: String,
    ) -> Self {
        Self {
            layout,
            kind,
            offset,
            expected: expected.into(),
            found,
        }
    }
}

impl fmt::Display for TokenDataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            layout,
            kind: _,
            offset,
            expected,
            found,
        } = self;
        let noun = layout.noun();
        write!(
            f,
            "not a {noun}: byte {offset}: expected {expected}, found {found}"
        )
    }
}

impl core::error::Error for TokenDataError {}

/// The kinds of defect.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TokenDataErrorKind {
    /// The account is of the other type: a mint, or a token account.
    AccountType,
    /// An extension is cut short, of another size, there twice, or of the other type of account.
    Extension,
    /// The account is a multisignature account.
    Multisig,
    /// The account belongs to neither token program.
    Program,
    /// The data has a size that no such account has.
    Size,
    /// The program has made room for the account, and nothing is in it.
    Uninitialized,
    /// A field has a value that it cannot have.
    Value,
}
