//! `exact` on EVM chains: the seller's terms, and which of the three methods a payload uses.

use alloc::string::{String, ToString};

use super::{eip3009, erc7710, permit2};
use crate::{
    asset::TransferMethod,
    evm::{Address, eip712::Domain},
    json::Object,
    scheme::{
        context::Context,
        evidence::Evidence,
        judge::{Fault, Judge, Stop},
        member::Members,
        offer::{Offer, OfferError, Parts},
        rule::{Method, Rule},
    },
    value_error::excerpt,
};

/// An offer on an EVM chain.
#[derive(Clone, Debug)]
pub(crate) struct EvmTerms {
    pub(crate) asset: Address,
    pub(crate) pay_to: Address,
    pub(crate) method: TransferMethod,
    /// What the payer's signature is bound to: the token's domain, or Permit2's.
    pub(crate) domain: Domain,
    /// The domain's separator, hashed once.
    pub(crate) separator: [u8; 32],
}

impl EvmTerms {
    pub(crate) fn parse(chain_id: u64, parts: &Parts<'_>) -> Result<Self, OfferError> {
        let asset = address("/asset", parts.asset)?;
        let pay_to = address("/payTo", parts.pay_to)?;
        let method = match parts.extra_string("assetTransferMethod")? {
            None => TransferMethod::Eip3009,
            Some(name) => name.parse().map_err(|_| {
                let expected = "\"eip3009\", \"permit2\" or \"erc7710\"";
                OfferError::new("/extra/assetTransferMethod", expected, excerpt(name))
            })?,
        };
        let domain = match method {
            TransferMethod::Eip3009 => Domain {
                name: parts.extra_needed("name")?.to_string(),
                version: Some(parts.extra_needed("version")?.to_string()),
                chain_id,
                verifying_contract: asset,
            },
            TransferMethod::Permit2 | TransferMethod::Erc7710 => {
                crate::evm::permit2::domain(chain_id)
            }
        };
        Ok(Self {
            asset,
            pay_to,
            method,
            separator: domain.separator(),
            domain,
        })
    }
}

/// The seller's addresses: a wrong checksum or a zero address is the seller's mistake.
fn address(pointer: &'static str, text: &str) -> Result<Address, OfferError> {
    let address: Address = text
        .parse()
        .map_err(|error| OfferError::value(pointer, &error))?;
    if address.is_zero() {
        let expected = "an address other than zero";
        return Err(OfferError::new(pointer, expected, excerpt(text)));
    }
    Ok(address)
}

/// The rules for an EVM payload: its form is the offered method's, then that method's rules.
pub(crate) fn judge(
    judge: &mut impl Judge,
    payload: &Object<'_>,
    offer: &Offer,
    terms: &EvmTerms,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let has = |name| payload.get(name).is_some();
    let (authorization, permit2) = (has("authorization"), has("permit2Authorization"));
    let delegation = has("delegationManager") || has("permissionContext");
    judge.check(
        &AMBIGUOUS,
        u8::from(authorization) + u8::from(permit2) + u8::from(delegation) < 2,
        || Fault::new("the members of one transfer method", "those of several"),
    )?;
    let form = if permit2 {
        TransferMethod::Permit2
    } else if delegation {
        TransferMethod::Erc7710
    } else if authorization {
        TransferMethod::Eip3009
    } else {
        // Nothing tells the form: the offered method's reader says which member is missing.
        terms.method
    };
    let same = if form == terms.method {
        Ok(())
    } else {
        let expected = String::from(member_of(terms.method));
        Err(Fault::new(expected, member_of(form)))
    };
    judge.need(&METHOD, same)?;

    let payload = Members::new(payload, "/payload");
    match terms.method {
        TransferMethod::Eip3009 => eip3009::judge(judge, payload, offer, terms, context),
        TransferMethod::Permit2 => permit2::judge(judge, payload, offer, terms, context),
        TransferMethod::Erc7710 => erc7710::judge(judge, payload, context),
    }
}

/// The member that tells a method's payload from the others'.
fn member_of(method: TransferMethod) -> &'static str {
    match method {
        TransferMethod::Eip3009 => "`authorization` (EIP-3009)",
        TransferMethod::Permit2 => "`permit2Authorization` (Permit2)",
        TransferMethod::Erc7710 => "`delegationManager` (ERC-7710)",
    }
}

/// An address as the payer wrote it: the bytes, and whether its checksum was looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PayerAddress<'a> {
    pub(crate) text: &'a str,
    pub(crate) address: Address,
}

impl<'a> PayerAddress<'a> {
    /// Reads the bytes and hashes nothing.
    pub(crate) fn read(members: &Members<'a>, name: &str) -> Result<Self, Fault> {
        let text = members.string(name)?;
        let address = Address::parse_hex(text)
            .map_err(|error| Fault::from(error).at(members.pointer_to(name)))?;
        Ok(Self { text, address })
    }

    /// Whether case is right as a checksum, or absent, or proven by an equal text of the offer's.
    fn checksum_holds(&self, trusted: &[&str]) -> bool {
        trusted.contains(&self.text) || self.text.parse::<Address>().is_ok()
    }
}

/// The rules for the addresses in a payload: none has a wrong checksum, none is zero.
pub(crate) fn judge_addresses(
    judge: &mut impl Judge,
    rules: &AddressRules,
    addresses: &[(&'static str, PayerAddress<'_>)],
    offer: &Offer,
    context: &Context<'_>,
) -> Result<(), Stop> {
    let trusted = [
        offer.pay_to_text.as_str(),
        offer.asset_text.as_str(),
        EXACT_PROXY_TEXT,
    ];
    let wrong = addresses
        .iter()
        .find(|(_, address)| !address.checksum_holds(&trusted));
    judge.check(
        rules.checksum,
        wrong.is_none() || context.policy.bad_checksum,
        || {
            let (pointer, found) = wrong.map_or(("", ""), |(at, wrong)| (*at, wrong.text));
            let right = wrong.map_or_else(String::new, |(_, wrong)| wrong.address.to_string());
            Fault::text(right, found).at(pointer)
        },
    )?;
    let zero = addresses
        .iter()
        .find(|(_, address)| address.address.is_zero());
    judge.check(rules.zero, zero.is_none(), || {
        Fault::new("an address other than zero", "the zero address")
            .at(zero.map_or("", |(pointer, _)| pointer))
    })
}

/// The proxy's address as everybody writes it.
const EXACT_PROXY_TEXT: &str = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001";

/// The address rules of one method.
#[derive(Debug)]
pub(crate) struct AddressRules {
    pub(crate) checksum: &'static Rule,
    pub(crate) zero: &'static Rule,
}

const RULE: Rule = Rule {
    code: "",
    method: Method::Any,
    pointer: "/payload",
    wire_code: "invalid_payload",
    wire_code_v1: None,
    demands: "",
    hint: "send the members of the offered `extra.assetTransferMethod` and no others",
    source: "scheme_exact_evm.md, summary",
};

pub(crate) static AMBIGUOUS: Rule = Rule {
    code: "payload.ambiguous",
    demands: "the payload has the members of one transfer method only",
    ..RULE
};

pub(crate) static METHOD: Rule = Rule {
    code: "method.mismatch",
    demands: "the payload is of the offered transfer method",
    ..RULE
};

/// The rules that all EVM methods share, in order.
pub(crate) static RULES: &[&Rule] = &[&AMBIGUOUS, &METHOD];

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn the_trusted_text_is_the_proxys() {
        assert_eq!(
            crate::evm::permit2::EXACT_PROXY.to_string(),
            EXACT_PROXY_TEXT
        );
    }
}
