//! The proof that a payment was verified.

use alloc::{string::String, vec::Vec};
use core::fmt;

#[cfg(feature = "x402-secp256k1")]
use crate::evm::PayerKey;
use crate::{
    address::Address,
    amount::Amount,
    chain::{ChainCheck, ChainChecks, Query},
    network::Network,
    scheme::{
        Mechanism, Offer, PayerSignature, Rejection,
        evidence::TypedPayment,
        expected_transfer::ExpectedTransfer,
        mechanism::{self, Deal},
        proven_signature::ProvenSignature,
    },
};

/// A payment whose payer's signature is proven and which breaks no rule that could be checked.
///
/// Only [`verify`](super::verify) and [`verify_header`](super::verify_header) make one: it has no constructor and
/// cannot be deserialised. Its `Debug` form shows neither payload nor signature.
#[derive(Clone, Eq, PartialEq)]
#[must_use = "a verified payment is settled, or it is worth nothing"]
pub struct Verified {
    transfer: ExpectedTransfer,
    proven: ProvenSignature,
    unchecked: ChainChecks,
    warnings: Vec<Rejection>,
}

impl Verified {
    pub(super) fn new(
        payment: TypedPayment,
        proven: ProvenSignature,
        offer: &Offer,
        unchecked: ChainChecks,
        warnings: Vec<Rejection>,
    ) -> Self {
        Self {
            transfer: ExpectedTransfer::new(payment, offer),
            proven,
            unchecked,
            warnings,
        }
    }

    /// The payer's public key, to [remember](crate::server::PayerCache) after the settlement.
    ///
    /// It is recovered again, which takes as long as the verification did. `None` on Solana and for
    /// contract wallets.
    #[cfg(feature = "x402-secp256k1")]
    #[must_use]
    pub fn payer_key(&self) -> Option<PayerKey> {
        let signing = self.transfer.payment.signing.as_ref()?;
        self.proven.signature.payer_key(&signing.digest)
    }

    /// Whether [`payer_key`](Self::payer_key) has a key.
    #[cfg(feature = "x402-secp256k1")]
    pub(crate) const fn has_payer_key(&self) -> bool {
        self.proven.signature.has_payer_key()
    }

    /// The payer: the account whose signature is proven.
    #[must_use]
    pub fn payer(&self) -> Address {
        self.transfer.payment.payer
    }

    /// How much is paid, in atomic token units.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.transfer.amount
    }

    /// The token that is paid with.
    #[must_use]
    pub fn asset(&self) -> Address {
        self.transfer.asset
    }

    /// The network that is paid on.
    ///
    /// A Solana transaction does not name its cluster: the recent blockhash alone ties it to one,
    /// which is the check [`ChainCheck::Blockhash`]. Until it is answered, this is the network
    /// of the offer, and the same bytes verify against an offer of the same mint elsewhere.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.transfer.network
    }

    /// Who is paid.
    #[must_use]
    pub fn pay_to(&self) -> Address {
        self.transfer.pay_to
    }

    /// How the payment is made.
    #[must_use]
    pub fn mechanism(&self) -> Mechanism {
        self.transfer.payment.mechanism
    }

    /// The payer's signature in the one form to settle with, whatever form was sent.
    #[must_use]
    pub fn signature(&self) -> &PayerSignature {
        &self.proven.signature
    }

    /// The proof that the payer signed, for another verdict about the same payment.
    pub(crate) const fn proven(&self) -> &ProvenSignature {
        &self.proven
    }

    /// What makes this payment the same payment, whatever bytes carry it; begins with the network.
    ///
    /// A server that has seen the key serves nothing for it again. Keep it until
    /// [`keep_until`](Self::keep_until), and always until the settlement is final.
    #[must_use]
    pub fn replay_key(&self) -> String {
        mechanism::replay_key(&self.transfer.payment.payload, &self.transfer.network)
    }

    /// Until when the replay key must be kept, in Unix seconds: the end of the payment's
    /// window, on Solana at least 120 s from now. `u64::MAX` means that the window never ends.
    #[must_use]
    pub fn keep_until(&self) -> u64 {
        self.transfer.payment.keep_until
    }

    /// The transfer that the payment is to make: what a proof of its settlement looks for.
    #[must_use]
    pub fn expected_transfer(&self) -> ExpectedTransfer {
        self.transfer.clone()
    }

    /// What to ask the network, in one round; empty if nothing is open.
    ///
    /// Verify again with the answers as [`Facts`](crate::chain::Facts). The payer's signature is
    /// proven in any case: these are about whether the payment settles.
    #[must_use]
    pub fn queries(&self) -> Vec<Query> {
        let signature = self.proven.signature.to_bytes();
        let deal = Deal {
            asset: self.transfer.asset,
            pay_to: self.transfer.pay_to,
            amount: self.transfer.amount,
            signature: &signature,
            redeemer: None,
            open: self.unchecked,
        };
        mechanism::queries(&self.transfer.payment, &deal)
    }

    /// The checks that only the chain can still make; never that of the signature.
    pub fn unchecked(&self) -> impl Iterator<Item = ChainCheck> {
        self.unchecked.iter()
    }

    /// Warnings: findings that do not reject the payment.
    #[must_use]
    pub fn warnings(&self) -> &[Rejection] {
        &self.warnings
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("mechanism", &self.mechanism())
            .field("payer", &self.payer())
            .field("amount", &self.transfer.amount)
            .field("asset", &self.transfer.asset)
            .field("network", &self.transfer.network)
            .field("pay_to", &self.transfer.pay_to)
            .field("keep_until", &self.keep_until())
            .field("unchecked", &self.unchecked)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} pays {} of {} to {} on {}",
            self.payer(),
            self.transfer.amount,
            self.transfer.asset,
            self.transfer.pay_to,
            self.transfer.network
        )
    }
}
