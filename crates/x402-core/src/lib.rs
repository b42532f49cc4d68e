//! The x402 payment protocol, pure: types, encoding and offline verification.
//!
//! Nothing in here opens a socket, reads a clock, an environment or a file, or draws a random
//! number: the bytes, the moment and the entropy are arguments. What only a chain can tell is
//! named, never guessed.
//!
//! ```
//! use x402_core::{message::PaymentRequirements, scheme::{Context, Offer}, timestamp::UnixTimestamp, verify};
//!
//! let offer = Offer::parse(&PaymentRequirements::parse(br#"{
//!     "scheme": "exact", "network": "eip155:84532", "amount": "10000",
//!     "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
//!     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
//!     "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"}
//! }"#)?)?;
//! let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
//! let refusal = verify::verify_header("bm90IGpzb24=", &offer, &context).unwrap_err();
//! assert_eq!(refusal.to_string(), r#"json.syntax at byte 0: expected a JSON value, found "n""#);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! | floor | modules | what |
//! |---|---|---|
//! | 4 | [`client`], [`server`], [`verify`] | the three roles: pay, charge, check |
//! | 3 | [`scheme`] | typed payloads and the rules, in order |
//! | 2 | [`message`], [`v1`], [`header`], [`chain`], [`rpc`] | what is on the wire, to a peer and to a chain, one file per noun |
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
//! | `signing` | no | signs with raw keys in memory, for tests and for servers that pay |

#![no_std]

extern crate alloc;

#[cfg(not(any(feature = "k256", feature = "secp256k1")))]
compile_error!("x402-core needs a back end to recover EVM payers: enable `secp256k1` or `k256`");

// Floor 1: values that cannot be invalid.
mod address;
pub mod amount;
pub mod asset;
pub mod evm;
pub mod json;
pub mod money;
pub mod network;
pub mod svm;
pub mod timestamp;
mod value_error;
mod version;

// Floor 2: what is on the wire, to a peer and to a chain.
pub mod chain;
mod error;
pub mod header;
pub mod message;
pub mod rpc;
pub mod v1;

// Floor 3: the rules, scheme by scheme.
pub mod scheme;

// Floor 4: the three roles: pay, charge, check.
pub mod client;
pub mod server;
pub mod verify;

/// The README's examples are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

pub use address::Address;
pub use error::{Error, ErrorCode, Position};
pub use value_error::ValueError;
pub use version::X402Version;
