//! What a payer sends for ERC-7710.

use alloc::{format, string::String, vec::Vec};

use sha2::{Digest as _, Sha256};

use crate::{
    evm::{Address, hex},
    network::Network,
    scheme::{evm::payload::PayerAddress, fault::Fault, member::Members},
};

/// A delegation. Its permission context is opaque here.
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

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;
    use crate::json::Object;

    /// Nothing else writes a delegation: it is a manager contract's to make.
    fn write(payload: &Payload) -> Object<'static> {
        Object::from_iter([
            ("delegationManager", payload.manager.to_string()),
            (
                "permissionContext",
                hex::encode(&payload.permission_context),
            ),
            ("delegator", payload.delegator.to_string()),
        ])
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            [manager, delegator] in any::<[[u8; 20]; 2]>(),
            permission_context in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let payload = Payload {
                manager: Address::new(manager),
                delegator: Address::new(delegator),
                permission_context,
            };
            let written = write(&payload);
            let read = Payload::read(Members::new(&written, "/payload"));
            prop_assert!(read.is_ok_and(|read| read == payload));
        }
    }
}
