//! `x402-devnet`: settles the vectors, and mutations of them, on test chains.
//!
//! `x402-devnet serve` serves chains with tokens to other programs instead, `x402-devnet double`
//! the double of a chain with faults on command, and `x402-devnet settle` settles by the test host
//! of the settlement machines, `settle-solana` on Solana alone. `x402-devnet batches` prints what
//! payments cost that go together, and `x402-devnet kill-database` kills a `PostgreSQL` server while
//! payments are settled; `x402-devnet postgres` serves an empty database of such a server.

use std::{
    env, io,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Mutex,
};

use x402_conformance::Suite;
use x402_core::{
    Network,
    amount::Amount,
    asset::AssetTable,
    evm::{Address, SigningKey},
    network::Family,
};
use x402_devnet::{
    Result,
    case::{Case, Verdict},
    double,
    error::Error,
    evm::{Anvil, Chain, Contracts, Terms, Token},
    http,
    lists::Lists,
    mutation::{self, Keys},
    postgres::Postgres,
    random::Random,
    report::{Row, Table},
    run, scenario,
    svm::LiteSvm,
};

/// The default number of mutations of each family.
const MUTATIONS: usize = 200;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let found = match arguments.as_slice() {
        [first, rest @ ..] if first == "serve" => serve(rest),
        [only] if only == "double" => double::serve().map(|()| Vec::new()),
        [only] if only == "postgres" => postgres(),
        [only] if only == "settle" => settle(),
        [only] if only == "settle-solana" => settle_on_solana(),
        [only] if only == "batches" => batches(),
        [first, rest @ ..] if first == "kill-database" => kill_database(rest),
        _ => prove(arguments),
    };
    match found {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            eprintln!("{} problems", problems.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The time of the first block that other programs see: within the window of payments that are
/// made at 1740672094 or a few seconds later.
const SERVED_AT: u64 = 1_740_672_095;

/// `serve [--solana MILLIS]`: serves Base Sepolia with USDC at its real address, and Solana Devnet
/// with blocks that take this long, until the standard input ends.
///
/// The first line of the output is the URL of Base Sepolia, the second one that of Solana.
fn serve(given: &[String]) -> Result<Vec<String>> {
    let millis = match given {
        [] => None,
        [name, millis] if name == "--solana" => {
            let millis = millis.parse::<u32>();
            Some(millis.map_err(|error| Error::new(format!("--solana: milliseconds: {error}")))?)
        }
        _ => {
            let expected = "nothing or `--solana MILLIS`";
            let found = given.join(" ");
            return Err(Error::new(format!(
                "serve: expected {expected}, found {found}"
            )));
        }
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = Suite::load(&folder.join("../../spec-vectors"))?;
    let mut chain = chain(&suite)?;
    let network = Network::eip155(84532);
    let table = AssetTable::default();
    let usdc = table.default_for(&network);
    let usdc = usdc.ok_or_else(|| Error::new("Base Sepolia has no default token"))?;
    let (name, version) = usdc.eip712().unwrap_or_default();
    let terms = Terms {
        chain_id: 84532,
        asset: usdc.address().parse()?,
        name: name.to_owned(),
        version: version.to_owned(),
        pay_to: Address::ZERO,
        amount: Amount::ZERO,
    };
    chain.open(&terms, SERVED_AT)?;
    println!("http://{}", chain.node.address);
    if let Some(millis) = millis {
        let python = variable("X402_DEVNET_PYTHON")?;
        let node = LiteSvm::live(&python, &folder.join("python"), millis)?;
        println!("http://{}", http::listen(Mutex::new(node))?);
    }
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(Vec::new())
}

/// `postgres`: serves an empty database, until the standard input ends.
///
/// The first line of the output is the URL.
fn postgres() -> Result<Vec<String>> {
    let mut server = Postgres::start()?;
    println!("{}", server.database()?);
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(Vec::new())
}

/// What is wrong.
fn prove(given: Vec<String>) -> Result<Vec<String>> {
    let [mutations, seed] = arguments(given)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = Suite::load(&folder.join("../../spec-vectors"))?;
    let lists = Lists::load(&folder.join("lists"))?;
    let keys = Keys::of_suite(&suite)?;
    let cases = Case::of_suite(&suite);
    let seed = u64::try_from(seed).unwrap_or_default();
    let mut problems = Vec::new();

    let mut chain = chain(&suite)?;
    let evm = of(&cases, Family::Evm);
    problems.extend(scenario::evm(&mut chain, &keys, &evm)?);
    let rows = run::evm(&mut chain, None, &evm)?;
    show("EVM vectors", &rows);
    let accepted = accepted(&evm, &rows);
    let on_old = run::evm(&mut chain, Some(Token::V21), &accepted)?;
    show("EVM vectors that are accepted, on FiatToken 2.1", &on_old);
    problems.extend(lists.check_mutations(&on_old));
    let mutated = mutate(seed, mutations, &accepted, &keys, Family::Evm)?;
    let mutated = run::evm(&mut chain, None, &mutated)?;
    show("EVM mutations", &mutated);
    problems.extend(lists.check_mutations(&mutated));

    let python = variable("X402_DEVNET_PYTHON")?;
    let mut node = LiteSvm::start(&python, &folder.join("python"))?;
    let svm = of(&cases, Family::Svm);
    problems.extend(scenario::solana(&mut node, &keys, &svm)?);
    let svm_rows = run::solana(&mut node, &keys.sponsors, &svm)?;
    show("Solana vectors", &svm_rows);
    let accepted = self::accepted(&svm, &svm_rows);
    let mutated = mutate(seed, mutations, &accepted, &keys, Family::Svm)?;
    let mutated = run::solana(&mut node, &keys.sponsors, &mutated)?;
    show("Solana mutations", &mutated);
    problems.extend(lists.check_mutations(&mutated));

    let all: Vec<Row> = rows.into_iter().chain(svm_rows).collect();
    problems.extend(lists.check(&all));
    Ok(problems)
}

/// How many payments on EVM chains the published clients make: 5 by each of two packages.
const CLIENTS: usize = 10;

/// `settle`: what goes wrong when the test host settles, first payments of the vectors, then those
/// of published clients, one a line of the standard input.
fn settle() -> Result<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = Suite::load(&folder.join("../../spec-vectors"))?;
    let keys = Keys::of_suite(&suite)?;
    let mut chain = chain(&suite)?;
    let cases = of(&Case::of_suite(&suite), Family::Evm);
    let mut problems = scenario::host(&mut chain, &keys, &cases)?;
    let payments = io::read_to_string(io::stdin())?;
    let clients = of(&Case::of_clients(&payments)?, Family::Evm);
    problems.extend(scenario::settle(&mut chain, &keys, &clients)?);
    if clients.len() != CLIENTS {
        let found = clients.len();
        problems.push(format!("{found} payments of clients instead of {CLIENTS}"));
    }
    drop(chain);
    problems.extend(settle_solana(&suite, &keys, &payments)?);
    Ok(problems)
}

/// How many payments on Solana the published clients make: 4 by each of two packages.
const SOLANA_CLIENTS: usize = 8;

/// How many vectors are settled at least.
const SOLANA_VECTORS: usize = 20;

fn settle_solana(suite: &Suite, keys: &Keys, payments: &str) -> Result<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lists = Lists::load(&folder.join("lists"))?;
    let python = variable("X402_DEVNET_PYTHON")?;
    let mut node = LiteSvm::start(&python, &folder.join("python"))?;
    let cases = of(&Case::of_suite(suite), Family::Svm);
    let (mut problems, vectors) = scenario::solana_host(&mut node, keys, &cases, &lists)?;
    let clients = of(&Case::of_clients(payments)?, Family::Svm);
    let (unsettled, settled) = scenario::solana_settle(&mut node, keys, &clients, &lists)?;
    problems.extend(unsettled);
    println!("settled on Solana: {vectors} vectors, {settled} payments of clients");
    if settled != SOLANA_CLIENTS || vectors < SOLANA_VECTORS {
        problems.push(format!(
            "expected {SOLANA_VECTORS} vectors and {SOLANA_CLIENTS} payments of clients on Solana, \
             found {vectors} and {settled}"
        ));
    }
    Ok(problems)
}

/// `settle-solana`: the part of `settle` that is on Solana.
fn settle_on_solana() -> Result<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = Suite::load(&folder.join("../../spec-vectors"))?;
    let keys = Keys::of_suite(&suite)?;
    settle_solana(&suite, &keys, &io::read_to_string(io::stdin())?)
}

/// `batches`: what is wrong with payments that go together.
fn batches() -> Result<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = Suite::load(&folder.join("../../spec-vectors"))?;
    let keys = Keys::of_suite(&suite)?;
    let cases = of(&Case::of_suite(&suite), Family::Evm);
    scenario::batches(&mut chain(&suite)?, &keys, &cases)
}

/// `kill-database [MOMENTS [SEED]]`: what is wrong with payments while whose settlement the
/// database's server is killed.
fn kill_database(given: &[String]) -> Result<Vec<String>> {
    let number = |place: usize, default: u64| match given.get(place) {
        None => Ok(default),
        Some(text) => {
            let expected = || Error::new(format!("kill-database: expected a number, found {text}"));
            text.parse().map_err(|_| expected())
        }
    };
    let moments = usize::try_from(number(0, 25)?).unwrap_or(usize::MAX);
    let seed = number(1, 1)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = Suite::load(&folder.join("../../spec-vectors"))?;
    let keys = Keys::of_suite(&suite)?;
    let cases = of(&Case::of_suite(&suite), Family::Evm);
    scenario::kill_database(&mut chain(&suite)?, &keys, &cases, (moments, seed))
}

/// `--mutations N` of each family, and `--seed N`.
fn arguments(given: Vec<String>) -> Result<[usize; 2]> {
    let mut found = [MUTATIONS, 1];
    let mut arguments = given.into_iter();
    while let Some(name) = arguments.next() {
        let place = match name.as_str() {
            "--mutations" => 0,
            "--seed" => 1,
            _ => {
                return Err(Error::new(format!(
                    "expected `serve`, `double`, `settle`, `batches` or `kill-database` first, --mutations or --seed, \
                     found {name}"
                )));
            }
        };
        let value = arguments.next().and_then(|value| value.parse().ok());
        let value = value.ok_or_else(|| Error::new(format!("{name}: expected a number")))?;
        if let Some(slot) = found.get_mut(place) {
            *slot = value;
        }
    }
    Ok(found)
}

fn variable(name: &str) -> Result<PathBuf> {
    let value = env::var_os(name).map(PathBuf::from);
    value.ok_or_else(|| Error::new(format!("{name} is not set: run `cargo xtask devnet`")))
}

fn chain(suite: &Suite) -> Result<Chain> {
    let node = variable("X402_DEVNET_NODE")?;
    let anvil = Anvil::start(&node)?;
    let contracts = Contracts::load(&node.join("contracts.json"))?;
    let keys = &suite.keys.keys;
    let key = keys
        .iter()
        .find(|key| key.label.as_deref() == Some("facilitator"));
    let key = key.ok_or_else(|| Error::new("keys.json has no facilitator"))?;
    Chain::new(anvil, contracts, SigningKey::from_hex(&key.secret)?)
}

fn of(cases: &[Case], family: Family) -> Vec<Case> {
    cases
        .iter()
        .filter(|case| case.is_of(family))
        .cloned()
        .collect()
}

fn accepted(cases: &[Case], rows: &[Row]) -> Vec<Case> {
    let rows = cases.iter().zip(rows);
    let accepted = rows.filter(|(_, row)| matches!(row.verdict, Verdict::Accepted(_)));
    accepted.map(|(case, _)| case.clone()).collect()
}

fn mutate(
    seed: u64,
    count: usize,
    cases: &[Case],
    keys: &Keys,
    family: Family,
) -> Result<Vec<Case>> {
    let mut random = Random::new(seed);
    let bases: Vec<&Case> = cases.iter().filter(|case| case.is_open()).collect();
    (0..count)
        .map(|number| mutation::mutate(&mut random, &bases, keys, family, number))
        .collect()
}

fn show(title: &str, rows: &[Row]) {
    println!("{title}: {}\n{}", rows.len(), Table::of(rows));
}
