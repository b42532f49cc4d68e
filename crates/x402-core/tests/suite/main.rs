//! The tests of the crate from outside, in one program: linked once, run side by side.
//!
//! What needs a process of its own is beside this folder: `memory` counts the whole heap.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]
#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a test has std"
)]

// Shared data and helpers.
mod accounts;
mod lookup_table;
#[path = "../data/samples.rs"]
mod samples;
mod seller;
mod spec_messages;

// Floor 1: values.
mod declared;
mod evm_eth_account;
mod evm_known_answers;
mod evm_recover;
mod evm_transaction;
mod evm_typed_data;
mod json;
mod svm_ed25519;
mod svm_ed25519_crafted;
mod svm_known_answers;
mod svm_reference;
mod svm_token_data;
mod svm_transaction;

// Floor 2: what is on the wire, to a peer and to a chain.
mod chain_facts;
mod chain_values;
mod headers;
mod message_entries;
mod message_limits;
mod message_properties;
mod messages;
mod rpc_envelope;
mod rpc_evm;
mod rpc_properties;
mod rpc_quirks;
mod rpc_svm;

// Floors 3 and 4: the rules and the roles.
mod client_funding;
#[cfg(feature = "signing")]
mod client_properties;
mod client_select;
mod client_session;
mod client_sign;
mod facilitator;
mod facilitator_admission;
#[cfg(feature = "facilitator")]
mod facilitator_rows;
#[cfg(feature = "facilitator")]
mod facilitator_stored;
#[cfg(feature = "facilitator")]
mod facilitator_tables;
mod known_payers;
mod receipt;
mod server_answers;
mod server_endpoint;
mod server_exchange;
mod server_matching;
#[cfg(feature = "page")]
mod server_page;
mod server_properties;
mod server_responses;
mod server_routes;
mod verify;
mod verify_chain;
mod verify_laws;
mod verify_policy;

// The shape of the sources.
mod bazaar;
mod bill_warnings;
mod bound_fields;
mod floors;
mod vocabulary;
