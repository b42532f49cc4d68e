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
//! [`StoreCommand`]. `contract/` of this crate has the same as data: commands, results and races,
//! which every store runs, in every language.

mod error;
mod memory;
mod postgres;
mod schema;
mod sqlite;

use std::{fmt::Debug, pin::Pin};

use x402_core::facilitator::{StoreAnswer, StoreCommand, StoreOutcome, StoreRequest};

pub use self::{
    error::{OpenError, StoreError},
    memory::MemoryStore,
    postgres::PostgresStore,
    schema::Migration,
    sqlite::SqliteStore,
};

/// The outcome of a command, when it is there.
pub type Pending<'a> = Pin<Box<dyn Future<Output = Result<StoreOutcome, StoreError>> + Send + 'a>>;

/// A place where rows are kept. It carries out what it is asked and decides nothing.
pub trait Store: Debug + Send + Sync {
    /// Carries out a command.
    ///
    /// A future that is dropped before it ends may have carried it out: as
    /// [`StoreError::Unknown`].
    fn carry_out(&self, command: StoreCommand) -> Pending<'_>;
}

/// Asks a store what a machine asks for.
///
/// # Errors
///
/// The store's, for the log. The machine gets its [`answer`](StoreError::answer).
pub async fn ask(store: &dyn Store, request: &StoreRequest) -> Result<StoreAnswer, StoreError> {
    let outcome = store.carry_out(StoreCommand::from(request)).await?;
    // Only rows that were found can fail here, so nothing was written.
    outcome.answer().map_err(|error| {
        StoreError::Unavailable(format!("a row of the store cannot be read: {error}"))
    })
}
