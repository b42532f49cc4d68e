//! The package's EVM provider, in front of a chain that is not there.

use alloy_provider::RootProvider;
use alloy_rpc_client::RpcClient;
use r402_evm::chain::{
    Eip155ChainReference, Eip155MetaTransactionProvider, MetaTransaction, MetaTransactionSendError,
};
use r402_protocol::network::{ChainId, ChainProvider};

use crate::chain::Chain;

/// A wallet that pays for gas: the suite's test facilitator.
const WALLET: &str = "0xA276fAe1a2c40e3A27E6Efd42071BbC44A5Fc77f";

pub struct Evm {
    chain: Eip155ChainReference,
    inner: RootProvider,
}

impl Evm {
    pub fn new(chain: Chain) -> Self {
        let reference = Eip155ChainReference::new(chain.id);
        Self {
            chain: reference,
            inner: RootProvider::new(RpcClient::new(chain, true)),
        }
    }
}

impl ChainProvider for Evm {
    fn signer_addresses(&self) -> Vec<String> {
        vec![WALLET.to_owned()]
    }

    fn chain_id(&self) -> ChainId {
        self.chain.into()
    }
}

impl Eip155MetaTransactionProvider for Evm {
    type Error = MetaTransactionSendError;
    type Inner = RootProvider;

    fn inner(&self) -> &RootProvider {
        &self.inner
    }

    fn chain(&self) -> &Eip155ChainReference {
        &self.chain
    }

    async fn send_transaction(
        &self,
        _: MetaTransaction,
    ) -> Result<alloy_rpc_types_eth::TransactionReceipt, MetaTransactionSendError> {
        Err(MetaTransactionSendError::Custom(
            "adapter: nothing is settled here".into(),
        ))
    }

    async fn send_raw_transaction(
        &self,
        _: &[u8],
        _: u64,
    ) -> Result<alloy_rpc_types_eth::TransactionReceipt, MetaTransactionSendError> {
        Err(MetaTransactionSendError::Custom(
            "adapter: nothing is settled here".into(),
        ))
    }
}
