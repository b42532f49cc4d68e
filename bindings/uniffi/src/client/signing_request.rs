//! What the payer's account signs.

use std::sync::Arc;

use x402_core::client::{self, AccountKind};

use super::{Choice, EvmSigningKey, Inputs, SignedPayment, SvmSigningKey};
use crate::{
    error::{AssembleError, SigningRequestError},
    scheme::Policy,
};

/// A payment that only lacks its signature.
#[derive(Debug, uniffi::Object)]
pub struct SigningRequest(pub(crate) client::SigningRequest);

/// What there is to sign, in every form that a key store may want.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum ToSign {
    /// EVM: a secp256k1 signature of 65 bytes (r, s, v).
    TypedData {
        /// The 32 bytes to sign, as they are: not hashed again, without a prefix.
        digest: Vec<u8>,
        /// The same as EIP-712 JSON, for `eth_signTypedData_v4`.
        json: String,
    },
    /// Solana: an Ed25519 signature of 64 bytes.
    Message {
        /// The message's bytes.
        message: Vec<u8>,
        /// The transaction around it, without signatures, for wallets that sign transactions.
        transaction: Vec<u8>,
    },
}

/// A signing request, in one record.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct SigningRequestFacts {
    /// Whose signature is wanted.
    pub payer: String,
    /// Whether a contract signs for the payer, not a key.
    pub contract_wallet: bool,
    /// What to sign.
    pub to_sign: ToSign,
}

#[uniffi::export]
impl Choice {
    /// What the payer's account signs for this choice.
    pub fn signing_request(&self, inputs: Inputs) -> Result<SigningRequest, SigningRequestError> {
        let inputs = inputs.read(&self.0)?;
        Ok(SigningRequest(self.0.signing_request(&inputs)?))
    }
}

#[uniffi::export]
impl SigningRequest {
    /// What to sign and who is to sign it, in one call.
    pub fn facts(&self) -> SigningRequestFacts {
        let Self(request) = self;
        SigningRequestFacts {
            payer: request.payer().to_string(),
            contract_wallet: request.account_kind() == AccountKind::Contract,
            to_sign: match request.to_sign() {
                client::ToSign::Message(message) => ToSign::Message {
                    message: message.to_vec(),
                    transaction: request.solana_transaction().unwrap_or_default(),
                },
                client::ToSign::TypedData { digest, json } => ToSign::TypedData {
                    digest: digest.to_vec(),
                    json: json.to_owned(),
                },
            },
        }
    }

    /// The choice that is paid for.
    pub fn choice(&self) -> Choice {
        Choice(self.0.choice().clone())
    }

    /// The payment with the payer's signature in any form that wallets produce; it is checked.
    pub fn assemble(&self, signature: Vec<u8>) -> Result<SignedPayment, AssembleError> {
        Ok(SignedPayment(self.0.assemble(&signature)?))
    }

    /// The payment with a contract wallet's signature, which only the chain can check.
    pub fn assemble_contract(&self, signature: Vec<u8>) -> Result<SignedPayment, AssembleError> {
        Ok(SignedPayment(self.0.assemble_contract(&signature)?))
    }

    /// The payment of a whole transaction that a Solana wallet signed and may have changed: every
    /// rule is checked again, by this policy; without one strictly.
    #[uniffi::method(default(policy = None))]
    pub fn assemble_transaction(
        &self,
        transaction: Vec<u8>,
        policy: Option<Policy>,
    ) -> Result<SignedPayment, AssembleError> {
        let policy = match policy {
            Some(policy) => policy.read()?,
            None => x402_core::scheme::Policy::strict(),
        };
        Ok(SignedPayment(
            self.0.assemble_transaction(&transaction, &policy)?,
        ))
    }

    /// Signs with a key in memory and assembles: for tests, and for programs that pay by themselves.
    pub fn sign_with_evm_key(
        &self,
        key: Arc<EvmSigningKey>,
    ) -> Result<SignedPayment, AssembleError> {
        Ok(SignedPayment(self.0.sign_with(&key.0)?))
    }

    /// Signs with a key in memory and assembles: for tests, and for programs that pay by themselves.
    pub fn sign_with_svm_key(
        &self,
        key: Arc<SvmSigningKey>,
    ) -> Result<SignedPayment, AssembleError> {
        Ok(SignedPayment(self.0.sign_with(&key.0)?))
    }
}
