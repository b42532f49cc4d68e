//! How strictly the rules are read.

use x402_core::scheme;

use crate::{error::ValueError, value::parse_all};

/// The leniencies and bounds of the rules; the defaults are strict.
///
/// A policy covers rules only: no leniency touches the proof of the signature, the payee, the
/// amount, the asset, the sponsor's safety or the form of the JSON.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each leniency is one switch that a reader can look up"
)]
pub struct Policy {
    /// Accept an address in mixed case whose EIP-55 checksum is wrong.
    #[uniffi(default = false)]
    pub bad_checksum: bool,
    /// Accept 64-byte signatures (EIP-2098).
    #[uniffi(default = false)]
    pub compact: bool,
    /// Accept up to eight Lighthouse guards, at any place, which may name the fee payer.
    #[uniffi(default = false)]
    pub lighthouse_guards: bool,
    /// Accept for Permit2 what its contract accepts: an s above n/2, and 64 bytes (EIP-2098).
    #[uniffi(default = false)]
    pub permit2_signatures: bool,
    /// Accept a recovery id of 0 or 1 where Ethereum writes 27 or 28.
    #[uniffi(default = false)]
    pub v_0_1: bool,
    /// The least time, in seconds, between now and the end of a payment's window; 6 if not said.
    #[uniffi(default = None)]
    pub expiry_margin: Option<u64>,
    /// The factories that an ERC-6492 wrapper may name. Nothing is ever executed here.
    #[uniffi(default = [])]
    pub erc6492_factories: Vec<String>,
    /// The highest compute unit price on Solana, in micro-lamports; 5,000,000 if not said.
    #[uniffi(default = None)]
    pub max_compute_unit_price: Option<u64>,
    /// The highest compute unit limit on Solana; 400,000 if not said.
    #[uniffi(default = None)]
    pub max_compute_unit_limit: Option<u32>,
    /// The highest fee on Solana, in lamports, that the sponsor can be charged: 5,000 for each
    /// signature, and the compute unit limit at its price; 2,010,000 by default.
    #[uniffi(default = None)]
    pub max_worst_fee: Option<u64>,
    /// The longest window, in seconds, whatever the offer states: a payment ends at most one hour
    /// after the longer of this and the offer's `maxTimeoutSeconds`, counted from now; 86,400 if
    /// not said.
    #[uniffi(default = None)]
    pub max_window: Option<u64>,
}

impl From<&scheme::Policy> for Policy {
    fn from(policy: &scheme::Policy) -> Self {
        Self {
            bad_checksum: policy.bad_checksum,
            compact: policy.compact,
            lighthouse_guards: policy.lighthouse_guards,
            permit2_signatures: policy.permit2_signatures,
            v_0_1: policy.v_0_1,
            expiry_margin: Some(policy.expiry_margin),
            erc6492_factories: policy
                .erc6492_factories
                .iter()
                .map(ToString::to_string)
                .collect(),
            max_compute_unit_price: Some(policy.max_compute_unit_price),
            max_compute_unit_limit: Some(policy.max_compute_unit_limit),
            max_worst_fee: Some(policy.max_worst_fee),
            max_window: Some(policy.max_window),
        }
    }
}

impl Policy {
    pub(crate) fn read(&self) -> Result<scheme::Policy, ValueError> {
        let mut policy = scheme::Policy::strict();
        policy.bad_checksum = self.bad_checksum;
        policy.compact = self.compact;
        policy.lighthouse_guards = self.lighthouse_guards;
        policy.permit2_signatures = self.permit2_signatures;
        policy.v_0_1 = self.v_0_1;
        policy.erc6492_factories = parse_all(&self.erc6492_factories)?;
        if let Some(seconds) = self.expiry_margin {
            policy.expiry_margin = seconds;
        }
        if let Some(price) = self.max_compute_unit_price {
            policy.max_compute_unit_price = price;
        }
        if let Some(limit) = self.max_compute_unit_limit {
            policy.max_compute_unit_limit = limit;
        }
        if let Some(lamports) = self.max_worst_fee {
            policy.max_worst_fee = lamports;
        }
        if let Some(seconds) = self.max_window {
            policy.max_window = seconds;
        }
        Ok(policy)
    }
}

/// The policy of this name: `strict` reads every rule as the specification and the tokens do,
/// `interop` accepts what published clients and wallets produce; no other name is one.
#[uniffi::export]
pub fn policy_by_name(name: String) -> Option<Policy> {
    scheme::Policy::by_name(&name).as_ref().map(Policy::from)
}
