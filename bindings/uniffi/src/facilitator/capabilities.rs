//! What a facilitator can verify and settle.

use std::sync::Arc;

use x402_core::facilitator;

use crate::{
    error::ValueError,
    message::SupportedResponse,
    scheme::Policy,
    value::{addresses, network},
};

/// The networks that a facilitator settles on, the accounts that it signs with there, and its
/// policy.
///
/// It is never changed: `with_network` makes another one.
#[derive(Debug, uniffi::Object)]
pub struct Capabilities(pub(super) Arc<facilitator::Capabilities>);

#[uniffi::export]
impl Capabilities {
    /// No network; without a policy the strict one.
    ///
    /// With `asks_wallets` the chain is asked about a signature of 65 bytes that recovers to
    /// another account than the payer: the payer may be a contract wallet. Any party can send such
    /// a payment, and then it costs queries.
    #[uniffi::constructor(default(policy = None, asks_wallets = false))]
    pub fn new(policy: Option<Policy>, asks_wallets: bool) -> Result<Self, ValueError> {
        let mut capabilities = facilitator::Capabilities::new().with_wallet_queries(asks_wallets);
        if let Some(policy) = policy {
            capabilities = capabilities.with_policy(policy.read()?);
        }
        Ok(Self(Arc::new(capabilities)))
    }

    /// The same with a network, or with other accounts on it: all accounts that the facilitator
    /// signs with there.
    ///
    /// The first account on Solana is the fee payer that `supported` lists. None of them may pay or
    /// sign for a client.
    pub fn with_network(
        &self,
        network: String,
        signers: Vec<String>,
    ) -> Result<Arc<Capabilities>, ValueError> {
        let capabilities = facilitator::Capabilities::clone(&self.0);
        let signers = addresses(&signers)?;
        let capabilities = capabilities.with_network(self::network(&network)?, signers)?;
        Ok(Arc::new(Self(Arc::new(capabilities))))
    }
}

/// The answer to `GET /supported`: a row for every network, by its CAIP-2 name and, where it has
/// one, by its name of version 1.
#[uniffi::export]
pub fn supported(capabilities: &Capabilities) -> SupportedResponse {
    (&facilitator::supported(&capabilities.0)).into()
}
