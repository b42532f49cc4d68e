//! Random walks, longer and with more faults than a search can go through.
//!
//! A walk follows from its seed alone. One that violates an invariant is shrunk: steps are left
//! out as long as what is left still violates one. The short run is a test like all others, the
//! long one prints how many steps it took:
//!
//! ```text
//! X402_WALKS=20000 X402_WALK_SEED=7 cargo test --release -p x402-core \
//!     --features facilitator,signing --test settlement random_walks -- --nocapture
//! ```

use std::env;

use crate::{
    invariants::{check, settles_down},
    mutants::Mutant,
    node::Nodes,
    payment::Kind,
    setup::{Budget, Other, Setup},
    world::World,
};

/// Numbers that a seed determines (`SplitMix64`).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % end
    }
}

/// Three payments at three replicas, and every fault there is.
fn setup(random: &mut Random) -> Setup {
    let kinds = [
        Kind::Account,
        Kind::Permit2,
        Kind::Wallet,
        Kind::WalletPermit2,
        Kind::Undeployed,
    ];
    let kind = kinds[usize::try_from(random.below(5)).unwrap()];
    Setup {
        kind,
        replicas: 3,
        payments: 3,
        last_block: 12 + random.below(12),
        height: 26,
        nodes: &[
            Nodes::Lagging,
            Nodes::Lying,
            Nodes::Alone,
            Nodes::LiarAlone,
            Nodes::Stale,
            Nodes::Preconfirming,
        ],
        others: &[
            Other::Drain,
            Other::Refill,
            Other::FrontRun(0),
            Other::FrontRun(2),
            Other::Cancel(1),
            Other::Foreign,
        ],
        budget: Budget {
            crashes: 4,
            lost_puts: 3,
            lost_sends: 3,
            late_sends: 3,
            bad_rounds: 12,
            refused_signatures: 3,
            lost_answers: 3,
            empty_blocks: 6,
            reorganisations: 2,
            requests: 4,
        },
        is_silent: random.below(4) == 0 && kind == Kind::Account,
        ..Setup::new()
    }
}

/// The machines work more often than blocks come, and something goes wrong less often.
fn weight(name: &str) -> u64 {
    if name.starts_with("a block: all") || name.contains("goes on with") {
        4
    } else if name.contains("Honest") || name.contains("done") || name.contains("signs") {
        6
    } else if name.contains("looks after") {
        2
    } else {
        1
    }
}

/// A violation, and how it came about.
struct Failure {
    violation: String,
    names: Vec<String>,
    /// Whether it showed only when everything went well behind these steps.
    is_late: bool,
}

/// How many steps a walk took.
fn walk(random: &mut Random, setup: &Setup) -> Result<usize, Failure> {
    let mut world = World::new(setup);
    let mut names = Vec::new();
    loop {
        let mut next = world.next(setup);
        let all: u64 = next.iter().map(|(name, _)| weight(name)).sum();
        if all == 0 {
            break;
        }
        let mut place = random.below(all);
        let chosen = next.iter().position(|(name, _)| {
            let weight = weight(name);
            let is_chosen = place < weight;
            place = place.saturating_sub(weight);
            is_chosen
        });
        let (name, chosen) = next.swap_remove(chosen.unwrap());
        world = chosen;
        names.push(name);
        if let Err(violation) = check(&world) {
            return Err(Failure {
                violation,
                names,
                is_late: false,
            });
        }
        if world.chain.height() >= setup.height && world.is_idle() {
            break;
        }
        // After the last block nothing new is decided: requests would come for ever.
        if names.len() >= MOST_STEPS {
            break;
        }
    }
    match settles_down(&world, setup) {
        Ok(()) => Ok(names.len()),
        Err(violation) => Err(Failure {
            violation,
            names,
            is_late: true,
        }),
    }
}

const MOST_STEPS: usize = 600;

/// The violation that these steps lead to; those that are not possible are left out.
fn replay(setup: &Setup, names: &[String], is_late: bool) -> Option<Failure> {
    let mut world = World::new(setup);
    let mut taken = Vec::new();
    for name in names {
        let next = world.next(setup).into_iter();
        let Some((name, chosen)) = next.into_iter().find(|(other, _)| other == name) else {
            continue;
        };
        world = chosen;
        taken.push(name);
        if let Err(violation) = check(&world) {
            return Some(Failure {
                violation,
                names: taken,
                is_late: false,
            });
        }
    }
    if !is_late {
        return None;
    }
    let violation = settles_down(&world, setup).err()?;
    Some(Failure {
        violation,
        names: taken,
        is_late,
    })
}

/// Fewer steps that lead to a violation, too.
fn shrink(setup: &Setup, mut failure: Failure) -> Failure {
    let mut size = failure.names.len() / 2;
    while size > 0 {
        let mut start = 0;
        while start < failure.names.len() {
            let end = (start + size).min(failure.names.len());
            let mut fewer = failure.names.clone();
            fewer.drain(start..end);
            match replay(setup, &fewer, failure.is_late) {
                Some(smaller) => failure = smaller,
                None => start += size,
            }
        }
        size /= 2;
    }
    failure
}

fn number(name: &str, default: u64) -> u64 {
    let wanted = env::var(name).ok();
    wanted.map_or(default, |wanted| wanted.parse().expect("a number"))
}

#[test]
fn random_walks_hold() {
    let first = number("X402_WALK_SEED", 1);
    let walks = number("X402_WALKS", 4);
    let mut steps = 0;
    for seed in first..first + walks {
        let mut random = Random(seed);
        let setup = setup(&mut random);
        match walk(&mut random, &setup) {
            Ok(taken) => steps += taken,
            Err(failure) => {
                let Failure {
                    violation, names, ..
                } = shrink(&setup, failure);
                panic!(
                    "seed {seed}, {:?}: {violation}\n{}",
                    setup.kind,
                    names.join("\n")
                );
            }
        }
    }
    println!("{walks} walks from seed {first}: {steps} steps");
}

/// A broken machine is found, and the way there becomes shorter.
#[test]
fn random_walks_find_a_mutant_and_shrink_the_way() {
    let mut small = Setup::new();
    small.replicas = 2;
    small.budget = Budget {
        lost_puts: 3,
        crashes: 1,
        requests: 2,
        ..Budget::default()
    };
    small.mutant = Some(Mutant::UnknownIsStored);
    let failure = (1..).find_map(|seed| walk(&mut Random(seed), &small).err());
    let failure = failure.unwrap();
    let before = failure.names.len();
    let Failure {
        violation, names, ..
    } = shrink(&small, failure);
    println!("{before} steps, then {}: {violation}", names.len());
    assert!(names.len() <= 10, "{names:#?}");
}
