//! `exact` by Permit2: the payer signs `PermitWitnessTransferFrom` for the x402 proxy, which
//! can pay nobody but the witness's `to`.

pub(crate) mod payload;
mod proof;
mod rules;
pub(crate) mod sponsored;
pub(crate) mod terms;
pub(crate) mod unsigned;

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

pub(crate) use self::rules::{FOREIGN, RULES};
use self::{
    payload::{Payload, Received},
    terms::Permit2Terms,
};
use crate::{
    amount::Amount,
    chain::Read,
    evm::{Address, Signature},
    json::Object,
    scheme::{
        context::Context,
        evidence::{self, Evidence, TypedPayment},
        evm::{
            form::Form,
            signed_transfer::SignedTransfer,
            transfer::Around,
            window::{self, Window},
        },
        fault::Fault,
        judge::{Judge, Stop},
        member::Members,
        offer::Offer,
        rule::Mechanism,
    },
};
#[cfg(feature = "facilitator")]
use crate::{chain::Log, scheme::evm::transfers::Topics};

/// What tells its payloads from those of the other methods.
pub(crate) static FORM: Form = Form {
    members: &["permit2Authorization"],
    text: "`permit2Authorization` (Permit2)",
};

impl SignedTransfer for Payload {
    fn payer(&self) -> Address {
        self.message.from
    }

    fn amount(&self) -> Amount {
        self.message.amount
    }

    fn window(&self) -> Window {
        Window {
            opens: self.message.valid_after,
            closes: self.message.deadline,
        }
    }

    fn nonce(&self) -> String {
        self.message.nonce.to_string()
    }

    fn struct_hash(&self) -> [u8; 32] {
        self.message.struct_hash()
    }

    fn signature(&self) -> &[u8] {
        &self.signature
    }

    fn nonce_read(&self) -> Read {
        Read::PermitNonce {
            owner: self.message.from,
            nonce: self.message.nonce,
        }
    }

    /// Permit2's domain is the same on every chain but for the chain's id.
    fn domain_read(&self) -> Option<Read> {
        None
    }

    #[cfg(feature = "facilitator")]
    fn invalidations(&self) -> Option<(Address, Topics)> {
        Some(self.invalidation_logs())
    }

    #[cfg(feature = "facilitator")]
    fn is_invalidated_by(&self, log: &Log) -> bool {
        self.is_invalidation(log)
    }

    fn settlement(&self, signature: &[u8]) -> (Address, Vec<u8>) {
        let call = match &self.allowance {
            Some(allowance) => self.message.settle_with_permit_call(allowance, signature),
            None => self.message.settle_call(signature),
        };
        (self.message.spender, call)
    }
}

/// The rules for a Permit2 payload, in order.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payload: Members<'_>,
    offer: &Offer,
    terms: &Permit2Terms,
    extensions: Option<&Object<'_>>,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let received = judge.need(&rules::MALFORMED, Received::read(payload))?;
    let mut payload = received.payload;
    payload.allowance = sponsored::allowance(extensions, &payload, offer, context);
    let addresses = [
        ("/payload/permit2Authorization/from", received.from),
        (
            "/payload/permit2Authorization/permitted/token",
            received.token,
        ),
        ("/payload/permit2Authorization/spender", received.spender),
        ("/payload/permit2Authorization/witness/to", received.to),
    ];
    let trusted = [
        &*offer.pay_to_text,
        &*offer.asset_text,
        &*terms.spender_text,
    ];
    rules::ADDRESSES.apply(judge, &addresses, &trusted, context)?;

    let message = &payload.message;
    let spender = terms.spender;
    let terms = &terms.transfer;
    judge.check(&rules::SPENDER, message.spender == spender, || {
        Fault::new(spender.to_string(), message.spender.to_string())
    })?;
    judge.check(&rules::RECIPIENT, message.to == terms.pay_to, || {
        Fault::new(terms.pay_to.to_string(), message.to.to_string())
    })?;
    judge.check(&rules::TOKEN, message.token == terms.asset, || {
        Fault::new(terms.asset.to_string(), message.token.to_string())
    })?;
    let around = Around {
        is_sponsored: payload.allowance.is_some(),
        elsewhere: |_: &Signature, _: &[u8; 32]| None,
    };
    let (proof, signing) = rules::TRANSFER.apply(judge, &payload, terms, offer, context, around)?;
    Ok(Evidence {
        payment: TypedPayment {
            mechanism: Mechanism::Permit2,
            payer: payload.message.from.into(),
            keep_until: window::seconds(payload.message.deadline),
            payload: evidence::Payload::Permit2(payload),
            signing: Some(signing),
        },
        proof,
    })
}
