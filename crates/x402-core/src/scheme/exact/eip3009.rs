//! `exact` by EIP-3009: the payer signs `TransferWithAuthorization` for the token's own contract.

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
    asset::AssetTable,
    evm::{
        Address, Signature,
        eip712::{Domain, signing_hash},
        eip3009::TransferWithAuthorization,
        hex,
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

/// What the payer sends: the signed authorization, `to` and `from` as written.
struct Received<'a> {
    signature: Vec<u8>,
    from: PayerAddress<'a>,
    to: PayerAddress<'a>,
    message: TransferWithAuthorization,
}

impl<'a> Received<'a> {
    fn read(payload: Members<'a>) -> Result<Self, Fault> {
        payload.spelled(&["signature", "authorization"])?;
        let signature = payload.bytes("signature")?;
        let authorization = payload.members("authorization", "/payload/authorization")?;
        authorization.spelled(&["from", "to", "value", "validAfter", "validBefore", "nonce"])?;
        let from = PayerAddress::read(&authorization, "from")?;
        let to = PayerAddress::read(&authorization, "to")?;
        Ok(Self {
            signature,
            from,
            to,
            message: TransferWithAuthorization {
                from: from.address,
                to: to.address,
                value: authorization.decimal("value")?,
                valid_after: authorization.decimal("validAfter")?,
                valid_before: authorization.decimal("validBefore")?,
                nonce: authorization.byte_array("nonce")?,
            },
        })
    }
}

/// The rules for an EIP-3009 payload, in order.
pub(super) fn judge(
    judge: &mut impl Judge,
    payload: Members<'_>,
    offer: &Offer,
    terms: &EvmTerms,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let payload = judge.need(&rules::MALFORMED, Received::read(payload))?;
    let message = &payload.message;
    let addresses = [
        ("/payload/authorization/from", payload.from),
        ("/payload/authorization/to", payload.to),
    ];
    judge_addresses(judge, &rules::ADDRESSES, &addresses, offer, context)?;

    judge.check(&rules::RECIPIENT, message.to == terms.pay_to, || {
        Fault::new(terms.pay_to.to_string(), message.to.to_string())
    })?;
    judge.check(&rules::AMOUNT, message.value == offer.amount(), || {
        Fault::new(offer.amount().to_string(), message.value.to_string())
    })?;
    judge.warn(&rules::AMOUNT_ZERO, !offer.amount().is_zero(), || {
        Fault::new("a price above zero", "0")
    });
    let span = Window {
        opens: message.valid_after,
        closes: message.valid_before,
    };
    window::judge(judge, &rules::WINDOW, &span, offer, context)?;

    let struct_hash = message.struct_hash();
    judge.note("domain_separator", || hex::encode(&terms.separator));
    judge.note("struct_hash", || hex::encode(&struct_hash));
    let signed = Signed {
        payer: message.from,
        digest: signing_hash(&terms.separator, &struct_hash),
        signature: &payload.signature,
    };
    let proof = signature::judge(judge, &rules::SIGNATURE, &signed, context, |signature| {
        other_domain(signature, message.from, &struct_hash, terms, offer)
    })?;

    let nonce = || hex::encode(&message.nonce);
    chain::judge(judge, &rules::CHAIN, message.value, nonce, terms, context)?;
    Ok(Evidence {
        payment: TypedPayment {
            method: Method::Eip3009,
            payer: message.from.into(),
            keep_until: window::seconds(message.valid_before),
            payload: evidence::Payload::Eip3009(Payload {
                token: terms.asset,
                message: payload.message,
                signature: payload.signature,
            }),
        },
        proof,
    })
}

/// The EIP-712 name of USDC differs per chain: a signature that is the payer's under the
/// asset table's name and version tells that offer and table disagree.
fn other_domain(
    signature: &Signature,
    payer: Address,
    struct_hash: &[u8; 32],
    terms: &EvmTerms,
    offer: &Offer,
) -> Option<Fault> {
    let table = AssetTable::default();
    let asset = table.by_address(offer.network(), &terms.asset.to_string())?;
    let (name, version) = asset.eip712()?;
    let domain = Domain {
        name: name.to_string(),
        version: Some(version.to_string()),
        ..terms.domain.clone()
    };
    let digest = signing_hash(&domain.separator(), struct_hash);
    if signature.recover(&digest) != Some(payer) {
        return None;
    }
    let offered = &terms.domain;
    Some(Fault::new(
        format!(
            "a signature under the offered name {:?}, version {:?}",
            offered.name,
            offered.version.as_deref().unwrap_or_default()
        ),
        format!("one under the token's known name {name:?}, version {version:?}"),
    ))
}
