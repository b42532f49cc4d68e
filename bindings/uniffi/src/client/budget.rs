//! How much may still be spent, and what one payment costs.

use std::{fmt, sync::Arc};

use x402_core::{client, money::Money};

use crate::{
    error::ValueError,
    value::{address, amount, network},
};

/// What one payment costs, for a `Budget` to reserve.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct Cost(pub(crate) client::Cost);

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How much may still be spent, by all payments together. It never changes: what is left after a
/// payment is another budget.
#[derive(Debug, uniffi::Object)]
pub struct Budget(pub(crate) client::Budget);

#[uniffi::export]
impl Budget {
    /// No bound.
    #[uniffi::constructor]
    pub fn unlimited() -> Self {
        Self(client::Budget::unlimited())
    }

    /// The given number of dollars in all well-known tokens together, such as `$5`, `5 USDC` or
    /// `50 cents`; nothing in other tokens.
    #[uniffi::constructor]
    pub fn dollars(limit: String) -> Result<Self, ValueError> {
        Ok(Self(client::Budget::dollars(&Money::parse(&limit)?)?))
    }

    /// The same budget, and so many atomic units of this token beside it.
    pub fn with_asset(
        &self,
        network: String,
        asset: String,
        limit: String,
    ) -> Result<Arc<Self>, ValueError> {
        let (on, limit) = (self::network(&network)?, amount(&limit)?);
        let budget = self.0.clone().with_asset(on, address(&asset)?, limit);
        Ok(Arc::new(Self(budget)))
    }

    /// Whether there is enough left for this.
    pub fn covers(&self, cost: &Cost) -> bool {
        self.0.covers(&cost.0)
    }

    /// What is left after this; none if there is not enough.
    pub fn reserve(&self, cost: &Cost) -> Option<Arc<Self>> {
        let mut rest = self.0.clone();
        rest.reserve(&cost.0).then(|| Arc::new(Self(rest)))
    }

    /// What there is once this has come back.
    pub fn release(&self, cost: &Cost) -> Arc<Self> {
        let mut rest = self.0.clone();
        rest.release(&cost.0);
        Arc::new(Self(rest))
    }
}
