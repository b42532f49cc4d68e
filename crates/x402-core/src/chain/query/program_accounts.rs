//! Which accounts of a program are searched.

use alloc::{format, string::String, vec::Vec};

use crate::{
    ValueError,
    chain::{AccountInfo, Commitment},
    svm::Address,
};

/// Which accounts of a program to search: by the length of their data, and by bytes in it.
///
/// ```
/// use x402_core::{
///     chain::{Commitment, Memcmp, ProgramAccountFilter},
///     svm::Address,
/// };
///
/// let program = Address::new([9; 32]);
/// let payer = Memcmp { offset: 88, bytes: vec![1; 32] };
/// let filter = ProgramAccountFilter::new(program, Commitment::Finalized, Some(256), vec![payer])?;
/// assert_eq!(filter.data_size(), Some(256));
/// assert!(ProgramAccountFilter::new(program, Commitment::Finalized, None, vec![]).is_err());
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ProgramAccountFilter {
    program: Address,
    commitment: Commitment,
    data_size: Option<u64>,
    memcmp: Vec<Memcmp>,
}

/// Bytes that an account's data has at a place.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Memcmp {
    /// The place of the first byte.
    pub offset: u64,
    /// The bytes, at most [`MAX_BYTES`](Self::MAX_BYTES).
    pub bytes: Vec<u8>,
}

impl Memcmp {
    /// The most bytes that a node compares.
    pub const MAX_BYTES: usize = 128;

    /// Whether an account's data has the bytes.
    #[must_use]
    pub fn matches(&self, data: &[u8]) -> bool {
        let from = usize::try_from(self.offset).ok();
        let found = from.and_then(|from| data.get(from..));
        found.is_some_and(|found| found.starts_with(&self.bytes))
    }
}

impl ProgramAccountFilter {
    /// The most conditions that a node takes, the one on the length included.
    pub const MAX_CONDITIONS: usize = 4;

    /// The most accounts that an answer may have: a greater one is not read.
    pub const MAX_ACCOUNTS: usize = 1_000;

    /// The accounts of `program` whose data have this length, if it is given, and these bytes.
    ///
    /// # Errors
    ///
    /// No condition, since some programs have millions of accounts; more than
    /// [`MAX_CONDITIONS`](Self::MAX_CONDITIONS); or one whose bytes are none
    /// or more than [`Memcmp::MAX_BYTES`].
    pub fn new(
        program: Address,
        commitment: Commitment,
        data_size: Option<u64>,
        memcmp: Vec<Memcmp>,
    ) -> Result<Self, ValueError> {
        let error = |expected: String, found: usize| {
            let found = format!("{found}");
            ValueError::new("filter of a program's accounts", expected, &found)
        };
        let conditions = memcmp.len() + usize::from(data_size.is_some());
        if !(1..=Self::MAX_CONDITIONS).contains(&conditions) {
            let expected = format!("1 to {} conditions", Self::MAX_CONDITIONS);
            return Err(error(expected, conditions));
        }
        let mut lengths = memcmp.iter().map(|condition| condition.bytes.len());
        if let Some(length) = lengths.find(|length| !(1..=Memcmp::MAX_BYTES).contains(length)) {
            let expected = format!("1 to {} bytes to compare", Memcmp::MAX_BYTES);
            return Err(error(expected, length));
        }
        Ok(Self {
            program,
            commitment,
            data_size,
            memcmp,
        })
    }

    /// The program that owns the accounts.
    #[must_use]
    pub fn program(&self) -> Address {
        self.program
    }

    /// The state of the chain.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        self.commitment
    }

    /// The length of the accounts' data in bytes; `None` for any.
    #[must_use]
    pub fn data_size(&self) -> Option<u64> {
        self.data_size
    }

    /// The bytes that the accounts' data have.
    #[must_use]
    pub fn memcmp(&self) -> &[Memcmp] {
        &self.memcmp
    }

    /// Whether an account is one of those that are searched.
    #[must_use]
    pub fn matches(&self, account: &AccountInfo) -> bool {
        let size = u64::try_from(account.data.len()).ok();
        account.owner == self.program
            && (self.data_size.is_none() || self.data_size == size)
            && self.memcmp.iter().all(|it| it.matches(&account.data))
    }
}
