//! What an EVM payment leaves to the chain.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{rules::ChainRules, terms::EvmTerms};
use crate::{
    amount::Amount,
    scheme::{
        chain::Question,
        context::Context,
        fault::Fault,
        judge::{Judge, Stop},
    },
};

/// Applies the rules that only the chain can answer, by the caller's facts.
pub(in crate::scheme::exact) fn judge(
    judge: &mut impl Judge,
    rules: &ChainRules,
    amount: Amount,
    nonce: impl Fn() -> String,
    terms: &EvmTerms,
    context: &Context<'_>,
) -> Result<(), Stop> {
    let chain = context.chain;
    judge.chain(
        rules.asset_code,
        Question::AssetCode,
        chain.asset_has_code,
        || Fault::new("a contract", format!("no code at {}", terms.asset)),
    )?;
    let unused = chain.nonce_used.map(|used| !used);
    judge.chain(rules.nonce_used, Question::Nonce, unused, || {
        Fault::new("an unused nonce", nonce())
    })?;
    let mut covers = |rule, question, held: Option<Amount>| {
        let covered = held.map(|held| held >= amount);
        judge.chain(rule, question, covered, || {
            let found = held.unwrap_or(Amount::ZERO).to_string();
            Fault::new(format!("at least {amount}"), found)
        })
    };
    if let Some(rule) = rules.allowance {
        covers(rule, Question::Allowance, chain.allowance)?;
    }
    covers(rules.funds, Question::Balance, chain.balance)?;
    judge.chain(
        rules.simulation,
        Question::Simulation,
        chain.simulation_succeeds,
        || Fault::new("a simulation that succeeds", "one that fails"),
    )
}
