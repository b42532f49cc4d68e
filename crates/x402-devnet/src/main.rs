//! `x402-devnet`: settles the vectors, and mutations of them, on test chains.

use std::{env, path::{Path, PathBuf}, process::ExitCode};

use x402_conformance::{Suite, schema::Curve};
use x402_core::{evm::SigningKey, network::Family, svm};
use x402_devnet::{
    Result,
    case::{Case, Verdict},
    error::Error,
    evm::{Anvil, Chain, Contracts},
    report::{End, Row, Table},
    run,
    svm::{Keys, LiteSvm},
};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool> {
    let folder = |name: &str| {
        let value = env::var_os(name).map(PathBuf::from);
        value.ok_or_else(|| Error::new(format!("set {name}")))
    };
    let node = folder("X402_DEVNET_NODE")?;
    let suite = Suite::load(&PathBuf::from("spec-vectors"))?;
    let key = suite.keys.keys.iter().find(|key| key.label.as_deref() == Some("facilitator"));
    let key = key.ok_or_else(|| Error::new("no facilitator in keys.json"))?;
    let anvil = Anvil::start(&node.join("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"))?;
    let contracts = Contracts::load(&node.join("contracts.json"))?;
    let mut chain = Chain::new(anvil, contracts, SigningKey::from_hex(&key.secret)?)?;
    let cases = Case::of_suite(&suite);
    let of = |family| cases.iter().filter(|case| case.is_of(family)).cloned().collect::<Vec<_>>();
    if env::args().nth(1).as_deref() != Some("svm") {
        let rows = run::evm(&mut chain, None, &of(Family::Evm))?;
        show(&rows);
    }
    let python = folder("X402_DEVNET_PYTHON")?;
    let program = Path::new("crates/x402-devnet/python/solana_node.py");
    let mut node = LiteSvm::start(&python, program)?;
    let mut keys = Keys::new();
    for key in suite.keys.keys.iter().filter(|key| {
        key.curve == Curve::Ed25519 && key.label.as_deref().is_none_or(|label| label.starts_with("svm-fee-payer"))
    }) {
        let seed: [u8; 32] = alloy_primitives::hex::decode(&key.secret).ok().and_then(|seed| seed.try_into().ok()).ok_or_else(|| Error::new("a seed"))?;
        let key = svm::SigningKey::from_seed(&seed);
        keys.insert(key.address(), key);
    }
    let rows = run::solana(&mut node, &keys, &of(Family::Svm))?;
    show(&rows);
    Ok(true)
}

fn show(rows: &[Row]) {
    println!("{}", Table::of(rows));
    for row in rows {
        match (&row.verdict, row.end) {
            (Verdict::Accepted(_), end) if end != End::Moved => {
                println!("ACCEPTED {end:?} {} {}", row.name, row.why);
            }
            (Verdict::Refused(code), End::Moved) => println!("REFUSED {code} {}", row.name),
            _ => {}
        }
    }
}
