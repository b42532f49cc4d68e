//! A seller's options, compared with what the facilitator supports.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::PaymentOption;
use crate::{
    json::Json,
    message::{SupportedKind, SupportedResponse},
    network::Network,
    scheme::{OfferError, mechanism},
    svm, v1,
    value_error::excerpt,
    version::X402Version,
};

/// The options that this facilitator can settle, each with its fee payer, and why it cannot settle
/// the others.
///
/// A seller sells on with those that are left, and warns of the others. An option is supported if
/// one of `kinds` has the version, the scheme and the network, by its CAIP-2 name or its version 1
/// name. Where the network needs a fee payer, an option without one gets the facilitator's; one
/// that names a fee payer which the facilitator does not list is not supported.
///
/// # Errors
///
/// None is left; the error is that of the first option.
///
/// ```
/// use x402_core::{X402Version, message::SupportedResponse, money::Money, network::Network};
/// use x402_core::server::{PaymentOption, supported_options};
///
/// let supported = SupportedResponse::parse(
///     r#"{"kinds": [{"x402Version": 2, "scheme": "exact", "network": "eip155:84532"}]}"#,
/// )?;
/// let price = Money::parse("$0.01")?;
/// let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// let options = [84532, 8453].map(|id| PaymentOption::new(Network::eip155(id), price.clone(), pay_to));
/// let (on_sale, others) = supported_options(&options, X402Version::V2, &supported)?;
/// assert_eq!((on_sale.len(), others.len()), (1, 1));
/// assert_eq!(others[0].pointer(), "/accepts/1/network");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn supported_options(
    options: &[PaymentOption],
    version: X402Version,
    supported: &SupportedResponse,
) -> Result<(Vec<PaymentOption>, Vec<OfferError>), OfferError> {
    let mut on_sale = Vec::new();
    let mut others = Vec::new();
    for (index, option) in options.iter().enumerate() {
        match settled_by(option, version, supported) {
            Ok(option) => on_sale.push(option),
            Err(error) => others.push(error.within(&format!("/accepts/{index}"))),
        }
    }
    if on_sale.is_empty() && !others.is_empty() {
        return Err(others.swap_remove(0));
    }
    Ok((on_sale, others))
}

fn settled_by(
    option: &PaymentOption,
    version: X402Version,
    supported: &SupportedResponse,
) -> Result<PaymentOption, OfferError> {
    let network = option.network();
    let kinds: Vec<&SupportedKind> = of_scheme(version, supported)
        .filter(|kind| is_named(network, &kind.network))
        .collect();
    if kinds.is_empty() {
        let expected = format!(
            "a network on which the facilitator settles `{}` in version {}: {}",
            mechanism::PRICED,
            version.number(),
            listed(version, supported),
        );
        return Err(OfferError::new(
            "/network",
            expected,
            excerpt(network.as_str()),
        ));
    }
    if !mechanism::needs_fee_payer(network) {
        return Ok(option.clone());
    }
    let mut listed = kinds.iter().filter_map(|kind| fee_payer(kind));
    match option.fee_payer() {
        None => {
            let first = listed.next().ok_or_else(|| {
                let expected = format!(
                    "a fee payer for {network} in the facilitator's list of kinds, or one that \
                     the seller names"
                );
                OfferError::new("/extra/feePayer", expected, "none")
            })?;
            Ok(option.clone().with_fee_payer(first))
        }
        Some(own) => {
            let mut accounts = listed.chain(signers(network, supported)).peekable();
            // A list that names no account at all excludes none.
            if accounts.peek().is_none() || accounts.any(|account| account == own) {
                return Ok(option.clone());
            }
            let expected = format!("an account that the facilitator pays fees from on {network}");
            Err(OfferError::new(
                "/extra/feePayer",
                expected,
                excerpt(&own.to_string()),
            ))
        }
    }
}

/// The networks of a facilitator's list, for a message: its texts are not the seller's.
fn listed(version: X402Version, supported: &SupportedResponse) -> String {
    let mut kinds = of_scheme(version, supported);
    let mut names: Vec<String> = kinds
        .by_ref()
        .take(MOST_NAMED)
        .map(|kind| excerpt(&kind.network))
        .collect();
    match (names.is_empty(), kinds.count()) {
        (true, _) => "its list has none".to_string(),
        (false, 0) => format!("its list has {}", names.join(", ")),
        (false, more) => {
            names.push(format!("{more} more"));
            format!("its list has {}", names.join(", "))
        }
    }
}

/// How many networks a message names.
const MOST_NAMED: usize = 16;

fn of_scheme(
    version: X402Version,
    supported: &SupportedResponse,
) -> impl Iterator<Item = &SupportedKind> {
    let kinds = supported.kinds.iter();
    kinds.filter(move |kind| {
        kind.x402_version == version.number() && &*kind.scheme == mechanism::PRICED
    })
}

fn is_named(network: &Network, name: &str) -> bool {
    name == network.as_str()
        || name
            .parse::<v1::NetworkName>()
            .is_ok_and(|name| name.network() == *network)
}

fn fee_payer(kind: &SupportedKind) -> Option<svm::Address> {
    let extra = kind.extra.as_ref()?;
    extra.get("feePayer").and_then(Json::as_str)?.parse().ok()
}

/// The facilitator's own accounts on this network.
fn signers<'a>(
    network: &'a Network,
    supported: &'a SupportedResponse,
) -> impl Iterator<Item = svm::Address> + 'a {
    let family: String = format!("{}:*", network.namespace());
    supported
        .signers
        .iter()
        .filter(move |(pattern, _)| **pattern == family || *pattern == network.as_str())
        .flat_map(|(_, accounts)| accounts.iter())
        .filter_map(|account| account.parse().ok())
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::{asset::AssetTable, money::Money};

    const EVM: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    const SVM: &str = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse";
    const FEE_PAYER: &str = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu";

    fn options() -> [PaymentOption; 2] {
        let price = Money::parse("$0.01").unwrap();
        [
            PaymentOption::new(Network::eip155(84532), price.clone(), EVM),
            PaymentOption::new(Network::solana_devnet(), price, SVM),
        ]
    }

    fn supported(kinds: &str) -> SupportedResponse {
        SupportedResponse::parse(format!(r#"{{"kinds": [{kinds}]}}"#)).unwrap()
    }

    fn kind(version: u8, scheme: &str, network: &str, extra: &str) -> String {
        format!(
            r#"{{"x402Version":{version},"scheme":"{scheme}","network":"{network}","extra":{extra}}}"#
        )
    }

    /// The networks that are left, or the mistake's pointer.
    fn networks(kinds: &str, version: X402Version) -> Vec<String> {
        match supported_options(&options(), version, &supported(kinds)) {
            Ok((on_sale, others)) => {
                assert_eq!(on_sale.len() + others.len(), 2);
                let table = AssetTable::default();
                let entries = on_sale.iter().map(|option| option.to_requirements(&table));
                entries
                    .map(|entry| entry.unwrap().network.to_string())
                    .collect()
            }
            Err(error) => vec![error.pointer().to_string()],
        }
    }

    #[test]
    fn what_the_facilitator_lacks_leaves_the_others_on_sale() {
        const DEVNET: &str = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
        let payer = format!(r#"{{"feePayer":"{FEE_PAYER}"}}"#);
        let evm = kind(2, "exact", "eip155:84532", "{}");
        for (kinds, left) in [
            (evm.clone(), vec!["eip155:84532"]),
            (
                kind(2, "exact", "base-sepolia", "null"),
                vec!["eip155:84532"],
            ),
            (kind(2, "exact", DEVNET, &payer), vec![DEVNET]),
            (
                format!("{evm},{}", kind(2, "exact", "solana-devnet", &payer)),
                vec!["eip155:84532", DEVNET],
            ),
            (
                format!("{evm},{}", kind(2, "exact", DEVNET, r#"{"feePayer":7}"#)),
                vec!["eip155:84532"],
            ),
            (
                format!("{evm},{}", kind(2, "upto", DEVNET, &payer)),
                vec!["eip155:84532"],
            ),
            (
                kind(1, "exact", "base-sepolia", "{}"),
                vec!["/accepts/0/network"],
            ),
            (
                kind(2, "exact", "eip155:8453", "{}"),
                vec!["/accepts/0/network"],
            ),
            (String::new(), vec!["/accepts/0/network"]),
        ] {
            assert_eq!(networks(&kinds, X402Version::V2), left, "{kinds}");
        }
        let old = kind(1, "exact", "base-sepolia", "{}");
        assert_eq!(networks(&old, X402Version::V1), ["eip155:84532"]);
    }

    #[test]
    fn a_fee_payer_that_the_facilitator_does_not_list_is_not_its_own() {
        let devnet = options()[1]
            .clone()
            .with_fee_payer(FEE_PAYER.parse().unwrap());
        let support = |extra: &str, signers: &str| {
            let kinds = kind(2, "exact", "solana-devnet", extra);
            let text = format!(r#"{{"kinds": [{kinds}], "signers": {signers}}}"#);
            let supported = SupportedResponse::parse(text).unwrap();
            supported_options(core::slice::from_ref(&devnet), X402Version::V2, &supported)
                .map(|_| ())
                .map_err(|error| error.pointer().to_string())
        };
        let other = format!(r#"{{"feePayer":"{SVM}"}}"#);
        let here = format!(r#"{{"solana:*":["{FEE_PAYER}"]}}"#);
        assert_eq!(support("{}", "{}"), Ok(()));
        assert_eq!(support(&other, &here), Ok(()));
        assert_eq!(
            support(&other, "{}"),
            Err("/accepts/0/extra/feePayer".to_string())
        );
        let elsewhere = format!(r#"{{"solana:other":["{FEE_PAYER}"]}}"#);
        assert!(support(&other, &elsewhere).is_err());
    }

    #[test]
    fn a_message_names_some_networks_of_a_long_list() {
        let kinds: Vec<String> = (0..200)
            .map(|index| kind(2, "exact", &format!("other:{index}"), "{}"))
            .collect();
        let list = supported(&kinds.join(","));
        let error = supported_options(&options(), X402Version::V2, &list).unwrap_err();
        let text = error.to_string();
        assert!(text.len() < 600 && text.contains("184 more"), "{text}");
        let strange = supported(&kind(2, "exact", "a\\nb", "{}"));
        let error = supported_options(&options(), X402Version::V2, &strange).unwrap_err();
        assert!(!error.to_string().contains('\n'), "{error}");
    }

    #[test]
    fn no_options_are_no_mistake_of_the_facilitator() {
        let (on_sale, others) = supported_options(&[], X402Version::V2, &supported("")).unwrap();
        assert!(on_sale.is_empty() && others.is_empty());
    }
}
