//! What all payments of a payer may cost together.

use alloc::{
    collections::{BTreeMap, VecDeque},
    string::String,
};

use super::{Budget, Cost, Origin};
use crate::timestamp::UnixTimestamp;

/// The budgets that all sessions of a payer share: for all payments, for each host and for a period
/// of time.
///
/// It is a value without a lock: where several threads or tasks pay, the caller locks it. Sessions
/// get what is [`left`](Self::left) as their budget, and a payment is signed only after its cost is
/// reserved here: [`reserve`](Self::reserve) looks at all budgets again.
///
/// ```
/// use x402_core::{
///     client::{Budget, Ledger, Origin},
///     money::Money,
///     timestamp::UnixTimestamp,
/// };
///
/// let dollars = |text| Budget::dollars(&Money::parse(text)?);
/// let mut ledger = Ledger::new(Budget::unlimited())
///     .with_per_host(dollars("$1")?)
///     .with_per_period(dollars("$5")?, Ledger::DAY);
/// let shop: Origin = "https://shop.example".parse()?;
/// let now = UnixTimestamp::new(1_740_672_094)?;
/// assert_eq!(ledger.left(&shop, now), dollars("$5")?.within(dollars("$1")?));
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Debug)]
pub struct Ledger {
    total: Budget,
    per_host: Budget,
    hosts: BTreeMap<String, Budget>,
    per_period: Budget,
    /// In seconds.
    period: u64,
    /// The outlays of the period, in the order in which they were reserved.
    recent: VecDeque<Recent>,
    next_id: u64,
}

/// The cost of one payment, taken out of a [`Ledger`].
///
/// Dropped, it is spent: its period alone brings it back.
#[derive(Debug)]
#[must_use = "the cost of a payment that is not sent is released"]
pub struct Outlay {
    id: u64,
    host: String,
    cost: Cost,
}

#[derive(Debug)]
struct Recent {
    id: u64,
    at: UnixTimestamp,
    cost: Cost,
}

impl Ledger {
    /// The usual period, in seconds.
    pub const DAY: u64 = 86_400;

    /// A ledger with a budget for all payments together.
    #[must_use]
    pub const fn new(total: Budget) -> Self {
        Self {
            total,
            per_host: Budget::unlimited(),
            hosts: BTreeMap::new(),
            per_period: Budget::unlimited(),
            period: 0,
            recent: VecDeque::new(),
            next_id: 0,
        }
    }

    /// What one host gets in all, by all its ports together.
    #[must_use]
    pub fn with_per_host(self, budget: Budget) -> Self {
        Self {
            per_host: budget,
            ..self
        }
    }

    /// What all payments together may cost within any period of the given number of seconds.
    #[must_use]
    pub fn with_per_period(self, budget: Budget, seconds: u64) -> Self {
        Self {
            per_period: budget,
            period: seconds,
            ..self
        }
    }

    /// What a payment to this server may cost now.
    pub fn left(&mut self, server: &Origin, now: UnixTimestamp) -> Budget {
        self.forget_before(now);
        let host = self.hosts.get(host_of(server)).unwrap_or(&self.per_host);
        let period = self.per_period.clone();
        self.total.clone().within(period).within(host.clone())
    }

    /// Takes a cost out of all budgets; `None`, and nothing changes, if it does not fit into each.
    ///
    /// To be done before the payment is signed: a signed payment is money.
    pub fn reserve(&mut self, server: &Origin, cost: &Cost, now: UnixTimestamp) -> Option<Outlay> {
        self.forget_before(now);
        let host = String::from(host_of(server));
        let mut of_host = self.hosts.get(&host).unwrap_or(&self.per_host).clone();
        let mut total = self.total.clone();
        let mut per_period = self.per_period.clone();
        let fits = total.reserve(cost) && per_period.reserve(cost) && of_host.reserve(cost);
        if !fits {
            return None;
        }
        (self.total, self.per_period) = (total, per_period);
        if self.per_host != Budget::unlimited() {
            self.hosts.insert(host.clone(), of_host);
        }
        let (id, cost) = (self.next_id, cost.clone());
        self.next_id = id.saturating_add(1);
        if self.per_period != Budget::unlimited() {
            let cost = cost.clone();
            self.recent.push_back(Recent { id, at: now, cost });
        }
        Some(Outlay { id, host, cost })
    }

    /// Puts a cost back into the budgets that it left: of a payment that was never sent, or that the
    /// chain reports as unused after it expired.
    ///
    /// A server's statement is not enough: it can settle a payment and deny it.
    pub fn release(&mut self, outlay: Outlay) {
        let Outlay { id, host, cost } = outlay;
        self.total.release(&cost);
        if let Some(budget) = self.hosts.get_mut(&host) {
            budget.release(&cost);
        }
        // A period that is over has it again already.
        if let Ok(place) = self.recent.binary_search_by_key(&id, |recent| recent.id) {
            self.recent.remove(place);
            self.per_period.release(&cost);
        }
    }

    /// Gives the period's budget what was reserved a period ago. A clock that goes back gives
    /// nothing back.
    fn forget_before(&mut self, now: UnixTimestamp) {
        let is_past = |recent: &Recent| {
            let end = recent.at.seconds().saturating_add(self.period);
            end <= now.seconds()
        };
        while self.recent.front().is_some_and(is_past) {
            if let Some(past) = self.recent.pop_front() {
                self.per_period.release(&past.cost);
            }
        }
    }
}

/// The host, however its name is written.
fn host_of(server: &Origin) -> &str {
    let host = server.host();
    host.strip_suffix('.').unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::{amount::Amount, network::Network};

    fn budget(dollars: &str) -> Budget {
        Budget::dollars(&dollars.parse().unwrap()).unwrap()
    }

    fn cent() -> Cost {
        let asset = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
        let asset: crate::evm::Address = asset.parse().unwrap();
        let amount = Amount::from(10_000_u64);
        let text = String::from("0.01 USDC");
        Cost::new(&Network::eip155(8453), asset.into(), amount, Some(6), text)
    }

    fn at(seconds: u64) -> UnixTimestamp {
        UnixTimestamp::new(seconds).unwrap()
    }

    fn origin(url: &str) -> Origin {
        url.parse().unwrap()
    }

    #[test]
    fn all_share_the_total() {
        let mut ledger = Ledger::new(budget("$0.05"));
        let paid = (0..50).filter_map(|n| {
            let host = origin(["https://a", "https://b"][n % 2]);
            ledger.reserve(&host, &cent(), at(0))
        });
        assert_eq!(paid.collect::<Vec<_>>().len(), 5);
        assert_eq!(
            ledger.left(&origin("https://a"), at(1_000_000)),
            budget("$0")
        );
        assert!(ledger.recent.is_empty() && ledger.hosts.is_empty());
    }

    #[test]
    fn a_host_has_its_budget_in_every_spelling() {
        let mut ledger = Ledger::new(Budget::unlimited()).with_per_host(budget("$0.01"));
        for url in [
            "https://a.example",
            "https://b.example:444",
            "https://c.example.",
        ] {
            assert!(
                ledger.reserve(&origin(url), &cent(), at(0)).is_some(),
                "{url}"
            );
        }
        for url in [
            "https://A.example.",
            "http://b.example",
            "https://c.example:1",
        ] {
            assert!(
                ledger.reserve(&origin(url), &cent(), at(0)).is_none(),
                "{url}"
            );
        }
    }

    #[test]
    fn a_period_ends_for_each_payment() {
        let shop = origin("https://a");
        let mut ledger = Ledger::new(Budget::unlimited()).with_per_period(budget("$0.02"), 100);
        let mut pays = |now| ledger.reserve(&shop, &cent(), at(now)).is_some();
        for (now, is_paid) in [
            (1_000, true),
            (1_060, true),
            (1_099, false),
            (1_100, true),
            (1_100, false),
            (1_000, false),
            (1_159, false),
            (1_160, true),
            (1_160, false),
        ] {
            assert_eq!(pays(now), is_paid, "{now}");
        }
    }

    #[test]
    fn what_is_released_comes_back_once_to_each_budget() {
        let shop = origin("https://a");
        let all = || {
            budget("$0.04")
                .within(budget("$0.02"))
                .within(budget("$0.03"))
        };
        let mut ledger = Ledger::new(budget("$0.04"))
            .with_per_period(budget("$0.02"), 100)
            .with_per_host(budget("$0.03"));
        let early = ledger.reserve(&shop, &cent(), at(0)).unwrap();
        let later = ledger.reserve(&shop, &cent(), at(50)).unwrap();
        ledger.release(later);
        let left = budget("$0.03")
            .within(budget("$0.01"))
            .within(budget("$0.02"));
        assert_eq!(ledger.left(&shop, at(60)), left);
        let left = budget("$0.03")
            .within(budget("$0.02"))
            .within(budget("$0.02"));
        assert_eq!(ledger.left(&shop, at(150)), left, "the period is over");
        ledger.release(early);
        assert_eq!(ledger.left(&shop, at(150)), all());
    }

    #[test]
    fn what_does_not_fit_changes_nothing() {
        let shop = origin("https://a");
        for (total, period, host) in [("0", "1", "1"), ("1", "0", "1"), ("1", "1", "0")] {
            let mut ledger = Ledger::new(budget(total))
                .with_per_period(budget(period), 100)
                .with_per_host(budget(host));
            let before = ledger.left(&shop, at(0));
            assert!(ledger.reserve(&shop, &cent(), at(0)).is_none());
            assert_eq!(ledger.left(&shop, at(0)), before);
        }
    }
}
