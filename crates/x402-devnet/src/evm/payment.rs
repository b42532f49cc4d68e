//! What the payer signed, read from the payment's JSON, and the core's calldata for it.

use alloy_primitives::hex;
use serde_json::Value as Json;
use x402_core::{
    amount::Amount,
    chain::{EvmQuery, Query},
    evm::{
        Address, Signature, SignatureForms,
        eip2612::SignedPermit,
        eip3009::TransferWithAuthorization,
        permit2::{EXACT_PROXY, PermitWitnessTransferFrom},
    },
    scheme::PayerSignature,
    verify::Verified,
};

use crate::case::text;

/// What the payer signed.
#[derive(Clone, Debug)]
pub enum Payment {
    /// By EIP-3009.
    Eip3009(TransferWithAuthorization),
    /// By Permit2.
    Permit2(PermitWitnessTransferFrom),
}

impl Payment {
    /// Reads a payload; `None` where calldata cannot be built.
    #[must_use]
    pub fn read(payload: &Json) -> Option<Self> {
        let at = |object: &Json, name: &str| {
            Address::parse_unchecked_case(object.get(name)?.as_str()?).ok()
        };
        if let Some(permit) = payload.get("permit2Authorization") {
            let (permitted, witness) = (permit.get("permitted")?, permit.get("witness")?);
            return Some(Self::Permit2(PermitWitnessTransferFrom {
                from: at(permit, "from")?,
                token: at(permitted, "token")?,
                amount: text(permitted, "amount")?,
                spender: at(permit, "spender")?,
                nonce: text(permit, "nonce")?,
                deadline: text(permit, "deadline")?,
                to: at(witness, "to")?,
                valid_after: text(witness, "validAfter")?,
            }));
        }
        let signed = payload.get("authorization")?;
        let nonce = hex::decode(signed.get("nonce")?.as_str()?).ok()?;
        Some(Self::Eip3009(TransferWithAuthorization {
            from: at(signed, "from")?,
            to: at(signed, "to")?,
            value: text(signed, "value")?,
            valid_after: text(signed, "validAfter")?,
            valid_before: text(signed, "validBefore")?,
            nonce: nonce.try_into().ok()?,
        }))
    }

    /// The account that pays.
    #[must_use]
    pub fn payer(&self) -> Address {
        match self {
            Self::Eip3009(transfer) => transfer.from,
            Self::Permit2(permit) => permit.from,
        }
    }

    /// The nonce, as a number.
    #[must_use]
    pub fn nonce(&self) -> Amount {
        match self {
            Self::Eip3009(transfer) => Amount::from_be_bytes(transfer.nonce),
            Self::Permit2(permit) => permit.nonce,
        }
    }

    /// The calldata that settles the payment with this signature, and where it is sent to.
    #[must_use]
    pub fn call(&self, signature: &PayerSignature, asset: Address) -> (Address, Vec<u8>) {
        match (self, signature) {
            (Self::Eip3009(transfer), PayerSignature::Evm(signature)) => {
                (asset, transfer.call(signature))
            }
            (Self::Eip3009(transfer), signature) => {
                (asset, transfer.call_with_bytes(&signature.to_bytes()))
            }
            (Self::Permit2(permit), signature) => {
                (EXACT_PROXY, permit.settle_call(&signature.to_bytes()))
            }
        }
    }

    /// The calldata that settles an accepted payment: where the core simulates its settlement, the
    /// very call, since the core decides whether a permit that came along is submitted.
    #[must_use]
    pub fn call_of(&self, verified: &Verified, asset: Address) -> (Address, Vec<u8>) {
        let simulated = verified
            .queries()
            .into_iter()
            .find_map(|query| match query {
                Query::Evm(EvmQuery::Simulate(call)) if call.to == EXACT_PROXY => Some(call),
                _ => None,
            });
        match simulated {
            Some(call) => (call.to, call.data.as_bytes().to_vec()),
            None => self.call(verified.signature(), asset),
        }
    }

    /// As [`call`](Self::call), with a signature that the core did not accept, and with the permit
    /// that came along, whatever it is worth.
    #[must_use]
    pub fn call_as_sent(
        &self,
        payload: &Json,
        allowance: Option<SignedPermit>,
        asset: Address,
    ) -> Option<(Address, Vec<u8>)> {
        let bytes = hex::decode(payload.get("signature")?.as_str()?).ok()?;
        if let (Self::Eip3009(_), Ok(signature)) =
            (self, Signature::parse(&bytes, &SignatureForms::default()))
        {
            return Some(self.call(&signature.into(), asset));
        }
        Some(match self {
            Self::Eip3009(transfer) => (asset, transfer.call_with_bytes(&bytes)),
            Self::Permit2(permit) => {
                let call = match allowance {
                    Some(allowance) => permit.settle_with_permit_call(&allowance, &bytes),
                    None => permit.settle_call(&bytes),
                };
                (EXACT_PROXY, call)
            }
        })
    }
}

/// The permit (EIP-2612) that came with a payment in this token; `None` if there is none, none
/// that calldata can hold, or one for another token: the proxy submits a permit to the payment's
/// token alone.
#[must_use]
pub fn allowance(extensions: &Json, token: Address) -> Option<SignedPermit> {
    let info = extensions.get("eip2612GasSponsoring")?.get("info")?;
    let stated = Address::parse_unchecked_case(info.get("asset")?.as_str()?);
    if stated.ok() != Some(token) {
        return None;
    }
    let signature = hex::decode(info.get("signature")?.as_str()?).ok()?;
    Some(SignedPermit {
        value: text(info, "amount")?,
        deadline: text(info, "deadline")?,
        signature: signature.try_into().ok()?,
    })
}
