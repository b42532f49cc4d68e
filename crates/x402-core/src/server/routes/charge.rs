//! Free, or charged.

/// Whether the requests for a route have to be paid for.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum RouteCharge {
    /// They have to be paid for.
    Charged,
    /// They are free, for instance below a `*` that is charged.
    Free,
}
