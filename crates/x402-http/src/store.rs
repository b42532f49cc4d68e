//! Where a facilitator's rows are kept.
//!
//! | store | for |
//! |---|---|
//! | [`SqliteStore`] | one machine: a file |
//! | [`PostgresStore`] | several machines: a database |
//! | [`MemoryStore`] | tests: it forgets everything when the process ends |
//!
//! What a store must guarantee is documented at
//! [`StoreRequest`](x402_core::facilitator::StoreRequest), and its commands at
//! [`StoreCommand`](x402_core::facilitator::StoreCommand). `contract/` of this crate has the same as data: commands, results and races,
//! which every store runs, in every language.

mod error;
mod listing;
mod memory;
mod port;
mod postgres;
mod schema;
mod sqlite;

pub use self::{
    error::{OpenError, StoreError},
    listing::settlements,
    memory::MemoryStore,
    port::{Pending, Store, ask},
    postgres::PostgresStore,
    schema::Migration,
    sqlite::SqliteStore,
};
