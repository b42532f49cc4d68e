//! What is known of a node from its answers.

use std::{cmp::Ordering, time::Duration};

use tokio::time::Instant;
use x402_core::{
    chain::{Answer, Cause, Fact},
    network::Network,
    rpc::Shape,
};

use super::ConnectionSettings;

/// What is known of a node from its answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Health {
    /// The shape of requests that it takes.
    pub(super) shape: Shape,
    /// The network that it serves by its own answer.
    pub(super) serves: Option<Network>,
    /// The highest block or slot that it has named.
    pub(super) head: Option<u64>,
    pub(super) answered_at: Option<Instant>,
    /// Rounds that were asked, and those that failed.
    pub(super) asked: u64,
    pub(super) failed: u64,
    /// Failures since the last answer.
    failures: u32,
    rests_until: Option<Instant>,
}

impl Health {
    /// Takes note of what it answered in one round.
    pub(super) fn take(&mut self, facts: &[Fact], settings: &ConnectionSettings, now: Instant) {
        self.asked += 1;
        for head in facts.iter().filter_map(|fact| fact.at) {
            self.head = self.head.max(Some(head.height()));
        }
        let failures = facts.iter().filter_map(|fact| match &fact.answer {
            Answer::Failed(failure) if is_about_the_node(failure.cause) => Some(failure),
            _ => None,
        });
        let asked_to_wait = failures
            .clone()
            .filter_map(|failure| failure.retry_after)
            .max();
        if failures.count() == 0 {
            self.failures = 0;
            self.rests_until = None;
            self.answered_at = Some(now);
            return;
        }
        self.failed += 1;
        let doubled = settings.first_rest * 2_u32.saturating_pow(self.failures.min(16));
        let rest = doubled.min(settings.longest_rest);
        let asked_to_wait = Duration::from_secs(asked_to_wait.unwrap_or(0).into());
        self.failures = self.failures.saturating_add(1);
        self.rests_until = now.checked_add(rest.max(asked_to_wait));
    }

    /// How long it is still left alone.
    pub(super) fn rest(&self, now: Instant) -> Duration {
        let until = self.rests_until.unwrap_or(now);
        until.saturating_duration_since(now)
    }

    /// The one to ask before the other: not left alone, fewer failures in a row, the newer head.
    pub(super) fn compare(&self, other: &Self, now: Instant) -> Ordering {
        let rest = self.rest(now).cmp(&other.rest(now));
        let failures = self.failures.cmp(&other.failures);
        rest.then(failures).then(other.head.cmp(&self.head))
    }
}

/// Whether it is the node that fails, and not its answer to one query.
fn is_about_the_node(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::NoResponse | Cause::RateLimited | Cause::ServerError | Cause::Timeout
    )
}
