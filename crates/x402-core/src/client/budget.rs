//! How much may still be spent, and what one payment costs.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::fmt;

use crate::{
    address::Address, amount::Amount, asset::AssetTable, money::Money, network::Network,
    value_error::ValueError,
};

/// What one payment costs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cost {
    network: Network,
    asset: Address,
    amount: Amount,
    /// In 10^-18 dollars, if the token is a dollar.
    dollars: Option<Amount>,
    text: String,
}

impl Cost {
    pub(super) fn new(
        network: &Network,
        asset: Address,
        amount: Amount,
        decimals: Option<u8>,
        text: String,
    ) -> Self {
        let dollars = decimals
            .filter(|_| is_dollar(network, asset))
            .and_then(|decimals| atto_dollars(&Money::from_amount(amount, decimals)).ok());
        Self {
            network: network.clone(),
            asset,
            amount,
            dollars,
            text,
        }
    }

    /// Where it is paid.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The token that it is paid in.
    #[must_use]
    pub fn asset(&self) -> Address {
        self.asset
    }

    /// How much, in atomic token units.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.amount
    }
}

/// As people read it: `0.01 USDC`, or the count of atomic units of a token without a name.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// How much may still be spent, by all payments together; unlimited by default.
///
/// It is counted in dollars over all well-known tokens, or in atomic units of single tokens. Once
/// anything is limited, a token without a limit has none left. Several budgets can hold
/// [`within`](Self::within) each other: for a day, for a host, and for all.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Budget(Vec<Remaining>);

/// One limit; a cost must fit into each.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Remaining {
    /// In 10^-18 dollars.
    dollars: Amount,
    assets: Vec<(Network, Address, Amount)>,
}

impl Budget {
    /// No limit.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self(Vec::new())
    }

    /// A limit in dollars over the well-known tokens, which are all dollars; other tokens get
    /// nothing.
    ///
    /// A limit in one of these tokens, such as `5 USDC`, is a limit in dollars over all of them.
    ///
    /// # Errors
    ///
    /// The limit is in a token that is not well known, has more than 18 decimal places or is above
    /// 2^256-1 of them.
    pub fn dollars(limit: &Money) -> Result<Self, ValueError> {
        AssetTable::default().limit_symbol(limit)?;
        Ok(Self(vec![Remaining {
            dollars: atto_dollars(limit)?,
            assets: Vec::new(),
        }]))
    }

    /// The same budget with so many atomic units of this token, apart from the dollars.
    #[must_use]
    pub fn with_asset(
        mut self,
        network: Network,
        asset: impl Into<Address>,
        limit: Amount,
    ) -> Self {
        let entry = (network, asset.into(), limit);
        if self.0.is_empty() {
            self.0.push(Remaining {
                dollars: Amount::ZERO,
                assets: Vec::new(),
            });
        }
        for Remaining { assets, .. } in &mut self.0 {
            assets.retain(|(on, of, _)| (on, *of) != (&entry.0, entry.1));
            assets.push(entry.clone());
        }
        self
    }

    /// The same budget within another one: a cost must fit into both, and leaves both.
    #[must_use]
    pub fn within(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether the cost fits in.
    #[must_use]
    pub fn covers(&self, cost: &Cost) -> bool {
        self.clone().reserve(cost)
    }

    /// Takes the cost out, and says whether it fitted in; else nothing changes.
    ///
    /// To be done when a payment is signed, not when it is settled: a signed payment is money.
    #[must_use = "a cost that does not fit in must not be signed"]
    pub fn reserve(&mut self, cost: &Cost) -> bool {
        let mut rest = self.0.clone();
        let fits = rest.iter_mut().all(|limit| limit.reserve(cost));
        if fits {
            self.0 = rest;
        }
        fits
    }

    /// Puts a reserved cost back: for a payment that was never sent, or that the chain reports as
    /// unused after it expired. A server's statement is not enough: it can settle and deny it.
    pub fn release(&mut self, cost: &Cost) {
        for (left, freed) in self.0.iter_mut().filter_map(|limit| limit.entry(cost)) {
            *left = left.checked_add(freed).unwrap_or(Amount::MAX);
        }
    }

    /// What is left for a token, in words: by the limit that the cost does not fit into.
    pub(super) fn left_for(&self, cost: &Cost) -> String {
        let is_over = |limit: &&Remaining| !(*limit).clone().reserve(cost);
        let limit = self.0.iter().find(is_over).or(self.0.first());
        let Some(mut limit) = limit.cloned() else {
            return String::from("no limit");
        };
        let by_asset = limit.position(cost).is_some();
        match limit.entry(cost) {
            Some((left, _)) if by_asset => format!("{left} atomic units"),
            Some((left, _)) => format!("${}", Money::from_amount(*left, ATTO)),
            None => String::from("nothing of this token"),
        }
    }
}

impl Remaining {
    fn position(&self, cost: &Cost) -> Option<usize> {
        self.assets
            .iter()
            .position(|(network, asset, _)| *network == cost.network && *asset == cost.asset)
    }

    /// Takes the cost out, and says whether it fitted in.
    fn reserve(&mut self, cost: &Cost) -> bool {
        let Some((left, needed)) = self.entry(cost) else {
            return false;
        };
        let rest = left.checked_sub(needed);
        *left = rest.unwrap_or(*left);
        rest.is_some()
    }

    /// What is left where the cost counts, and what it counts there.
    fn entry(&mut self, cost: &Cost) -> Option<(&mut Amount, Amount)> {
        match self.position(cost) {
            Some(index) => {
                let (_, _, left) = self.assets.get_mut(index)?;
                Some((left, cost.amount))
            }
            None => Some((&mut self.dollars, cost.dollars?)),
        }
    }
}

/// Whether the token is a dollar: the well-known ones are, the caller's own need not be.
pub(super) fn is_dollar(network: &Network, asset: Address) -> bool {
    let address = asset.to_string();
    AssetTable::default()
        .by_address(network, &address)
        .is_some()
}

/// The amount in 10^-18 dollars, of a price in dollars or in a token that is one.
pub(super) fn atto_dollars(money: &Money) -> Result<Amount, ValueError> {
    money.to_amount(ATTO)
}

/// How many decimal places dollars are counted in: as many as any well-known token has.
pub(super) const ATTO: u8 = 18;

#[cfg(test)]
mod tests {
    use super::*;

    const BASE_USDC: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    const MEGA_USD: &str = "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7";

    fn cost(chain_id: u64, asset: &str, amount: u64, decimals: u8) -> Cost {
        let asset: crate::evm::Address = asset.parse().unwrap();
        let network = Network::eip155(chain_id);
        let amount = Amount::from(amount);
        Cost::new(
            &network,
            asset.into(),
            amount,
            Some(decimals),
            String::new(),
        )
    }

    fn budget(dollars: &str) -> Budget {
        Budget::dollars(&dollars.parse().unwrap()).unwrap()
    }

    #[test]
    fn dollars_count_across_decimals() {
        let mut budget = budget("$1");
        let six = cost(8453, BASE_USDC, 600_000, 6);
        let eighteen = cost(4326, MEGA_USD, 400_000_000_000_000_000, 18);
        assert!(budget.reserve(&six));
        assert!(!budget.covers(&six));
        assert_eq!(budget.left_for(&six), "$0.4");
        assert!(budget.reserve(&eighteen));
        assert!(!budget.reserve(&cost(8453, BASE_USDC, 1, 6)));
        budget.release(&six);
        assert!(budget.reserve(&six));
    }

    #[test]
    fn a_failed_reservation_changes_nothing() {
        let mut small = budget("$0.000001");
        assert!(!small.reserve(&cost(8453, BASE_USDC, 2, 6)));
        assert_eq!(small, budget("$0.000001"));
    }

    #[test]
    fn a_token_without_a_limit_has_nothing_left() {
        let unknown = cost(8453, "0x1111111111111111111111111111111111111111", 1, 6);
        assert!(Budget::unlimited().covers(&unknown));
        assert!(!budget("$1").covers(&unknown));
        assert_eq!(budget("$1").left_for(&unknown), "nothing of this token");

        let (network, asset) = (unknown.network().clone(), unknown.asset());
        let mut own = Budget::unlimited().with_asset(network, asset, Amount::from(1_u64));
        assert!(own.reserve(&unknown));
        assert!(!own.covers(&unknown));
        assert!(!own.covers(&cost(8453, BASE_USDC, 1, 6)));
        assert_eq!(own.left_for(&unknown), "0 atomic units");
    }

    #[test]
    fn a_cost_must_fit_into_every_limit() {
        let mega = cost(4326, MEGA_USD, 4 * 10_u64.pow(17), 18);
        let own = cost(8453, "0x1111111111111111111111111111111111111111", 1, 6);
        let mut both = budget("$1").within(budget("$0.5"));
        assert!(both.reserve(&mega));
        assert!(!both.covers(&mega));
        assert_eq!(both, budget("$0.6").within(budget("$0.1")));
        assert_eq!(both.left_for(&mega), "$0.1");
        both.release(&mega);
        assert_eq!(both, budget("$1").within(budget("$0.5")));

        assert_eq!(Budget::unlimited().within(budget("$1")), budget("$1"));
        assert_eq!(budget("$1").within(Budget::unlimited()), budget("$1"));
        let (network, asset) = (own.network().clone(), own.asset());
        let both = both.with_asset(network, asset, Amount::from(1_u64));
        assert!(both.covers(&own) && both.covers(&mega));
    }

    #[test]
    fn a_budget_is_in_dollars() {
        for text in [
            "0.05 usd",
            "5 cents",
            "0.05 USDC",
            "0.05 usdc",
            "0.05 MegaUSD",
        ] {
            assert_eq!(budget(text), budget("$0.05"), "{text}");
        }
        for text in ["1 EURC", "1 DAI", "0.0000000000000000001 USDC"] {
            let limit = text.parse().unwrap();
            assert!(Budget::dollars(&limit).is_err(), "{text}");
        }
    }
}
