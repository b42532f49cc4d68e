//! What a receipt shows of a delegation.

use super::payload::Payload;
use crate::{
    amount::Amount,
    evm::Address,
    scheme::{
        evm::transfers::{Transfers, Wanted},
        movement::Movement,
    },
};

impl Payload {
    /// By a transfer alone: no event names the delegation, so it is never a whole proof.
    pub(crate) fn movement(
        &self,
        token: Address,
        pay_to: Address,
        amount: Amount,
        transfers: &mut Transfers,
    ) -> Movement {
        let payer = self.delegator;
        let wanted = Wanted {
            token,
            payer,
            pay_to,
            amount,
        };
        transfers.unnamed(&wanted)
    }
}
