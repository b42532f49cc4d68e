//! The proof that a payment was verified.

use std::{fmt, sync::Arc};

use x402_core::verify;

use crate::{
    chain::ChainCheck,
    receipt::ExpectedTransfer,
    scheme::{Mechanism, Rejection},
    value::digits,
};

/// A payment whose payer's signature is proven and which breaks no rule that could be checked.
///
/// Only the `verify` functions make one: nothing else can, and it cannot be stored. A verified
/// payment is not a settled one: balance, nonce and simulation belong to the chain.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct Verified(pub(crate) verify::Verified);

/// What is proven: a copy to read. The proof is the `Verified`, which alone nothing else can make.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct VerifiedFacts {
    /// The payer: the account whose signature is proven.
    pub payer: String,
    /// How much is paid, in atomic token units: decimal digits.
    pub amount: String,
    /// The token that is paid with.
    pub asset: String,
    /// The network that is paid on: a CAIP-2 name.
    ///
    /// A Solana transaction does not name its cluster: the recent blockhash alone ties it to one.
    /// Until the check `blockhash` is answered, this is the network of the offer.
    pub network: String,
    /// Who is paid.
    pub pay_to: String,
    /// How the payment is made.
    pub mechanism: Mechanism,
    /// The payer's signature in the one form to settle with, whatever form was sent.
    pub signature: Vec<u8>,
    /// What makes this payment the same payment, whatever bytes carry it; begins with the network.
    ///
    /// A server that has seen the key serves nothing for it again.
    pub replay_key: String,
    /// Until when the replay key must be kept, in Unix seconds, and always until the settlement is
    /// final. 2^64-1 means that the window never ends.
    pub keep_until: u64,
    /// The checks that only the chain can still make; never that of the signature.
    pub unchecked: Vec<ChainCheck>,
    /// Warnings: findings that do not reject the payment.
    pub warnings: Vec<Rejection>,
}

#[uniffi::export]
impl Verified {
    /// What is proven, in one call.
    pub fn facts(&self) -> VerifiedFacts {
        let Self(verified) = self;
        VerifiedFacts {
            payer: verified.payer().to_string(),
            amount: digits(verified.amount()),
            asset: verified.asset().to_string(),
            network: verified.network().to_string(),
            pay_to: verified.pay_to().to_string(),
            mechanism: verified.mechanism().into(),
            signature: verified.signature().to_bytes(),
            replay_key: verified.replay_key(),
            keep_until: verified.keep_until(),
            unchecked: verified.unchecked().map(Into::into).collect(),
            warnings: verified.warnings().iter().map(Into::into).collect(),
        }
    }

    /// The transfer that the payment is to make: what a proof of its settlement looks for.
    pub fn expected_transfer(&self) -> Arc<ExpectedTransfer> {
        Arc::new(ExpectedTransfer(self.0.expected_transfer()))
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
