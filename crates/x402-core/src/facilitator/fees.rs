//! What a transaction offers for its gas, and how that rises.

use alloc::vec::Vec;

use super::{Sponsorship, TransactionFees};
use crate::{
    amount::Amount,
    chain::{Answer, EvmQuery, Facts, Value},
    evm::Fees,
    timestamp::UnixTimestamp,
};

/// The fees for a new transaction: twice the next block's base fee and the middle tip, within the
/// cap; `None` if no node answered.
///
/// The nodes need not agree: of their proposals the middle one is taken, so that one node of
/// three moves nothing, and the cap bounds what one node alone can do.
pub(super) fn proposed(facts: &Facts, terms: &Sponsorship) -> Option<Fees> {
    let mut proposals = Vec::new();
    for (_, answer, _) in facts.answers(&EvmQuery::FeeHistory.into()) {
        if let Answer::Value(Value::FeeHistory(history)) = answer {
            let base = history.base_fees.last().copied().and_then(wei);
            let mut tips: Vec<u128> = history.tips.iter().copied().filter_map(wei).collect();
            tips.sort_unstable();
            let tip = tips.get(tips.len() / 2).copied().unwrap_or_default();
            proposals.extend(base.map(|base| (base, tip)));
        }
    }
    proposals.sort_unstable();
    let (base, tip) = *proposals.get(proposals.len() / 2)?;
    let tip = tip.max(terms.least_tip).min(terms.fee_cap);
    let most = base.saturating_mul(2).saturating_add(tip);
    Fees::new(most.min(terms.fee_cap), tip).ok()
}

/// The fees that were proposed when a transaction was reserved, if they are newer than the time
/// after which an attempt is replaced.
pub(super) fn kept(
    kept: Option<&TransactionFees>,
    terms: &Sponsorship,
    now: UnixTimestamp,
) -> Option<Fees> {
    let kept = kept?;
    let age = now.seconds().checked_sub(kept.proposed)?;
    let (most, tip) = (wei(kept.max_fee)?, wei(kept.max_tip)?);
    (age < terms.bump_after && most <= terms.fee_cap)
        .then(|| Fees::new(most, tip).ok())
        .flatten()
}

/// What is kept of proposed fees with a reservation.
pub(super) fn to_keep(fees: Fees, now: UnixTimestamp) -> TransactionFees {
    TransactionFees::new(
        Amount::from(fees.max_fee_per_gas()),
        Amount::from(fees.max_priority_fee_per_gas()),
        now.seconds(),
    )
}

/// The fees that replace others: at least 12.5 % above both of them, which is more than any node
/// asks for, and at least what a new transaction would offer; `None` if that is above the cap.
pub(super) fn bumped(old: Fees, proposed: Option<Fees>, terms: &Sponsorship) -> Option<Fees> {
    let raised = |fee: u128| fee.checked_add(fee / 8)?.checked_add(1);
    let tip = raised(old.max_priority_fee_per_gas())?;
    let most = raised(old.max_fee_per_gas())?;
    if most > terms.fee_cap {
        return None;
    }
    let tip = proposed.map_or(tip, |fees| fees.max_priority_fee_per_gas().max(tip));
    let most = proposed.map_or(most, |fees| fees.max_fee_per_gas().max(most));
    let most = most.min(terms.fee_cap);
    Fees::new(most, tip.min(most)).ok()
}

/// A fee that an account can pay fits 128 bits.
pub(super) fn wei(amount: Amount) -> Option<u128> {
    u128::try_from(amount.to_u256()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chain::{Fact, FeeHistory, NodeId};

    fn facts(nodes: &[(u128, u128)]) -> Facts {
        let facts = nodes.iter().zip(1..).map(|((base, tip), node)| Fact {
            query: EvmQuery::FeeHistory.into(),
            answer: Answer::Value(Value::FeeHistory(FeeHistory {
                base_fees: alloc::vec![Amount::from(1_u64), Amount::from(*base)],
                tips: alloc::vec![Amount::from(*tip)],
            })),
            at: None,
            from: NodeId(node),
        });
        facts.collect()
    }

    fn pair(fees: Option<Fees>) -> Option<(u128, u128)> {
        fees.map(|fees| (fees.max_fee_per_gas(), fees.max_priority_fee_per_gas()))
    }

    #[test]
    fn one_node_of_three_does_not_move_the_fee() {
        let terms = Sponsorship::new(10_000);
        for nodes in [
            [(100, 5), (100, 5), (u128::MAX, u128::MAX)],
            [(0, 0), (100, 5), (100, 5)],
        ] {
            let fees = proposed(&facts(&nodes), &terms);
            assert_eq!(pair(fees), Some((205, 5)));
        }
        assert_eq!(proposed(&Facts::new(), &terms), None);
        let alone = proposed(&facts(&[(u128::MAX, u128::MAX)]), &terms);
        assert_eq!(pair(alone), Some((10_000, 10_000)));
    }

    proptest! {
        #[test]
        fn a_replacement_is_an_eighth_above_both_fees_and_within_the_cap(
            most in 0..1_u128 << 90, part in 0..=100_u128, cap in 0..1_u128 << 91,
            base in 0..1_u128 << 90, new_tip in 0..1_u128 << 90,
        ) {
            let tip = most * part / 100;
            let (old, terms) = (Fees::new(most, tip).unwrap(), Sponsorship::new(cap));
            let proposed = proposed(&facts(&[(base, new_tip)]), &terms);
            if let Some((new_most, new_tip)) = pair(bumped(old, proposed, &terms)) {
                prop_assert!(new_most <= cap);
                prop_assert!(new_most * 8 >= most * 9 && new_tip * 8 >= tip * 9);
                prop_assert!(new_most > most && new_tip > tip);
            } else {
                prop_assert!(most + most / 8 + 1 > cap);
            }
        }
    }
}
