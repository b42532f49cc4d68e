//! The events that prove what happened to a payment.

use alloy_primitives::B256;
use alloy_sol_types::SolEvent;

use super::receipt::Log;
use crate::{
    amount::Amount,
    evm::{
        Address,
        abi::{Eip3009, Erc20, ExactPermit2Proxy, Permit2},
    },
};

/// An event of a token, of Permit2 or of x402's proxy.
///
/// ```
/// use x402_core::{amount::Amount, chain::{Event, Log}, evm::Address};
///
/// let word = |byte: u8| { let mut word = [0; 32]; word[12..].fill(byte); word };
/// let log = Log {
///     address: Address::new([0x33; 20]),
///     topics: vec![Event::TRANSFER, word(0x11), word(0x22)],
///     data: Amount::from(10_000_u64).to_be_bytes().to_vec(),
///     index: 0,
/// };
/// assert_eq!(Event::read(&log), Some(Event::Transfer {
///     from: Address::new([0x11; 20]),
///     to: Address::new([0x22; 20]),
///     value: Amount::from(10_000_u64),
/// }));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Event {
    /// The payer cancelled an authorization (EIP-3009).
    AuthorizationCanceled {
        /// The payer.
        authorizer: Address,
        /// The authorization's nonce.
        nonce: [u8; 32],
    },
    /// An authorization was used (EIP-3009).
    AuthorizationUsed {
        /// The payer.
        authorizer: Address,
        /// The authorization's nonce.
        nonce: [u8; 32],
    },
    /// x402's proxy settled a payment by Permit2, with or without a permit for the allowance.
    Settled,
    /// A token was transferred (ERC-20).
    Transfer {
        /// The payer.
        from: Address,
        /// The payee.
        to: Address,
        /// Atomic units of the token.
        value: Amount,
    },
    /// The owner of nonces of Permit2 invalidated some of them, used ones included.
    UnorderedNonceInvalidation {
        /// The account whose nonces they are.
        owner: Address,
        /// The word of the bitmap: the nonces divided by 256.
        word: Amount,
        /// The bits of the word that are set from here on.
        mask: Amount,
    },
}

impl Event {
    /// The first topic of `AuthorizationCanceled`.
    pub const AUTHORIZATION_CANCELED: [u8; 32] = Eip3009::AuthorizationCanceled::SIGNATURE_HASH.0;

    /// The first topic of `AuthorizationUsed`.
    pub const AUTHORIZATION_USED: [u8; 32] = Eip3009::AuthorizationUsed::SIGNATURE_HASH.0;

    /// The first topic of `Settled`.
    pub const SETTLED: [u8; 32] = ExactPermit2Proxy::Settled::SIGNATURE_HASH.0;

    /// The first topic of `SettledWithPermit`.
    pub const SETTLED_WITH_PERMIT: [u8; 32] =
        ExactPermit2Proxy::SettledWithPermit::SIGNATURE_HASH.0;

    /// The first topic of `Transfer`.
    pub const TRANSFER: [u8; 32] = Erc20::Transfer::SIGNATURE_HASH.0;

    /// The first topic of `UnorderedNonceInvalidation`.
    pub const UNORDERED_NONCE_INVALIDATION: [u8; 32] =
        Permit2::UnorderedNonceInvalidation::SIGNATURE_HASH.0;

    /// Reads a log; `None` if it is another event, or has other topics or data than the event.
    ///
    /// Any contract can emit any event: compare the log's address first.
    #[must_use]
    pub fn read(log: &Log) -> Option<Self> {
        match *log.topics.first()? {
            Self::TRANSFER => {
                let event = decode::<Erc20::Transfer>(log, 32)?;
                Some(Self::Transfer {
                    from: Address::new(event.from.into_array()),
                    to: Address::new(event.to.into_array()),
                    value: Amount::from_u256(event.value),
                })
            }
            Self::AUTHORIZATION_USED => {
                let event = decode::<Eip3009::AuthorizationUsed>(log, 0)?;
                Some(Self::AuthorizationUsed {
                    authorizer: Address::new(event.authorizer.into_array()),
                    nonce: event.nonce.0,
                })
            }
            Self::AUTHORIZATION_CANCELED => {
                let event = decode::<Eip3009::AuthorizationCanceled>(log, 0)?;
                Some(Self::AuthorizationCanceled {
                    authorizer: Address::new(event.authorizer.into_array()),
                    nonce: event.nonce.0,
                })
            }
            Self::SETTLED => {
                decode::<ExactPermit2Proxy::Settled>(log, 0)?;
                Some(Self::Settled)
            }
            Self::SETTLED_WITH_PERMIT => {
                decode::<ExactPermit2Proxy::SettledWithPermit>(log, 0)?;
                Some(Self::Settled)
            }
            Self::UNORDERED_NONCE_INVALIDATION => {
                let event = decode::<Permit2::UnorderedNonceInvalidation>(log, 64)?;
                Some(Self::UnorderedNonceInvalidation {
                    owner: Address::new(event.owner.into_array()),
                    word: Amount::from_u256(event.word),
                    mask: Amount::from_u256(event.mask),
                })
            }
            _ => None,
        }
    }
}

/// The event in a log whose data has exactly this length.
fn decode<E: SolEvent>(log: &Log, data_length: usize) -> Option<E> {
    if log.data.len() != data_length {
        return None;
    }
    let topics = log.topics.iter().map(|topic| B256::from(*topic));
    E::decode_raw_log_validate(topics, &log.data).ok()
}
