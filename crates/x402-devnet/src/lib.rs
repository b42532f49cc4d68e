//! Test chains for proofs: what the core accepts is settled on real token code.
//!
//! Every vector, and seeded mutations of the accepted ones, is judged by the core and then sent to
//! a chain that is set up as the vector states, by the core's own calldata. Anvil runs Circle's
//! token and Permit2, `LiteSVM` the token programs of Solana.

pub mod case;
pub mod double;
pub mod error;
pub mod evm;
pub mod host;
pub mod http;
pub mod lists;
pub mod mutation;
pub mod node;
pub mod postgres;
pub mod random;
pub mod report;
pub mod run;
pub mod scenario;
pub mod state;
pub mod svm;
pub mod world;

/// The result of everything that can fail here.
pub type Result<T> = core::result::Result<T, error::Error>;
