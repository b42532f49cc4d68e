//! From a signature to a payment, which our own rules have to accept.

use alloc::string::String;
use core::fmt;

use super::{AccountKind, Proof, SignedPayment, SigningRequest};
use crate::{
    address::Address,
    any::AnyPaymentPayload,
    chain::Quorum,
    header,
    json::Object,
    network::Family,
    scheme::{
        Context, Policy, Refusal,
        evm::queries::contract_at,
        unsigned::{Message, NotSigned},
    },
    svm::{Transaction, TransactionError},
    verify::verify,
};

impl SigningRequest {
    /// Makes the payment from the signature of the account's own key.
    ///
    /// Takes what wallets give: on EVM chains v of 0, 1, 27 or 28, the 64 bytes of ERC-2098 and
    /// an s above n / 2, and sends the one form that tokens accept; on Solana the 64 bytes of an
    /// Ed25519 signature. The payment is given out only if our own verifier accepts it.
    ///
    /// # Errors
    ///
    /// The bytes are no signature, somebody else signed or signed something else, or the account
    /// is a contract's.
    pub fn assemble(&self, signature: &[u8]) -> Result<SignedPayment, AssembleError> {
        if self.account_kind == AccountKind::Contract {
            return Err(AssembleError::ContractWallet);
        }
        let payload = self
            .unsigned
            .signed(signature)
            .map_err(|fault| match fault {
                NotSigned::By(found) => self.wrong_signer(found),
                NotSigned::Signature(text) => AssembleError::Signature(text),
                NotSigned::Transaction(error) => AssembleError::Transaction(error),
            })?;
        self.prove(payload, &Policy::strict())
    }

    /// Makes the payment from what a contract wallet signed, of any length (ERC-1271, ERC-6492).
    ///
    /// Everything but the signature is checked; that nothing can be known of the signature here
    /// is what [`Proof::Unproven`] says.
    ///
    /// # Errors
    ///
    /// The payment is none of an EVM chain, the signature is empty, or its ERC-6492 wrapper is
    /// broken.
    pub fn assemble_contract(&self, signature: &[u8]) -> Result<SignedPayment, AssembleError> {
        let typed = self.unsigned.typed_data().map_err(AssembleError::network)?;
        if signature.is_empty() {
            return Err(AssembleError::Signature(
                "expected a signature, found none".into(),
            ));
        }
        let message = self.choice.envelope.wrap(typed.payload(signature));
        let facts = contract_at(typed.payer);
        let context = Context::new(self.now).with_chain(&facts, Quorum::of(1));
        match verify(&message, &self.choice.offer, &context) {
            Err(Refusal::Undecided(undecided)) => self.finish(message, Proof::Unproven(undecided)),
            Err(refusal) => Err(AssembleError::Refused(refusal)),
            Ok(verified) => self.finish(message, Proof::Proven(verified.into())),
        }
    }

    /// Makes the payment from a transaction that a wallet signed as a whole, and may have changed.
    ///
    /// Wallets add guards, raise the price or take a newer blockhash: what matters is that the
    /// transaction still pays this offer by this payer under `policy`, usually
    /// [`Policy::interop`]. The fee payer's signature may still be missing.
    ///
    /// # Errors
    ///
    /// The payment is none of Solana, the bytes are no transaction, somebody else pays, or a rule
    /// is broken.
    pub fn assemble_transaction(
        &self,
        bytes: &[u8],
        policy: &Policy,
    ) -> Result<SignedPayment, AssembleError> {
        self.unsigned.message().map_err(AssembleError::network)?;
        let transaction = Transaction::parse(bytes).map_err(AssembleError::Transaction)?;
        if let Some(payer) = transaction
            .account_key(1)
            .filter(|_| transaction.is_signer(1))
        {
            self.same_payer(payer.into())?;
        }
        self.prove(Message::payload(bytes), policy)
    }

    /// Signs with a key held in memory and assembles the payment.
    ///
    /// # Errors
    ///
    /// The key is of another family, or [`assemble`](Self::assemble) refuses its signature: it is
    /// not the payer's.
    #[cfg(feature = "signing")]
    pub fn sign_with<'a>(
        &self,
        key: impl Into<crate::signing::AnySigningKey<'a>>,
    ) -> Result<SignedPayment, AssembleError> {
        let key = key.into();
        match key.sign(self.to_sign()) {
            Some(signature) => self.assemble(&signature),
            None => Err(AssembleError::WrongNetwork {
                expected: key.family(),
            }),
        }
    }

    fn same_payer(&self, signer: Address) -> Result<(), AssembleError> {
        if signer == self.payer {
            return Ok(());
        }
        Err(self.wrong_signer(signer))
    }

    fn wrong_signer(&self, found: Address) -> AssembleError {
        let expected = self.payer;
        AssembleError::WrongSigner { expected, found }
    }

    /// Gives the payment out only if the rules that a server applies accept it.
    fn prove(
        &self,
        payload: Object<'static>,
        policy: &Policy,
    ) -> Result<SignedPayment, AssembleError> {
        let message = self.choice.envelope.wrap(payload);
        let context = Context::new(self.now).with_policy(policy);
        let verified =
            verify(&message, &self.choice.offer, &context).map_err(AssembleError::Refused)?;
        self.same_payer(verified.payer())?;
        self.finish(message, Proof::Proven(verified.into()))
    }

    fn finish(
        &self,
        message: AnyPaymentPayload,
        proof: Proof,
    ) -> Result<SignedPayment, AssembleError> {
        message.check_limits().map_err(AssembleError::Limits)?;
        let (cost, offer) = (self.choice.cost.clone(), &self.choice.offer);
        let payment =
            SignedPayment::new(message, self.payer, cost, offer, self.valid_until(), proof);
        let length = payment.header_text().len();
        if length > header::MAX_LENGTH {
            return Err(AssembleError::TooLong { length });
        }
        Ok(payment)
    }
}

/// Why a signature makes no payment.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum AssembleError {
    /// A contract signs for the account: its signature goes to
    /// [`assemble_contract`](SigningRequest::assemble_contract).
    ContractWallet,
    /// The payment would be deeper or have more values than servers read: the 402 said too much to
    /// repeat.
    Limits(crate::Error),
    /// The payment breaks a rule: the wallet changed what it was to sign.
    Refused(Refusal),
    /// The bytes are no signature of the payer's, in words.
    Signature(String),
    /// The header would be longer than servers read: the 402 said too much to repeat.
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The bytes are no transaction.
    Transaction(TransactionError),
    /// The payment is for another family of networks.
    WrongNetwork {
        /// The family that was expected.
        expected: Family,
    },
    /// Somebody else signed, or something else was signed.
    WrongSigner {
        /// The payer.
        expected: Address,
        /// Who signed. If something else was signed it is nobody in particular.
        found: Address,
    },
}

impl AssembleError {
    fn network(expected: Family) -> Self {
        Self::WrongNetwork { expected }
    }
}

impl fmt::Display for AssembleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ContractWallet => {
                f.write_str("the account is a contract wallet: use `assemble_contract`")
            }
            Self::Limits(error) => error.fmt(f),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Signature(text) => f.write_str(text),
            Self::TooLong { length } => write!(
                f,
                "expected a header of at most {} bytes, found {length}",
                header::MAX_LENGTH
            ),
            Self::Transaction(error) => error.fmt(f),
            Self::WrongNetwork { expected } => {
                let expected = expected.name();
                write!(
                    f,
                    "the payment is not on {expected}: use the key and the method of its own network"
                )
            }
            Self::WrongSigner { expected, found } => {
                write!(
                    f,
                    "expected a signature of {expected}, found one of {found}"
                )
            }
        }
    }
}

impl core::error::Error for AssembleError {}
