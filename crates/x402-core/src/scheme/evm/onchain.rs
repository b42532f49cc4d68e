//! What an EVM payment leaves to the chain.

use alloc::{format, string::ToString};

use super::{signed_transfer::SignedTransfer, terms::EvmTerms};
use crate::{
    amount::Amount,
    scheme::{
        chain::Question,
        context::Context,
        fault::Fault,
        judge::{Judge, Stop},
        rule::Rule,
    },
};

/// The rules of one method that only the chain can answer.
#[derive(Debug)]
pub(crate) struct ChainRules {
    pub(crate) asset_code: Rule,
    pub(crate) nonce_used: Rule,
    pub(crate) allowance: Option<&'static Rule>,
    pub(crate) funds: Rule,
    pub(crate) simulation: Rule,
}

impl ChainRules {
    /// Applies the rules by the caller's facts.
    pub(crate) fn apply(
        &'static self,
        judge: &mut impl Judge,
        transfer: &impl SignedTransfer,
        terms: &EvmTerms,
        context: &Context<'_>,
    ) -> Result<(), Stop> {
        let amount = transfer.amount();
        let chain = context.chain;
        judge.chain(
            &self.asset_code,
            Question::AssetCode,
            chain.asset_has_code,
            || Fault::new("a contract", format!("no code at {}", terms.asset)),
        )?;
        let unused = chain.nonce_used.map(|used| !used);
        judge.chain(&self.nonce_used, Question::Nonce, unused, || {
            Fault::new("an unused nonce", transfer.nonce())
        })?;
        let mut covers = |rule, question, held: Option<Amount>| {
            let covered = held.map(|held| held >= amount);
            judge.chain(rule, question, covered, || {
                let found = held.unwrap_or(Amount::ZERO).to_string();
                Fault::new(format!("at least {amount}"), found)
            })
        };
        if let Some(rule) = self.allowance {
            covers(rule, Question::Allowance, chain.allowance)?;
        }
        covers(&self.funds, Question::Balance, chain.balance)?;
        judge.chain(
            &self.simulation,
            Question::Simulation,
            chain.simulation_succeeds,
            || Fault::new("a simulation that succeeds", "one that fails"),
        )
    }

    pub(crate) const fn asset_code(base: &Rule) -> Rule {
        Rule {
            code: "asset.not_contract",
            pointer: "/accepted/asset",
            wire_code: "asset_not_deployed_contract",
            demands: "there is a contract at the asset's address",
            hint: "correct the offer's `asset`: calls to an account without code succeed and move nothing",
            ..*base
        }
    }

    pub(crate) const fn funds(base: &Rule) -> Rule {
        Rule {
            code: "funds.insufficient",
            wire_code: "insufficient_funds",
            demands: "the payer holds the amount",
            hint: "fund the payer's account",
            ..*base
        }
    }
}
