//! How sure a settlement must be.

use core::{fmt, str::FromStr};

use crate::{amount::is_canonical_decimal, value_error::ValueError};

/// How sure a settlement must be.
///
/// | level | EVM chains | Solana |
/// |---|---|---|
/// | included | in a sealed block of the chain: on a rollup the sequencer's statement | confirmed |
/// | depth | that many sealed blocks above it | confirmed |
/// | safe | at or below the block `safe`: posted to L1 | finalized |
/// | finalized | at or below the block `finalized`: irreversible | finalized |
///
/// As text it is `included`, `depth:12`, `safe` or `finalized`.
///
/// ```
/// use x402_core::chain::Level;
///
/// assert_eq!("depth:12".parse(), Ok(Level::Depth(12)));
/// assert_eq!(Level::Finalized.to_string(), "finalized");
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Level {
    /// In a sealed block that is part of the chain.
    #[default]
    Included,
    /// Below this number of further blocks.
    Depth(u32),
    /// At or below the newest safe block.
    Safe,
    /// At or below the newest finalized block.
    Finalized,
}

impl Level {
    /// Whether a settlement at this level is as sure as the wanted level asks for.
    ///
    /// A safe block has no number of blocks above it that would be the same on every chain, so it
    /// reaches no depth.
    ///
    /// ```
    /// use x402_core::chain::Level;
    ///
    /// assert!(Level::Depth(3).reaches(Level::Depth(2)) && Level::Safe.reaches(Level::Included));
    /// assert!(!Level::Safe.reaches(Level::Depth(1)) && Level::Finalized.reaches(Level::Depth(1)));
    /// ```
    #[must_use]
    pub fn reaches(self, wanted: Self) -> bool {
        match (self, wanted) {
            (Self::Finalized, _) | (_, Self::Included) => true,
            (Self::Depth(depth), Self::Depth(wanted)) => depth >= wanted,
            (level, wanted) => level == wanted,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Included => f.pad("included"),
            Self::Depth(blocks) => write!(f, "depth:{blocks}"),
            Self::Safe => f.pad("safe"),
            Self::Finalized => f.pad("finalized"),
        }
    }
}

impl FromStr for Level {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let depth = || {
            let digits = text.strip_prefix("depth:")?;
            let digits = is_canonical_decimal(digits).then_some(digits)?;
            digits.parse().ok().map(Self::Depth)
        };
        match text {
            "included" => Ok(Self::Included),
            "safe" => Ok(Self::Safe),
            "finalized" => Ok(Self::Finalized),
            _ => depth().ok_or_else(|| {
                let expected = "`included`, `depth:` and a number of blocks, `safe` or `finalized`";
                ValueError::new("level", expected, text)
            }),
        }
    }
}
