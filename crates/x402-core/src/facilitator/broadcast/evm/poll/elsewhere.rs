//! Payments of a transaction that another party's transaction has made.

use alloc::{boxed::Box, vec::Vec};

use super::{Finding, Poll};
use crate::{
    chain::{BlockId, Query, Quorum},
    facilitator::{SettlementRow, SettlementState, ledger::carried, reached::newest_block, used},
};

impl Poll {
    /// Asks whether what was signed for payments that are not proven is used.
    pub(super) fn uses(&self) -> Vec<Query> {
        let open =
            carried(&self.rows, &self.transaction).filter(|row| row.state == SettlementState::Open);
        open.filter_map(|row| used::is_used(&row.expected_transfer()?, BlockId::Latest))
            .collect()
    }

    /// A payment that is not proven, and that another party's transaction may have made.
    pub(super) fn used(&self, quorum: Quorum) -> Option<Finding> {
        let newest = newest_block(&self.facts, quorum).filter(|_| !self.has_searched)?;
        let is_used = |row: &&SettlementRow| {
            let transfer = row.expected_transfer();
            let used = transfer.and_then(|transfer| {
                used::was_used(&transfer, BlockId::Latest, &self.facts, quorum)
            });
            row.state == SettlementState::Open && used == Some(true)
        };
        let row = carried(&self.rows, &self.transaction).find(is_used)?;
        Some(Finding::Used(Box::new(row.clone()), newest))
    }

    /// Whether an attempt of this transaction is what ended the payment by its row.
    pub(in crate::facilitator) fn made(&self, row: &SettlementRow) -> bool {
        let proof = row.proof.as_ref().map(|proof| proof.transaction);
        let ended = [proof, row.ended];
        let mut attempts = self.rows.attempts_of(&self.transaction.key);
        attempts.any(|attempt| ended.contains(&Some(attempt.hash)))
    }
}

/// Whether a transaction of another party ended the payment.
pub(super) fn is_ended_elsewhere(row: &SettlementRow) -> bool {
    matches!(
        row.state,
        SettlementState::PaidByOther | SettlementState::Short | SettlementState::NotPaidDead
    )
}
