//! What a payer sends for EIP-3009.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    evm::{Address, eip3009::TransferWithAuthorization, hex},
    json::Object,
    network::Network,
    scheme::{
        evm::payload::{PayerAddress, SIGNATURE, insert_signature},
        fault::Fault,
        member::Members,
    },
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
    /// Members in the order of the specification's samples.
    pub(crate) fn write(&self) -> Object<'static> {
        let TransferWithAuthorization {
            from,
            to,
            value,
            valid_after,
            valid_before,
            nonce,
        } = &self.message;
        let authorization = [
            ("from", from.to_string()),
            ("to", to.to_string()),
            ("value", value.to_string()),
            ("validAfter", valid_after.to_string()),
            ("validBefore", valid_before.to_string()),
            ("nonce", hex::encode(nonce)),
        ];
        let mut payload = Object::new();
        insert_signature(&mut payload, &self.signature);
        payload.insert("authorization", Object::from_iter(authorization));
        payload
    }

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
pub(crate) struct Received<'a> {
    pub(crate) payload: Payload,
    pub(super) from: PayerAddress<'a>,
    pub(super) to: PayerAddress<'a>,
}

impl<'a> Received<'a> {
    pub(crate) fn read(payload: Members<'a>, token: Address) -> Result<Self, Fault> {
        payload.spelled(&[SIGNATURE, "authorization"])?;
        let signature = payload.bytes(SIGNATURE)?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::amount::Amount;

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            [token, from, to] in any::<[[u8; 20]; 3]>(),
            [value, valid_after, valid_before, nonce] in any::<[[u8; 32]; 4]>(),
            signature in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let token = Address::new(token);
            let payload = Payload {
                token,
                message: TransferWithAuthorization {
                    from: Address::new(from),
                    to: Address::new(to),
                    value: Amount::from_be_bytes(value),
                    valid_after: Amount::from_be_bytes(valid_after),
                    valid_before: Amount::from_be_bytes(valid_before),
                    nonce,
                },
                signature,
            };
            let written = payload.write();
            let received = Received::read(Members::new(&written, "/payload"), token);
            prop_assert!(received.is_ok_and(|received| received.payload == payload));
        }
    }
}
