//! Every interleaving within a budget of faults, and the mutants that must not survive it.

use std::{env, sync::Arc};

use crate::{
    explore::{Outcome, explore},
    mutants::Mutant,
    node::Nodes,
    payment::Kind,
    run::Run,
    setup::{Budget, Other, Setup},
};

fn holds(name: &str, run: &Run, most: usize) -> Outcome {
    let outcome = explore(run.world.clone(), &run.setup, most);
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
    wanted.map_or(400, |wanted| wanted.parse().expect("a number of states"))
}

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
    let setup = Setup::new;
    vec![
        ("one request", setup()),
        (
            "two replicas, two payments, a crash",
            Setup {
                reconciles: true,
                replicas: 2,
                payments: 2,
                budget: Budget {
                    crashes: 1,
                    requests: 2,
                    ..ONE
                },
                ..setup()
            },
        ),
        (
            "lost answers of the store and of requests",
            Setup {
                replicas: 2,
                budget: Budget {
                    crashes: 1,
                    lost_puts: 1,
                    lost_answers: 1,
                    requests: 2,
                    ..ONE
                },
                ..setup()
            },
        ),
        (
            "lost and late sendings, bumps",
            Setup {
                height: 8,
                budget: Budget {
                    lost_sends: 1,
                    late_sends: 1,
                    empty_blocks: 2,
                    requests: 2,
                    ..ONE
                },
                ..setup()
            },
        ),
        (
            "nodes that lag and lie",
            Setup {
                nodes: &[Nodes::Lagging, Nodes::Lying, Nodes::Alone, Nodes::LiarAlone],
                budget: Budget {
                    bad_rounds: 2,
                    requests: 2,
                    ..ONE
                },
                ..setup()
            },
        ),
        (
            "a reorganisation and stale receipts",
            Setup {
                reconciles: true,
                nodes: &[Nodes::Stale],
                height: 8,
                budget: Budget {
                    bad_rounds: 2,
                    reorganisations: 1,
                    requests: 2,
                    ..ONE
                },
                ..setup()
            },
        ),
        (
            "others: drained, refilled, front-run, foreign nonce",
            Setup {
                reconciles: true,
                height: 8,
                others: &[
                    Other::Drain,
                    Other::Refill,
                    Other::FrontRun(0),
                    Other::Foreign,
                ],
                budget: Budget { requests: 3, ..ONE },
                ..setup()
            },
        ),
        (
            "a token that does not revert",
            Setup {
                is_silent: true,
                others: &[Other::Drain, Other::Cancel(0)],
                budget: Budget { requests: 2, ..ONE },
                ..setup()
            },
        ),
        (
            "two payments that may go together",
            Setup {
                replicas: 2,
                payments: 2,
                ..setup().batching()
            },
        ),
        (
            "a batch, two replicas, a crash",
            Setup {
                replicas: 2,
                payments: 2,
                budget: Budget {
                    crashes: 1,
                    requests: 2,
                    ..ONE
                },
                ..setup().batching()
            },
        ),
        (
            "a batch, others: code that burns gas, cancelled, front-run",
            Setup {
                replicas: 2,
                payments: 2,
                height: 8,
                others: &[Other::Burn(1), Other::Cancel(0), Other::FrontRun(1)],
                budget: Budget { requests: 2, ..ONE },
                ..setup().batching()
            },
        ),
        (
            "a window that ends",
            Setup {
                reconciles: true,
                last_block: 6,
                height: 10,
                budget: Budget {
                    empty_blocks: 4,
                    refused_signatures: 1,
                    requests: 2,
                    ..ONE
                },
                ..setup()
            },
        ),
        (
            "permits that others settle",
            Setup {
                kind: Kind::Permit2,
                others: &[Other::Drain, Other::Refill, Other::FrontRun(0)],
                budget: Budget { requests: 2, ..ONE },
                ..setup()
            },
        ),
        (
            "permits that their payer invalidates",
            Setup {
                kind: Kind::Permit2,
                reconciles: true,
                height: 8,
                nodes: &[Nodes::Lying, Nodes::Lagging],
                others: &[Other::Cancel(0), Other::FrontRun(0)],
                budget: Budget {
                    bad_rounds: 1,
                    requests: 2,
                    ..ONE
                },
                ..setup()
            },
        ),
        (
            "a wallet that its signature deploys",
            Setup {
                kind: Kind::Undeployed,
                others: &[Other::Deploy, Other::Drain],
                budget: Budget {
                    crashes: 1,
                    requests: 2,
                    ..ONE
                },
                ..setup()
            },
        ),
    ]
}

/// The searches that begin where two payments are in one transaction: what follows is deep.
const JOINED: &str = "a batch";

#[test]
fn search_holds_in_every_state() {
    let mut sum = 0;
    for (name, mut setup) in setups() {
        setup.settle_every = env::var("X402_SETTLE_EVERY")
            .ok()
            .map_or(20, |n| n.parse().unwrap());
        let mut run = Run::new(setup);
        if name.starts_with(JOINED) {
            run.join();
        }
        sum += holds(name, &run, most()).states;
    }
    println!("{sum} states in all");
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
fn search_kills_send_before_store() {
    killed(Mutant::SendBeforeStore, Setup::new(), Run::reserve);
}

#[test]
fn search_kills_time_out_is_failure() {
    let budget = Budget {
        empty_blocks: 2,
        ..ONE
    };
    let setup = Setup {
        budget,
        ..Setup::new()
    };
    killed(Mutant::TimeOutIsFailure, setup, |run| {
        run.reserve();
        run.send(0, 0);
    });
}

#[test]
fn search_kills_new_nonce_on_retry() {
    killed(Mutant::NewNonceOnRetry, Setup::new(), |run| {
        run.reserve();
        run.send(0, 0);
        run.all(&[
            "0 looks after a request",
            "0 asks for a request: Honest",
            "0 puts for a request: done",
        ]);
    });
}

#[test]
fn search_kills_forget_replaced_hashes() {
    let budget = Budget {
        empty_blocks: 1,
        ..ONE
    };
    let setup = Setup {
        budget,
        ..Setup::new()
    };
    killed(Mutant::ForgetReplacedHashes, setup, |run| {
        run.reserve();
        run.send(0, 0);
        run.go("an empty block");
        run.poll(0, 0);
    });
}

#[test]
fn search_kills_revert_is_final() {
    let setup = Setup {
        height: 9,
        others: &[Other::Drain, Other::Refill, Other::FrontRun(0)],
        ..Setup::new()
    };
    killed(Mutant::RevertIsFinal, patient(setup), |run| {
        run.reserve();
        run.go("a block: empty Some(Drain");
        run.send(0, 0);
        run.blocks(3);
        run.poll(0, 0);
    });
}

#[test]
fn search_kills_proof_without_log_address() {
    let setup = Setup {
        is_silent: true,
        others: &[Other::Drain],
        ..Setup::new()
    };
    killed(Mutant::NoLogAddress, setup, |run| {
        run.reserve();
        run.go("a block: empty Some(Drain");
        run.send(0, 0);
        run.blocks(1);
    });
}

#[test]
fn search_kills_no_canonical_check() {
    let budget = Budget {
        bad_rounds: 4,
        reorganisations: 1,
        ..ONE
    };
    let setup = Setup {
        nodes: &[Nodes::Stale],
        budget,
        ..Setup::new()
    };
    killed(Mutant::NoCanonicalCheck, patient(setup), |run| {
        run.blocks(2);
        run.reserve();
        run.send(0, 0);
        run.blocks(1);
        run.go("a reorganisation, keeping: false");
        run.blocks(1);
    });
}

#[test]
fn search_kills_absence_by_one_node() {
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
        run.send(0, 0);
        run.blocks(3);
    });
}

#[test]
fn search_kills_reserve_not_atomic() {
    let setup = Setup {
        replicas: 2,
        payments: 2,
        height: 5,
        ..Setup::new()
    };
    killed(Mutant::NotAtomic, setup, |run| {
        run.all(&[
            "0 gets a request for 0",
            "0 asks for a request: Honest",
            "1 gets a request for 1",
            "1 asks for a request: Honest",
            "0 puts for a request: done",
            "1 puts for a request: done",
        ]);
    });
}

#[test]
fn search_kills_unknown_taken_for_stored() {
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

/// A request waits for its end.
fn patient(mut setup: Setup) -> Setup {
    Arc::make_mut(&mut setup.terms).answer_within = 1_000;
    setup
}
