//! Breadth-first search with a set of visited states.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use crate::{
    invariants::{check, settles_down},
    setup::Setup,
    solana,
    world::World,
};

/// A state of a world, and what can follow it.
pub(crate) trait Model: Clone + Hash {
    type Setup;

    /// Every state that can follow, with what happens in words.
    fn next(&self, setup: &Self::Setup) -> Vec<(String, Self)>;
    /// The invariants of every state.
    fn check(&self, setup: &Self::Setup) -> Result<(), String>;
    /// Whether the search ends here, with nothing under way.
    fn is_end(&self, setup: &Self::Setup) -> bool;
    /// What must come of it once the faults end.
    fn settles_down(&self, setup: &Self::Setup) -> Result<(), String>;
    /// Of that many ends one is let settle down.
    fn settle_every(setup: &Self::Setup) -> usize;
}

macro_rules! model {
    ($world:ty, $setup:ty, $check:expr, $settles_down:expr) => {
        impl Model for $world {
            type Setup = $setup;

            fn next(&self, setup: &$setup) -> Vec<(String, Self)> {
                self.next(setup)
            }

            fn check(&self, setup: &$setup) -> Result<(), String> {
                $check(self, setup)
            }

            fn is_end(&self, setup: &$setup) -> bool {
                self.is_idle() && self.chain.height() >= setup.height
            }

            fn settles_down(&self, setup: &$setup) -> Result<(), String> {
                $settles_down(self, setup)
            }

            fn settle_every(setup: &$setup) -> usize {
                setup.settle_every
            }
        }
    };
}

model!(World, Setup, |world, _| check(world), settles_down);
model!(
    solana::world::World,
    solana::setup::Setup,
    solana::invariants::check,
    solana::invariants::settles_down
);

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
fn fingerprint(world: &impl Hash) -> (u64, u64) {
    let hash = |seed: u64| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        world.hash(&mut hasher);
        hasher.finish()
    };
    (hash(1), hash(2))
}

/// Explores all states that can follow this one within the setup, or the given number of them.
pub(crate) fn explore<M: Model>(first: M, setup: &M::Setup, most: usize) -> Outcome {
    let mut visited = HashSet::new();
    let mut queue: VecDeque<(M, Option<Arc<Trace>>)> = VecDeque::new();
    visited.insert(fingerprint(&first));
    queue.push_back((first, None));
    let mut ends = 0;
    while let Some((world, trace)) = queue.pop_front() {
        let next = world.next(setup);
        if world.is_end(setup) {
            ends += 1;
            let every = M::settle_every(setup);
            if ends % every == 1 % every
                && let Err(violation) = world.settles_down(setup)
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
            if let Err(violation) = world.check(setup) {
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
