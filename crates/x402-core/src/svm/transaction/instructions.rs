//! The instructions of a transaction.

use core::{fmt, iter::FusedIterator};

use super::{Cursor, TransactionError};
use crate::svm::Address;

/// One call of a program.
#[doc(alias = "CompiledInstruction")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Instruction<'a> {
    program: Address,
    program_index: u8,
    account_indexes: &'a [u8],
    data: &'a [u8],
}

impl<'a> Instruction<'a> {
    /// The program that is called.
    #[must_use]
    pub fn program(&self) -> Address {
        self.program
    }

    /// The program's index among the static account keys; never 0.
    #[must_use]
    pub fn program_index(&self) -> u8 {
        self.program_index
    }

    /// The accounts that the program gets, as indexes of the transaction's accounts.
    ///
    /// An index may occur more than once.
    #[must_use]
    pub fn account_indexes(&self) -> &'a [u8] {
        self.account_indexes
    }

    /// What the program gets to read besides accounts.
    #[must_use]
    pub fn data(&self) -> &'a [u8] {
        self.data
    }
}

/// The instructions of a transaction, in order; an iterator that allocates nothing.
#[derive(Clone, Eq, PartialEq)]
pub struct Instructions<'a> {
    rest: &'a [u8],
    count: usize,
    account_keys: &'a [u8],
}

impl<'a> Instructions<'a> {
    /// Reads and checks all but the account indexes: how many accounts there are is known only
    /// after the lookups, which follow. They are for [`Unchecked::check`].
    pub(super) fn read(
        cursor: &mut Cursor<'a>,
        account_keys: &'a [u8],
    ) -> Result<Unchecked<'a>, TransactionError> {
        let count = cursor.length("the number of instructions")?;
        let first = *cursor;
        let key_count = account_keys.len() / 32;
        let mut highest = None;
        for instruction in 0..count {
            let offset = cursor.offset();
            let (program, accounts, _) = read_parts(cursor)?;
            if program == 0 || usize::from(program) >= key_count {
                return Err(TransactionError::program_index(
                    offset,
                    instruction,
                    program,
                    key_count,
                ));
            }
            highest = highest.max(accounts.iter().copied().max());
        }
        Ok(Unchecked {
            instructions: Self {
                rest: first.until(cursor),
                count,
                account_keys,
            },
            first,
            highest,
        })
    }
}

impl fmt::Debug for Instructions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'a> Iterator for Instructions<'a> {
    type Item = Instruction<'a>;

    fn next(&mut self) -> Option<Instruction<'a>> {
        // The bytes were read once when the transaction was parsed, so this ends only at the end.
        let mut cursor = Cursor::new(self.rest);
        let (program_index, account_indexes, data) = read_parts(&mut cursor).ok()?;
        let program = self
            .account_keys
            .get(usize::from(program_index) * 32..)?
            .first_chunk()?;
        self.rest = cursor.rest();
        self.count -= 1;
        Some(Instruction {
            program: Address::new(*program),
            program_index,
            account_indexes,
            data,
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count, Some(self.count))
    }
}

impl ExactSizeIterator for Instructions<'_> {}

impl FusedIterator for Instructions<'_> {}

/// Instructions whose account indexes may still be out of range.
pub(super) struct Unchecked<'a> {
    instructions: Instructions<'a>,
    first: Cursor<'a>,
    highest: Option<u8>,
}

impl<'a> Unchecked<'a> {
    pub(super) fn check(self, account_count: usize) -> Result<Instructions<'a>, TransactionError> {
        if self
            .highest
            .is_some_and(|index| usize::from(index) >= account_count)
        {
            self.locate(account_count)?;
        }
        Ok(self.instructions)
    }

    /// Finds the first account index that is out of range.
    #[cold]
    fn locate(&self, account_count: usize) -> Result<(), TransactionError> {
        let mut cursor = self.first;
        for instruction in 0..self.instructions.count {
            cursor.byte("a program index")?;
            let count = cursor.length("the number of an instruction's accounts")?;
            for _ in 0..count {
                let offset = cursor.offset();
                let index = cursor.byte("an account index")?;
                if usize::from(index) >= account_count {
                    return Err(TransactionError::account_index(
                        offset,
                        instruction,
                        index,
                        account_count,
                    ));
                }
            }
            cursor.bytes("an instruction's data")?;
        }
        Ok(())
    }
}

/// Program index, account indexes and data of one instruction.
#[inline]
fn read_parts<'a>(cursor: &mut Cursor<'a>) -> Result<(u8, &'a [u8], &'a [u8]), TransactionError> {
    let program = cursor.byte("a program index")?;
    let accounts = cursor.bytes("an instruction's account indexes")?;
    let data = cursor.bytes("an instruction's data")?;
    Ok((program, accounts, data))
}
