//! The role that proves: was the payee paid by this transaction?

mod landed;
mod level;
mod movement;
mod search_result;
mod status;

use pyo3::prelude::*;
use x402_core::{chain::TransactionId, receipt as core};

pub(crate) use self::{
    landed::Landed,
    level::AnyLevel,
    movement::Movement,
    search_result::{SearchResult, find, search},
    status::SettlementStatus,
};
use crate::{
    chain::{ChainQueries, Facts},
    out::Tuple,
    scheme::ExpectedTransfer,
    text::{Octets, Word},
};

/// What is left to ask a chain for a proof, given the facts so far.
#[pyfunction]
#[pyo3(signature = (expected, transaction, facts, *, level=None))]
pub(crate) fn queries(
    expected: Vec<Bound<'_, ExpectedTransfer>>,
    transaction: Word<TransactionId>,
    facts: &Bound<'_, Facts>,
    level: Option<AnyLevel>,
) -> ChainQueries {
    let Facts { facts, quorum } = facts.get();
    let expected = transfers(&expected);
    ChainQueries(core::queries(
        &expected,
        &transaction.0,
        AnyLevel::or_default(level),
        facts,
        *quorum,
    ))
}

/// What the facts show of the settlement of these payments by one transaction, in their order.
#[pyfunction]
#[pyo3(signature = (expected, transaction, facts, *, level=None))]
pub(crate) fn prove(
    expected: Vec<Bound<'_, ExpectedTransfer>>,
    transaction: Word<TransactionId>,
    facts: &Bound<'_, Facts>,
    level: Option<AnyLevel>,
) -> Tuple<SettlementStatus> {
    let Facts { facts, quorum } = facts.get();
    let expected = transfers(&expected);
    let found = core::prove(
        &expected,
        &transaction.0,
        AnyLevel::or_default(level),
        facts,
        *quorum,
    );
    Tuple(found.into_iter().map(SettlementStatus).collect())
}

/// What a transaction moved for each of these payments, by the JSON that a node returned.
#[pyfunction]
pub(crate) fn movements(
    expected: Vec<Bound<'_, ExpectedTransfer>>,
    transaction_json: Octets,
) -> PyResult<(String, Tuple<Movement>)> {
    let landed = Landed::read(transaction_json)?;
    Ok((landed.transaction(), landed.movements(expected)))
}

fn transfers(expected: &[Bound<'_, ExpectedTransfer>]) -> Vec<core::ExpectedTransfer> {
    expected
        .iter()
        .map(|transfer| transfer.get().0.clone())
        .collect()
}
