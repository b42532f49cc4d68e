//! Recursive length prefix (RLP): strings and lists, each behind its length, in the one
//! canonical form (Ethereum's Yellow Paper, appendix B).
//!
//! Not by `alloy-rlp`: it links two more packages, and its errors name neither the byte offset
//! nor what was found there.

use alloc::{format, vec::Vec};

use super::TransactionError;

/// The first byte of the empty string.
const STRING: u8 = 0x80;

/// The first byte of the empty list.
const LIST: u8 = 0xc0;

/// The longest payload whose length is part of the first byte.
const SHORT: u8 = 55;

/// A number as RLP writes it, from its big-endian bytes: without leading zeros, 0 as nothing.
pub(super) fn trim(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// Whether a string is one byte below 0x80, which has no prefix.
fn is_own_encoding(string: &[u8]) -> bool {
    matches!(string, [byte] if *byte < STRING)
}

/// How many bytes a string takes.
pub(super) fn string_length(string: &[u8]) -> usize {
    if is_own_encoding(string) {
        1
    } else {
        item_length(string.len())
    }
}

/// How many bytes a payload takes with the prefix that states its length.
pub(super) fn item_length(payload: usize) -> usize {
    let prefix = if payload <= usize::from(SHORT) {
        1
    } else {
        1 + trim(&payload.to_be_bytes()).len()
    };
    prefix + payload
}

/// Writes a string.
pub(super) fn put_string(out: &mut Vec<u8>, string: &[u8]) {
    if !is_own_encoding(string) {
        put_prefix(out, STRING, string.len());
    }
    out.extend_from_slice(string);
}

/// Writes what precedes the items of a list, which take `payload` bytes.
pub(super) fn put_list(out: &mut Vec<u8>, payload: usize) {
    put_prefix(out, LIST, payload);
}

fn put_prefix(out: &mut Vec<u8>, first: u8, length: usize) {
    if let Ok(length @ ..=SHORT) = u8::try_from(length) {
        out.push(first + length);
    } else {
        let length = length.to_be_bytes();
        let length = trim(&length);
        out.push(length.iter().fold(first + SHORT, |first, _| first + 1));
        out.extend_from_slice(length);
    }
}

/// The unread items of a list, and where in the whole input they are.
#[derive(Clone, Copy)]
pub(super) struct Items<'a> {
    rest: &'a [u8],
    end: usize,
}

impl<'a> Items<'a> {
    /// The items that `bytes` consists of, which are the last of an input of `size` bytes.
    pub(super) fn new(bytes: &'a [u8], size: usize) -> Self {
        Self {
            rest: bytes,
            end: size,
        }
    }

    /// Where the next item begins, in bytes from the beginning of the input.
    pub(super) fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes a list; `noun` names it in errors, like all of them.
    pub(super) fn list(&mut self, noun: &'static str) -> Result<Self, TransactionError> {
        let offset = self.offset();
        match self.item(noun)? {
            (true, rest) => Ok(Self {
                rest,
                end: self.offset(),
            }),
            (false, _) => Err(TransactionError::structure(offset, noun, "list", "string")),
        }
    }

    /// Takes a string.
    pub(super) fn string(&mut self, noun: &'static str) -> Result<&'a [u8], TransactionError> {
        let offset = self.offset();
        match self.item(noun)? {
            (false, string) => Ok(string),
            (true, _) => Err(TransactionError::structure(offset, noun, "string", "list")),
        }
    }

    /// Takes a string of exactly `N` bytes.
    pub(super) fn array<const N: usize>(
        &mut self,
        noun: &'static str,
    ) -> Result<[u8; N], TransactionError> {
        let offset = self.offset();
        let string = self.string(noun)?;
        string.try_into().map_err(|_| {
            TransactionError::length(offset, format!("{noun} of {N} bytes"), string.len())
        })
    }

    /// Takes a number that fits `N` bytes.
    pub(super) fn number<const N: usize>(
        &mut self,
        noun: &'static str,
    ) -> Result<[u8; N], TransactionError> {
        let offset = self.offset();
        let digits = self.string(noun)?;
        if let [0, ..] = digits {
            return Err(TransactionError::not_canonical(
                offset,
                format!("{noun} without leading zeros"),
                "a leading zero",
            ));
        }
        let mut number = [0; N];
        let room = N.checked_sub(digits.len()).ok_or_else(|| {
            TransactionError::length(offset, format!("{noun} of at most {N} bytes"), digits.len())
        })?;
        for (to, from) in number.iter_mut().skip(room).zip(digits) {
            *to = *from;
        }
        Ok(number)
    }

    /// Refuses further items.
    pub(super) fn end(&self, expected: &'static str) -> Result<(), TransactionError> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(TransactionError::trailing(
                self.offset(),
                expected,
                self.rest.len(),
            ))
        }
    }

    /// Takes an item: whether it is a list, and its payload.
    fn item(&mut self, noun: &'static str) -> Result<(bool, &'a [u8]), TransactionError> {
        let offset = self.offset();
        let truncated = |needed, left| TransactionError::truncated(offset, noun, needed, left);
        let Some((&first, after)) = self.rest.split_first() else {
            return Err(truncated(1, 0));
        };
        if first < STRING {
            let (single, rest) = self.rest.split_at(1);
            self.rest = rest;
            return Ok((false, single));
        }
        let is_list = first >= LIST;
        let length = first - if is_list { LIST } else { STRING };
        let (length, after) = match length.checked_sub(SHORT) {
            None | Some(0) => (usize::from(length), after),
            Some(digits) => {
                let digits = usize::from(digits);
                let (digits, after) = after
                    .split_at_checked(digits)
                    .ok_or_else(|| truncated(digits, after.len()))?;
                (long_length(offset, noun, digits)?, after)
            }
        };
        let (payload, rest) = after
            .split_at_checked(length)
            .ok_or_else(|| truncated(length, after.len()))?;
        if !is_list && is_own_encoding(payload) {
            return Err(TransactionError::not_canonical(
                offset,
                format!("{noun} as a byte that is its own encoding"),
                "a length before it",
            ));
        }
        self.rest = rest;
        Ok((is_list, payload))
    }
}

/// A length in bytes of its own, which must be needed and must not begin with 0.
fn long_length(
    offset: usize,
    noun: &'static str,
    digits: &[u8],
) -> Result<usize, TransactionError> {
    let not_canonical = |found| {
        let expected = format!("{noun} behind its length in the shortest form");
        TransactionError::not_canonical(offset, expected, found)
    };
    if let [0, ..] = digits {
        return Err(not_canonical("a length with a leading zero"));
    }
    let length = digits
        .iter()
        .fold(0_u64, |length, digit| length << 8 | u64::from(*digit));
    if length <= u64::from(SHORT) {
        return Err(not_canonical("a length that fits the first byte"));
    }
    // What no memory can hold is beyond every end.
    Ok(usize::try_from(length).unwrap_or(usize::MAX))
}
