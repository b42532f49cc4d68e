//! Networks by their CAIP-2 names.

use x402_core::{network, v1::NetworkName};

use crate::{error::ValueError, mirror::mirror, value};

mirror! {
    /// A family of networks that share addresses, transactions and signatures.
    Family = network::Family;
    /// EVM chains: the namespace `eip155`, addresses of 20 bytes, signatures over secp256k1.
    Evm,
    /// Networks of Solana: the namespace `solana`, addresses of 32 bytes, Ed25519 signatures.
    Svm,
    ; else
    /// A family that this version does not name.
    Other
}

/// A network.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Network {
    /// The CAIP-2 name, such as `eip155:8453`.
    pub id: String,
    /// The namespace, such as `eip155`.
    pub namespace: String,
    /// The reference within the namespace, such as `8453`.
    pub reference: String,
    /// The family of networks that it is of; none if this library does not know its namespace.
    pub family: Option<Family>,
    /// The chain id of an EVM chain.
    pub chain_id: Option<u64>,
    /// Whether it is an EVM chain.
    pub is_evm: bool,
    /// Whether it is Solana.
    pub is_svm: bool,
    /// The name for people, such as `Base`, where it is known.
    pub name: Option<String>,
    /// Whether its tokens are worth nothing, where it is known.
    pub is_testnet: Option<bool>,
    /// Version 1's name, such as `base`, if it has one.
    pub v1_name: Option<String>,
}

impl From<&network::Network> for Network {
    fn from(network: &network::Network) -> Self {
        Self {
            id: network.to_string(),
            namespace: network.namespace().to_owned(),
            reference: network.reference().to_owned(),
            family: network.family().map(Into::into),
            chain_id: network.evm_chain_id(),
            is_evm: network.is_evm(),
            is_svm: network.is_svm(),
            name: network.name().map(str::to_owned),
            is_testnet: network.is_testnet(),
            v1_name: NetworkName::of(network).map(|name| name.as_str().to_owned()),
        }
    }
}

/// Reads a network's name, such as `base`, or its CAIP-2 name, such as `eip155:8453`.
#[uniffi::export]
pub fn parse_network(id: String) -> Result<Network, ValueError> {
    // A network of a message's is read as well, whether it can exist or not.
    let network = id.parse().or_else(|_| value::network(&id))?;
    Ok((&network).into())
}

/// The known network of this name for people, such as `Base`.
#[uniffi::export]
pub fn network_by_name(name: String) -> Option<Network> {
    network::Network::by_name(&name).as_ref().map(Into::into)
}

/// The network of this name in version 1, such as `base`.
#[uniffi::export]
pub fn network_by_v1_name(name: String) -> Result<Network, ValueError> {
    Ok((&value::parse::<NetworkName>(&name)?.network()).into())
}

/// The networks that version 1 has names for.
#[uniffi::export]
pub fn v1_networks() -> Vec<Network> {
    NetworkName::all()
        .map(|name| (&name.network()).into())
        .collect()
}
