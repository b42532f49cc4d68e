//! Faults at random, by a seed.

use super::Double;
use crate::random::Random;

/// Faults at random.
pub(crate) struct Chaos {
    random: Random,
    /// Of 100 bodies, how many come with a fault.
    percent: usize,
    /// How many faults are left.
    left: u32,
}

impl Chaos {
    pub(crate) fn new(seed: u64, percent: usize, faults: u32) -> Self {
        Self {
            random: Random::new(seed),
            percent,
            left: faults,
        }
    }
}

impl Double {
    /// Something may go wrong with this request.
    pub(super) fn suffer(&mut self, node: usize) {
        let Some(chaos) = &mut self.chaos else { return };
        if chaos.left == 0 || !chaos.random.chance(chaos.percent) {
            return;
        }
        chaos.left -= 1;
        let fault = chaos.random.below(8);
        let Some(faults) = self.nodes.get_mut(node) else {
            return;
        };
        match fault {
            0 => faults.lost_broadcasts += 1,
            1 => {
                faults.late_broadcasts += 1;
                faults.delay_millis = 3_000;
            }
            2 => faults.lost_answers += 1,
            3 => faults.rate_limited += 1,
            4 => faults.nulls += 1,
            5 => faults.shuffles = !faults.shuffles,
            6 => faults.lag = 1 - faults.lag.min(1),
            _ if self.chain.height() > super::model::chain::FINAL + 1 => {
                self.chain.reorganise(1, true);
            }
            _ => {}
        }
    }
}
