//! The x402 payment protocol, pure: types, encoding and offline verification.
//!
//! Nothing in here opens a socket, reads a clock, an environment or a file, or draws a random
//! number: the bytes, the moment and the entropy are arguments. What only a chain can tell is
//! named, never guessed.
//!
//! ```
//! use x402_core::{Context, Offer, PaymentRequirements, UnixTimestamp, header, verify_header};
//!
//! let terms = r#"{
//!     "scheme": "exact", "network": "eip155:84532", "amount": "10000",
//!     "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
//!     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
//!     "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"}
//! }"#;
//! let offer = Offer::parse(&PaymentRequirements::parse(terms)?)?;
//! let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
//!
//! // The value of a request's PAYMENT-SIGNATURE; this one is the specification's own sample.
//! let text = header::encode_base64(format!(r#"{{"x402Version": 2, "accepted": {terms}, "payload": {{
//!     "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
//!     "authorization": {{
//!         "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
//!         "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
//!         "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
//!         "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
//!     }}
//! }}}}"#));
//! let verified = verify_header(&text, &offer, &context)?;
//! assert_eq!(verified.payer().to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
//! assert_eq!(verified.amount().to_string(), "10000");
//!
//! let refusal = verify_header("bm90IGpzb24=", &offer, &context).unwrap_err();
//! assert_eq!(refusal.to_string(), r#"json.syntax at byte 0: expected a JSON value, found "n""#);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! | floor | modules | what |
//! |---|---|---|
//! | 4 | [`client`], [`server`], [`facilitator`], [`verify`](mod@verify), [`receipt`] | the roles: pay, charge, settle, check, prove |
//! | 3 | [`scheme`], [`extension`] | typed payloads and the rules, in order; one file per extension |
//! | 2 | [`message`], [`v1`], [`any`], [`header`], [`chain`], [`rpc`] | what is on the wire, to a peer and to a chain, one file per noun |
//! | 1 | [`json`], [`amount`], [`network`], [`asset`], [`money`], [`timestamp`], [`evm`], [`svm`] | values that cannot be invalid |
//!
//! A file imports only from its own floor or below. Data goes straight down once and up once:
//! header text, JSON, message, scheme, verdict.
//!
//! # Features
//!
//! | feature | default | what |
//! |---|---|---|
//! | `secp256k1` | yes | recovers EVM payers with libsecp256k1, in C |
//! | `k256` | no | recovers them in pure Rust; used where `secp256k1` is off |
//! | `x402-secp256k1` | no | recovers them in pure Rust and variable time; used where `secp256k1` is off |
//! | `ed25519-tables` | yes | verifies Solana signatures with precomputed points, 40 KB of them |
//! | `facilitator` | no | the machines that settle payments, and their rows |
//! | `page` | no | the page that a browser gets with a 402 |
//! | `signing` | no | signs with raw keys in memory, for tests and for servers that pay |

#![no_std]
// What may grow is `non_exhaustive`; docs/STYLE.md has the rule, each exception its reason.
#![warn(clippy::exhaustive_enums, clippy::exhaustive_structs)]

extern crate alloc;

#[cfg(not(any(feature = "k256", feature = "secp256k1", feature = "x402-secp256k1")))]
compile_error!("x402-core needs a back end to recover EVM payers: enable `secp256k1` or `k256`");
#[cfg(all(feature = "signing", not(any(feature = "k256", feature = "secp256k1"))))]
compile_error!("x402-core needs a back end to sign for EVM payers: enable `secp256k1` or `k256`");

// Floor 1: values that cannot be invalid, and the two errors that everything above shares.
mod address;
pub mod amount;
pub mod asset;
mod error;
pub mod evm;
pub mod json;
pub mod money;
pub mod network;
mod signing;
#[cfg(feature = "signing")]
mod signing_key_error;
mod suggest;
pub mod svm;
pub mod timestamp;
mod value_error;
mod version;
mod words;

// Floor 2: what is on the wire, to a peer and to a chain.
pub mod any;
pub mod chain;
pub mod header;
pub mod message;
pub mod rpc;
pub mod v1;

// Floor 3: the rules, scheme by scheme, and the extensions.
pub mod extension;
pub mod scheme;

// Floor 4: the roles: pay, charge, settle, check, prove.
pub mod client;
pub mod facilitator;
pub mod receipt;
pub mod server;
pub mod verify;

/// The README's examples are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

// The public interface is: these names, which a first program needs, and the modules above.
pub use address::Address;
pub use amount::Amount;
pub use any::{
    AnyPaymentPayload, AnyPaymentRequired, AnyPaymentRequirements, SettleRequest, VerifyRequest,
};
pub use error::{Error, ErrorCode, Position};
pub use message::{
    PaymentPayload, PaymentRequired, PaymentRequirements, ResourceInfo, SettleResponse,
    SupportedResponse, VerifyResponse,
};
pub use network::Network;
pub use scheme::{Context, Offer, OfferError, Payment, Policy, Refusal, Rejection, Undecided};
pub use suggest::nearest;
pub use timestamp::UnixTimestamp;
pub use value_error::ValueError;
pub use verify::{Report, Verified, examine, examine_header, verify, verify_header};
pub use version::X402Version;
