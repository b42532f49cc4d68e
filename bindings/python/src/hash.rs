//! Hashes of the core's values.

use std::{
    hash::{BuildHasher as _, Hash, RandomState},
    sync::LazyLock,
};

/// For `__hash__`: the same for equal values, and another in every process, as Python's own.
pub(crate) fn of(value: &impl Hash) -> u64 {
    static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    STATE.hash_one(value)
}
