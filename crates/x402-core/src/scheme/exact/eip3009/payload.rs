//! What a payer sends for EIP-3009.

use alloc::{format, string::String, vec::Vec};

use crate::{
    evm::{Address, eip3009::TransferWithAuthorization, hex},
    network::Network,
    scheme::{
        evm::{address::PayerAddress, form::Form},
        fault::Fault,
        member::Members,
    },
};

pub(crate) static FORM: Form = Form {
    members: &["authorization"],
    text: "`authorization` (EIP-3009)",
};

/// A signed authorization for a token.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Payload {
    pub(crate) token: Address,
    pub(crate) message: TransferWithAuthorization,
    /// As it was sent.
    pub(crate) signature: Vec<u8>,
}

impl Payload {
    /// The network, the token, the payer and the nonce.
    pub(crate) fn replay_key(&self, network: &Network) -> String {
        format!(
            "{network}/eip3009/{}/{}/{}",
            hex::encode(self.token.as_bytes()),
            hex::encode(self.message.from.as_bytes()),
            hex::encode(&self.message.nonce),
        )
    }
}

/// What the payer sends, with `from` and `to` as written.
pub(super) struct Received<'a> {
    pub(super) payload: Payload,
    pub(super) from: PayerAddress<'a>,
    pub(super) to: PayerAddress<'a>,
}

impl<'a> Received<'a> {
    pub(super) fn read(payload: Members<'a>, token: Address) -> Result<Self, Fault> {
        payload.spelled(&["signature", "authorization"])?;
        let signature = payload.bytes("signature")?;
        let authorization = payload.members("authorization", "/payload/authorization")?;
        authorization.spelled(&["from", "to", "value", "validAfter", "validBefore", "nonce"])?;
        let from = PayerAddress::read(&authorization, "from")?;
        let to = PayerAddress::read(&authorization, "to")?;
        let message = TransferWithAuthorization {
            from: from.address,
            to: to.address,
            value: authorization.decimal("value")?,
            valid_after: authorization.decimal("validAfter")?,
            valid_before: authorization.decimal("validBefore")?,
            nonce: authorization.byte_array("nonce")?,
        };
        Ok(Self {
            payload: Payload {
                token,
                message,
                signature,
            },
            from,
            to,
        })
    }
}
