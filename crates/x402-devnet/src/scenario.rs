//! What receipts prove when a settlement does not go as planned.

mod evm;
mod host;
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

/// Plays every scenario of the test host on an EVM chain; returns what is not as it should be.
///
/// # Errors
///
/// The node fails.
pub fn host(chain: &mut Chain, keys: &Keys, cases: &[Case]) -> Result<Vec<String>> {
    let mut played = Vec::new();
    for (name, scenario) in host::ALL {
        let mut stage = evm::Stage { chain, keys, cases };
        played.push((*name, scenario(&mut stage).map_err(|error| error.of(name))?));
    }
    Ok(report(&played))
}

/// Settles cases by the test host; returns what is not settled.
///
/// # Errors
///
/// The node fails, or a case is not a payment that the core accepts.
pub fn settle(chain: &mut Chain, keys: &Keys, cases: &[Case]) -> Result<Vec<String>> {
    let mut played = Vec::new();
    for case in cases {
        let mut stage = evm::Stage { chain, keys, cases };
        let is_paid = host::settle(&mut stage, case).map_err(|error| error.of(&case.name))?;
        played.push((case.name.as_str(), is_paid));
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
