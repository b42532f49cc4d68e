//! What a store is asked, and what it answered.

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::facilitator::{
    FoundRow, Lease, StoreAnswer, StoreCommand, StoreOutcome, StoreRequest, StoredRow,
};

use crate::{error, out::Tuple, step::step, text::Text};

/// A lease: its owner and its milliseconds.
pub(super) type LeaseParts = (String, u64);

/// A row that was found: its kind and its body.
pub(super) type Found = (Text, Text);

/// The members of Python's `StoredRow`, in their order.
type Members = (
    String,
    u64,
    String,
    Option<String>,
    Tuple<String>,
    Option<String>,
    Option<u64>,
    bool,
    Option<u64>,
);

step! {
    /// Read rows and what comes with them, in one snapshot.
    LoadRows in "x402_core.settlement" { ids: Tuple<String>, }
}

step! {
    /// Write all rows or none, durably.
    PutRows in "x402_core.settlement" {
        rows: Tuple<Members>,
        lease: Option<LeaseParts>,
        reversed: Tuple<String>,
    }
}

/// The transactions of a claim, by their keys as stores have them.
#[pyfunction]
pub(crate) fn transactions(found: Vec<Found>) -> PyResult<Tuple<String>> {
    let StoreAnswer::Rows(rows) = answer("rows", found)? else {
        return Ok(Tuple(Vec::new()));
    };
    let keys = rows.transactions.iter().map(|row| format!("{:#}", row.key));
    Ok(Tuple(keys.collect()))
}

/// What a machine asks its store, as a step.
pub(super) fn ask<'py>(py: Python<'py>, request: &StoreRequest) -> PyResult<Bound<'py, PyAny>> {
    match StoreCommand::from(request) {
        StoreCommand::Load(ids) => {
            let ids = ids.iter().map(ToString::to_string).collect();
            LoadRows { ids: Tuple(ids) }.into_bound_py_any(py)
        }
        StoreCommand::Put { rows, lease } => {
            let rows = Tuple(rows.into_iter().map(members).collect());
            let lease = lease.map(|Lease { owner, millis }| (owner, millis));
            PutRows {
                rows,
                lease,
                reversed: Tuple(reversed(request)),
            }
            .into_bound_py_any(py)
        }
        _ => Err(error::invalid(
            "store request",
            "a load or a put",
            "another",
        )),
    }
}

/// The keys of the settlements that a put turns from paid to not paid.
fn reversed(request: &StoreRequest) -> Vec<String> {
    match request {
        StoreRequest::Put { rows, .. } => rows.reversed().map(|row| row.key.to_string()).collect(),
        _ => Vec::new(),
    }
}

/// What the store answered: one of five words, and the rows that it found.
pub(super) fn answer(outcome: &str, found: Vec<Found>) -> PyResult<StoreAnswer> {
    let rows: PyResult<Vec<FoundRow>> = found
        .into_iter()
        .map(|(kind, body)| {
            let kind = kind.0.parse().map_err(|error| error::value(&error))?;
            Ok(FoundRow { kind, body: body.0 })
        })
        .collect();
    let outcome = match outcome {
        "rows" => StoreOutcome::Rows(rows?),
        "done" => StoreOutcome::Done,
        "conflict" => StoreOutcome::Conflict(rows?),
        "unavailable" => return Ok(StoreAnswer::Unavailable),
        "unknown" => return Ok(StoreAnswer::Unknown),
        _ => {
            let expected = "`rows`, `done`, `conflict`, `unavailable` or `unknown`";
            return Err(error::invalid("store outcome", expected, "another word"));
        }
    };
    outcome.answer().map_err(|error| error::malformed(&error))
}

fn members(row: StoredRow) -> Members {
    let links = row.links.iter().map(ToString::to_string).collect();
    (
        row.id.to_string(),
        row.version,
        row.body,
        row.parent.map(|parent| parent.to_string()),
        Tuple(links),
        row.alias,
        row.position,
        row.due,
        row.prune_after,
    )
}
