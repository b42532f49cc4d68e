//! How long nodes are waited for.

use std::time::Duration;

/// How long nodes are waited for, and how long one that fails is left alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct ConnectionSettings {
    /// How long one node may take for one round of queries.
    pub timeout: Duration,
    /// After how long without an answer another node is asked as well.
    pub hedge_after: Duration,
    /// How long a node is left alone after its first failure. Each further one doubles it.
    pub first_rest: Duration,
    /// How long a node is left alone at most, unless its `Retry-After` names a longer time.
    pub longest_rest: Duration,
}

impl Default for ConnectionSettings {
    /// 5 s, 400 ms, 250 ms and 30 s.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(5),
            hedge_after: Duration::from_millis(400),
            first_rest: Duration::from_millis(250),
            longest_rest: Duration::from_secs(30),
        }
    }
}
