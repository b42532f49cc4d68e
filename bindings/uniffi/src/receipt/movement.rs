//! What one transaction moved, read without a node.

use std::sync::Arc;

use x402_core::{
    chain::{self, TransactionId, Value},
    receipt, rpc,
};

use super::{ExpectedTransfer, list};
use crate::{error::ValueError, value::digits};

/// What a transaction did, as a node reported it in JSON.
///
/// It is a statement, not a proof: only nodes show that the transaction is in the chain.
#[derive(Debug, uniffi::Object)]
pub struct Landed {
    id: TransactionId,
    value: Value,
}

#[uniffi::export]
impl Landed {
    /// Reads the JSON that a node returned: the result of `eth_getTransactionReceipt`, or of
    /// `getTransaction` with the encoding `base64`, alone or in its JSON-RPC response.
    ///
    /// Fails if the text is not one of these; also for a result `null`, a node's answer that
    /// it does not have the transaction.
    #[uniffi::constructor]
    pub fn read(text: &str) -> Result<Self, ValueError> {
        let (id, value) = rpc::read_transaction(text.as_bytes())?;
        Ok(Self { id, value })
    }

    /// The transaction's id: compare it with the one that was claimed.
    pub fn transaction(&self) -> String {
        self.id.to_string()
    }

    /// What the transaction moved for each of these payments, in their order, if it is in the
    /// chain.
    ///
    /// Each transfer counts for one payment only: give all payments that the transaction is to
    /// have settled.
    pub fn movements(&self, expected: Vec<Arc<ExpectedTransfer>>) -> Vec<Movement> {
        let Some(landed) = chain::Landed::of(&self.value) else {
            return Vec::new();
        };
        let movements = receipt::movements(&list(&expected), landed);
        movements.into_iter().map(Into::into).collect()
    }
}

/// What one transaction moved for one payment, by its logs or its token balances.
///
/// It is read from the transaction alone. `prove` also proves that the transaction is in the chain.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum Movement {
    /// The payee received the amount from the payer.
    Paid {
        /// The place of the transfer's log in its block; none on Solana, which has no logs.
        log_index: Option<u64>,
        /// Whether the transaction names what the payer signed: the nonce of EIP-3009, the
        /// message of Solana. A transaction of Permit2 does not.
        names_payment: bool,
    },
    /// The payee received less than the amount: the token takes a fee from each transfer.
    Short {
        /// What the payee received, in atomic units of the token: decimal digits.
        received: String,
        /// As in `Paid`.
        names_payment: bool,
    },
    /// The payer cancelled the authorization: it can never be used.
    Cancelled,
    /// The transaction failed and moved nothing. What the payer signed may still be used.
    Failed,
    /// The transaction did not make this payment.
    Unrelated,
}

impl From<receipt::Movement> for Movement {
    fn from(movement: receipt::Movement) -> Self {
        use receipt::Movement as Core;
        match movement {
            Core::Paid {
                log_index,
                names_payment,
            } => Self::Paid {
                log_index,
                names_payment,
            },
            Core::Short {
                received,
                names_payment,
            } => Self::Short {
                received: digits(received),
                names_payment,
            },
            Core::Cancelled => Self::Cancelled,
            Core::Failed => Self::Failed,
            // Also what the core adds before this list does: nothing but `Paid` is success.
            _ => Self::Unrelated,
        }
    }
}
