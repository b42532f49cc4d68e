//! The row of an account's gas.

use super::SpendKey;
use crate::{amount::Amount, message::message};

message! {
    /// A spend: what the gas of one account may cost and has cost on one day, in wei or
    /// lamports.
    #[derive(Hash)]
    pub struct SpendRow {
        /// The number of the format.
        "format" => required format: u64,
        /// The account, its role and the day.
        "key" => required key: SpendKey,
        /// How often the row was written: 1 when it was inserted.
        "version" => required version: u64,
        /// What the settlements that have not ended can cost at most.
        "reserved" => required reserved: Amount,
        /// What those that have ended did cost.
        "spent" => required spent: Amount,
    }
}
