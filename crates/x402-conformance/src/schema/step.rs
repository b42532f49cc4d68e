//! Values on the way to a verdict, or part of it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value on the way to a verdict, or part of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// EIP-712, of the token or of Permit2.
    DomainSeparator,
    /// EIP-712, of the signed message.
    StructHash,
    /// EIP-712: what is signed.
    SigningHash,
    /// The account whose key signed.
    Recovered,
    /// SHA-256 of the Solana message.
    MessageHash,
    /// Solana: the account that pays the fee, whose signature is the last one.
    FeePayer,
    /// Solana: the bytes that are signed.
    Message,
    /// Solana: the payer's associated token account, whatever the transaction names.
    SourceTokenAccount,
    /// Solana: the payee's associated token account, whatever the transaction names.
    DestinationTokenAccount,
    /// Whose signature is proven.
    Payer,
    /// Until when an accepted payment is remembered, in Unix seconds.
    KeepUntil,
    /// Under which an accepted payment is remembered, so that it buys one answer.
    ReplayKey,
    /// The header that a message becomes.
    Header,
    /// The token that a price is paid in.
    Asset,
    /// A price in the token's smallest unit.
    Amount,
    /// JSON-RPC requests, as the JSON of a list.
    Requests,
    /// A node's answers by query, as the JSON of a list.
    Answers,
    /// A transaction's id.
    Transaction,
    /// What a transaction moved by payment, as the JSON of a list.
    Movements,
    /// What nodes show of a settlement by payment, as the JSON of a list.
    Statuses,
    /// What can be listed of a payment, as JSON.
    Discovered,
    /// What a client pays and what it sends back, as JSON.
    Choice,
    /// The bytes of a signed transaction.
    RawTransaction,
}

impl Step {
    /// Whether the value is JSON, which has many spellings.
    #[must_use]
    pub const fn is_json(self) -> bool {
        matches!(
            self,
            Self::Requests
                | Self::Answers
                | Self::Movements
                | Self::Statuses
                | Self::Discovered
                | Self::Choice
        )
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DomainSeparator => "domainSeparator",
            Self::StructHash => "structHash",
            Self::SigningHash => "signingHash",
            Self::Recovered => "recovered",
            Self::FeePayer => "feePayer",
            Self::Message => "message",
            Self::MessageHash => "messageHash",
            Self::SourceTokenAccount => "sourceTokenAccount",
            Self::DestinationTokenAccount => "destinationTokenAccount",
            Self::Payer => "payer",
            Self::KeepUntil => "keepUntil",
            Self::ReplayKey => "replayKey",
            Self::Header => "header",
            Self::Asset => "asset",
            Self::Amount => "amount",
            Self::Requests => "requests",
            Self::Answers => "answers",
            Self::Transaction => "transaction",
            Self::Movements => "movements",
            Self::Statuses => "statuses",
            Self::Discovered => "discovered",
            Self::Choice => "choice",
            Self::RawTransaction => "rawTransaction",
        })
    }
}
