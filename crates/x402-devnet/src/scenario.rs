//! What receipts prove when a settlement does not go as planned.

mod evm;
mod queries;
mod svm;

use crate::{Result, case::Case, evm::Chain, mutation::Keys, svm::LiteSvm};

/// Plays every scenario on an EVM chain; returns what is not as it should be.
///
/// # Errors
///
/// The node fails.
pub fn evm(chain: &mut Chain, keys: &Keys, cases: &[Case]) -> Result<Vec<String>> {
    let mut played = Vec::new();
    for (name, scenario) in evm::ALL {
        let mut stage = evm::Stage { chain, keys, cases };
        played.push((*name, scenario(&mut stage).map_err(|error| error.of(name))?));
    }
    Ok(report(&played))
}

/// Plays every scenario on Solana; returns what is not as it should be.
///
/// # Errors
///
/// The node fails.
pub fn solana(node: &mut LiteSvm, keys: &Keys, cases: &[Case]) -> Result<Vec<String>> {
    let mut played = Vec::new();
    for (name, scenario) in svm::ALL {
        let mut stage = svm::Stage { node, keys, cases };
        played.push((*name, scenario(&mut stage).map_err(|error| error.of(name))?));
    }
    Ok(report(&played))
}

fn report(played: &[(&str, bool)]) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, is_right) in played {
        if *is_right {
            println!("as proven: {name}");
        } else {
            problems.push(format!("not proven: {name}"));
        }
    }
    problems
}
