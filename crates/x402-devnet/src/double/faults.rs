//! What can be wrong with a node.

use serde::{Deserialize, Serialize};

use super::model::node::Behaviour;

/// What is wrong with a node; nothing by default. Counts go down as they are used up.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fault of its own")]
pub(crate) struct Faults {
    /// How many blocks it is behind.
    pub(crate) lag: usize,
    /// It denies what there is and claims what there is not.
    pub(crate) lies: bool,
    /// It still has the receipts of blocks that were replaced.
    pub(crate) is_stale: bool,
    /// It has receipts of what waits for a block.
    pub(crate) preconfirms: bool,
    /// How many broadcasts it takes and loses.
    pub(crate) lost_broadcasts: u32,
    /// How many broadcasts arrive later.
    pub(crate) late_broadcasts: u32,
    /// How much later, in milliseconds.
    pub(crate) delay_millis: u64,
    /// How many of its answers are lost, behind what they answer.
    pub(crate) lost_answers: u32,
    /// How many bodies it refuses with status 429.
    pub(crate) rate_limited: u32,
    /// How many of its results are `null`.
    pub(crate) nulls: u32,
    /// It refuses batches.
    pub(crate) refuses_batches: bool,
    /// It answers a batch in another order.
    pub(crate) shuffles: bool,
    /// Of how many blocks it has the state; all if it is 0.
    pub(crate) states: u64,
    /// Whose words it uses.
    pub(crate) client: Client,
}

impl Faults {
    pub(crate) fn behaviour(&self) -> Behaviour {
        Behaviour {
            lag: self.lag,
            is_lying: self.lies,
            is_stale: self.is_stale,
            is_preconfirming: self.preconfirms,
        }
    }
}

/// Uses up one of the faults that are left.
pub(crate) fn count(left: &mut u32) -> bool {
    let is_left = *left > 0;
    *left = left.saturating_sub(1);
    is_left
}

/// A program that nodes run.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Client {
    #[default]
    Geth,
    Erigon,
    Nethermind,
    Besu,
    Reth,
}

/// Why a node does not take a transaction.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unsent {
    AlreadyKnown,
    NonceTooLow { next: u64, nonce: u64 },
    Underpriced,
    InsufficientFunds,
}

impl Client {
    /// The code and the words of its error.
    pub(crate) fn words(self, unsent: Unsent) -> (i64, String) {
        let plain = |code, text: &str| (code, text.to_owned());
        match (unsent, self) {
            (Unsent::AlreadyKnown, Self::Nethermind) => plain(-32010, "AlreadyKnown"),
            (Unsent::AlreadyKnown, Self::Besu) => plain(-32000, "Known transaction"),
            (Unsent::AlreadyKnown, _) => plain(-32000, "already known"),
            (Unsent::NonceTooLow { next, nonce }, Self::Nethermind) => (
                -32010,
                format!("OldNonce, Current nonce: {next}, nonce of rejected tx: {nonce}."),
            ),
            (Unsent::NonceTooLow { .. }, Self::Besu) => plain(-32001, "Nonce too low"),
            (Unsent::NonceTooLow { .. }, Self::Erigon) => plain(-32000, "nonce too low"),
            (Unsent::NonceTooLow { next, nonce }, _) => (
                -32000,
                format!("nonce too low: next nonce {next}, tx nonce {nonce}"),
            ),
            (Unsent::Underpriced, Self::Nethermind) => plain(-32010, "ReplacementNotAllowed"),
            (Unsent::Underpriced, Self::Erigon) => plain(-32000, "could not replace existing tx"),
            (Unsent::Underpriced, _) => plain(-32000, "replacement transaction underpriced"),
            (Unsent::InsufficientFunds, Self::Nethermind) => {
                plain(-32010, "InsufficientFunds, Account balance: 0")
            }
            (Unsent::InsufficientFunds, Self::Besu) => {
                plain(-32004, "Upfront cost exceeds account balance")
            }
            (Unsent::InsufficientFunds, _) => {
                plain(-32000, "insufficient funds for gas * price + value")
            }
        }
    }
}
