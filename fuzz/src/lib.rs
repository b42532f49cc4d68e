//! The bodies of the fuzz targets: plain functions from bytes to nothing, which panic when a
//! property does not hold.
//!
//! libFuzzer calls them from `fuzz_targets/`, stable `cargo test` from `tests/replay.rs`.

mod caip2;
mod evm_transaction;
mod header;
mod json;
mod receipt;
mod recovery;
mod rpc_queries;
mod rpc_read;
#[path = "../../crates/x402-core/tests/data/samples.rs"]
mod samples;
mod signature;
mod solana_transaction;
mod token_data;
mod verify;
mod verify_request;

pub use crate::{
    caip2::caip2, evm_transaction::evm_transaction, header::header, json::json, receipt::receipt,
    recovery::recovery, rpc_read::rpc_read, signature::signature,
    solana_transaction::solana_transaction, token_data::token_data, verify::verify,
    verify_request::verify_request,
};

/// A target's body.
pub type Body = fn(&[u8]);

/// Every target by its name, which is also its folder in `corpus/`.
pub const TARGETS: &[(&str, Body)] = &[
    ("caip2", caip2),
    ("evm_transaction", evm_transaction),
    ("header", header),
    ("json", json),
    ("receipt", receipt),
    ("recovery", recovery),
    ("rpc_read", rpc_read),
    ("signature", signature),
    ("solana_transaction", solana_transaction),
    ("token_data", token_data),
    ("verify", verify),
    ("verify_request", verify_request),
];
