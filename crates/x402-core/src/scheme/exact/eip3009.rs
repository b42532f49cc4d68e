//! `exact` by EIP-3009: the payer signs `TransferWithAuthorization` for the token's own contract.

pub(crate) mod payload;
mod proof;
mod rules;
pub(crate) mod terms;
pub(crate) mod unsigned;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use self::payload::{Payload, Received};
pub(crate) use self::rules::{FOREIGN, RULES};
use crate::{
    amount::Amount,
    asset::AssetTable,
    chain::Read,
    evm::{
        Address, Signature, SignatureForms,
        eip712::{Domain, signing_hash},
        hex,
    },
    scheme::{
        context::Context,
        evidence::{self, Evidence, TypedPayment},
        evm::{
            form::Form,
            names,
            onchain::separator,
            signed_transfer::SignedTransfer,
            terms::EvmTerms,
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

/// What tells its payloads from those of the other methods.
pub(crate) static FORM: Form = Form {
    members: &["authorization"],
    text: "`authorization` (EIP-3009)",
};

impl SignedTransfer for Payload {
    fn payer(&self) -> Address {
        self.message.from
    }

    fn amount(&self) -> Amount {
        self.message.value
    }

    fn window(&self) -> Window {
        Window {
            opens: self.message.valid_after,
            closes: self.message.valid_before,
        }
    }

    fn nonce(&self) -> String {
        hex::encode(&self.message.nonce)
    }

    fn struct_hash(&self) -> [u8; 32] {
        self.message.struct_hash()
    }

    fn signature(&self) -> &[u8] {
        &self.signature
    }

    fn nonce_read(&self) -> Read {
        Read::AuthorizationState {
            token: self.token,
            authorizer: self.message.from,
            nonce: self.message.nonce,
        }
    }

    fn domain_read(&self) -> Option<Read> {
        Some(Read::DomainSeparator { token: self.token })
    }

    /// Every token has the form by v, r and s; only newer ones have the one for other lengths.
    fn settlement(&self, signature: &[u8]) -> (Address, Vec<u8>) {
        let data = match Signature::parse(signature, &SignatureForms::default()) {
            Ok(signature) => self.message.call(&signature),
            Err(_) => self.message.call_with_bytes(signature),
        };
        (self.token, data)
    }
}

/// The rules for an EIP-3009 payload, in order.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payload: Members<'_>,
    offer: &Offer,
    terms: &EvmTerms,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let received = Received::read(payload, terms.asset);
    let Received { payload, from, to } = judge.need(&rules::MALFORMED, received)?;
    let addresses = [
        ("/payload/authorization/from", from),
        ("/payload/authorization/to", to),
    ];
    let trusted = [&*offer.pay_to_text, &*offer.asset_text];
    rules::ADDRESSES.apply(judge, &addresses, &trusted, context)?;

    // The chain knows better than the table.
    let is_renamed =
        terms.is_renamed && separator(&payload, context.chain) != Some(terms.separator);
    judge.warn(&rules::RENAMED, !is_renamed, || {
        let version = terms.domain.version.as_deref().unwrap_or_default();
        let stated = [&*terms.domain.name, version];
        names::renamed(offer.network(), &offer.asset_text, stated)
    });
    let payee = payload.message.to;
    judge.check(&rules::RECIPIENT, payee == terms.pay_to, || {
        Fault::new(terms.pay_to.to_string(), payee.to_string())
    })?;
    let around = Around {
        is_sponsored: false,
        elsewhere: |signature: &Signature, struct_hash: &[u8; 32]| {
            other_domain(signature, payload.message.from, struct_hash, terms, offer)
        },
    };
    let (proof, signing) = rules::TRANSFER.apply(judge, &payload, terms, offer, context, around)?;
    Ok(Evidence {
        payment: TypedPayment {
            mechanism: Mechanism::Eip3009,
            payer: payload.message.from.into(),
            keep_until: window::seconds(payload.message.valid_before),
            payload: evidence::Payload::Eip3009(payload),
            signing: Some(signing),
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
