//! `exact` by Permit2: the payer signs `PermitWitnessTransferFrom` for the x402 proxy, which
//! can pay nobody but the witness's `to`.

mod rules;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::evm::{address::PayerAddress, terms::EvmTerms, transfer::SignedTransfer};
use crate::{
    amount::Amount,
    evm::{
        Address, hex,
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
        format!("{network}/permit2/{owner}/{}", self.nonce())
    }
}

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
}

/// What the payer sends, with every address as written.
struct Received<'a> {
    payload: Payload,
    from: PayerAddress<'a>,
    token: PayerAddress<'a>,
    spender: PayerAddress<'a>,
    to: PayerAddress<'a>,
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

/// The rules for a Permit2 payload, in order.
pub(super) fn apply(
    judge: &mut impl Judge,
    payload: Members<'_>,
    offer: &Offer,
    terms: &EvmTerms,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let received = judge.need(&rules::MALFORMED, Received::read(payload))?;
    let payload = received.payload;
    let addresses = [
        ("/payload/permit2Authorization/from", received.from),
        (
            "/payload/permit2Authorization/permitted/token",
            received.token,
        ),
        ("/payload/permit2Authorization/spender", received.spender),
        ("/payload/permit2Authorization/witness/to", received.to),
    ];
    rules::ADDRESSES.apply(judge, &addresses, offer, context)?;

    let message = &payload.message;
    judge.check(&rules::SPENDER, message.spender == EXACT_PROXY, || {
        Fault::new(EXACT_PROXY.to_string(), message.spender.to_string())
    })?;
    judge.check(&rules::RECIPIENT, message.to == terms.pay_to, || {
        Fault::new(terms.pay_to.to_string(), message.to.to_string())
    })?;
    judge.check(&rules::TOKEN, message.token == terms.asset, || {
        Fault::new(terms.asset.to_string(), message.token.to_string())
    })?;
    let proof = rules::TRANSFER.apply(judge, &payload, terms, offer, context, |_, _| None)?;
    Ok(Evidence {
        payment: TypedPayment {
            method: Method::Permit2,
            payer: payload.message.from.into(),
            keep_until: window::seconds(payload.message.deadline),
            payload: evidence::Payload::Permit2(payload),
        },
        proof,
    })
}

const POINTER: &str = "/payload/permit2Authorization";
