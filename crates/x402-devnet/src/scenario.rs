//! What receipts prove when a settlement does not go as planned.

mod evm;
mod host;
mod queries;
mod solana_host;
mod svm;

use crate::{Result, case::Case, evm::Chain, lists::Lists, mutation::Keys, svm::LiteSvm};

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

/// Settles payments together, 1 to 16, and prints what they cost; returns what is not as it should
/// be.
///
/// # Errors
///
/// The node fails.
pub fn batches(chain: &mut Chain, keys: &Keys, cases: &[Case]) -> Result<Vec<String>> {
    let mut stage = evm::Stage { chain, keys, cases };
    Ok(report(&[("batches", host::measure(&mut stage)?)]))
}

/// Kills the server of the database while payments are settled, before every step and at random
/// moments; returns what is not as it should be.
///
/// # Errors
///
/// The node or `PostgreSQL` fails.
pub fn kill_database(
    chain: &mut Chain,
    keys: &Keys,
    cases: &[Case],
    (moments, seed): (usize, u64),
) -> Result<Vec<String>> {
    let mut stage = evm::Stage { chain, keys, cases };
    let found = host::kill_database(&mut stage, moments, seed)?;
    println!(
        "{} kills before the answer, {} behind a sending",
        found.before_the_answer, found.sent_before
    );
    let is_enough = found.before_the_answer > 0 && found.sent_before > 0;
    Ok(report(&[
        (
            "the database is killed, and nothing is lost",
            found.is_right,
        ),
        ("kills before and behind a sending", is_enough),
    ]))
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

/// Plays every scenario of the test host on Solana, and settles by it what the cases pay; returns
/// what is not as it should be, and how many payments were settled.
///
/// # Errors
///
/// The node fails.
pub fn solana_host(
    node: &mut LiteSvm,
    keys: &Keys,
    cases: &[Case],
    lists: &Lists,
) -> Result<(Vec<String>, usize)> {
    let mut played = Vec::new();
    for (name, scenario) in solana_host::ALL {
        let mut stage = svm::Stage { node, keys, cases };
        played.push((*name, scenario(&mut stage).map_err(|error| error.of(name))?));
    }
    let (settled, count) = solana_settle(node, keys, cases, lists)?;
    let mut problems = report(&played);
    problems.extend(settled);
    Ok((problems, count))
}

/// Settles cases by the test host on Solana, those that need no leniency; returns what is not
/// settled, and how many there are.
///
/// # Errors
///
/// The node fails.
pub fn solana_settle(
    node: &mut LiteSvm,
    keys: &Keys,
    cases: &[Case],
    lists: &Lists,
) -> Result<(Vec<String>, usize)> {
    let mut played = Vec::new();
    for case in cases {
        let mut stage = svm::Stage { node, keys, cases };
        let settles = lists.settles(&case.name);
        let is_paid = solana_host::settle(&mut stage, case, settles);
        let is_paid = is_paid.map_err(|error| error.of(&case.name))?;
        played.extend(is_paid.map(|is_paid| (case.name.as_str(), is_paid)));
    }
    let count = played.len();
    played.retain(|(_, is_right)| !is_right);
    Ok((report(&played), count))
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
