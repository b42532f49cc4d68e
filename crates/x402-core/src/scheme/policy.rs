//! How strictly the rules are read.

use alloc::vec::Vec;

use crate::evm;

/// The leniencies and bounds of the rules; [`Policy::default`] is strict.
///
/// A policy covers rules only: no leniency touches the proof of the signature, the payee,
/// the amount, the asset, the sponsor's safety or the form of the JSON. Each leniency names the
/// vector with a payment that needs it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each leniency is one switch that a reader can look up"
)]
pub struct Policy {
    /// Accept an address in mixed case whose EIP-55 checksum is wrong.
    ///
    /// The Python client copies `payTo` as the server wrote it, and some servers write
    /// hand-typed addresses; the bytes are what is signed.
    /// Vector: `evm.exact.eip3009.fields/to-checksum-interop`.
    pub bad_checksum: bool,
    /// Accept 64-byte signatures (EIP-2098).
    ///
    /// Some hardware and library wallets produce them; USDC's contract takes them in its
    /// `bytes` overload only after they were expanded, which [`Verified`](crate::verify::Verified) does.
    /// Vector: `evm.exact.eip3009.signature/length-compact-interop`.
    pub compact: bool,
    /// Accept up to eight Lighthouse guards, at any place, which may name the fee payer.
    ///
    /// Phantom, Solflare and other wallets insert guards of their own when they sign, some of
    /// them on the fee payer's account. Without this, up to four behind the transfer. Simulate right
    /// before sending: a guard of Phantom's asserts a hash of a whole token account, which another
    /// payment in the same slot may change.
    /// Vector: `svm.exact.layout/guard-first-interop`.
    pub lighthouse_guards: bool,
    /// Accept for Permit2 what its contract accepts: an s above n/2, and 64 bytes (EIP-2098).
    ///
    /// Key management services return a high s for half of their signatures. No named policy
    /// sets this; `Verified` has the signature in its canonical form.
    pub permit2_signatures: bool,
    /// Accept a recovery id of 0 or 1 where Ethereum writes 27 or 28.
    ///
    /// Ledger devices and some key management services answer so; tokens revert on it, so
    /// settle with the normalised signature.
    /// Vector: `evm.exact.eip3009.signature/v-parity-interop`.
    pub v_0_1: bool,
    /// The least time, in seconds, between now and the end of a payment's window: time to settle in.
    pub expiry_margin: u64,
    /// The factories that an ERC-6492 wrapper may name; empty by default. Nothing is ever executed here.
    pub erc6492_factories: Vec<evm::Address>,
    /// The highest compute unit price on Solana, in micro-lamports.
    pub max_compute_unit_price: u64,
    /// The highest compute unit limit on Solana.
    pub max_compute_unit_limit: u32,
    /// The highest fee on Solana, in lamports, that the sponsor can be charged: 5,000 for each
    /// signature, and the compute unit limit at its price. The default is the product of the two
    /// bounds above; a facilitator that pays for strangers may want 50,000.
    pub max_worst_fee: u64,
    /// The longest window, in seconds, whatever the offer states: a payment ends at most one hour
    /// after the longer of this and the offer's `maxTimeoutSeconds`, counted from now.
    pub max_window: u64,
}

impl Policy {
    /// The least time that a settlement needs, in seconds: the margin that verifiers demand unless
    /// they are set otherwise.
    pub const EXPIRY_MARGIN: u64 = 6;

    /// Every rule as the specification and the tokens read it.
    #[must_use]
    pub const fn strict() -> Self {
        Self::with_leniencies(false)
    }

    /// Accepts what published clients and wallets produce, and nothing that only published
    /// verifiers overlook.
    #[must_use]
    pub const fn interop() -> Self {
        Self::with_leniencies(true)
    }

    const fn with_leniencies(lenient: bool) -> Self {
        Self {
            bad_checksum: lenient,
            compact: lenient,
            lighthouse_guards: lenient,
            permit2_signatures: false,
            v_0_1: lenient,
            expiry_margin: Self::EXPIRY_MARGIN,
            erc6492_factories: Vec::new(),
            max_compute_unit_price: 5_000_000,
            max_compute_unit_limit: 400_000,
            max_worst_fee: 2_010_000,
            max_window: 86_400,
        }
    }

    /// The policy of this name: `strict` or `interop`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        match name {
            "strict" => Some(Self::strict()),
            "interop" => Some(Self::interop()),
            _ => None,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::strict()
    }
}

pub(crate) static STRICT: Policy = Policy::strict();
