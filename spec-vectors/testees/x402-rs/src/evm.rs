//! The package's EVM provider, in front of a chain that is not there.

use alloy_provider::RootProvider;
use alloy_rpc_client::RpcClient;
use x402_chain_eip155::chain::{
    Eip155ChainReference, Eip155MetaTransactionProvider, MetaTransaction, MetaTransactionSendError,
};
use x402_types::chain::{ChainId, ChainProviderOps};

use crate::chain::Chain;

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

impl ChainProviderOps for Evm {
    fn signer_addresses(&self) -> Vec<String> {
        Vec::new()
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
}
