//! Whether an account is used for new payments.

use serde::Deserialize;

/// Whether an account is used for new payments. In each state it signs for payments that are open.
///
/// Servers read a facilitator's accounts once and keep them for days. So an account is retired in
/// two steps: some days as retiring, then as retired until nothing of it is open.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
#[serde(rename_all = "lowercase")]
pub enum SignerState {
    /// It is proposed and accepted.
    #[default]
    Active,
    /// It is accepted where a server still names it, and no longer proposed.
    Retiring,
    /// It is neither.
    Retired,
}
