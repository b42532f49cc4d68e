//! What time it is.

use std::{fmt::Debug, time::SystemTime};

use x402_core::UnixTimestamp;

/// What tells the time.
pub trait Clock: Debug + Send + Sync {
    /// The current time.
    fn now(&self) -> UnixTimestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "it has nothing to set")]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixTimestamp {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let seconds = since.map_or(0, |since| since.as_secs());
        UnixTimestamp::new(seconds).unwrap_or(UnixTimestamp::MAX)
    }
}
