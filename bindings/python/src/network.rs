//! Networks by their CAIP-2 names.

use pyo3::{Borrowed, prelude::*};
use x402_core::{network, v1::NetworkName};

use crate::{
    error,
    int::Count,
    out::Tuple,
    repr,
    text::{Text, wrong_type},
};

/// A network by its name, such as `base`, or its CAIP-2 name, such as `eip155:8453`.
#[pyclass(frozen, eq, ord, hash, str = "{0}", module = "x402_core")]
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Network(pub(crate) network::Network);

#[pymethods]
impl Network {
    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("namespace", "reference")
    }

    #[new]
    fn new(text: Text) -> PyResult<Self> {
        // A network of a message's comes back from a pickle, whether it can exist or not.
        let network = text.0.parse().or_else(|_| network::Network::named(&text.0));
        network.map(Self).map_err(|error| error::value(&error))
    }

    #[staticmethod]
    fn eip155(chain_id: Count) -> Self {
        Self(network::Network::eip155(chain_id.0))
    }

    #[staticmethod]
    fn solana_mainnet() -> Self {
        Self(network::Network::solana_mainnet())
    }

    #[staticmethod]
    fn solana_devnet() -> Self {
        Self(network::Network::solana_devnet())
    }

    #[staticmethod]
    fn solana_testnet() -> Self {
        Self(network::Network::solana_testnet())
    }

    #[staticmethod]
    fn by_name(name: Text) -> Option<Self> {
        network::Network::by_name(&name.0).map(Self)
    }

    #[staticmethod]
    fn from_v1_name(name: Text) -> PyResult<Self> {
        let name = name.0.parse::<NetworkName>();
        let name = name.map_err(|error| error::value(&error))?;
        Ok(Self(name.network()))
    }

    #[getter]
    fn namespace(&self) -> &str {
        self.0.namespace()
    }

    #[getter]
    fn reference(&self) -> &str {
        self.0.reference()
    }

    #[getter]
    fn family(&self) -> Option<&'static str> {
        self.0.family().map(network::Family::as_str)
    }

    #[getter]
    fn chain_id(&self) -> Option<u64> {
        self.0.evm_chain_id()
    }

    #[getter]
    fn is_evm(&self) -> bool {
        self.0.is_evm()
    }

    #[getter]
    fn is_svm(&self) -> bool {
        self.0.is_svm()
    }

    #[getter]
    fn name(&self) -> Option<&'static str> {
        self.0.name()
    }

    #[getter]
    fn is_testnet(&self) -> Option<bool> {
        self.0.is_testnet()
    }

    #[getter]
    fn v1_name(&self) -> Option<&'static str> {
        NetworkName::of(&self.0).map(NetworkName::as_str)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        repr::call(py, "Network", self.0.as_str())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyAny>, (String,)) {
        let class = slf.get_type().into_any();
        (class, (slf.get().0.to_string(),))
    }
}

/// A [`Network`], or the text of one.
pub(crate) struct AnyNetwork(pub(crate) network::Network);

impl<'py> FromPyObject<'_, 'py> for AnyNetwork {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(network) = value.cast::<Network>() {
            return Ok(Self(network.get().0.clone()));
        }
        let text: PyResult<Text> = value.extract();
        let Text(text) = text.map_err(|_| wrong_type("Network or str", value))?;
        let network = network::Network::named(&text);
        network.map(Self).map_err(|error| error::value(&error))
    }
}

/// The networks that version 1 has names for, by name.
#[pyfunction]
pub(crate) fn v1_networks() -> Tuple<(&'static str, Network)> {
    let names = NetworkName::all();
    Tuple(
        names
            .map(|name| (name.as_str(), Network(name.network())))
            .collect(),
    )
}
