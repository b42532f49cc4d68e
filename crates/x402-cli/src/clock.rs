//! The clock of this machine, which only the command line reads.

use std::time::{SystemTime, UNIX_EPOCH};

use x402_core::timestamp::UnixTimestamp;

use crate::error::Failure;

/// The present moment.
pub(crate) fn now() -> Result<UnixTimestamp, Failure> {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| UnixTimestamp::new(elapsed.as_secs()).ok())
        .ok_or_else(|| {
            Failure::new("the clock of this machine cannot be right")
                .want("a time from 1970 to 5138")
                .hint("give the time with --now")
        })
}
