//! Every interleaving within a budget of faults, and the mutants that must not survive it.

use std::env;

use crate::{
    chain::Other,
    explore::{Outcome, explore},
    mutants::Mutant,
    node::Nodes,
    world::{Budget, Setup},
};

fn holds(name: &str, setup: &Setup, most: usize) -> Outcome {
    let outcome = explore(setup, most);
    let Outcome {
        states,
        ends,
        is_complete,
        violation,
    } = &outcome;
    if let Some((violation, trace)) = violation {
        panic!("{name}: {violation}\n{}", trace.join("\n"));
    }
    println!("{name}: {states} states, {ends} ends, complete: {is_complete}");
    outcome
}

fn most() -> usize {
    let wanted = env::var("X402_SEARCH_STATES").ok();
    wanted.map_or(3_000, |wanted| wanted.parse().expect("a number of states"))
}

#[test]
fn search_one_request_without_faults() {
    holds("one request", &Setup::new(), most());
}
