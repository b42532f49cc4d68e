//! Every rule there is, gathered from one offer of each kind.

use x402_core::{
    message::PaymentRequirements,
    scheme::{self, Method, Offer, Rule},
    v1,
};

/// The rules of every method and both versions, each once, in the order of application.
pub(crate) fn rules() -> Vec<&'static Rule> {
    let mut all: Vec<&'static Rule> = Vec::new();
    for offer in offers() {
        for rule in scheme::rules(&offer) {
            if !all.contains(&rule) {
                all.push(rule);
            }
        }
    }
    // The rule that no offer has alone: it compares the whole 402 with the whole payment.
    all.extend(scheme::explain("extension.echo_mismatch"));
    all
}

/// What a method is, in words.
pub(crate) fn method(method: Method) -> &'static str {
    match method {
        Method::Any => "every payment",
        Method::Eip3009 => "EIP-3009",
        Method::Permit2 => "Permit2",
        Method::Erc7710 => "ERC-7710",
        Method::Solana => "Solana",
        _ => "another method",
    }
}

fn offers() -> impl Iterator<Item = Offer> {
    let v2 = [EIP3009, PERMIT2, ERC7710, SOLANA]
        .into_iter()
        .filter_map(|text| {
            let requirements = PaymentRequirements::parse(text).ok()?;
            Offer::parse(&requirements).ok()
        });
    let v1 = v1::PaymentRequirements::parse(V1)
        .ok()
        .and_then(|requirements| Offer::parse_v1(&requirements).ok());
    v2.chain(v1)
}

const EIP3009: &str = r#"{"scheme":"exact","network":"eip155:8453","amount":"1","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"name":"USD Coin","version":"2"}}"#;
const PERMIT2: &str = r#"{"scheme":"exact","network":"eip155:8453","amount":"1","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"assetTransferMethod":"permit2","name":"USD Coin","version":"2"}}"#;
const ERC7710: &str = r#"{"scheme":"exact","network":"eip155:8453","amount":"1","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"assetTransferMethod":"erc7710","name":"USD Coin","version":"2"}}"#;
const SOLANA: &str = r#"{"scheme":"exact","network":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","amount":"1","asset":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","payTo":"GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse","maxTimeoutSeconds":60,"extra":{"feePayer":"9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"}}"#;
const V1: &str = r#"{"scheme":"exact","network":"base","maxAmountRequired":"1","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://example.com","description":"","maxTimeoutSeconds":60,"extra":{"name":"USD Coin","version":"2"}}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_offer_stands_and_no_rule_is_missed() {
        assert_eq!(offers().count(), 5);
        let all = rules();
        for code in all.iter().map(|rule| rule.code) {
            for rule in scheme::explain(code) {
                assert!(all.contains(&rule), "{code} {}", rule.method);
            }
        }
    }
}
