//! How much gas a payment's call is given.

use alloc::vec::Vec;

use super::{Sponsorship, reached::most_number, rows::SettlementRow};
use crate::chain::{Answer, BlockId, Call, EvmQuery, Facts, Query, Quorum, Value};

/// Asks for the gas of each call that is simulated, in the same round.
pub(super) fn estimates(queries: &[Query]) -> Vec<Query> {
    let calls = queries.iter().filter_map(|query| match query {
        Query::Evm(EvmQuery::Simulate(call)) => Some(call.clone()),
        _ => None,
    });
    calls
        .map(|call| EvmQuery::EstimateGas(call).into())
        .collect()
}

/// The gas of a payment's call: the most that a node estimates, with the margin, within the limit.
/// `None` if as many nodes as the quorum needs estimate more than the limit.
///
/// Without an estimate it is the limit, and so it is for a payment that a transaction did not pay:
/// the estimate may have been too low for it.
pub(super) fn of(
    row: &SettlementRow,
    (facts, quorum): (&Facts, Quorum),
    terms: &Sponsorship,
) -> Option<u64> {
    let limit = terms.gas_limit;
    let Some(query) = query(row) else {
        return Some(limit);
    };
    if most_number(facts, &query, quorum).is_some_and(|least| least > limit) {
        return None;
    }
    let estimates = facts
        .answers(&query)
        .filter_map(|(_, answer, _)| match answer {
            Answer::Value(Value::Number(gas)) => Some(*gas),
            _ => None,
        });
    let most = estimates.max().filter(|_| row.ended.is_none());
    Some(most.map_or(limit, |gas| gas.saturating_add(terms.gas_margin).min(limit)))
}

fn query(row: &SettlementRow) -> Option<Query> {
    let call = Call {
        from: None,
        to: row.call.to.as_evm()?,
        data: row.call.data.clone(),
        at: BlockId::Latest,
    };
    Some(EvmQuery::EstimateGas(call).into())
}
