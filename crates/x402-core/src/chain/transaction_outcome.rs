//! What transactions of Solana did.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::head::Commitment;
use crate::{
    svm::{Address, Signature},
    value_error::excerpt,
};

/// What a transaction of Solana did: its error, its fee and the token balances around it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct TransactionOutcome {
    /// The slot of its block.
    pub slot: u64,
    /// Why it failed; `None` if it succeeded. A failed transaction pays its fee, moves no token
    /// and cannot land again.
    pub fault: Option<TransactionFault>,
    /// The fee in lamports.
    pub fee: u64,
    /// The transaction as the node returned it; its first signature is the one asked for.
    pub transaction: Vec<u8>,
    /// The token balances before it.
    pub before: Vec<TokenBalance>,
    /// The token balances after it.
    pub after: Vec<TokenBalance>,
}

impl TransactionOutcome {
    /// What a token account received, in atomic units of `mint`; negative if it paid.
    ///
    /// An account that is not among the balances had, or has, nothing. `None` if the account is
    /// there with another mint, on either side.
    ///
    /// ```
    /// use x402_core::{chain::{TransactionOutcome, TokenBalance}, svm::Address};
    ///
    /// let (account, mint) = (Address::new([1; 32]), Address::new([2; 32]));
    /// let balance = |amount| TokenBalance { account, mint, owner: None, program: None, amount };
    /// let outcome = TransactionOutcome {
    ///     slot: 5, fault: None, fee: 10_000, transaction: vec![],
    ///     before: vec![balance(40)], after: vec![balance(140)],
    /// };
    /// assert_eq!(outcome.received(&account, &mint), Some(100));
    /// ```
    #[must_use]
    pub fn received(&self, account: &Address, mint: &Address) -> Option<i128> {
        let amount = |balances: &[TokenBalance]| {
            let balance = balances.iter().find(|balance| balance.account == *account);
            match balance {
                Some(balance) if balance.mint != *mint => None,
                Some(balance) => Some(i128::from(balance.amount)),
                None => Some(0),
            }
        };
        Some(amount(&self.after)? - amount(&self.before)?)
    }
}

/// The balance of one token account.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct TokenBalance {
    /// The token account.
    pub account: Address,
    /// The token.
    pub mint: Address,
    /// The wallet that owns the account, where the node reports it.
    pub owner: Option<Address>,
    /// The token program, where the node reports it.
    pub program: Option<Address>,
    /// Atomic units of the token.
    pub amount: u64,
}

/// What a node knows of a transaction of Solana.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct SignatureStatus {
    /// The slot in which the transaction was executed.
    pub slot: u64,
    /// Why it failed; `None` if it succeeded.
    pub fault: Option<TransactionFault>,
    /// How sure its block is.
    pub commitment: Commitment,
}

/// A transaction of Solana that names an account.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct AddressSignature {
    /// The transaction's first signature.
    pub signature: Signature,
    /// The slot of its block.
    pub slot: u64,
    /// The time of its block in Unix seconds, where the node has it.
    pub time: Option<u64>,
}

/// An error of Solana's runtime, by the cases that a payment's machine treats differently.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum TransactionFault {
    /// The fee payer's account does not exist.
    AccountNotFound,
    /// The same message has been executed.
    AlreadyProcessed,
    /// The blockhash is unknown or too old.
    BlockhashNotFound,
    /// The fee payer cannot pay the fee.
    InsufficientFundsForFee,
    /// An instruction failed.
    Instruction {
        /// The instruction's place in the transaction.
        index: u8,
        /// The program's own error number, if it gave one.
        custom: Option<u32>,
        /// The runtime's name of the error, `Custom` if the program gave a number.
        name: String,
    },
    /// Another error, by the runtime's name for it.
    Other(String),
}

impl fmt::Display for TransactionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccountNotFound => f.write_str("the fee payer's account does not exist"),
            Self::AlreadyProcessed => f.write_str("the transaction has been executed already"),
            Self::BlockhashNotFound => f.write_str("the blockhash is unknown or too old"),
            Self::InsufficientFundsForFee => f.write_str("the fee payer cannot pay the fee"),
            Self::Instruction {
                index,
                custom: Some(number),
                ..
            } => write!(f, "instruction {index} fails with error {number}"),
            Self::Instruction { index, name, .. } => {
                write!(f, "instruction {index} fails with {}", excerpt(name))
            }
            Self::Other(name) => write!(f, "the transaction fails with {}", excerpt(name)),
        }
    }
}
