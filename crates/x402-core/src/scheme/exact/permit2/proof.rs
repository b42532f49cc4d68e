//! What proves that a permit was used.

use super::payload::Payload;
use crate::{
    chain::{BlockId, EvmQuery, Read},
    scheme::{
        evm::transfers::{Transfers, Wanted},
        movement::Movement,
    },
};
#[cfg(feature = "facilitator")]
use crate::{
    chain::{Event, Log},
    evm::{Address, abi::nonce_bit, permit2::PERMIT2},
    scheme::evm::transfers::Topics,
};

impl Payload {
    /// By the proxy's `Settled` and a transfer, each of its own. No event has the nonce.
    pub(crate) fn movement(&self, transfers: &mut Transfers) -> Movement {
        let wanted = Wanted {
            token: self.message.token,
            payer: self.message.from,
            pay_to: self.message.to,
            amount: self.message.amount,
        };
        transfers.permitted(&wanted, self.message.spender)
    }

    /// Permit2's logs of the payer's invalidations: the event, the owner.
    #[cfg(feature = "facilitator")]
    pub(crate) fn invalidation_logs(&self) -> (Address, Topics) {
        let topics = [
            Event::UNORDERED_NONCE_INVALIDATION,
            self.message.from.to_word(),
        ];
        (PERMIT2, topics.map(Some).into())
    }

    /// Whether a log is Permit2's, and of an invalidation by the payer that has the permit's nonce.
    ///
    /// Permit2 writes it of used nonces too: that the nonce was unused before is for the caller to
    /// prove.
    #[cfg(feature = "facilitator")]
    pub(crate) fn is_invalidation(&self, log: &Log) -> bool {
        let (its_word, bit) = nonce_bit(self.message.nonce);
        matches!(Event::read(log), Some(Event::UnorderedNonceInvalidation { owner, word, mask })
            if log.address == PERMIT2
                && owner == self.message.from
                && word == its_word
                && mask.to_u256().bit(bit.into()))
    }

    /// Whether the permit's nonce is used at the end of a block.
    pub(crate) fn is_used(&self, block: u64) -> EvmQuery {
        EvmQuery::Read {
            read: Read::PermitNonce {
                owner: self.message.from,
                nonce: self.message.nonce,
            },
            at: BlockId::Number(block),
        }
    }
}
