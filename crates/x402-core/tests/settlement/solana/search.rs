//! Every interleaving within a budget of faults, and the mutants that must not survive it.

use std::env;

use super::{
    chain::{LIFE, Other},
    mutants::Mutant,
    node::Nodes,
    run::Run,
    setup::Setup,
};
use crate::{explore::explore, setup::Budget};

const ONE: Budget = Budget {
    crashes: 0,
    lost_puts: 0,
    lost_sends: 0,
    late_sends: 0,
    bad_rounds: 0,
    refused_signatures: 0,
    lost_answers: 0,
    empty_blocks: 0,
    reorganisations: 0,
    requests: 1,
};

/// The searches, each with its faults.
fn setups() -> Vec<(&'static str, Setup)> {
    let with = |budget: Budget| Setup {
        budget,
        ..Setup::new()
    };
    vec![
        (
            "two replicas, two payments, a crash",
            Setup {
                replicas: 2,
                payments: 2,
                ..with(Budget {
                    crashes: 1,
                    requests: 2,
                    ..ONE
                })
            },
        ),
        (
            "lost answers of the store and of requests",
            Setup {
                replicas: 2,
                ..with(Budget {
                    crashes: 1,
                    lost_puts: 1,
                    lost_answers: 1,
                    requests: 2,
                    ..ONE
                })
            },
        ),
        (
            "reserved: lost and late sendings, expiry",
            Setup {
                height: 13,
                ..with(Budget {
                    lost_sends: 2,
                    late_sends: 1,
                    empty_blocks: 6,
                    requests: 2,
                    ..ONE
                })
            }
            .patient(),
        ),
        (
            "nodes that lag, split and lie",
            Setup {
                nodes: &[
                    Nodes::Lagging,
                    Nodes::Split,
                    Nodes::Lying,
                    Nodes::Alone,
                    Nodes::LiarAlone,
                    Nodes::Boasting,
                ],
                height: 13,
                ..with(Budget {
                    bad_rounds: 2,
                    empty_blocks: 6,
                    requests: 2,
                    ..ONE
                })
            }
            .patient(),
        ),
        (
            "reserved: nodes that lag, split and lie",
            Setup {
                nodes: &[
                    Nodes::Lagging,
                    Nodes::Split,
                    Nodes::Lying,
                    Nodes::Alone,
                    Nodes::LiarAlone,
                    Nodes::Boasting,
                ],
                height: 13,
                ..with(Budget {
                    bad_rounds: 2,
                    empty_blocks: 6,
                    requests: 2,
                    ..ONE
                })
            }
            .patient(),
        ),
        (
            "reserved: forks of confirmed blocks",
            Setup {
                fork: 2,
                height: 13,
                ..with(Budget {
                    reorganisations: 1,
                    late_sends: 1,
                    requests: 2,
                    ..ONE
                })
            }
            .finalized()
            .patient(),
        ),
        (
            "reserved: a payer who moves the funds, and a signer who fails",
            Setup {
                others: &[Other::Drain, Other::Refill],
                height: 12,
                ..with(Budget {
                    refused_signatures: 1,
                    requests: 2,
                    ..ONE
                })
            },
        ),
    ]
}

/// The searches that begin behind a reservation: what follows is deep.
const RESERVED: &str = "reserved";

#[test]
fn solana_search_holds_in_every_state() {
    let most = env::var("X402_SEARCH_STATES").ok();
    let most = most.map_or(200, |most| most.parse().expect("a number of states"));
    let every = env::var("X402_SETTLE_EVERY").ok();
    let every = every.map_or(20, |every| every.parse().expect("a number of ends"));
    let mut sum = 0;
    for (name, mut setup) in setups() {
        setup.settle_every = every;
        let mut run = Run::new(setup);
        if name.starts_with(RESERVED) {
            run.reserve();
        }
        let outcome = explore(run.world, &run.setup, most);
        if let Some((violation, trace)) = &outcome.violation {
            panic!("{name}: {violation}\n{}", trace.join("\n"));
        }
        println!(
            "{name}: {} states, {} ends, complete: {}",
            outcome.states, outcome.ends, outcome.is_complete
        );
        sum += outcome.states;
    }
    println!("Solana: {sum} states");
}

/// A mutant must violate an invariant in some state behind a beginning of the run.
fn killed(mutant: Mutant, setup: Setup, begin: impl FnOnce(&mut Run)) {
    let mut run = Run::new(Setup {
        mutant: Some(mutant),
        ..setup
    });
    begin(&mut run);
    let outcome = explore(run.world, &run.setup, 20_000);
    let Some((violation, _)) = outcome.violation else {
        panic!("{mutant:?} survives {} states", outcome.states);
    };
    println!("{mutant:?}: {violation}, after {} states", outcome.states);
}

#[test]
fn solana_search_kills_lagging_bound() {
    let budget = Budget {
        bad_rounds: 1,
        lost_sends: 1,
        empty_blocks: 8,
        ..ONE
    };
    let setup = Setup {
        nodes: &[Nodes::Split],
        born: LIFE,
        height: 2 * LIFE + 2,
        budget,
        ..Setup::new()
    };
    killed(Mutant::LaggingBound, setup.patient(), |run| {
        run.blocks(LIFE - 1);
        run.all(&["0 gets a request for 0", "0 asks for a request: Split"]);
        run.all(&["0 puts for a request: done", "0 goes on with 0", "0 signs"]);
        run.go("0 puts: done");
    });
}

#[test]
fn solana_search_kills_send_before_store() {
    killed(Mutant::SendBeforeStore, Setup::new(), Run::reserve);
}

#[test]
fn solana_search_kills_time_out_is_failure() {
    let budget = Budget {
        empty_blocks: 4,
        ..ONE
    };
    let setup = Setup {
        budget,
        height: 9,
        ..Setup::new()
    };
    killed(Mutant::TimeOutIsFailure, setup, |run| {
        run.reserve();
        run.send(0);
    });
}

#[test]
fn solana_search_kills_absence_by_one_node() {
    let budget = Budget {
        bad_rounds: 3,
        ..ONE
    };
    let setup = Setup {
        nodes: &[Nodes::LiarAlone],
        budget,
        ..Setup::new()
    };
    killed(Mutant::AbsenceByOneNode, setup, |run| {
        run.reserve();
        run.send(0);
        run.blocks(1);
    });
}

#[test]
fn solana_search_kills_unknown_taken_for_stored() {
    let budget = Budget {
        lost_puts: 1,
        ..ONE
    };
    let setup = Setup {
        budget,
        ..Setup::new()
    };
    killed(Mutant::UnknownIsStored, setup, |run| {
        run.reserve();
        run.go("0 goes on with 0");
    });
}
