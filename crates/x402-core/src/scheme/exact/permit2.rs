//! `exact` by Permit2: the payer signs `PermitWitnessTransferFrom` for the x402 proxy, which
//! can pay nobody but the witness's `to`.

mod rules;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    evm::{
        address::{PayerAddress, judge_addresses},
        chain,
        terms::EvmTerms,
    },
    signature::{self, Signed},
};
use crate::{
    evm::{
        eip712::signing_hash,
        hex,
        permit2::{EXACT_PROXY, PermitWitnessTransferFrom},
    },
    network::Network,
    scheme::{
        context::Context,
        evidence::{self, Evidence, TypedPayment},
        fault::Fault,
        judge::{Judge, Stop},
        member::Members,
        offer::Offer,
        rule::Method,
        window::{self, Window},
    },
};

pub(super) use rules::RULES;

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

/// What the payer sends: the signed permit, every address as written.
struct Received<'a> {
    signature: Vec<u8>,
    from: PayerAddress<'a>,
    token: PayerAddress<'a>,
    spender: PayerAddress<'a>,
    to: PayerAddress<'a>,
    message: PermitWitnessTransferFrom,
}

impl<'a> Received<'a> {
    fn read(payload: Members<'a>) -> Result<Self, Fault> {
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
        Ok(Self {
            signature,
            from,
            token,
            spender,
            to,
            message: PermitWitnessTransferFrom {
                from: from.address,
                token: token.address,
                amount: permitted.decimal("amount")?,
                spender: spender.address,
                nonce: permit.decimal("nonce")?,
                deadline: permit.decimal("deadline")?,
                to: to.address,
                valid_after: witness.decimal("validAfter")?,
            },
        })
    }
}

/// The rules for a Permit2 payload, in order.
pub(super) fn judge(
    judge: &mut impl Judge,
    payload: Members<'_>,
    offer: &Offer,
    terms: &EvmTerms,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let payload = judge.need(&rules::MALFORMED, Received::read(payload))?;
    let message = &payload.message;
    let payer = payload.from.address;
    let addresses = [
        ("/payload/permit2Authorization/from", payload.from),
        (
            "/payload/permit2Authorization/permitted/token",
            payload.token,
        ),
        ("/payload/permit2Authorization/spender", payload.spender),
        ("/payload/permit2Authorization/witness/to", payload.to),
    ];
    judge_addresses(judge, &rules::ADDRESSES, &addresses, offer, context)?;

    judge.check(&rules::SPENDER, message.spender == EXACT_PROXY, || {
        Fault::new(EXACT_PROXY.to_string(), message.spender.to_string())
    })?;
    judge.check(&rules::RECIPIENT, message.to == terms.pay_to, || {
        Fault::new(terms.pay_to.to_string(), message.to.to_string())
    })?;
    judge.check(&rules::TOKEN, message.token == terms.asset, || {
        Fault::new(terms.asset.to_string(), message.token.to_string())
    })?;
    judge.check(&rules::AMOUNT, message.amount == offer.amount(), || {
        Fault::new(offer.amount().to_string(), message.amount.to_string())
    })?;
    judge.warn(&rules::AMOUNT_ZERO, !offer.amount().is_zero(), || {
        Fault::new("a price above zero", "0")
    });
    let span = Window {
        opens: message.valid_after,
        closes: message.deadline,
    };
    window::judge(judge, &rules::WINDOW, &span, offer, context)?;

    let struct_hash = message.struct_hash();
    judge.note("domain_separator", || hex::encode(&terms.separator));
    judge.note("struct_hash", || hex::encode(&struct_hash));
    let signed = Signed {
        payer,
        digest: signing_hash(&terms.separator, &struct_hash),
        signature: &payload.signature,
    };
    let proof = signature::judge(judge, &rules::SIGNATURE, &signed, context, |_| None)?;

    let nonce = || message.nonce.to_string();
    chain::judge(judge, &rules::CHAIN, message.amount, nonce, terms, context)?;
    Ok(Evidence {
        payment: TypedPayment {
            method: Method::Permit2,
            payer: payer.into(),
            keep_until: window::seconds(message.deadline),
            payload: evidence::Payload::Permit2(Payload {
                message: payload.message,
                signature: payload.signature,
            }),
        },
        proof,
    })
}

const POINTER: &str = "/payload/permit2Authorization";
