//! A transaction that lacks its fee payer's signature alone.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::svm::{
    Address, Signature, SignatureError, Transaction, TransactionError,
    transaction::wire_transaction,
};

/// A transaction that every signer has signed but the fee payer, whose signature is the last one.
///
/// The others' signatures are proven, by the rule that validators apply. What the fee payer's
/// slot held is dropped. Any party that has the bytes and the fee payer's signature can have the
/// transaction executed, so `Debug` shows neither.
///
/// ```
/// use x402_core::svm::{
///     Address, Blockhash, PartiallySignedTransaction, Signature, SigningKey, TransferMessage,
///     program, transaction::wire_transaction,
/// };
///
/// let (payer, fee_payer) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
/// let message = TransferMessage {
///     payer: payer.address(),
///     fee_payer: fee_payer.address(),
///     pay_to: Address::new([3; 32]),
///     mint: Address::new([4; 32]),
///     token_program: program::TOKEN,
///     decimals: 6,
///     amount: 10_000,
///     memo: "order 7",
///     recent_blockhash: Blockhash::new([5; 32]),
///     compute_unit_limit: TransferMessage::COMPUTE_UNIT_LIMIT,
///     compute_unit_price: TransferMessage::COMPUTE_UNIT_PRICE,
/// }
/// .to_bytes()?;
/// let sent = wire_transaction(&message, &[Signature::ZERO, payer.sign(&message)])?;
///
/// let partial = PartiallySignedTransaction::parse(&sent)?;
/// assert_eq!((partial.fee_payer(), partial.message()), (fee_payer.address(), &*message));
/// let whole = partial.with_signature(&fee_payer.sign(partial.message()))?;
/// assert_eq!(whole[1..65], fee_payer.sign(&message).as_bytes()[..]);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct PartiallySignedTransaction {
    fee_payer: Address,
    message: Box<[u8]>,
    /// In the order of their accounts, the fee payer's left out.
    others: Vec<Signature>,
}

impl PartiallySignedTransaction {
    /// Reads a transaction, and proves every signature of it but the first.
    ///
    /// # Errors
    ///
    /// The bytes are not a transaction, or another signer than the fee payer has not signed it.
    pub fn parse(bytes: &[u8]) -> Result<Self, PartiallySignedError> {
        let transaction = Transaction::parse(bytes)?;
        let mut signers = transaction.account_keys().zip(transaction.signatures());
        // A sound transaction has a first signer.
        let Some((fee_payer, _)) = signers.next() else {
            return Err(PartiallySignedError::NoFeePayer);
        };
        let mut others = Vec::new();
        for (signer, signature) in signers {
            let proof = signature.verify_strict(&signer, transaction.message());
            proof.map_err(|error| PartiallySignedError::Unsigned { signer, error })?;
            others.push(signature);
        }
        Ok(Self {
            fee_payer,
            message: transaction.message().into(),
            others,
        })
    }

    /// The account that pays the fee: the one whose signature is missing.
    #[must_use]
    pub fn fee_payer(&self) -> Address {
        self.fee_payer
    }

    /// The bytes that the fee payer signs.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// SHA-256 of the message: what the runtime executes once.
    #[must_use]
    pub fn message_hash(&self) -> [u8; 32] {
        Sha256::digest(&self.message).into()
    }

    /// The transaction without the fee payer's signature: its slot is zero.
    ///
    /// # Errors
    ///
    /// None: a transaction was read.
    pub fn to_bytes(&self) -> Result<Vec<u8>, TransactionError> {
        self.wire(Signature::ZERO)
    }

    /// The whole transaction, ready to be sent.
    ///
    /// # Errors
    ///
    /// The signature is not the fee payer's for this message.
    pub fn with_signature(&self, signature: &Signature) -> Result<Vec<u8>, PartiallySignedError> {
        let signer = self.fee_payer;
        let proof = signature.verify_strict(&signer, &self.message);
        proof.map_err(|error| PartiallySignedError::Unsigned { signer, error })?;
        Ok(self.wire(*signature)?)
    }

    fn wire(&self, first: Signature) -> Result<Vec<u8>, TransactionError> {
        let mut signatures = Vec::with_capacity(1 + self.others.len());
        signatures.push(first);
        signatures.extend_from_slice(&self.others);
        wire_transaction(&self.message, &signatures)
    }
}

impl fmt::Debug for PartiallySignedTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartiallySignedTransaction")
            .field("fee_payer", &self.fee_payer)
            .finish_non_exhaustive()
    }
}

/// Why a transaction cannot be co-signed, or not with this signature.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PartiallySignedError {
    /// The bytes are not a sound transaction.
    Transaction(TransactionError),
    /// No account signs it.
    NoFeePayer,
    /// A signature does not prove that its account signed the message.
    Unsigned {
        /// The account.
        signer: Address,
        /// Why the signature proves nothing.
        error: SignatureError,
    },
}

impl From<TransactionError> for PartiallySignedError {
    fn from(error: TransactionError) -> Self {
        Self::Transaction(error)
    }
}

impl fmt::Display for PartiallySignedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transaction(error) => error.fmt(f),
            Self::NoFeePayer => f.write_str("expected an account that pays the fee, found none"),
            Self::Unsigned { signer, error } => {
                write!(f, "expected a signature of {signer}: {error}")
            }
        }
    }
}

impl core::error::Error for PartiallySignedError {}
