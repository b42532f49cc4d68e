//! The contract, and how a store runs it.

mod file;

use std::{fs, path::Path, sync::Arc};

use tokio::{
    runtime::{Builder, Runtime},
    sync::Barrier,
};
use x402_core::facilitator::StoreCommand;
use x402_http::store::Store;

use self::file::{Answer, Case, Contract, Step};

/// Two connections to the same rows.
pub(crate) type Pair = [Arc<dyn Store>; 2];

/// How often two commands are raced.
const ROUNDS: usize = 10;

pub(crate) fn runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// Runs every case on rows of its own, which `open` makes, and returns how many it ran.
pub(crate) async fn run(mut open: impl AsyncFnMut() -> Pair) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("contract");
    let mut cases = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let contract = Contract::read(&fs::read_to_string(&path).unwrap());
        for case in &contract.cases {
            let name = format!("{}: {}", path.display(), case.name);
            if case.race.is_empty() {
                steps(&open().await, &case.steps, &name).await;
            } else {
                race(&mut open, case, &name).await;
            }
            cases += 1;
        }
    }
    // A contract that was not found would pass.
    assert!(cases >= 45, "only {cases} cases");
}

/// Each step over the other connection: what one wrote, the other must see.
async fn steps(pair: &Pair, steps: &[Step], name: &str) {
    for (number, step) in steps.iter().enumerate() {
        let [first, second] = pair;
        let store = if number % 2 == 0 { first } else { second };
        let answer = ask(&**store, step.command.clone()).await;
        assert_eq!(answer, step.answer, "{name}: step {number}");
    }
}

async fn race(open: &mut impl AsyncFnMut() -> Pair, case: &Case, name: &str) {
    let mut seen = vec![0; case.endings.len()];
    for round in 0..ROUNDS {
        let pair = open().await;
        steps(&pair, &case.steps, name).await;
        let answers = at_once(&pair, &case.race, round % 2 == 1).await;
        let is_this = |ending: &file::Ending| ending.answers == answers;
        let Some(number) = case.endings.iter().position(is_this) else {
            panic!("{name}: no such ending: {answers:?}");
        };
        seen[number] += 1;
        steps(&pair, &case.endings[number].then, name).await;
    }
    println!("{name}: {seen:?}");
}

/// The answers in the order of the commands, whichever began.
async fn at_once(pair: &Pair, race: &[StoreCommand], backwards: bool) -> Vec<Answer> {
    let barrier = Arc::new(Barrier::new(race.len()));
    let mut runners: Vec<_> = race.iter().zip(pair).enumerate().collect();
    if backwards {
        runners.reverse();
    }
    let running = runners.into_iter().map(|(number, (command, store))| {
        let (command, store) = (command.clone(), Arc::clone(store));
        let barrier = Arc::clone(&barrier);
        tokio::spawn(async move {
            barrier.wait().await;
            (number, ask(&*store, command).await)
        })
    });
    let mut answers = Vec::new();
    for running in running.collect::<Vec<_>>() {
        answers.push(running.await.unwrap());
    }
    answers.sort_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

async fn ask(store: &dyn Store, command: StoreCommand) -> Answer {
    match store.carry_out(command).await {
        Ok(outcome) => outcome.into(),
        Err(error) => panic!("{error}"),
    }
}
