//! What proves that a permit was used.

use super::payload::Payload;
use crate::{
    chain::{BlockId, EvmQuery, Read},
    scheme::{
        evm::transfers::{Transfers, Wanted},
        movement::Movement,
    },
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
