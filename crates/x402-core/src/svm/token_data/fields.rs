//! A place in an account's data.

use alloc::borrow::Cow;

use super::{Layout, TokenDataError};
use crate::svm::Address;

/// What is still unread of an account's data, and how far into the data that is.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    layout: Layout,
    rest: &'a [u8],
    end: usize,
}

impl<'a> Fields<'a> {
    pub(super) fn new(layout: Layout, data: &'a [u8]) -> Self {
        Self {
            layout,
            rest: data,
            end: data.len(),
        }
    }

    /// Where the next field begins, in bytes from the beginning of the data.
    pub(crate) fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `length` bytes, as fields of their own.
    pub(crate) fn sub(&mut self, length: usize) -> Result<Self, TokenDataError> {
        let (rest, after) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| self.truncated(length))?;
        self.rest = after;
        Ok(Self {
            layout: self.layout,
            rest,
            end: self.offset(),
        })
    }

    /// The next extension: its number, and its value as fields of their own.
    ///
    /// As the program reads them: the number 0 ends them, whatever follows, and so does a
    /// last byte that is too short for a number.
    pub(crate) fn extension(&mut self) -> Result<Option<(u16, Self)>, TokenDataError> {
        if self.rest.len() < 2 {
            return Ok(None);
        }
        let number = self.u16()?;
        if number == 0 {
            return Ok(None);
        }
        let length = self.u16()?;
        let value = self.sub(length.into())?;
        Ok(Some((number, value)))
    }

    /// Refuses an extension whose value is not `size` bytes long.
    pub(crate) fn exactly(self, size: usize, name: &'static str) -> Result<Self, TokenDataError> {
        if self.rest.len() == size {
            Ok(self)
        } else {
            let found = self.rest.len();
            Err(TokenDataError::extension_size(
                self.layout,
                self.offset(),
                size,
                name,
                found,
            ))
        }
    }

    #[cold]
    pub(crate) fn duplicate(&self, number: u16) -> TokenDataError {
        TokenDataError::duplicate(self.layout, self.offset(), number)
    }

    /// The extension `name` belongs to the other kind of account.
    #[cold]
    pub(crate) fn misplaced(&self, name: &'static str) -> TokenDataError {
        TokenDataError::misplaced(self.layout, self.offset(), name)
    }

    /// A byte that is none of the values of its field.
    #[cold]
    pub(crate) fn value(
        &self,
        offset: usize,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<u32>,
    ) -> TokenDataError {
        TokenDataError::value(self.layout, offset, expected.into(), found.into())
    }

    #[cold]
    pub(crate) fn uninitialized(&self, offset: usize, found: &'static str) -> TokenDataError {
        TokenDataError::uninitialized(self.layout, offset, found)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], TokenDataError> {
        let (array, rest) = self
            .rest
            .split_first_chunk()
            .ok_or_else(|| self.truncated(N))?;
        self.rest = rest;
        Ok(*array)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, TokenDataError> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, TokenDataError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, TokenDataError> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn address(&mut self) -> Result<Address, TokenDataError> {
        self.array().map(Address::new)
    }

    /// An address that is absent if it is zero, as extensions have it.
    pub(crate) fn nonzero_address(&mut self) -> Result<Option<Address>, TokenDataError> {
        let bytes = self.array()?;
        Ok((bytes != [0; 32]).then(|| Address::new(bytes)))
    }

    /// A byte that is 0 or 1.
    pub(crate) fn boolean(&mut self, noun: &'static str) -> Result<bool, TokenDataError> {
        let offset = self.offset();
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            found => Err(self.value(offset, [noun, " of 0 or 1"].concat(), found)),
        }
    }

    /// A value behind four bytes, 1 or 0, that tell whether it is there, as base states have it.
    ///
    /// The bytes of a value that is absent are anything: the Token program leaves them behind.
    pub(crate) fn optional<const N: usize>(
        &mut self,
        noun: &'static str,
    ) -> Result<Option<[u8; N]>, TokenDataError> {
        let offset = self.offset();
        let tag = self.array().map(u32::from_le_bytes)?;
        let value = self.array()?;
        match tag {
            0 => Ok(None),
            1 => Ok(Some(value)),
            found => Err(self.value(offset, [noun, " behind the tag 0 or 1"].concat(), found)),
        }
    }

    #[cold]
    fn truncated(&self, needed: usize) -> TokenDataError {
        TokenDataError::truncated(self.layout, self.offset(), needed, self.rest.len())
    }
}
