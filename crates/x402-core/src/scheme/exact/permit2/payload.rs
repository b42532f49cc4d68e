//! What a payer sends for Permit2.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    evm::{eip2612::SignedPermit, hex, permit2::PermitWitnessTransferFrom},
    json::{Json, Object},
    network::Network,
    scheme::{
        evm::payload::{PayerAddress, SIGNATURE, insert_signature},
        fault::Fault,
        member::Members,
    },
};

/// A signed permit.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Payload {
    pub(crate) message: PermitWitnessTransferFrom,
    /// As it was sent.
    pub(crate) signature: Vec<u8>,
    /// The allowance that is submitted with it; it comes in an extension, outside of the payload.
    pub(crate) allowance: Option<SignedPermit>,
}

impl Payload {
    /// Members in the order of the specification's samples.
    pub(crate) fn write(&self) -> Object<'static> {
        let PermitWitnessTransferFrom {
            from,
            token,
            amount,
            spender,
            nonce,
            deadline,
            to,
            valid_after,
        } = &self.message;
        let text = |value: &dyn ToString| Json::from(value.to_string());
        let permitted = [("token", text(token)), ("amount", text(amount))];
        let witness = [("to", text(to)), ("validAfter", text(valid_after))];
        let permit = [
            ("from", text(from)),
            ("permitted", Object::from_iter(permitted).into()),
            ("spender", text(spender)),
            ("nonce", text(nonce)),
            ("deadline", text(deadline)),
            ("witness", Object::from_iter(witness).into()),
        ];
        let mut payload = Object::new();
        insert_signature(&mut payload, &self.signature);
        payload.insert("permit2Authorization", Object::from_iter(permit));
        payload
    }

    /// The network, the payer and the nonce: Permit2 has one set of nonces for all tokens.
    pub(crate) fn replay_key(&self, network: &Network) -> String {
        let owner = hex::encode(self.message.from.as_bytes());
        format!("{network}/permit2/{owner}/{}", self.message.nonce)
    }
}

/// What the payer sends, with every address as written.
pub(crate) struct Received<'a> {
    pub(crate) payload: Payload,
    pub(super) from: PayerAddress<'a>,
    pub(super) token: PayerAddress<'a>,
    pub(super) spender: PayerAddress<'a>,
    pub(super) to: PayerAddress<'a>,
}

impl<'a> Received<'a> {
    pub(crate) fn read(payload: Members<'a>) -> Result<Self, Fault> {
        payload.spelled(&[SIGNATURE, "permit2Authorization"])?;
        let signature = payload.bytes(SIGNATURE)?;
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
            payload: Payload {
                message,
                signature,
                allowance: None,
            },
            from,
            token,
            spender,
            to,
        })
    }
}

const POINTER: &str = "/payload/permit2Authorization";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{amount::Amount, evm::Address};

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            [from, token, spender, to] in any::<[[u8; 20]; 4]>(),
            [amount, nonce, deadline, valid_after] in any::<[[u8; 32]; 4]>(),
            signature in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let payload = Payload {
                message: PermitWitnessTransferFrom {
                    from: Address::new(from),
                    token: Address::new(token),
                    amount: Amount::from_be_bytes(amount),
                    spender: Address::new(spender),
                    nonce: Amount::from_be_bytes(nonce),
                    deadline: Amount::from_be_bytes(deadline),
                    to: Address::new(to),
                    valid_after: Amount::from_be_bytes(valid_after),
                },
                signature,
                allowance: None,
            };
            let written = payload.write();
            let received = Received::read(Members::new(&written, "/payload"));
            prop_assert!(received.is_ok_and(|received| received.payload == payload));
        }
    }
}
