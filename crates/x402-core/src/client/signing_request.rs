//! What the payer's account signs.

use alloc::{string::String, vec::Vec};

use super::{AccountKind, Choice, Inputs, SigningRequestError};
use crate::{
    address::Address,
    scheme::{
        mechanism,
        unsigned::{TypedData, Unsigned},
    },
    signing::ToSign,
    svm::Signature,
    timestamp::UnixTimestamp,
};

impl Choice {
    /// Builds what the account signs: EIP-712 typed data, or the message of a transaction.
    ///
    /// The payment is valid at once, on EVM chains for the offer's `maxTimeoutSeconds` from now.
    /// The entropy becomes the nonce; on Solana half of it becomes the memo where the offer
    /// names none. A hash of it becomes the payment's id, where the server takes one and the caller
    /// has given none.
    ///
    /// # Errors
    ///
    /// The entropy is all zero, a required answer of the chain is missing or contradicts the
    /// asset table, the payer is of another family of networks or cannot pay at all.
    pub fn signing_request(&self, inputs: &Inputs) -> Result<SigningRequest, SigningRequestError> {
        if inputs.entropy == [0; 32] {
            return Err(SigningRequestError::NoEntropy);
        }
        let unsigned = mechanism::unsigned(&self.offer, self.asset(), inputs)?;
        Ok(SigningRequest {
            choice: self.identified(&inputs.entropy),
            payer: inputs.payer,
            account_kind: inputs.account_kind,
            now: inputs.now,
            unsigned,
        })
    }
}

/// A payment that only lacks its signature.
#[derive(Clone, Debug)]
pub struct SigningRequest {
    pub(super) choice: Choice,
    pub(super) payer: Address,
    pub(super) account_kind: AccountKind,
    pub(super) now: UnixTimestamp,
    pub(super) unsigned: Unsigned,
}

impl SigningRequest {
    /// The choice that the payment is for.
    #[must_use]
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// The account that signs.
    #[must_use]
    pub fn payer(&self) -> Address {
        self.payer
    }

    /// Who signs for the account.
    #[must_use]
    pub fn account_kind(&self) -> AccountKind {
        self.account_kind
    }

    /// What a key or a wallet signs: typed data, or the bytes of a message.
    #[must_use]
    pub fn to_sign(&self) -> ToSign<'_> {
        self.unsigned.to_sign()
    }

    /// The EIP-712 digest, on EVM chains.
    #[must_use]
    pub fn digest(&self) -> Option<[u8; 32]> {
        self.typed_data().map(|typed| typed.digest)
    }

    /// The same for a wallet: the JSON argument of `eth_signTypedData_v4`, on EVM chains.
    #[must_use]
    pub fn typed_data_json(&self) -> Option<String> {
        self.typed_data().map(|typed| typed.json.clone())
    }

    /// The bytes of the message to sign, on Solana.
    #[must_use]
    pub fn solana_message(&self) -> Option<&[u8]> {
        let message = self.unsigned.message().ok()?;
        Some(&message.bytes)
    }

    /// When the signed window ends, in Unix seconds, on EVM chains.
    pub(super) fn valid_until(&self) -> Option<u64> {
        self.typed_data().and_then(|typed| typed.valid_until)
    }

    fn typed_data(&self) -> Option<&TypedData> {
        self.unsigned.typed_data().ok()
    }

    /// The whole transaction without signatures, for wallets that sign transactions only.
    ///
    /// What the wallet gives back goes to
    /// [`assemble_transaction`](Self::assemble_transaction).
    #[must_use]
    pub fn solana_transaction(&self) -> Option<Vec<u8>> {
        let message = self.unsigned.message().ok()?;
        message.transaction(Signature::ZERO).ok()
    }
}
