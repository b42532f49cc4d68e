//! The proof that a payment was verified.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    address::Address,
    amount::Amount,
    network::Network,
    scheme::{
        Context, Method, Offer, PayerSignature, Question, Rejection,
        chain::Questions,
        evidence::{Proven, Replay},
    },
};

/// A payment whose payer's signature is proven and which breaks no rule that could be checked.
///
/// Only [`verify`](super::verify) and [`verify_header`](super::verify_header) make one: it has no constructor and
/// cannot be deserialised.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "a verified payment is settled, or it is worth nothing"]
pub struct Verified {
    proven: Proven,
    network: Network,
    amount: Amount,
    asset: Address,
    pay_to: Address,
    keep_until: u64,
    unchecked: Questions,
    warnings: Vec<Rejection>,
}

impl Verified {
    pub(super) fn new(
        proven: Proven,
        offer: &Offer,
        context: &Context<'_>,
        unchecked: Questions,
        warnings: Vec<Rejection>,
    ) -> Self {
        let keep_until = match proven.replay {
            // A blockhash lives for about 150 slots; the SDKs remember a message for 120 s.
            Replay::Solana { .. } => {
                let longest = offer.max_timeout_seconds().max(SOLANA_MEMORY);
                context.now().seconds().saturating_add(longest)
            }
            _ => proven.valid_until,
        };
        Self {
            proven,
            network: offer.network().clone(),
            amount: offer.amount(),
            asset: offer.asset(),
            pay_to: offer.pay_to(),
            keep_until,
            unchecked,
            warnings,
        }
    }

    /// Whose money it is: the account whose signature is proven.
    #[must_use]
    pub fn payer(&self) -> Address {
        self.proven.payer
    }

    /// How much is paid, in atomic token units.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.amount
    }

    /// The token that is paid with.
    #[must_use]
    pub fn asset(&self) -> Address {
        self.asset
    }

    /// The network that is paid on.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Who is paid.
    #[must_use]
    pub fn pay_to(&self) -> Address {
        self.pay_to
    }

    /// How the payment is made.
    #[must_use]
    pub fn method(&self) -> Method {
        self.proven.method
    }

    /// The payer's signature in the one form to settle with, whatever form was sent.
    #[must_use]
    pub fn signature(&self) -> &PayerSignature {
        &self.proven.signature
    }

    /// What makes this payment the same payment, whatever bytes carry it; begins with the network.
    ///
    /// A server that has seen the key serves nothing for it again. Keep it until
    /// [`keep_until`](Self::keep_until), and always until the settlement is final.
    #[must_use]
    pub fn replay_key(&self) -> String {
        self.proven.replay.key(&self.network)
    }

    /// Until when the replay key must be kept, in Unix seconds: the end of the payment's
    /// window, on Solana at least 120 s from now. `u64::MAX` means that the window never ends.
    #[must_use]
    pub fn keep_until(&self) -> u64 {
        self.keep_until
    }

    /// What only the chain can still answer; never the signature.
    pub fn unchecked(&self) -> impl Iterator<Item = Question> {
        self.unchecked.iter()
    }

    /// What is odd about the payment and refuses nothing.
    #[must_use]
    pub fn warnings(&self) -> &[Rejection] {
        &self.warnings
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} pays {} of {} to {} on {}",
            self.payer(),
            self.amount,
            self.asset,
            self.pay_to,
            self.network
        )
    }
}

/// How long a Solana message must be remembered at least, in seconds.
const SOLANA_MEMORY: u64 = 120;
