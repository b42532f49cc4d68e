//! The names of rows.

use alloc::{format, string::String};
use core::{fmt, str::FromStr};

use crate::{value_error::ValueError, words::words};

words! {
    /// The kinds of rows.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum RowKind: "kind of row" {
        /// A payment and phase: what must be proven.
        Settlement = "settlement",
        /// A slot of the chain.
        Transaction = "transaction",
        /// One set of signed bytes.
        Attempt = "attempt",
        /// The nonces of a signer.
        Lane = "lane",
        /// The gas of an account on one day.
        Spend = "spend",
    }
}

/// The name of a row: no two rows have the same.
///
/// As text it is the kind and the key. EVM addresses in it are in lower case, which spares a hash for
/// each.
///
/// ```
/// use x402_core::facilitator::{RowId, RowKind};
///
/// let id: RowId = "lane eip155:8453/0xd407e409e34e0b9afb99ecceb609bdbcd5e7f1bf".parse()?;
/// assert_eq!(id.kind, RowKind::Lane);
/// assert_eq!(id.key, "eip155:8453/0xd407e409e34e0b9afb99ecceb609bdbcd5e7f1bf");
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct RowId {
    /// The kind.
    pub kind: RowKind,
    /// The key as text; an attempt's is `transaction/number`.
    pub key: String,
}

impl RowId {
    pub(super) fn new(kind: RowKind, key: &impl fmt::Display) -> Self {
        Self {
            kind,
            key: format!("{key:#}"),
        }
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, key } = self;
        write!(f, "{kind} {key}")
    }
}

impl FromStr for RowId {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let Some((kind, key)) = text.split_once(' ') else {
            let expected = "a kind, a space and a key";
            return Err(ValueError::new("name of a row", expected, text));
        };
        Ok(Self::new(kind.parse()?, &key))
    }
}
