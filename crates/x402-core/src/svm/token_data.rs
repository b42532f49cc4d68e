//! The data of accounts that a token program owns: what mints and token accounts share.
//!
//! Both programs lay out the same base state. Token-2022 may add to it: zeros up to the size
//! of a token account, a byte for the type of account, then extensions, each with its number
//! and its length.

mod error;
mod fields;

pub use error::{TokenDataError, TokenDataErrorKind};

pub(super) use self::fields::Fields;
use crate::svm::{Address, program};

/// Which of the two kinds of account is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Layout {
    Mint,
    TokenAccount,
}

impl Layout {
    /// What errors call it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Mint => "mint",
            Self::TokenAccount => "token account",
        }
    }

    /// The size of the base state, in bytes.
    fn size(self) -> usize {
        match self {
            Self::Mint => MINT_SIZE,
            Self::TokenAccount => TOKEN_ACCOUNT_SIZE,
        }
    }

    /// The byte by which Token-2022 tells the two apart.
    fn account_type(self) -> u8 {
        match self {
            Self::Mint => 1,
            Self::TokenAccount => 2,
        }
    }

    /// Checks the frame of the data, and opens the base state and the extensions.
    ///
    /// The extensions are empty if the account has no room for any.
    pub(super) fn open<'a>(
        self,
        data: &'a [u8],
        program: &Address,
    ) -> Result<(Fields<'a>, Fields<'a>), TokenDataError> {
        if *program != program::TOKEN && *program != program::TOKEN_2022 {
            return Err(TokenDataError::program(self, program));
        }
        let extends = *program == program::TOKEN_2022 && data.len() > TOKEN_ACCOUNT_SIZE;
        if data.len() == MULTISIG_SIZE || !(extends || data.len() == self.size()) {
            return Err(TokenDataError::size(self, data.len(), program));
        }
        let mut whole = Fields::new(self, data);
        let base = whole.sub(self.size())?;
        if whole.is_empty() {
            return Ok((base, whole));
        }
        let mut padding = whole.sub(TOKEN_ACCOUNT_SIZE - self.size())?;
        let offset = whole.offset();
        match whole.byte()? {
            found if found == self.account_type() => {}
            0 => {
                return Err(TokenDataError::uninitialized(
                    self,
                    offset,
                    "account type 0",
                ));
            }
            found => return Err(TokenDataError::account_type(self, offset, found)),
        }
        while !padding.is_empty() {
            let offset = padding.offset();
            let found = padding.byte()?;
            if found != 0 {
                return Err(padding.value(offset, "a zero as padding", found));
            }
        }
        Ok((base, whole))
    }
}

/// How large a mint is without extensions, in bytes.
const MINT_SIZE: usize = 82;

/// How large a token account is without extensions, in bytes.
const TOKEN_ACCOUNT_SIZE: usize = 165;

/// How large a multisignature account is: only its size tells it from the others, and no
/// account with extensions has it.
const MULTISIG_SIZE: usize = 355;
