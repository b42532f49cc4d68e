//! How strictly the rules are read.

use pyo3::{prelude::*, types::PyDict};
use x402_core::scheme;

use crate::{address::EvmAddress, int::Count, out::Tuple, repr, text::Text};

/// The leniencies and bounds of the rules; `Policy()` is strict.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Policy(pub(crate) scheme::Policy);

const FIELDS: &[&str] = &[
    "bad_checksum",
    "compact",
    "lighthouse_guards",
    "permit2_signatures",
    "v_0_1",
    "expiry_margin",
    "erc6492_factories",
    "max_compute_unit_price",
    "max_compute_unit_limit",
    "max_worst_fee",
    "max_window",
];

#[pymethods]
impl Policy {
    #[classattr]
    fn __match_args__() -> Tuple<&'static str> {
        Tuple(FIELDS.to_vec())
    }

    #[new]
    #[pyo3(signature = (
        *, bad_checksum=None, compact=None, lighthouse_guards=None, permit2_signatures=None, v_0_1=None,
        expiry_margin=None, erc6492_factories=None, max_compute_unit_price=None,
        max_compute_unit_limit=None, max_worst_fee=None, max_window=None,
    ))]
    fn new(
        bad_checksum: Option<bool>,
        compact: Option<bool>,
        lighthouse_guards: Option<bool>,
        permit2_signatures: Option<bool>,
        v_0_1: Option<bool>,
        expiry_margin: Option<Count>,
        erc6492_factories: Option<Vec<EvmAddress>>,
        max_compute_unit_price: Option<Count>,
        max_compute_unit_limit: Option<Count>,
        max_worst_fee: Option<Count>,
        max_window: Option<Count>,
    ) -> PyResult<Self> {
        let mut policy = scheme::Policy::strict();
        set(&mut policy.bad_checksum, bad_checksum);
        set(&mut policy.compact, compact);
        set(&mut policy.lighthouse_guards, lighthouse_guards);
        set(&mut policy.permit2_signatures, permit2_signatures);
        set(&mut policy.v_0_1, v_0_1);
        set(
            &mut policy.expiry_margin,
            expiry_margin.map(|count| count.0),
        );
        let factories = erc6492_factories.map(|list| list.iter().map(|a| a.0).collect());
        set(&mut policy.erc6492_factories, factories);
        let price = max_compute_unit_price.map(|count| count.0);
        set(&mut policy.max_compute_unit_price, price);
        let limit = max_compute_unit_limit.map(|count| count.narrow("0 to 2^32-1"));
        set(&mut policy.max_compute_unit_limit, limit.transpose()?);
        let fee = max_worst_fee.map(|count| count.0);
        set(&mut policy.max_worst_fee, fee);
        set(&mut policy.max_window, max_window.map(|count| count.0));
        Ok(Self(policy))
    }

    #[staticmethod]
    fn strict() -> Self {
        Self(scheme::Policy::strict())
    }

    #[staticmethod]
    fn interop() -> Self {
        Self(scheme::Policy::interop())
    }

    #[staticmethod]
    fn by_name(name: Text) -> Option<Self> {
        scheme::Policy::by_name(&name.0).map(Self)
    }

    #[pyo3(signature = (**changes))]
    fn replace<'py>(
        slf: &Bound<'py, Self>,
        changes: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let fields = Self::fields(slf)?;
        if let Some(changes) = changes {
            fields.update(changes.as_mapping())?;
        }
        slf.get_type().call((), Some(&fields))
    }

    #[getter]
    fn bad_checksum(&self) -> bool {
        self.0.bad_checksum
    }

    #[getter]
    fn compact(&self) -> bool {
        self.0.compact
    }

    #[getter]
    fn lighthouse_guards(&self) -> bool {
        self.0.lighthouse_guards
    }

    #[getter]
    fn permit2_signatures(&self) -> bool {
        self.0.permit2_signatures
    }

    #[getter]
    fn v_0_1(&self) -> bool {
        self.0.v_0_1
    }

    #[getter]
    fn expiry_margin(&self) -> u64 {
        self.0.expiry_margin
    }

    #[getter]
    fn erc6492_factories(&self) -> Tuple<String> {
        let factories = self.0.erc6492_factories.iter();
        Tuple(factories.map(ToString::to_string).collect())
    }

    #[getter]
    fn max_compute_unit_price(&self) -> u64 {
        self.0.max_compute_unit_price
    }

    #[getter]
    fn max_compute_unit_limit(&self) -> u32 {
        self.0.max_compute_unit_limit
    }

    #[getter]
    fn max_worst_fee(&self) -> u64 {
        self.0.max_worst_fee
    }

    #[getter]
    fn max_window(&self) -> u64 {
        self.0.max_window
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, FIELDS)
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&format!("{:?}", self.0))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        crate::pickle::rebuild(slf, &Self::fields(slf)?)
    }
}

impl Policy {
    /// The arguments that make the same policy.
    fn fields<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let fields = PyDict::new(slf.py());
        for name in FIELDS {
            fields.set_item(name, slf.getattr(*name)?)?;
        }
        Ok(fields)
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}
