//! Vectors for testees that read the system clock: minted around the present, for a minute.

use super::Void;
use crate::Suite;

/// Whether the set was minted for this moment.
pub(super) fn check(_: &Suite, _: u64) -> Result<(), Void> {
    Err(
        Void::new("the testee reads the clock, and these vectors are of the past")
            .expected("vectors minted for this moment")
            .hint(MINT_COMMAND),
    )
}

/// How to mint vectors.
pub const MINT_COMMAND: &str = "mint new ones: \
    python spec-vectors/generate/generate.py --now $(date +%s) --out DIR, then --vectors DIR";
