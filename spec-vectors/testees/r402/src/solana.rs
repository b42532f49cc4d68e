//! The package's Solana provider, in front of a node that is not there.

use std::sync::Arc;

use r402_protocol::network::{ChainId, ChainProvider};
use r402_svm::chain::{
    Address, SignatureConfirm, SimulateTransactionResult, SolanaChainProvider,
    SolanaChainProviderError as Error, SolanaChainProviderLike, SolanaChainReference,
};
use serde_json::Value;
use solana_account::Account;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_config::RpcSimulateTransactionConfig;
use solana_client::rpc_response::UiTransactionError;
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::node;

const NO_SETTLEMENT: &str = "adapter: nothing is settled here";

/// The package's own provider, which signs as the sponsor; only its calls to a node are answered
/// by `node.rs`.
pub struct Solana {
    wallet: SolanaChainProvider,
    state: Value,
}

impl Solana {
    pub async fn new(chain: SolanaChainReference, state: &Value, request: &Value) -> Self {
        // The package leaves the limit of compute units to its user, not the limit of their price.
        let wallet = SolanaChainProvider::new(
            node::sponsor(request),
            "http://127.0.0.1:9".into(),
            None,
            chain,
            400_000,
            None,
        );
        let wallet = wallet.await.expect("nothing is connected");
        Self {
            wallet,
            state: state.clone(),
        }
    }
}

impl ChainProvider for Solana {
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
    ) -> Result<SimulateTransactionResult, Error> {
        node::simulate(tx, config.sig_verify).map_err(UiTransactionError::from)?;
        Ok(SimulateTransactionResult::default())
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

    fn rpc_client(&self) -> Arc<RpcClient> {
        self.wallet.rpc_client()
    }

    async fn send_and_confirm(
        &self,
        _: &VersionedTransaction,
        _: CommitmentConfig,
    ) -> Result<Signature, Error> {
        Err(Error::Custom(NO_SETTLEMENT.into()))
    }

    async fn send(&self, _: &VersionedTransaction) -> Result<Signature, Error> {
        Err(Error::Custom(NO_SETTLEMENT.into()))
    }

    async fn confirm_signature(
        &self,
        _: &Signature,
        _: CommitmentConfig,
    ) -> Result<SignatureConfirm, Error> {
        Err(Error::Custom(NO_SETTLEMENT.into()))
    }
}
