//! A place in a transaction's bytes.

use super::TransactionError;
use crate::svm::short_vec::{self, ShortVecError};

/// What is still unread, and how far into the transaction that is.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    size: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            size: bytes.len(),
        }
    }

    #[inline]
    pub(super) fn offset(&self) -> usize {
        self.size - self.rest.len()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The bytes from here to `end`, a later place of the same transaction.
    pub(super) fn until(&self, end: &Self) -> &'a [u8] {
        let length = end.offset().saturating_sub(self.offset());
        self.rest.get(..length).unwrap_or_default()
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    #[inline]
    pub(super) fn byte(&mut self, expected: &'static str) -> Result<u8, TransactionError> {
        match self.rest {
            [byte, rest @ ..] => {
                self.rest = rest;
                Ok(*byte)
            }
            [] => Err(self.truncated(1, expected)),
        }
    }

    #[inline]
    pub(super) fn array<const N: usize>(
        &mut self,
        expected: &'static str,
    ) -> Result<&'a [u8; N], TransactionError> {
        match self.rest.split_first_chunk() {
            Some((array, rest)) => {
                self.rest = rest;
                Ok(array)
            }
            None => Err(self.truncated(N, expected)),
        }
    }

    #[inline]
    pub(super) fn take(
        &mut self,
        length: usize,
        expected: &'static str,
    ) -> Result<&'a [u8], TransactionError> {
        match self.rest.split_at_checked(length) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => Err(self.truncated(length, expected)),
        }
    }

    /// A compact-u16.
    #[inline]
    pub(super) fn length(&mut self, expected: &'static str) -> Result<usize, TransactionError> {
        let (number, length) = short_vec::decode(self.rest).map_err(|error| match error {
            ShortVecError::Truncated => self.truncated(self.rest.len() + 1, expected),
            ShortVecError::NotMinimal | ShortVecError::Overflow => {
                TransactionError::compact_u16(self.offset(), expected, error)
            }
        })?;
        self.rest = self.rest.get(length..).unwrap_or_default();
        Ok(usize::from(number))
    }

    /// A compact-u16, and as many bytes.
    #[inline]
    pub(super) fn bytes(&mut self, expected: &'static str) -> Result<&'a [u8], TransactionError> {
        let length = self.length(expected)?;
        self.take(length, expected)
    }

    pub(super) fn end(&self) -> Result<(), TransactionError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(TransactionError::trailing(self.offset(), self.rest.len()))
        }
    }

    #[cold]
    fn truncated(&self, needed: usize, expected: &'static str) -> TransactionError {
        TransactionError::truncated(self.offset(), expected, needed, self.rest.len())
    }
}

/// The arrays of `N` bytes that `bytes` consists of.
pub(super) fn chunks<const N: usize>(bytes: &[u8]) -> Chunks<'_, N> {
    Chunks(bytes)
}

/// [`chunks`]'s iterator: like the standard library's, but its items know their length.
#[derive(Clone)]
pub(super) struct Chunks<'a, const N: usize>(&'a [u8]);

impl<'a, const N: usize> Iterator for Chunks<'a, N> {
    type Item = &'a [u8; N];

    fn next(&mut self) -> Option<Self::Item> {
        let (chunk, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(chunk)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.0.len() / N;
        (count, Some(count))
    }
}

impl<const N: usize> ExactSizeIterator for Chunks<'_, N> {}
