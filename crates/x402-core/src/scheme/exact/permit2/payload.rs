//! What a payer sends for Permit2.

use alloc::{format, string::String, vec::Vec};

use crate::{
    evm::{hex, permit2::PermitWitnessTransferFrom},
    network::Network,
    scheme::{
        evm::{address::PayerAddress, form::Form},
        fault::Fault,
        member::Members,
    },
};

pub(crate) static FORM: Form = Form {
    members: &["permit2Authorization"],
    text: "`permit2Authorization` (Permit2)",
};

/// A signed permit.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Payload {
    pub(crate) message: PermitWitnessTransferFrom,
    /// As it was sent.
    pub(crate) signature: Vec<u8>,
}

impl Payload {
    /// The network, the payer and the nonce: Permit2 has one set of nonces for all tokens.
    pub(crate) fn replay_key(&self, network: &Network) -> String {
        let owner = hex::encode(self.message.from.as_bytes());
        format!("{network}/permit2/{owner}/{}", self.message.nonce)
    }
}

/// What the payer sends, with every address as written.
pub(super) struct Received<'a> {
    pub(super) payload: Payload,
    pub(super) from: PayerAddress<'a>,
    pub(super) token: PayerAddress<'a>,
    pub(super) spender: PayerAddress<'a>,
    pub(super) to: PayerAddress<'a>,
}

impl<'a> Received<'a> {
    pub(super) fn read(payload: Members<'a>) -> Result<Self, Fault> {
        payload.spelled(&["signature", "permit2Authorization"])?;
        let signature = payload.bytes("signature")?;
        let permit = payload.members("permit2Authorization", POINTER)?;
        let permitted = permit.members("permitted", "/payload/permit2Authorization/permitted")?;
        let witness = permit.members("witness", "/payload/permit2Authorization/witness")?;
        permit.spelled(&[
            "from",
            "permitted",
            "spender",
            "nonce",
            "deadline",
            "witness",
        ])?;
        permitted.spelled(&["token", "amount"])?;
        witness.spelled(&["to", "validAfter"])?;
        let from = PayerAddress::read(&permit, "from")?;
        let token = PayerAddress::read(&permitted, "token")?;
        let spender = PayerAddress::read(&permit, "spender")?;
        let to = PayerAddress::read(&witness, "to")?;
        let message = PermitWitnessTransferFrom {
            from: from.address,
            token: token.address,
            amount: permitted.decimal("amount")?,
            spender: spender.address,
            nonce: permit.decimal("nonce")?,
            deadline: permit.decimal("deadline")?,
            to: to.address,
            valid_after: witness.decimal("validAfter")?,
        };
        Ok(Self {
            payload: Payload { message, signature },
            from,
            token,
            spender,
            to,
        })
    }
}

const POINTER: &str = "/payload/permit2Authorization";
