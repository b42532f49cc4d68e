//! The keys of the rows.

use alloc::{
    format,
    string::{String, ToString},
};
use core::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};

use crate::{
    address::Address, amount::is_canonical_decimal, evm::hex, network::Network,
    timestamp::UnixTimestamp, value_error::ValueError, words::words,
};

words! {
    /// What a settlement does with a payment.
    #[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum Phase: "phase" {
        /// Moves the money: to the payee, or into escrow.
        #[default]
        Settle = "settle",
        /// Moves what was used from escrow to the payee.
        Claim = "claim",
        /// Moves what was not used from escrow back to the payer.
        Refund = "refund",
    }
}

/// The key of a settlement: SHA-256 of the payment's replay key and the phase.
///
/// As text it is 64 lower-case hexadecimal digits, which fit into a URL's path.
///
/// ```
/// use x402_core::facilitator::{Phase, SettlementKey};
///
/// let key = SettlementKey::of("eip155:8453/permit2/0x11/7", Phase::Settle);
/// assert_eq!(key.to_string().len(), 64);
/// assert_eq!(key.to_string().parse(), Ok(key));
/// assert_ne!(key, SettlementKey::of("eip155:8453/permit2/0x11/7", Phase::Refund));
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SettlementKey([u8; 32]);

impl SettlementKey {
    /// The key of a payment's settlement.
    #[must_use]
    pub fn of(replay_key: &str, phase: Phase) -> Self {
        let mut hash = Sha256::new();
        hash.update(replay_key);
        // No replay key and no phase has a line feed in it.
        hash.update("\n");
        hash.update(phase.as_str());
        Self(hash.finalize().into())
    }
}

impl fmt::Display for SettlementKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 64];
        // Cannot fail: 32 bytes are 64 digits.
        let _ = alloy_primitives::hex::encode_to_slice(self.0, &mut digits);
        f.write_str(core::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for SettlementKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SettlementKey({self})")
    }
}

impl FromStr for SettlementKey {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let mut key = [0; 32];
        let is_lower = text.bytes().all(|byte| !byte.is_ascii_uppercase());
        match hex::decode_digits(text, &mut key) {
            Some(()) if is_lower && text.len() == 64 => Ok(Self(key)),
            _ => {
                let expected = "64 lower-case hexadecimal digits";
                Err(ValueError::new("settlement key", expected, text))
            }
        }
    }
}

/// The key of a lane: the sequence of nonces of one signer on one network.
///
/// As text it is the network and the signer: `eip155:8453/0xd407…f1bf`. Stores have it as `{:#}`,
/// with the address in lower case.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct LaneKey {
    /// The network.
    pub network: Network,
    /// The account that signs, and pays for the gas.
    pub signer: Address,
}

impl fmt::Display for LaneKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, signer } = self;
        write!(f, "{network}/")?;
        signer.fmt(f)
    }
}

impl FromStr for LaneKey {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let Some((network, signer)) = text.split_once('/') else {
            return Err(wrong("lane key", "network/signer", text));
        };
        Ok(Self {
            network: network.parse()?,
            signer: signer.parse()?,
        })
    }
}

/// The key of a transaction: its place in the chain. No two transactions have one.
///
/// As text it is the lane and the nonce, `eip155:8453/0xd407…f1bf/7`; or the network and the
/// message's hash, `solana:5eykt…/0x3fa1…09c2`.
///
/// ```
/// use x402_core::facilitator::TransactionKey;
///
/// let hash = "3f".repeat(32);
/// let text = format!("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/0x{hash}");
/// let key: TransactionKey = text.parse()?;
/// assert_eq!((key.nonce(), key.to_string()), (None, text));
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum TransactionKey {
    /// A nonce of an account, on an EVM chain: another transaction can take the place.
    Nonce {
        /// The lane.
        lane: LaneKey,
        /// The nonce of the signer's account.
        nonce: u64,
    },
    /// A message that the payer signed, on Solana: it lands once, or not at all.
    Message {
        /// The network.
        network: Network,
        /// SHA-256 of the message.
        message_hash: [u8; 32],
    },
}

impl TransactionKey {
    /// The network.
    #[must_use]
    pub fn network(&self) -> &Network {
        match self {
            Self::Nonce { lane, .. } => &lane.network,
            Self::Message { network, .. } => network,
        }
    }

    /// The lane, if the place is a nonce.
    #[must_use]
    pub fn lane(&self) -> Option<&LaneKey> {
        match self {
            Self::Nonce { lane, .. } => Some(lane),
            Self::Message { .. } => None,
        }
    }

    /// The nonce, if the place is one.
    #[must_use]
    pub fn nonce(&self) -> Option<u64> {
        match self {
            Self::Nonce { nonce, .. } => Some(*nonce),
            Self::Message { .. } => None,
        }
    }
}

impl fmt::Display for TransactionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nonce { lane, nonce } => {
                lane.fmt(f)?;
                write!(f, "/{nonce}")
            }
            Self::Message {
                network,
                message_hash,
            } => write!(f, "{network}/{}", hex::encode(message_hash)),
        }
    }
}

impl FromStr for TransactionKey {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let form = "network/signer/nonce` or `network/message hash";
        let error = || wrong("transaction key", form, text);
        let (before, place) = text.rsplit_once('/').ok_or_else(error)?;
        if !before.contains('/') {
            let message_hash = hex::decode_array("message hash", place).map_err(|_| error())?;
            return Ok(Self::Message {
                network: before.parse()?,
                message_hash,
            });
        }
        let nonce = is_canonical_decimal(place).then(|| place.parse().ok());
        let nonce = nonce.flatten().ok_or_else(error)?;
        let lane = before.parse()?;
        Ok(Self::Nonce { lane, nonce })
    }
}

words! {
    /// Whose gas a [`SpendRow`](super::SpendRow) counts.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum SpendScope: "scope of a spend" {
        /// What an account of the facilitator's pays.
        Signer = "signer",
        /// What is paid for the payments of one payer.
        Payer = "payer",
        /// What is paid for the payments to one payee.
        Payee = "payee",
    }
}

/// The key of a spend: an account in one of its roles, on one day.
///
/// As text it is `eip155:8453/payer/0x857b…6b66/20150`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct SpendKey {
    /// The network.
    pub network: Network,
    /// The role in which the account is counted.
    pub scope: SpendScope,
    /// The account.
    pub account: Address,
    /// The day: how many days after 1970-01-01 in UTC.
    pub day: u64,
}

impl SpendKey {
    /// The day of a point in time.
    #[must_use]
    pub fn day(time: UnixTimestamp) -> u64 {
        time.seconds() / 86_400
    }
}

impl fmt::Display for SpendKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            network,
            scope,
            account,
            day,
        } = self;
        write!(f, "{network}/{scope}/")?;
        account.fmt(f)?;
        write!(f, "/{day}")
    }
}

impl FromStr for SpendKey {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let mut parts = text.split('/');
        let parts = [(); 5].map(|()| parts.next());
        let [Some(network), Some(scope), Some(account), Some(day), None] = parts else {
            return Err(wrong("spend key", "network/scope/account/day", text));
        };
        let days = is_canonical_decimal(day).then(|| day.parse().ok());
        let Some(day) = days.flatten() else {
            return Err(wrong("spend key", "a day in decimal digits", text));
        };
        Ok(Self {
            network: network.parse()?,
            scope: scope.parse()?,
            account: account.parse()?,
            day,
        })
    }
}

fn wrong(noun: &'static str, form: &str, found: &str) -> ValueError {
    ValueError::new(noun, format!("the form `{form}`"), found)
}

impl From<SettlementKey> for String {
    fn from(key: SettlementKey) -> Self {
        key.to_string()
    }
}
