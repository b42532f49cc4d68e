//! What an answer means, and what to do next.

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::{Error, client, message};

use crate::{
    client::{Choice, refused_entry},
    either::Required,
    error,
    message::SettleResponse,
    out::Tuple,
    pickle::unpicklable,
    repr,
    scheme::ReceiptMismatch,
};

/// A step means something to its session alone.
const INSTEAD: &str = "it belongs to its Session, which runs in one process; keep what it holds";

/// Declares a step: what it holds, and its members in the order of patterns.
macro_rules! step {
    (
        $(#[$doc:meta])*
        $name:ident($held:ty) { $($member:ident: $type:ty = |$it:ident| $get:expr;)* }
    ) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "x402_core.client")]
        #[derive(Clone, Debug)]
        pub(crate) struct $name(pub(super) $held);

        #[pymethods]
        impl $name {
            #[classattr]
            fn __match_args__() -> Tuple<&'static str> {
                Tuple(vec![$(stringify!($member)),*])
            }

            $(
                #[getter]
                fn $member(&self) -> $type {
                    let $it = &self.0;
                    $get
                }
            )*

            fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
                repr::members(slf, &[$(stringify!($member)),*])
            }

            fn __reduce__(&self) -> PyResult<()> {
                unpicklable::<Self>(INSTEAD)
            }
        }
    };
}

step! {
    /// Nothing is to be paid: the answer, whatever it is, is the caller's.
    Done(()) {}
}

step! {
    /// Follow this redirect; a payment goes along.
    Follow(String) {
        location: &str = |it| it;
    }
}

step! {
    /// The server asks for payment and this is what to pay.
    Pay(Box<client::Choice>) {
        choice: Choice = |it| Choice((**it).clone());
    }
}

step! {
    /// The server asks for payment in no way that is acceptable.
    Unpayable(client::NoChoice) {
        error: PyErr = |it| refused_entry::no_choice(it);
    }
}

step! {
    /// A 402 that is not of this protocol, or malformed.
    Unreadable(Error) {
        error: PyErr = |it| error::malformed(it);
    }
}

step! {
    /// A redirect that must not be followed.
    Blocked(client::Blocked) {
        reason: String = |it| it.to_string();
    }
}

step! {
    /// The payment was settled, so the server says.
    Receipt(client::Receipt) {
        status: u16 = |it| it.status;
        response: SettleResponse = |it| SettleResponse(it.response.clone());
        mismatches: Tuple<ReceiptMismatch> = |it| {
            Tuple(it.mismatches.iter().cloned().map(ReceiptMismatch).collect())
        };
    }
}

step! {
    /// The server gave an answer without a receipt: whether it was paid is unknown.
    Unconfirmed((u16, Option<Error>)) {
        status: u16 = |it| it.0;
        error: Option<PyErr> = |it| it.1.as_ref().map(error::malformed);
    }
}

step! {
    /// The payment was refused.
    Failed(Box<client::PaymentRefused>) {
        status: u16 = |it| it.status;
        reason: Option<&str> = |it| it.reason();
        settled: &'static str = |it| it.settled.as_str();
        required: Option<Required> = |it| it.required.clone().map(Required::from);
        receipt: Option<SettleResponse> = |it| response(it.receipt.as_ref());
    }
}

step! {
    /// What became of the payment is unknown, or not yet decided.
    Unknown(Box<client::Unresolved>) {
        status: Option<u16> = |it| it.status;
        receipt: Option<SettleResponse> = |it| response(it.receipt.as_ref());
        error: Option<PyErr> = |it| it.error.as_ref().map(error::malformed);
        retry_after: Option<u64> = |it| it.retry_after;
    }
}

fn response(receipt: Option<&message::SettleResponse>) -> Option<SettleResponse> {
    receipt.cloned().map(SettleResponse)
}

/// A step in its class.
pub(super) fn step(py: Python<'_>, step: client::SessionStep) -> PyResult<Bound<'_, PyAny>> {
    match step {
        client::SessionStep::Done => Done(()).into_bound_py_any(py),
        client::SessionStep::Follow(location) => Follow(location).into_bound_py_any(py),
        client::SessionStep::Pay(choice) => Pay(choice).into_bound_py_any(py),
        client::SessionStep::Unpayable(no_choice) => Unpayable(no_choice).into_bound_py_any(py),
        client::SessionStep::Unreadable(error) => Unreadable(error).into_bound_py_any(py),
        client::SessionStep::Blocked(blocked) => Blocked(blocked).into_bound_py_any(py),
        client::SessionStep::Receipt(receipt) => Receipt(receipt).into_bound_py_any(py),
        client::SessionStep::Unconfirmed { status, error } => {
            Unconfirmed((status, error)).into_bound_py_any(py)
        }
        client::SessionStep::Failed(failure) => Failed(failure).into_bound_py_any(py),
        client::SessionStep::Unknown(unresolved) => Unknown(unresolved).into_bound_py_any(py),
    }
}
