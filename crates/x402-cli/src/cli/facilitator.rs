//! The grammar and help of `x402 facilitator`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use x402_core::facilitator::SettlementKey;

/// Run a facilitator: verify payments, settle them on chain, pay for the gas
///
/// `init` writes a commented configuration, `check` tests all that it names, and `run` serves. What
/// is in the store is needed to lose no payment: a facilitator that is killed goes on from it.
#[derive(Args, Debug)]
#[command(disable_help_subcommand = true)]
pub(crate) struct FacilitatorArgs {
    #[command(subcommand)]
    pub(crate) command: FacilitatorCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FacilitatorCommand {
    /// Write a commented configuration
    Init(ConfigArgs),
    /// Test the nodes, keys, balances and the store of a configuration
    Check(ConfigArgs),
    /// Serve until SIGTERM or SIGINT, then end what was begun
    Run(ConfigArgs),
    /// Show the balances of the accounts
    Balances(ConfigArgs),
    /// Make an API key for a caller, and the hash of it for the configuration
    Key,
    Settlements(SettlementsArgs),
}

/// Which configuration.
#[derive(Args, Debug)]
pub(crate) struct ConfigArgs {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "facilitator.toml")]
    pub(crate) config: PathBuf,
}

/// Look through the settlements of the store
#[derive(Args, Debug)]
#[command(disable_help_subcommand = true)]
pub(crate) struct SettlementsArgs {
    #[command(subcommand)]
    pub(crate) command: SettlementsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SettlementsCommand {
    /// List settlements, those that are open first
    List {
        #[command(flatten)]
        config: ConfigArgs,
        /// Only in this state, such as open, paid, unresolved or reversed
        #[arg(long)]
        state: Option<String>,
        /// The most that are listed
        #[arg(long, value_name = "NUMBER", default_value_t = 50)]
        limit: usize,
    },
    /// Show what is known of one settlement
    Show {
        /// Its key: 64 hex digits
        key: SettlementKey,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Go on with what is open, and wait for one settlement
    ///
    /// It asks the chain again, and sends what is stored and has not landed. It never declares
    /// that a settlement failed: only the chain does.
    Retry {
        /// Its key: 64 hex digits
        key: SettlementKey,
        #[command(flatten)]
        config: ConfigArgs,
    },
}
