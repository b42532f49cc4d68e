//! The answers of a chain that a caller may bring.

use std::collections::BTreeMap;

use pyo3::{prelude::*, types::PyDict};
use x402_core::{scheme, svm};

use crate::{address::SvmAddress, amount::Units, out::Tuple, repr};

/// What the caller knows from the chain about one payment; everything starts unknown.
#[pyclass(frozen, eq, module = "x402_core")]
#[derive(Clone, Debug)]
pub(crate) struct ChainFacts {
    pub(crate) facts: scheme::ChainFacts,
    accounts_exist: Option<bool>,
    allowance: Option<Units>,
    asset_has_code: Option<bool>,
    balance: Option<Units>,
    blockhash_valid: Option<bool>,
    erc1271_valid: Option<bool>,
    lookup_tables: BTreeMap<svm::Address, Vec<svm::Address>>,
    nonce_used: Option<bool>,
    payer_has_code: Option<bool>,
    simulation_succeeds: Option<bool>,
}

impl PartialEq for ChainFacts {
    fn eq(&self, other: &Self) -> bool {
        self.facts == other.facts
    }
}

const FIELDS: &[&str] = &[
    "accounts_exist",
    "allowance",
    "asset_has_code",
    "balance",
    "blockhash_valid",
    "erc1271_valid",
    "lookup_tables",
    "nonce_used",
    "payer_has_code",
    "simulation_succeeds",
];

/// The facts with one more, where it is known.
macro_rules! known {
    ($facts:ident, $($fact:ident),*) => {
        $(if let Some(fact) = $fact {
            $facts = $facts.$fact(fact);
        })*
    };
}

#[pymethods]
impl ChainFacts {
    #[classattr]
    fn __match_args__() -> Tuple<&'static str> {
        Tuple(FIELDS.to_vec())
    }

    #[new]
    #[pyo3(signature = (
        *, accounts_exist=None, allowance=None, asset_has_code=None, balance=None,
        blockhash_valid=None, erc1271_valid=None, lookup_tables=None, nonce_used=None,
        payer_has_code=None, simulation_succeeds=None,
    ))]
    fn new(
        accounts_exist: Option<bool>,
        allowance: Option<Units>,
        asset_has_code: Option<bool>,
        balance: Option<Units>,
        blockhash_valid: Option<bool>,
        erc1271_valid: Option<bool>,
        lookup_tables: Option<BTreeMap<SvmAddress, Vec<SvmAddress>>>,
        nonce_used: Option<bool>,
        payer_has_code: Option<bool>,
        simulation_succeeds: Option<bool>,
    ) -> Self {
        let mut facts = scheme::ChainFacts::unknown();
        known!(
            facts,
            accounts_exist,
            asset_has_code,
            blockhash_valid,
            erc1271_valid
        );
        known!(facts, nonce_used, payer_has_code, simulation_succeeds);
        if let Some(Units(allowance)) = allowance {
            facts = facts.allowance(allowance);
        }
        if let Some(Units(balance)) = balance {
            facts = facts.balance(balance);
        }
        let tables = lookup_tables.unwrap_or_default().into_iter();
        let lookup_tables: BTreeMap<_, Vec<_>> = tables
            .map(|(table, held)| (table.0, held.into_iter().map(|address| address.0).collect()))
            .collect();
        for (table, addresses) in &lookup_tables {
            facts = facts.lookup_table(*table, addresses.clone());
        }
        Self {
            facts,
            accounts_exist,
            allowance,
            asset_has_code,
            balance,
            blockhash_valid,
            erc1271_valid,
            lookup_tables,
            nonce_used,
            payer_has_code,
            simulation_succeeds,
        }
    }

    #[getter]
    fn accounts_exist(&self) -> Option<bool> {
        self.accounts_exist
    }

    #[getter]
    fn allowance(&self) -> Option<Units> {
        self.allowance
    }

    #[getter]
    fn asset_has_code(&self) -> Option<bool> {
        self.asset_has_code
    }

    #[getter]
    fn balance(&self) -> Option<Units> {
        self.balance
    }

    #[getter]
    fn blockhash_valid(&self) -> Option<bool> {
        self.blockhash_valid
    }

    #[getter]
    fn erc1271_valid(&self) -> Option<bool> {
        self.erc1271_valid
    }

    #[getter]
    fn lookup_tables(&self) -> BTreeMap<String, Tuple<String>> {
        let texts = |list: &Vec<svm::Address>| list.iter().map(ToString::to_string).collect();
        let tables = self.lookup_tables.iter();
        tables
            .map(|(table, held)| (table.to_string(), Tuple(texts(held))))
            .collect()
    }

    #[getter]
    fn nonce_used(&self) -> Option<bool> {
        self.nonce_used
    }

    #[getter]
    fn payer_has_code(&self) -> Option<bool> {
        self.payer_has_code
    }

    #[getter]
    fn simulation_succeeds(&self) -> Option<bool> {
        self.simulation_succeeds
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr::members(slf, FIELDS)
    }

    fn __hash__(&self) -> u64 {
        crate::hash::of(&format!("{:?}", self.facts))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let fields = PyDict::new(slf.py());
        for name in FIELDS {
            fields.set_item(name, slf.getattr(*name)?)?;
        }
        crate::pickle::rebuild(slf, &fields)
    }
}
