//! What the payer's account signs.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use alloy_primitives::hex;

use super::{AccountKind, Choice, Inputs, Lookup};
use crate::{
    ValueError,
    address::Address,
    amount::Amount,
    asset::{Asset, TokenProgram, TransferMethod},
    evm::{
        self,
        eip712::signing_hash,
        eip3009::TransferWithAuthorization,
        permit2::{EXACT_PROXY, PermitWitnessTransferFrom},
    },
    scheme::{evm::terms::EvmTerms, exact::solana::terms::SolanaTerms, offer::Terms},
    svm::{self, Signature, TransferMessage, transaction::wire_transaction},
    timestamp::UnixTimestamp,
};

impl Choice {
    /// Builds what the account signs: EIP-712 typed data, or the message of a transaction.
    ///
    /// The payment is valid at once, on EVM chains for the offer's `maxTimeoutSeconds` from now.
    /// The entropy becomes the nonce; on Solana half of it becomes the memo where the offer
    /// names none.
    ///
    /// # Errors
    ///
    /// The entropy is all zero, a required answer of the chain is missing or contradicts the
    /// asset table, the payer is of another family of networks or cannot pay at all.
    pub fn signing_request(&self, inputs: &Inputs) -> Result<SigningRequest, SigningRequestError> {
        if inputs.entropy == [0; 32] {
            return Err(SigningRequestError::NoEntropy);
        }
        let message = match (&self.offer.terms, inputs.payer) {
            (Terms::Evm(terms), Address::Evm(payer)) => self.typed_data(terms, payer, inputs)?,
            (Terms::Solana(terms), Address::Svm(payer)) => self.transfer(terms, payer, inputs)?,
            _ => {
                let network = self.offer.network().to_string();
                let payer = inputs.payer;
                return Err(SigningRequestError::PayerFamily { network, payer });
            }
        };
        Ok(SigningRequest {
            choice: self.clone(),
            payer: inputs.payer,
            account_kind: inputs.account_kind,
            now: inputs.now,
            message,
        })
    }

    fn typed_data(
        &self,
        terms: &EvmTerms,
        payer: evm::Address,
        inputs: &Inputs,
    ) -> Result<Message, SigningRequestError> {
        if payer.is_zero() {
            let found = payer.to_string();
            let error = ValueError::new("payer", "an address other than zero", &found);
            return Err(SigningRequestError::Transfer(error));
        }
        let seconds = self.offer.max_timeout_seconds();
        let until = Amount::from(inputs.now)
            .checked_add(Amount::from(seconds))
            .unwrap_or(Amount::MAX);
        match terms.method {
            TransferMethod::Eip3009 => Ok(Message::Eip3009(TransferWithAuthorization {
                from: payer,
                to: terms.pay_to,
                value: self.offer.amount(),
                valid_after: Amount::ZERO,
                valid_before: until,
                nonce: inputs.entropy,
            })),
            TransferMethod::Permit2 => Ok(Message::Permit2(PermitWitnessTransferFrom {
                from: payer,
                token: terms.asset,
                amount: self.offer.amount(),
                spender: EXACT_PROXY,
                nonce: Amount::from_be_bytes(inputs.entropy),
                deadline: until,
                to: terms.pay_to,
                valid_after: Amount::ZERO,
            })),
            // `select` passes such offers over.
            TransferMethod::Erc7710 => Err(SigningRequestError::NothingToSign),
        }
    }

    fn transfer(
        &self,
        terms: &SolanaTerms,
        payer: svm::Address,
        inputs: &Inputs,
    ) -> Result<Message, SigningRequestError> {
        if inputs.account_kind == AccountKind::Contract {
            return Err(SigningRequestError::NothingToSign);
        }
        let missing = SigningRequestError::MissingAnswer;
        let chain = &inputs.chain;
        let asset = self.asset();
        let known = asset.map(Asset::decimals);
        let decimals = agree(Lookup::MintDecimals, known, chain.decimals)?;
        let known = asset.and_then(Asset::token_program);
        let token_program = agree(Lookup::TokenProgram, known, chain.token_program)?;
        let recent_blockhash = chain
            .recent_blockhash
            .or_else(|| self.offered_blockhash())
            .ok_or(missing(Lookup::RecentBlockhash))?;
        let (unique, _) = inputs.entropy.split_at(16);
        let memo = match &terms.memo {
            Some(memo) => memo.clone(),
            None => hex::encode(unique),
        };
        let message = TransferMessage {
            payer,
            fee_payer: terms.fee_payer,
            pay_to: terms.pay_to,
            mint: terms.mint,
            token_program: match token_program {
                TokenProgram::Token => svm::program::TOKEN,
                TokenProgram::Token2022 => svm::program::TOKEN_2022,
            },
            decimals,
            // An offer on Solana has an amount that fits.
            amount: self.offer.amount().to_u64().unwrap_or(u64::MAX),
            memo: &memo,
            recent_blockhash,
            compute_unit_limit: TransferMessage::COMPUTE_UNIT_LIMIT,
            compute_unit_price: TransferMessage::COMPUTE_UNIT_PRICE,
        };
        let transfer = SigningRequestError::Transfer;
        message.to_bytes().map(Message::Solana).map_err(transfer)
    }
}

/// What the asset table knows and what the chain answered: one of them, or both the same.
fn agree<T: Copy + PartialEq>(
    lookup: Lookup,
    known: Option<T>,
    answered: Option<T>,
) -> Result<T, SigningRequestError> {
    match (known, answered) {
        (Some(known), Some(answered)) if known != answered => {
            Err(SigningRequestError::Contradiction(lookup))
        }
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => Err(SigningRequestError::MissingAnswer(lookup)),
    }
}

/// A payment that only lacks its signature.
#[derive(Clone, Debug)]
pub struct SigningRequest {
    pub(super) choice: Choice,
    pub(super) payer: Address,
    pub(super) account_kind: AccountKind,
    pub(super) now: UnixTimestamp,
    pub(super) message: Message,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Message {
    Eip3009(TransferWithAuthorization),
    Permit2(PermitWitnessTransferFrom),
    Solana(Vec<u8>),
}

/// What a key signs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ToSign<'a> {
    /// The digest of EIP-712 typed data, by ECDSA over secp256k1.
    Digest([u8; 32]),
    /// The bytes of a Solana message, by Ed25519.
    Message(&'a [u8]),
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

    /// What a key signs: a digest, or the bytes of a message.
    #[must_use]
    pub fn to_sign(&self) -> ToSign<'_> {
        match (&self.message, self.digest()) {
            (Message::Solana(bytes), _) => ToSign::Message(bytes),
            (_, digest) => ToSign::Digest(digest.unwrap_or_default()),
        }
    }

    /// The EIP-712 digest, on EVM chains.
    #[must_use]
    pub fn digest(&self) -> Option<[u8; 32]> {
        let Terms::Evm(terms) = &self.choice.offer.terms else {
            return None;
        };
        let struct_hash = match &self.message {
            Message::Eip3009(message) => message.struct_hash(),
            Message::Permit2(message) => message.struct_hash(),
            Message::Solana(_) => return None,
        };
        Some(signing_hash(&terms.separator, &struct_hash))
    }

    /// The same for a wallet: the JSON argument of `eth_signTypedData_v4`, on EVM chains.
    #[must_use]
    pub fn typed_data_json(&self) -> Option<String> {
        let Terms::Evm(terms) = &self.choice.offer.terms else {
            return None;
        };
        match &self.message {
            Message::Eip3009(message) => Some(message.typed_data_json(&terms.domain)),
            Message::Permit2(message) => Some(message.typed_data_json(&terms.domain)),
            Message::Solana(_) => None,
        }
    }

    /// The bytes of the message to sign, on Solana.
    #[must_use]
    pub fn solana_message(&self) -> Option<&[u8]> {
        match &self.message {
            Message::Solana(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// When the signed window ends, in Unix seconds, on EVM chains.
    pub(super) fn valid_until(&self) -> Option<u64> {
        match &self.message {
            Message::Eip3009(message) => message.valid_before.to_u64(),
            Message::Permit2(message) => message.deadline.to_u64(),
            Message::Solana(_) => None,
        }
    }

    /// The whole transaction without signatures, for wallets that sign transactions only.
    ///
    /// What the wallet gives back goes to
    /// [`assemble_transaction`](Self::assemble_transaction).
    #[must_use]
    pub fn solana_transaction(&self) -> Option<Vec<u8>> {
        let nobody = [Signature::ZERO, Signature::ZERO];
        wire_transaction(self.solana_message()?, &nobody).ok()
    }
}

/// Why a choice cannot be made into something to sign.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SigningRequestError {
    /// The asset table and the chain's answer disagree: one of them is about another token.
    Contradiction(Lookup),
    /// A required answer of the chain is missing.
    MissingAnswer(Lookup),
    /// The entropy is all zero: nobody filled it in.
    NoEntropy,
    /// The account cannot sign this kind of payment: a contract on Solana, or a delegation.
    NothingToSign,
    /// The payer's address is of another family than the network.
    PayerFamily {
        /// The offer's network.
        network: String,
        /// The payer.
        payer: Address,
    },
    /// The transfer is impossible between these accounts.
    Transfer(ValueError),
}

impl fmt::Display for SigningRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contradiction(lookup) => write!(
                f,
                "expected the {lookup} of the asset table, found another answer from the chain"
            ),
            Self::MissingAnswer(lookup) => {
                write!(f, "expected the chain's answer to {lookup}, found none")
            }
            Self::NoEntropy => {
                f.write_str("expected 32 random bytes as entropy, found 32 zero bytes")
            }
            Self::NothingToSign => f.write_str(
                "expected an account that signs for itself, found one that this payment has no form for",
            ),
            Self::PayerFamily { network, payer } => {
                write!(f, "expected a payer on {network}, found {payer}")
            }
            Self::Transfer(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for SigningRequestError {}
