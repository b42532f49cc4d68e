//! Inputs to signing: time, entropy and chain data.

use std::sync::Arc;

use x402_core::{Address, chain::Quorum, client};

use crate::{
    chain::Facts,
    error::ValueError,
    scheme::DeclaredState,
    value::{UnixTimestamp, address},
};

/// The time, the entropy and what is known from the chain, which a payment is made of.
#[derive(Debug, uniffi::Record)]
pub struct Inputs {
    /// 32 bytes from the platform's secure random source, new for every payment: the nonce.
    pub entropy: Vec<u8>,
    /// The moment.
    pub now: UnixTimestamp,
    /// Who pays; the choice's account if not said.
    #[uniffi(default = None)]
    pub payer: Option<String>,
    /// Whether a contract signs for the payer, not a key (ERC-1271).
    #[uniffi(default = false)]
    pub contract_wallet: bool,
    /// What nodes answered to `Choice.queries`.
    #[uniffi(default = None)]
    pub facts: Option<Arc<Facts>>,
    /// How many independent nodes the app has for the network, whether all of them were asked or
    /// not. With two or more, two must agree on a mint; a blockhash is the newest node's.
    #[uniffi(default = 1)]
    pub nodes: u16,
    /// What the caller declares in place of nodes, and is believed; not together with `facts`.
    #[uniffi(default = None)]
    pub state: Option<Arc<DeclaredState>>,
}

impl Inputs {
    pub(super) fn read(&self, choice: &client::Choice) -> Result<client::Inputs, ValueError> {
        let entropy = <[u8; 32]>::try_from(self.entropy.as_slice()).map_err(|_| {
            let found = format!("{} bytes", self.entropy.len());
            ValueError::new("entropy", "32 bytes", &found)
        })?;
        let payer: Address = match &self.payer {
            Some(payer) => address(payer)?,
            None => choice.payer(),
        };
        let inputs = client::Inputs::new(payer, entropy, self.now.0);
        let inputs = match (&self.facts, &self.state) {
            (None, None) => inputs,
            (Some(facts), None) => {
                inputs.with_facts(facts.0.clone(), Quorum::of(self.nodes.into()))
            }
            (None, Some(state)) => inputs.with_state(state.0.clone()),
            (Some(_), Some(_)) => {
                return Err(ValueError::new("inputs", "facts or a state", "both"));
            }
        };
        Ok(if self.contract_wallet {
            inputs.with_account_kind(client::AccountKind::Contract)
        } else {
            inputs
        })
    }
}
