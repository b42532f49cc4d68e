//! The role that proves: was the payee paid by this transaction?
//!
//! A facilitator's response is a statement. A seller or a buyer compares it with the chain, with
//! a node of its own or with the JSON of a receipt:
//!
//! 1. [`queries`] states what to ask, until it states nothing more; two rounds at most;
//! 2. [`prove`] is what the facts show, at the [`Level`](crate::chain::Level) that the caller wants.
//!
//! [`movements`] reads a receipt alone, offline: what the transaction moved, if it is in the
//! chain. [`search`] and [`find`] look for another transaction that used an authorization.
//! [`use_status`] is whether an outstanding payment was never made and can no longer be.
//!
//! ```
//! use x402_core::{
//!     Context, Offer, PaymentRequirements, UnixTimestamp, header,
//!     chain::{Facts, Level, Quorum, TransactionId},
//!     receipt::{self, SettlementStatus},
//!     verify_header,
//! };
//!
//! # let terms = r#"{
//! #     "scheme": "exact", "network": "eip155:84532", "amount": "10000",
//! #     "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
//! #     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
//! #     "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"}
//! # }"#;
//! # let text = header::encode_base64(format!(r#"{{"x402Version": 2, "accepted": {terms}, "payload": {{
//! #     "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
//! #     "authorization": {{
//! #         "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
//! #         "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
//! #         "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
//! #         "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
//! #     }}
//! # }}}}"#));
//! # let offer = Offer::parse(&PaymentRequirements::parse(terms)?)?;
//! # let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
//! let expected = [verify_header(&text, &offer, &context)?.expected_transfer()];
//! let transaction: TransactionId =
//!     "0x89c91c789e57059b17285e7ba1716a1f5ff4c5dace0ea5a5135f26158d0421b9".parse()?;
//!
//! let (level, quorum) = (Level::Included, Quorum::of(1));
//! let facts = Facts::default();
//! let queries = receipt::queries(&expected, &transaction, level, &facts, quorum);
//! assert_eq!(queries.len(), 2, "the chain's id and the receipt");
//! let found = receipt::prove(&expected, &transaction, level, &facts, quorum);
//! assert_eq!(found, [SettlementStatus::Unknown]);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

#[cfg(feature = "facilitator")]
mod invalidation;
mod movements;
#[cfg(feature = "facilitator")]
mod nonce_search;
mod proof;
mod read;
mod search;
mod status;
mod use_status;

pub use self::{
    movements::movements,
    proof::{prove, queries},
    search::{SearchResult, SearchResultKind, find, search},
    status::{PaidBy, SettlementStatus, SettlementStatusKind},
    use_status::{use_queries, use_status},
};
#[cfg(feature = "facilitator")]
pub(crate) use self::{
    nonce_search::{NonceSearch, nonce_search},
    proof::block_queries,
};
pub use crate::scheme::{ExpectedTransfer, Movement, MovementKind, UseStatus};
