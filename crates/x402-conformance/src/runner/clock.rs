//! Vectors for testees that read the system clock: minted around the present, for a minute.

use super::Void;
use crate::Suite;

/// Whether the set was minted for this moment.
pub(super) fn check(suite: &Suite, now: u64) -> Result<(), Void> {
    let Some(minted) = suite.manifest.now else {
        return Err(
            Void::new("the testee reads the clock, and these vectors are of the past")
                .expected("vectors minted for this moment")
                .hint(MINT_COMMAND),
        );
    };
    let moment = minted.saturating_sub(EARLY)..=minted.saturating_add(LATE);
    if moment.contains(&now) {
        return Ok(());
    }
    Err(
        Void::new("the testee reads the clock, and these vectors are of another moment")
            .expected(format!(
                "a time from {} to {}",
                moment.start(),
                moment.end()
            ))
            .found(now.to_string())
            .hint(MINT_COMMAND),
    )
}

/// How to mint vectors.
pub const MINT_COMMAND: &str = "mint new ones: \
    python spec-vectors/generate/generate.py --now $(date +%s) --out DIR, then --vectors DIR";

/// How long before the minted moment the vectors hold, in seconds: for a clock that is late.
const EARLY: u64 = 10;

/// And how long after it: for the run.
const LATE: u64 = 40;
