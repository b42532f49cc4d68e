//! The rules that every signed transfer ends with: its amount, its window, its signature, its chain.

use alloc::string::ToString;

use super::{
    onchain::ChainRules,
    queries,
    signature::{self, SignatureRules, Signed},
    signed_transfer::SignedTransfer,
    terms::EvmTerms,
    window::WindowRules,
};
use crate::{
    evm::{Signature, eip712::signing_hash, hex},
    scheme::{
        context::Context,
        evidence::{Proof, Signing},
        fault::Fault,
        judge::{Judge, Stop},
        offer::Offer,
        rule::Rule,
    },
};

/// The transfer rules of one method.
#[derive(Debug)]
pub(crate) struct TransferRules {
    pub(crate) amount: Rule,
    pub(crate) amount_zero: ZeroRule,
    pub(crate) window: WindowRules,
    pub(crate) signature: SignatureRules,
    pub(crate) chain: ChainRules,
}

/// What a price of nothing comes to.
#[derive(Debug)]
pub(crate) enum ZeroRule {
    /// The transfer settles, and costs a fee.
    Warns(Rule),
    /// The contract reverts.
    Refuses(Rule),
}

impl ZeroRule {
    pub(crate) const fn rule(&self) -> &Rule {
        match self {
            Self::Warns(rule) | Self::Refuses(rule) => rule,
        }
    }
}

/// What is known of a transfer beside its own members.
pub(crate) struct Around<E> {
    /// Whether the payment brings an allowance of its own.
    pub(crate) is_sponsored: bool,
    /// Looks for another domain under which the payer made the signature of a struct hash.
    pub(crate) elsewhere: E,
}

impl TransferRules {
    /// Applies the rules; `around` is what they need to know of the rest of the payment.
    pub(crate) fn apply<T: SignedTransfer>(
        &'static self,
        judge: &mut impl Judge,
        transfer: &T,
        terms: &EvmTerms,
        offer: &Offer,
        context: &Context<'_>,
        around: Around<impl FnOnce(&Signature, &[u8; 32]) -> Option<Fault>>,
    ) -> Result<(Proof, Signing), Stop> {
        let amount = transfer.amount();
        judge.check(&self.amount, amount == offer.amount(), || {
            Fault::new(offer.amount().to_string(), amount.to_string())
        })?;
        let asked = !offer.amount().is_zero();
        let free = || Fault::new("a price above zero", "0");
        match &self.amount_zero {
            ZeroRule::Warns(rule) => judge.warn(rule, asked, free),
            ZeroRule::Refuses(rule) => judge.check(rule, asked, free)?,
        }
        self.window
            .apply(judge, &transfer.window(), offer, context)?;

        let struct_hash = transfer.struct_hash();
        judge.note("domain_separator", || hex::encode(&terms.separator));
        judge.note("struct_hash", || hex::encode(&struct_hash));
        let signed = Signed {
            transfer,
            digest: signing_hash(&terms.separator, &struct_hash),
        };
        let proof = signature::apply(judge, &self.signature, &signed, context, |signature| {
            (around.elsewhere)(signature, &struct_hash)
        })?;
        self.chain
            .apply(judge, transfer, terms, &proof, around.is_sponsored, context)?;
        let signing = Signing {
            digest: signed.digest,
            is_deployed_first: queries::is_deployed_first(transfer, context.policy),
        };
        Ok((proof, signing))
    }

    pub(crate) const fn amount_zero(base: &Rule) -> ZeroRule {
        ZeroRule::Warns(Rule {
            code: "amount.zero",
            demands: "the price is above zero",
            hint: "serve free resources without x402",
            source: "no specification: a settlement of nothing still costs a fee",
            ..*base
        })
    }
}
