//! What an EVM payment leaves to the chain.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{queries, signed_transfer::SignedTransfer, terms::EvmTerms};
use crate::{
    amount::Amount,
    chain::{Answer, ChainCheck, Code, KnownError, Read, Revert, Value},
    evm::{Address, hex},
    scheme::{
        chain::Known,
        context::Context,
        evidence::{Proof, signature_bytes},
        fault::Fault,
        judge::{Judge, Stop},
        rule::Rule,
    },
};

/// The rules of one method that only the chain can answer.
#[derive(Debug)]
pub(crate) struct ChainRules {
    pub(crate) asset_code: Rule,
    pub(crate) paused: Rule,
    pub(crate) domain: Option<&'static Rule>,
    pub(crate) nonce_used: Rule,
    pub(crate) allowance: Option<&'static Rule>,
    pub(crate) funds: Rule,
    pub(crate) payer_blacklisted: Rule,
    pub(crate) recipient_blacklisted: Rule,
    pub(crate) simulation: Rule,
}

impl ChainRules {
    /// Applies the rules by the caller's facts.
    pub(crate) fn apply(
        &'static self,
        judge: &mut impl Judge,
        transfer: &impl SignedTransfer,
        terms: &EvmTerms,
        proof: &Proof,
        is_sponsored: bool,
        context: &Context<'_>,
    ) -> Result<(), Stop> {
        let (token, payer) = (terms.asset, transfer.payer());
        let chain = context.chain;
        let simulated = simulate(transfer, || signature_bytes(proof), context);
        // A settlement that succeeds answers what would have made it fail.
        let succeeds = simulated
            .as_ref()
            .is_some_and(Result::is_ok)
            .then_some(true);
        judge.chain(
            &self.asset_code,
            ChainCheck::AssetCode,
            has_code(chain, token),
            || Fault::new("a contract", format!("no code at {token}")),
        )?;
        let is_open = flag(chain, || Read::Paused { token }).or(succeeds);
        judge.chain(&self.paused, ChainCheck::Simulation, is_open, || {
            Fault::new("a token that is not paused", format!("{token} paused"))
        })?;
        if let Some(rule) = self.domain {
            let found = separator(transfer, chain);
            let same = found.map(|found| found == terms.separator).or(succeeds);
            judge.chain(rule, ChainCheck::Simulation, same, || {
                let found = found.unwrap_or_default();
                Fault::new(hex::encode(&terms.separator), hex::encode(&found))
            })?;
        }
        let used = chain.flag(|| queries::read(transfer.nonce_read()));
        let unused = used.map(|used| !used);
        judge.chain(&self.nonce_used, ChainCheck::Nonce, unused, || {
            Fault::new("an unused nonce", transfer.nonce())
        })?;
        let submitted = succeeds.filter(|_| is_sponsored);
        self.apply_funds(judge, transfer, token, is_sponsored, submitted, chain)?;
        for (rule, account) in [
            (&self.payer_blacklisted, payer),
            (&self.recipient_blacklisted, terms.pay_to),
        ] {
            let is_free = flag(chain, || queries::is_blacklisted(token, account)).or(succeeds);
            judge.chain(rule, ChainCheck::Simulation, is_free, || {
                let found = format!("{account} barred by {token}");
                Fault::new("an account that the token's issuer has not barred", found)
            })?;
        }
        let succeeds = simulated.as_ref().map(Result::is_ok);
        judge.chain(&self.simulation, ChainCheck::Simulation, succeeds, || {
            let found = simulated.and_then(Result::err);
            let found = found.unwrap_or_else(|| String::from("one that fails"));
            Fault::new("a simulation that succeeds", found)
        })
    }

    fn apply_funds(
        &'static self,
        judge: &mut impl Judge,
        transfer: &impl SignedTransfer,
        token: Address,
        is_sponsored: bool,
        submitted: Option<bool>,
        chain: Known<'_>,
    ) -> Result<(), Stop> {
        let (owner, amount) = (transfer.payer(), transfer.amount());
        let mut covers = |rule, check, held: Option<Amount>, otherwise| {
            let covered = held.map(|held| held >= amount).or(otherwise);
            judge.chain(rule, check, covered, || {
                let found = held.unwrap_or(Amount::ZERO).to_string();
                Fault::new(format!("at least {amount}"), found)
            })
        };
        if let Some(rule) = self.allowance {
            let held = chain.amount(|| queries::read(queries::allowance(token, owner)));
            // The allowance of now, unless the payment brings its own, which the simulation
            // submits.
            let held = held.filter(|held| *held >= amount || !is_sponsored);
            covers(rule, ChainCheck::Allowance, held, submitted)?;
        }
        let held = chain.amount(|| queries::read(Read::Balance { token, owner }));
        covers(&self.funds, ChainCheck::Balance, held, None)
    }

    pub(crate) const fn paused(base: &Rule) -> Rule {
        Rule {
            code: "asset.paused",
            pointer: "/accepted/asset",
            demands: "the token is not paused",
            hint: "offer another token until its issuer resumes it",
            source: "FiatToken, paused",
            ..*base
        }
    }

    pub(crate) const fn payer_blacklisted(base: &Rule) -> Rule {
        Rule {
            code: "payer.blacklisted",
            demands: "the token's issuer has not barred the payer",
            hint: "pay from another account",
            source: "FiatToken, isBlacklisted",
            ..*base
        }
    }

    pub(crate) const fn recipient_blacklisted(base: &Rule) -> Rule {
        Rule {
            code: "recipient.blacklisted",
            pointer: "/accepted/payTo",
            demands: "the token's issuer has not barred the payee",
            hint: "offer another `payTo`",
            source: "FiatToken, isBlacklisted",
            ..*base
        }
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

/// Whether there is code at an address; an EIP-7702 delegation is code.
pub(super) fn has_code(chain: Known<'_>, account: Address) -> Option<bool> {
    match chain.value(|| queries::code(account))? {
        Value::Code(code) => Some(code != Code::None),
        _ => None,
    }
}

/// Whether a bar of the token's issuer is absent. A token that has no such function has no such
/// bar.
fn flag(chain: Known<'_>, read: impl FnOnce() -> Read) -> Option<bool> {
    match chain.answer(|| queries::read(read()))? {
        Answer::Value(Value::Flag(is_barred)) => Some(!is_barred),
        Answer::Refused(_) => Some(true),
        _ => None,
    }
}

/// The domain separator that the token states; a token need not state one.
pub(crate) fn separator(transfer: &impl SignedTransfer, chain: Known<'_>) -> Option<[u8; 32]> {
    let read = transfer.domain_read()?;
    match chain.value(|| queries::read(read))? {
        Value::Hash(hash) => Some(hash),
        _ => None,
    }
}

/// What a simulation of the settlement found: success, or why it fails.
pub(super) fn simulate(
    transfer: &impl SignedTransfer,
    signature: impl FnOnce() -> Vec<u8>,
    context: &Context<'_>,
) -> Option<Result<(), String>> {
    let answer = context.chain.answer(|| {
        let is_deployed_first = queries::is_deployed_first(transfer, context.policy);
        queries::simulation(transfer, &signature(), is_deployed_first)
    });
    match answer? {
        Answer::Value(Value::Succeeded) => Some(Ok(())),
        // The window has opened, but the newest block is older than that.
        Answer::Refused(revert) if is_early(&revert) => None,
        Answer::Refused(revert) => Some(Err(revert.to_string())),
        _ => None,
    }
}

fn is_early(revert: &Revert) -> bool {
    match revert {
        Revert::Known(error) => *error == KnownError::PaymentTooEarly,
        Revert::Message(text) => text == "FiatTokenV2: authorization is not yet valid",
        _ => false,
    }
}
