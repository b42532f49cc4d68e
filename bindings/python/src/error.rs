//! The core's errors as Python's exceptions: the only file that chooses a class.
//!
//! The classes themselves are written in Python, in `x402_core/errors.py`.

use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyType},
};
use x402_core::{
    Error, Position, ValueError,
    client::{AssembleError, NoChoice, SessionError, SigningRequestError},
    facilitator::{
        BroadcastOutOfTurn, ReconciliationOutOfTurn, SettlementOutOfTurn, VerificationOutOfTurn,
    },
    scheme::{OfferError, Refusal, Rejection, Undecided},
    server::{OutOfTurn, routes::RouteError},
};

use crate::out::{Bytes, Tuple, chain_checks};

/// A class of `x402_core.errors`, looked up once.
macro_rules! class {
    ($py:expr, $name:literal) => {{
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        CLASS.import($py, "x402_core.errors", $name)?
    }};
}

/// Builds `class(message, **members)`.
fn raise(make: impl FnOnce(Python<'_>) -> PyResult<Bound<'_, PyAny>>) -> PyErr {
    Python::attach(|py| make(py).map_or_else(|error| error, PyErr::from_value))
}

fn call<'py>(
    class: &Bound<'py, PyType>,
    message: impl ToString,
    members: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    class.call((message.to_string(),), Some(members))
}

/// Text that is no x402 message.
pub(crate) fn malformed(error: &Error) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("code", error.code().as_str())?;
        members.set_item("wire_code", error.code().wire_code())?;
        match error.position() {
            Position::Byte(offset) => members.set_item("byte", offset)?,
            Position::Pointer(pointer) => members.set_item("pointer", pointer)?,
            _ => {}
        }
        members.set_item("expected", error.expected())?;
        members.set_item("found", error.found())?;
        members.set_item("hint", error.code().hint())?;
        call(class!(py, "MalformedError"), error, &members)
    })
}

/// A payment that did not verify.
pub(crate) fn refusal(refusal: &Refusal) -> PyErr {
    match refusal {
        Refusal::Malformed(error) => malformed(error),
        Refusal::Rejected(rejection) => rejected(rejection),
        Refusal::Undecided(undecided) => self::undecided(undecided),
    }
}

/// A payment that breaks a rule.
pub(crate) fn rejected(rejection: &Rejection) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("code", rejection.code())?;
        members.set_item("wire_code", rejection.wire_code())?;
        members.set_item("pointer", rejection.pointer())?;
        members.set_item("instruction", rejection.instruction())?;
        members.set_item("expected", rejection.expected())?;
        members.set_item("found", rejection.found())?;
        members.set_item("hint", rejection.hint())?;
        call(class!(py, "RejectedError"), rejection, &members)
    })
}

/// A payment that only the chain can decide.
pub(crate) fn undecided(undecided: &Undecided) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item(
            "wire_code",
            Refusal::Undecided(undecided.clone()).wire_code(),
        )?;
        members.set_item("needs", chain_checks(undecided.needs()))?;
        members.set_item("mechanism", undecided.mechanism().as_str())?;
        members.set_item("payer", undecided.payer().to_string())?;
        members.set_item(
            "digest",
            undecided.digest().as_ref().map(|digest| Bytes(digest)),
        )?;
        members.set_item("signature", Bytes(undecided.signature()))?;
        call(class!(py, "UndecidedError"), undecided, &members)
    })
}

/// The seller's mistake.
pub(crate) fn offer(error: &OfferError) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("pointer", error.pointer())?;
        members.set_item("expected", error.expected())?;
        members.set_item("found", error.found())?;
        call(class!(py, "OfferError"), error, &members)
    })
}

/// A text or a number that is not the value it was given as.
pub(crate) fn value(error: &ValueError) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("noun", error.noun())?;
        members.set_item("expected", error.expected())?;
        members.set_item("found", error.found())?;
        call(class!(py, "InvalidValueError"), error, &members)
    })
}

/// A route of a seller that is not valid.
pub(crate) fn route(error: &RouteError) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("noun", "route")?;
        members.set_item("expected", error.expected())?;
        members.set_item("found", error.found())?;
        call(class!(py, "InvalidValueError"), error, &members)
    })
}

/// The same for what only Python has: a moment without a time zone, a number out of range.
pub(crate) fn invalid(noun: &str, expected: &str, found: &str) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("noun", noun)?;
        members.set_item("expected", expected)?;
        members.set_item("found", found)?;
        let text = format!("not a valid {noun}: expected {expected}, found {found}");
        call(class!(py, "InvalidValueError"), text, &members)
    })
}

/// Nothing on offer is paid; `refused` has the entries in their class.
pub(crate) fn no_choice<T>(error: &NoChoice, refused: Tuple<T>) -> PyErr
where
    T: for<'py> IntoPyObject<'py>,
{
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("refused", refused)?;
        call(class!(py, "NoChoiceError"), error, &members)
    })
}

/// A choice cannot be made into something to sign.
pub(crate) fn signing_request(error: &SigningRequestError) -> PyErr {
    raise(|py| call(class!(py, "SigningRequestError"), error, &PyDict::new(py)))
}

/// A signature makes no payment; a payment that breaks a rule says which, as its cause.
pub(crate) fn assemble(error: &AssembleError) -> PyErr {
    let raised = raise(|py| call(class!(py, "AssembleError"), error, &PyDict::new(py)));
    if let AssembleError::Refused(refused) = error {
        Python::attach(|py| raised.set_cause(py, Some(refusal(refused))));
    }
    raised
}

/// An event came that an exchange does not wait for.
pub(crate) fn out_of_turn(error: &OutOfTurn) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("stage", error.stage().as_str())?;
        members.set_item("event", error.event())?;
        call(class!(py, "OutOfTurnError"), error, &members)
    })
}

/// An event came that a verification does not wait for.
pub(crate) fn verification_out_of_turn(error: &VerificationOutOfTurn) -> PyErr {
    raise(|py| {
        let members = PyDict::new(py);
        members.set_item("stage", error.stage().as_str())?;
        members.set_item("event", error.event())?;
        call(class!(py, "VerificationOutOfTurnError"), error, &members)
    })
}

/// An event came that a settlement does not wait for.
pub(crate) fn settlement_out_of_turn(error: &SettlementOutOfTurn) -> PyErr {
    raise(|py| {
        call(
            class!(py, "SettlementOutOfTurnError"),
            error,
            &PyDict::new(py),
        )
    })
}

/// An event came that a broadcast does not wait for.
pub(crate) fn broadcast_out_of_turn(error: &BroadcastOutOfTurn) -> PyErr {
    raise(|py| {
        call(
            class!(py, "SettlementOutOfTurnError"),
            error,
            &PyDict::new(py),
        )
    })
}

/// An event came that a reconciliation does not wait for.
pub(crate) fn reconciliation_out_of_turn(error: &ReconciliationOutOfTurn) -> PyErr {
    raise(|py| {
        call(
            class!(py, "SettlementOutOfTurnError"),
            error,
            &PyDict::new(py),
        )
    })
}

/// A session cannot do this as things stand.
pub(crate) fn session(error: &SessionError) -> PyErr {
    raise(|py| call(class!(py, "SessionError"), error, &PyDict::new(py)))
}
