//! What a client may spend, on what, and to whom.

mod check;

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use super::{
    Budget, NetworkPattern,
    budget::{ATTO, atto_dollars},
};
use crate::{
    address::Address, amount::Amount, asset::AssetTable, money::Money, network::Network,
    value_error::ValueError, words::words,
};

/// What a client may spend: how much, in which tokens, on which networks, to whom.
///
/// By default only the well-known tokens, which are all dollars, and at most one dollar for each
/// payment, as the official TypeScript SDK has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Spending {
    table: AssetTable,
    /// For dollars.
    maximum: Option<Money>,
    /// Whether the caller has not set the maximum for dollars.
    has_default_maximum: bool,
    /// For the tokens of a symbol, in the table's spelling.
    maximums: Vec<Money>,
    limits: Vec<(Network, Address, Amount)>,
    networks: Option<Vec<NetworkPattern>>,
    assets: Option<Vec<(Network, Address)>>,
    payees: Option<Vec<Address>>,
    network_kind: NetworkKind,
    max_timeout_seconds: u64,
    budget: Budget,
    preferred: Vec<NetworkPattern>,
    authentication: Vec<String>,
    may_use_http: bool,
    may_pay_after_redirect: bool,
}

impl Spending {
    /// The default policy.
    #[must_use]
    pub fn new() -> Self {
        Self {
            table: AssetTable::default(),
            maximum: Some(Money::from_amount(Amount::from(1_u64), 0)),
            has_default_maximum: true,
            maximums: Vec::new(),
            limits: Vec::new(),
            networks: None,
            assets: None,
            payees: None,
            network_kind: NetworkKind::Any,
            max_timeout_seconds: DAY,
            budget: Budget::unlimited(),
            preferred: Vec::new(),
            authentication: Vec::new(),
            may_use_http: false,
            may_pay_after_redirect: false,
        }
    }

    /// The tokens that are known by name.
    ///
    /// A token that is not well known is not paid until it has a limit of its own: a dollar says
    /// nothing about its worth. To be set before the maximums, which name tokens by their symbols.
    #[must_use]
    pub fn with_known_assets(self, table: AssetTable) -> Self {
        Self { table, ..self }
    }

    /// The most that a single payment may cost: `$0.50` in every well-known token, or `0.5 EURC`
    /// in the known tokens of that symbol.
    ///
    /// A maximum in a well-known token also lowers the default of one dollar for the others: with
    /// `0.05 USDC` alone, no payment in another dollar costs more than `$0.05`.
    ///
    /// ```
    /// use x402_core::{client::Spending, money::Money};
    ///
    /// let spending = Spending::new().with_max_per_payment(&Money::parse("5 cents")?)?;
    /// let unknown = spending.with_max_per_payment(&Money::parse("0.05 DAI")?);
    /// assert_eq!(unknown.unwrap_err().noun(), "limit");
    /// # Ok::<(), x402_core::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The maximum is in a token that is not known, or there is already another maximum in the same
    /// unit; in a well-known token, it has more than 18 decimal places or is above 2^256-1 of them.
    pub fn with_max_per_payment(mut self, maximum: &Money) -> Result<Self, ValueError> {
        let Some(symbol) = self.table.limit_symbol(maximum)? else {
            let own = self.maximum.as_ref();
            only_one(own.filter(|_| !self.has_default_maximum), maximum)?;
            self.maximum = Some(maximum.clone());
            self.has_default_maximum = false;
            return Ok(self);
        };
        let maximum = maximum.clone().with_symbol(symbol)?;
        let mut others = self.maximums.iter();
        let same = others.find(|other| other.symbol() == maximum.symbol());
        only_one(same, &maximum)?;
        if self.has_default_maximum && AssetTable::default().limit_symbol(&maximum).is_ok() {
            let dollars = atto_dollars(&maximum)?;
            if let Some(default) = &mut self.maximum {
                *default = Money::from_amount(dollars.min(atto_dollars(default)?), ATTO);
            }
        }
        self.maximums
            .retain(|other| other.symbol() != maximum.symbol());
        self.maximums.push(maximum);
        Ok(self)
    }

    /// Lets a single payment in a known token cost anything that the budget covers.
    #[must_use]
    pub fn without_maximum(self) -> Self {
        Self {
            maximum: None,
            has_default_maximum: false,
            maximums: Vec::new(),
            ..self
        }
    }

    /// The most that a single payment may cost in this token, known or not, in atomic units. It
    /// wins over every other maximum.
    #[must_use]
    pub fn with_limit(
        mut self,
        network: Network,
        asset: impl Into<Address>,
        limit: Amount,
    ) -> Self {
        let asset = asset.into();
        self.limits
            .retain(|(on, of, _)| (on, *of) != (&network, asset));
        self.limits.push((network, asset, limit));
        self
    }

    /// Pays on these networks only.
    #[must_use]
    pub fn only_on(mut self, networks: impl IntoIterator<Item = NetworkPattern>) -> Self {
        self.networks = Some(networks.into_iter().collect());
        self
    }

    /// Pays in these tokens only; they still have to be known or to have a limit.
    #[must_use]
    pub fn only_in(mut self, assets: impl IntoIterator<Item = (Network, Address)>) -> Self {
        self.assets = Some(assets.into_iter().collect());
        self
    }

    /// Pays these payees only.
    #[must_use]
    pub fn only_to(mut self, payees: impl IntoIterator<Item = Address>) -> Self {
        self.payees = Some(payees.into_iter().collect());
        self
    }

    /// Pays on networks of this kind only.
    #[must_use]
    pub fn with_network_kind(self, network_kind: NetworkKind) -> Self {
        Self {
            network_kind,
            ..self
        }
    }

    /// The longest time, in seconds, that an EVM payment is signed for; one day by default.
    #[must_use]
    pub fn with_max_timeout_seconds(self, max_timeout_seconds: u64) -> Self {
        Self {
            max_timeout_seconds,
            ..self
        }
    }

    /// How much may be spent by all payments together.
    #[must_use]
    pub fn with_budget(self, budget: Budget) -> Self {
        Self { budget, ..self }
    }

    /// Prefers these networks, in this order, to the server's order.
    #[must_use]
    pub fn with_preferred(mut self, networks: impl IntoIterator<Item = NetworkPattern>) -> Self {
        self.preferred = networks.into_iter().collect();
        self
    }

    /// Pays entries that need another authentication by one of these methods, such as `oauth2` or
    /// `sign-in-with-x`: the caller puts the credentials into the request. Without it, an entry
    /// that the extension `auth-hints` names is skipped.
    #[must_use]
    pub fn with_authentication(
        mut self,
        methods: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.authentication = methods.into_iter().map(Into::into).collect();
        self
    }

    /// Lets a [`Session`](super::Session) pay servers over plain `http` elsewhere than on this
    /// machine: any party on the way can then name itself as the payee.
    #[must_use]
    pub fn allow_http(self) -> Self {
        Self {
            may_use_http: true,
            ..self
        }
    }

    /// Lets a [`Session`](super::Session) pay a server that the caller did not name, to which the
    /// unpaid request was redirected. A payment itself never goes to another server.
    #[must_use]
    pub fn allow_pay_after_redirect(self) -> Self {
        Self {
            may_pay_after_redirect: true,
            ..self
        }
    }

    /// What is left of the budget.
    #[must_use]
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    pub(super) fn may_use_http(&self) -> bool {
        self.may_use_http
    }

    pub(super) fn may_pay_after_redirect(&self) -> bool {
        self.may_pay_after_redirect
    }

    pub(super) fn budget_mut(&mut self) -> &mut Budget {
        &mut self.budget
    }
}

impl Default for Spending {
    fn default() -> Self {
        Self::new()
    }
}

/// Two maximums in one unit are a mistake: neither is chosen.
fn only_one(earlier: Option<&Money>, maximum: &Money) -> Result<(), ValueError> {
    match earlier {
        Some(earlier) if earlier != maximum => {
            let text = |money: &Money| match money.symbol() {
                Some(_) => money.to_string(),
                None => format!("${money}"),
            };
            let earlier = text(earlier);
            let expected = format!("one maximum in this unit, which is {earlier} already");
            Err(ValueError::new("limit", expected, &text(maximum)))
        }
        _ => Ok(()),
    }
}

words! {
    /// The kind of network by what its tokens are worth.
    #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
    #[expect(
        clippy::exhaustive_enums,
        reason = "a new case must break the build of every caller"
    )]
    pub enum NetworkKind: "kind of network" {
        /// Every network, known or not.
        #[default]
        Any = "any",
        /// Known production networks.
        Mainnet = "mainnet",
        /// Known test networks, whose tokens are worth nothing.
        Testnet = "testnet",
    }
}

/// In seconds.
const DAY: u64 = 86_400;
