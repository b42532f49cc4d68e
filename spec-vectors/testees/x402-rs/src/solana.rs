//! The package's Solana provider, in front of a node that is not there.

use serde_json::Value;
use solana_account::Account;
use solana_client::rpc_config::RpcSimulateTransactionConfig;
use solana_client::rpc_response::UiTransactionError;
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use x402_chain_solana::chain::{
    Address, SolanaChainProvider, SolanaChainProviderError as Error, SolanaChainProviderLike,
    SolanaChainReference,
};
use x402_types::chain::{ChainId, ChainProviderOps};

use crate::node;

/// The package's own provider, which signs as the sponsor; only its calls to a node are answered
/// by `node.rs`.
pub struct Solana {
    wallet: SolanaChainProvider,
    state: Value,
}

impl Solana {
    pub async fn new(chain: SolanaChainReference, state: &Value, request: &Value) -> Self {
        // The limits of compute are the defaults of the package's own configuration.
        let wallet = SolanaChainProvider::new(
            node::sponsor(request),
            "http://127.0.0.1:9".into(),
            None,
            chain,
            400_000,
            1_000_000,
        );
        let wallet = wallet.await.expect("nothing is connected");
        Self {
            wallet,
            state: state.clone(),
        }
    }
}

impl ChainProviderOps for Solana {
    fn signer_addresses(&self) -> Vec<String> {
        self.wallet.signer_addresses()
    }

    fn chain_id(&self) -> ChainId {
        self.wallet.chain_id()
    }
}

impl SolanaChainProviderLike for Solana {
    async fn simulate_transaction_with_config(
        &self,
        tx: &VersionedTransaction,
        config: RpcSimulateTransactionConfig,
    ) -> Result<(), Error> {
        node::simulate(tx, config.sig_verify).map_err(UiTransactionError::from)?;
        Ok(())
    }

    async fn get_multiple_accounts(&self, keys: &[Pubkey]) -> Result<Vec<Option<Account>>, Error> {
        Ok(node::accounts(&self.state, keys))
    }

    fn max_compute_unit_limit(&self) -> u32 {
        self.wallet.max_compute_unit_limit()
    }

    fn max_compute_unit_price(&self) -> u64 {
        self.wallet.max_compute_unit_price()
    }

    fn pubkey(&self) -> Pubkey {
        self.wallet.pubkey()
    }

    fn fee_payer(&self) -> Address {
        self.wallet.fee_payer()
    }

    fn sign(&self, tx: VersionedTransaction) -> Result<VersionedTransaction, Error> {
        self.wallet.sign(tx)
    }

    async fn send_and_confirm(
        &self,
        _: &VersionedTransaction,
        _: CommitmentConfig,
    ) -> Result<Signature, Error> {
        Err(Error::Custom("adapter: nothing is settled here".into()))
    }
}
