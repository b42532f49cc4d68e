//! What a payer sends for ERC-7710.

use alloc::{format, string::String, vec::Vec};

use sha2::{Digest as _, Sha256};

use crate::{
    evm::{Address, hex},
    network::Network,
    scheme::{evm::payload::PayerAddress, fault::Fault, member::Members},
};

/// A delegation; the context is the delegation manager's own affair.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Payload {
    pub(crate) manager: Address,
    pub(crate) delegator: Address,
    pub(crate) permission_context: Vec<u8>,
}

impl Payload {
    pub(super) fn read(payload: Members<'_>) -> Result<Self, Fault> {
        payload.spelled(&["delegationManager", "permissionContext", "delegator"])?;
        Ok(Self {
            manager: PayerAddress::read(&payload, "delegationManager")?.address,
            delegator: PayerAddress::read(&payload, "delegator")?.address,
            permission_context: payload.bytes("permissionContext")?,
        })
    }

    /// The network and a hash of the whole delegation, which has no nonce.
    pub(crate) fn replay_key(&self, network: &Network) -> String {
        let mut hash = Sha256::new();
        hash.update(self.manager.as_bytes());
        hash.update(self.delegator.as_bytes());
        hash.update(&self.permission_context);
        let hash: [u8; 32] = hash.finalize().into();
        format!("{network}/erc7710/{}", hex::encode(&hash))
    }
}
