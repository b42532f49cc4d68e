//! A payment as a facilitator stores it: what its settlement and its proof need.

use alloc::string::String;

use super::{
    evidence::{Payload, Signing, TypedPayment},
    evm::{payload::SIGNATURE, queries},
    expected_transfer::ExpectedTransfer,
    mechanism::{message, read_transfer, signed_transfer, write_transfer},
    member::Members,
    rule::Mechanism,
};
use crate::{
    address::Address,
    amount::Amount,
    chain::{Call, EvmQuery, Read},
    json::Object,
    network::Network,
};

/// What the payer signed, as the member `payload` of a payment without its signature; `None`
/// where a facilitator of this version does not settle the mechanism.
pub(crate) fn authorization(payload: &Payload) -> Option<Object<'static>> {
    if let Some(message) = message(payload) {
        return message.authorization();
    }
    let mut object = write_transfer(payload)?;
    object.remove(SIGNATURE);
    Some(object)
}

/// The call that settles the payment, as it is simulated: with a wallet's deployment before it
/// where the policy allows its factory.
pub(crate) fn call(payment: &TypedPayment, signature: &[u8]) -> Option<Call> {
    let Signing {
        is_deployed_first, ..
    } = payment.signing?;
    let transfer = signed_transfer(&payment.payload)?;
    match queries::simulation(transfer, signature, is_deployed_first) {
        EvmQuery::Simulate(call) => Some(call),
        _ => None,
    }
}

/// Asks whether what the payer signed has been used or cancelled.
pub(crate) fn nonce_read(payload: &Payload) -> Option<Read> {
    Some(signed_transfer(payload)?.nonce_read())
}

/// The end of the payment's window, in Unix seconds. On Solana no time is signed: when its
/// message is forgotten by the runtime.
pub(crate) fn valid_until(payment: &TypedPayment) -> Amount {
    let transfer = signed_transfer(&payment.payload);
    transfer.map_or(payment.keep_until.into(), |transfer| {
        transfer.window().closes
    })
}

/// The start of the payment's window, in Unix seconds.
pub(crate) fn valid_after(payload: &Payload) -> Option<Amount> {
    Some(signed_transfer(payload)?.window().opens)
}

/// A stored payment's members.
pub(crate) struct Stored<'a> {
    pub(crate) mechanism: Mechanism,
    pub(crate) network: &'a Network,
    pub(crate) asset: Address,
    pub(crate) payer: Address,
    pub(crate) pay_to: Address,
    pub(crate) amount: Amount,
    pub(crate) authorization: &'a Object<'static>,
}

impl Stored<'_> {
    /// The transfer to look for; `None` if the members are not those of a payment.
    pub(crate) fn expected_transfer(&self) -> Option<ExpectedTransfer> {
        let mut object = self.authorization.clone();
        object.insert(SIGNATURE, String::from("0x"));
        let members = Members::new(&object, "/payload");
        let payload = read_transfer(self.mechanism, self.asset, members)?;
        Some(ExpectedTransfer {
            payment: TypedPayment {
                mechanism: self.mechanism,
                payer: self.payer,
                keep_until: u64::MAX,
                payload,
                signing: None,
            },
            network: self.network.clone(),
            amount: self.amount,
            asset: self.asset,
            pay_to: self.pay_to,
        })
    }
}
