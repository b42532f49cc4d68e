//! Where a receipt contradicts the payment.

use alloc::{string::String, string::ToString, vec::Vec};
use core::fmt;

use crate::{
    client::SignedPayment, message::SettleResponse, network::Network, v1, value_error::excerpt,
};

/// Something that a receipt says and that cannot be, if it is the receipt of this payment.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Contradiction {
    /// Another amount was settled.
    Amount {
        /// The payment's.
        expected: String,
        /// The receipt's.
        found: String,
    },
    /// It was settled on another network.
    Network {
        /// The payment's.
        expected: String,
        /// The receipt's.
        found: String,
    },
    /// Somebody else paid.
    Payer {
        /// The payment's.
        expected: String,
        /// The receipt's.
        found: String,
    },
    /// The answer's status is an error's.
    Status {
        /// The status.
        found: u16,
    },
    /// The transaction is none of the network's.
    Transaction {
        /// The receipt's.
        found: String,
    },
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount { expected, found } => {
                write!(f, "expected {expected} to be settled, found {found}")
            }
            Self::Network { expected, found } => {
                write!(f, "expected a settlement on {expected}, found {found}")
            }
            Self::Payer { expected, found } => {
                write!(f, "expected a payment by {expected}, found {found}")
            }
            Self::Status { found } => {
                write!(
                    f,
                    "expected a status of success with the receipt, found {found}"
                )
            }
            Self::Transaction { found } => {
                write!(f, "expected the id of a transaction, found {found}")
            }
        }
    }
}

/// Everything in a receipt of success that contradicts the payment.
pub(super) fn contradictions(
    response: &SettleResponse,
    status: u16,
    payment: &SignedPayment,
) -> Vec<Contradiction> {
    let cost = payment.cost();
    let mut found = Vec::new();
    if status >= 400 {
        found.push(Contradiction::Status { found: status });
    }
    if !same_network(&response.network, cost.network()) {
        found.push(Contradiction::Network {
            expected: payment.network_text().into(),
            found: excerpt(&response.network),
        });
    }
    if let Some(payer) = &response.payer {
        if !payment.payer().is_written(payer) {
            found.push(Contradiction::Payer {
                expected: payment.payer().to_string(),
                found: excerpt(payer),
            });
        }
    }
    if let Some(amount) = response.amount.filter(|amount| *amount != cost.amount()) {
        found.push(Contradiction::Amount {
            expected: cost.amount().to_string(),
            found: amount.to_string(),
        });
    }
    let family = payment.payer().family();
    if !family.is_transaction_id(&response.transaction) {
        found.push(Contradiction::Transaction {
            found: excerpt(&response.transaction),
        });
    }
    found
}

/// By either version's name.
fn same_network(text: &str, network: &Network) -> bool {
    text == network.as_str()
        || text
            .parse::<v1::NetworkName>()
            .is_ok_and(|name| name.network() == *network)
}
