//! Breadth-first search with a set of visited states.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use crate::{
    invariants::{check, settles_down},
    setup::Setup,
    world::World,
};

/// What a search found.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) states: usize,
    /// States at the end of the search in which nothing is under way.
    pub(crate) ends: usize,
    pub(crate) is_complete: bool,
    /// The violation, and how it came about.
    pub(crate) violation: Option<(String, Vec<String>)>,
}

/// How a state came about.
struct Trace {
    name: String,
    before: Option<Arc<Trace>>,
}

/// Two independent hashes: a collision of 128 bits is not to be expected.
fn fingerprint(world: &World) -> (u64, u64) {
    let hash = |seed: u64| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        world.hash(&mut hasher);
        hasher.finish()
    };
    (hash(1), hash(2))
}

/// Explores all states that can follow this one within the setup, or the given number of them.
pub(crate) fn explore(first: World, setup: &Setup, most: usize) -> Outcome {
    let mut visited = HashSet::new();
    let mut queue: VecDeque<(World, Option<Arc<Trace>>)> = VecDeque::new();
    visited.insert(fingerprint(&first));
    queue.push_back((first, None));
    let mut ends = 0;
    while let Some((world, trace)) = queue.pop_front() {
        let next = world.next(setup);
        if world.is_idle() && world.chain.height() >= setup.height {
            ends += 1;
            if ends % setup.settle_every == 1 % setup.settle_every
                && let Err(violation) = settles_down(&world, setup)
            {
                return stopped(visited.len(), ends, violation, trace.as_ref());
            }
        }
        for (name, world) in next {
            if !visited.insert(fingerprint(&world)) {
                continue;
            }
            let trace = Arc::new(Trace {
                name,
                before: trace.clone(),
            });
            if let Err(violation) = check(&world) {
                return stopped(visited.len(), ends, violation, Some(&trace));
            }
            if visited.len() >= most {
                return Outcome {
                    states: visited.len(),
                    ends,
                    is_complete: false,
                    violation: None,
                };
            }
            queue.push_back((world, Some(trace)));
        }
    }
    Outcome {
        states: visited.len(),
        ends,
        is_complete: true,
        violation: None,
    }
}

fn stopped(states: usize, ends: usize, violation: String, trace: Option<&Arc<Trace>>) -> Outcome {
    let mut names = Vec::new();
    let mut trace = trace;
    while let Some(step) = trace {
        names.push(step.name.clone());
        trace = step.before.as_ref();
    }
    names.reverse();
    Outcome {
        states,
        ends,
        is_complete: false,
        violation: Some((violation, names)),
    }
}
