//! What every store does.

use std::{fmt::Debug, pin::Pin};

use x402_core::facilitator::{RowKind, StoreAnswer, StoreCommand, StoreOutcome, StoreRequest};

use super::StoreError;

/// The outcome of a command, when it is there.
pub type Pending<'a> = Pin<Box<dyn Future<Output = Result<StoreOutcome, StoreError>> + Send + 'a>>;

/// A place where rows are kept. It carries out what it is asked and decides nothing.
pub trait Store: Debug + Send + Sync {
    /// Carries out a command.
    ///
    /// A future that is dropped before it ends may have carried it out: as
    /// [`StoreError::Unknown`].
    fn carry_out(&self, command: StoreCommand) -> Pending<'_>;

    /// Reads rows of a kind by their keys: those above this one, at most the given number. It is for people
    /// who look through the store; no machine asks for it.
    fn list(&self, kind: RowKind, above: String, limit: u32) -> Pending<'_>;
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
