//! What the operations about a chain's texts take.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A node's HTTP response.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NodeResponse {
    /// The HTTP status; absent if no response came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<String>,
    /// The body.
    pub body: String,
}

/// The requests that ask some queries.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WriteQueries {
    /// The namespace of the networks that can be asked: `eip155` or `solana`.
    pub namespace: String,
    /// The queries.
    pub queries: Box<RawValue>,
    /// Whether reads of contracts are one call through Multicall3; true if it is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multicall: Option<bool>,
}

/// A node's responses to the requests that ask some queries.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAnswers {
    /// As in [`WriteQueries`].
    pub namespace: String,
    /// As in [`WriteQueries`].
    pub queries: Box<RawValue>,
    /// As in [`WriteQueries`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multicall: Option<bool>,
    /// A response to each body, in order.
    pub responses: Vec<NodeResponse>,
}

/// A payment and its offer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The payment.
    pub payload: Box<RawValue>,
    /// The offer.
    pub requirements: Box<RawValue>,
}

/// Payments, and a transaction that may have settled them.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Movements {
    /// The payments.
    pub payments: Vec<Payment>,
    /// What a node reported of the transaction: the JSON of a receipt, or of `getTransaction`.
    pub transaction: String,
}

/// Payments, and what nodes answered about a transaction that may have settled them.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Prove {
    /// The payments.
    pub payments: Vec<Payment>,
    /// The transaction's id.
    pub transaction: String,
    /// How sure: `included`, `safe`, `finalized`, or a number of further blocks.
    pub level: Box<RawValue>,
    /// How many independent nodes there are.
    pub nodes: u16,
    /// By round, by node: the responses to the bodies of the round.
    pub rounds: Vec<Vec<Vec<NodeResponse>>>,
}

/// A transaction of Solana that lacks its fee payer's signature alone.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CoSign {
    /// The transaction in base64.
    pub transaction: String,
    /// The fee payer's signature in base58, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// The fields of a transaction with two fees, numbers in decimal digits.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Transaction {
    /// EIP-155.
    pub chain_id: String,
    /// The sender's.
    pub nonce: String,
    /// Wei per gas.
    pub max_fee_per_gas: String,
    /// Wei per gas.
    pub max_priority_fee_per_gas: String,
    /// Units of gas.
    pub gas_limit: String,
    /// The receiver.
    pub to: String,
    /// Wei.
    pub value: String,
    /// The call data in hex.
    pub input: String,
    /// Accounts and slots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_list: Option<Vec<AccessListItem>>,
    /// The sender's signature in hex, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// An account, and slots of its storage.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AccessListItem {
    /// The account.
    pub address: String,
    /// The slots.
    pub storage_keys: Vec<String>,
}
