//! What proves that an authorization was used.

use alloc::vec;

use super::payload::Payload;
use crate::{
    chain::Event,
    scheme::evm::transfers::{Authorization, Topics, Wanted},
};

impl Payload {
    /// What the token's events name.
    pub(crate) fn authorization(&self) -> Authorization {
        (self.token, self.message.from, self.message.nonce)
    }

    /// The transfer that `AuthorizationUsed` with this nonce must come with.
    pub(crate) fn wanted(&self) -> Wanted {
        Wanted {
            token: self.token,
            payer: self.message.from,
            pay_to: self.message.to,
            amount: self.message.value,
        }
    }

    /// The topics of the two logs that end an authorization: it was used, or cancelled.
    pub(crate) fn ends(&self) -> [Topics; 2] {
        let mut authorizer = [0; 32];
        for (to, from) in authorizer
            .iter_mut()
            .skip(12)
            .zip(self.message.from.as_bytes())
        {
            *to = *from;
        }
        [Event::AUTHORIZATION_USED, Event::AUTHORIZATION_CANCELED]
            .map(|event| vec![Some(event), Some(authorizer), Some(self.message.nonce)])
    }
}
