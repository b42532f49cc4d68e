//! A facilitator's check of a payment, and what it supports.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use proptest::prelude::*;
use x402_core::{
    Network, UnixTimestamp, VerifyRequest, VerifyResponse, X402Version,
    chain::{
        Answer, DeclaredState, EvmQuery, Fact, Facts, KnownError, NodeId, Query, Quorum, Revert,
    },
    facilitator::{
        Capabilities, Verification, VerificationEvent, VerificationStage, VerificationStep,
        supported,
    },
    verify::queries,
};

use crate::{
    declared, lookup_table,
    samples::{self, Sample},
};

const FEE_PAYER: &str = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu";
const SIGNER: &str = "0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf";

/// What the chain answers about a payment that settles.
const EVM_FACTS: &str = "payer_code=no asset_code=yes balance=1000000 nonce_used=no simulation=yes";
const SVM_FACTS: &str = "blockhash=yes source=10000 destination=0 simulation=yes";

fn capabilities() -> Capabilities {
    Capabilities::new()
        .with_network(Network::eip155(84532), [SIGNER.parse().unwrap()])
        .unwrap()
        .with_network(Network::solana_devnet(), [FEE_PAYER.parse().unwrap()])
        .unwrap()
}

fn request(sample: &Sample) -> String {
    let Sample {
        payment,
        requirements,
        ..
    } = sample;
    format!(
        r#"{{"x402Version":2,"paymentPayload":{payment},"paymentRequirements":{requirements}}}"#
    )
}

fn requested(text: &str, now: u64) -> VerificationEvent {
    let request = VerifyRequest::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    VerificationEvent::Request {
        request: Box::new(request),
        now: UnixTimestamp::new(now).unwrap(),
    }
}

fn answered(facts: Facts, nodes: usize, now: u64) -> VerificationEvent {
    VerificationEvent::Answered {
        facts,
        quorum: Quorum::of(nodes),
        now: UnixTimestamp::new(now).unwrap(),
    }
}

fn asked(step: VerificationStep) -> Vec<Query> {
    match step {
        VerificationStep::Ask { queries, .. } => queries,
        VerificationStep::Answer(response) => panic!("{response}"),
    }
}

fn answer(step: VerificationStep) -> VerifyResponse {
    let VerificationStep::Answer(response) = step else {
        panic!("{step:?}");
    };
    for absent in ["null", r#":"""#] {
        assert!(!response.to_string().contains(absent), "{response}");
    }
    assert_eq!(response.is_valid, response.invalid_reason.is_none());
    *response
}

/// The answer to a request that costs no query.
fn refused(capabilities: &Capabilities, text: &str, now: u64) -> String {
    let mut verification = Verification::new(Arc::new(capabilities.clone()));
    let response = answer(verification.advance(requested(text, now)).unwrap());
    assert_eq!(verification.stage(), VerificationStage::Done);
    response.invalid_reason.unwrap()
}

/// The answer of a facilitator whose only node answers from a declared state.
fn judged(sample: &Sample, facts: &str) -> VerifyResponse {
    let mut verification = Verification::new(Arc::new(capabilities()));
    let step = verification.advance(requested(&request(sample), sample.now));
    let mut wanted = queries(&sample.payment(), &sample.offer(), &sample.context());
    let mut found = asked(step.unwrap());
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted, "{}", sample.name);
    let facts = declared::facts(sample, &sample.payment(), facts);
    answer(
        verification
            .advance(answered(facts, 1, sample.now))
            .unwrap(),
    )
}

fn v1(sample: &Sample, network: &str, changes: &[(&str, &str)]) -> String {
    let payload = sample.payment().payload;
    let requirements = sample
        .requirements
        .replace("\"amount\"", "\"maxAmountRequired\"")
        .replace(sample.offer().network().as_str(), network)
        .replacen(
            '{',
            r#"{"resource":"https://a.example/","description":"","mimeType":"","#,
            1,
        );
    let payload = x402_core::json::Json::Object(payload).to_string();
    let mut text = format!(
        r#"{{"x402Version":1,"paymentPayload":{{"x402Version":1,"scheme":"exact","network":"{network}","payload":{payload}}},"paymentRequirements":{requirements}}}"#
    );
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

#[test]
fn what_the_facilitator_lacks_and_what_breaks_a_rule_costs_no_query() {
    let (evm, svm) = (samples::eip3009(), samples::solana());
    let ours = capabilities();
    let elsewhere = Capabilities::new()
        .with_network(Network::eip155(8453), [SIGNER.parse().unwrap()])
        .unwrap();
    let other_payer = Capabilities::new()
        .with_network(
            Network::solana_devnet(),
            ["GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse"
                .parse()
                .unwrap()],
        )
        .unwrap();
    let change = |from: &str, to: &str| {
        let text = request(&evm);
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    };
    for (capabilities, text, reason) in [
        (&elsewhere, request(&evm), "invalid_network"),
        (&elsewhere, request(&svm), "invalid_network"),
        (&Capabilities::new(), request(&evm), "invalid_network"),
        (&elsewhere, v1(&evm, "base-sepolia", &[]), "invalid_network"),
        (
            &ours,
            v1(&evm, "base-sepolia", &[("base-sepolia", "nowhere")]),
            "invalid_network",
        ),
        (&ours, change("\"exact\"", "\"upto\""), "unsupported_scheme"),
        (
            &ours,
            v1(&evm, "base-sepolia", &[("\"exact\"", "\"upto\"")]),
            "unsupported_scheme",
        ),
        (
            &ours,
            change("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "nobody"),
            "invalid_payment_requirements",
        ),
        (
            &other_payer,
            request(&svm),
            "invalid_exact_svm_fee_payer_not_managed_by_facilitator",
        ),
        (
            &other_payer,
            v1(&svm, "solana-devnet", &[]),
            "fee_payer_not_managed_by_facilitator",
        ),
        (
            &ours,
            change("\"value\": \"10000\"", "\"value\": \"9999\""),
            "invalid_exact_evm_payload_authorization_value_mismatch",
        ),
        (
            &ours,
            change("0x07828fd0", "0x07828fd1"),
            "invalid_exact_evm_payload_signature",
        ),
    ] {
        assert_eq!(refused(capabilities, &text, evm.now), reason, "{text}");
    }
    let late = refused(&ours, &request(&evm), 1_740_672_154);
    assert_eq!(late, "invalid_exact_evm_payload_authorization_valid_before");
}

#[test]
fn a_payment_is_valid_after_one_round_of_answers() {
    let permit = format!("{EVM_FACTS} allowance=1000000");
    for (sample, facts) in [
        (samples::eip3009(), EVM_FACTS),
        (samples::permit2(), &permit),
        (samples::solana(), SVM_FACTS),
    ] {
        let response = judged(&sample, facts);
        assert!(response.is_valid, "{response}");
        assert_eq!(response.payer.as_deref(), Some(sample.payer));
        // Whatever is left out is neither a proof nor a refusal.
        for missing in facts.split(' ') {
            let rest = facts.replace(missing, "");
            let response = judged(&sample, &rest);
            let reason = response.invalid_reason.as_deref();
            assert_eq!(reason, Some("unexpected_verify_error"), "{missing}");
            assert_eq!(response.payer.as_deref(), Some(sample.payer), "{missing}");
        }
    }
}

#[test]
fn both_versions_are_answered_alike() {
    let sample = samples::eip3009();
    let mut verification = Verification::new(Arc::new(capabilities()));
    let text = v1(&sample, "base-sepolia", &[]);
    let _ = asked(verification.advance(requested(&text, sample.now)).unwrap());
    let facts = declared::facts(&sample, &sample.payment(), EVM_FACTS);
    let step = verification.advance(answered(facts, 1, sample.now));
    let response = answer(step.unwrap());
    assert_eq!(
        response.to_string(),
        format!(r#"{{"isValid":true,"payer":"{}"}}"#, sample.payer)
    );
}

#[test]
fn facts_refuse_by_the_reason_of_the_wire() {
    for (sample, facts, changed, reason) in [
        (
            samples::eip3009(),
            EVM_FACTS,
            "balance=1",
            "insufficient_funds",
        ),
        (
            samples::eip3009(),
            EVM_FACTS,
            "nonce_used=yes",
            "invalid_exact_evm_nonce_already_used",
        ),
        (
            samples::eip3009(),
            EVM_FACTS,
            "asset_code=no",
            "asset_not_deployed_contract",
        ),
        (
            samples::permit2(),
            EVM_FACTS,
            "allowance=1",
            "permit2_allowance_required",
        ),
        (
            samples::solana(),
            SVM_FACTS,
            "destination=missing",
            "invalid_exact_svm_transaction_simulation_failed",
        ),
    ] {
        let name = changed.split('=').next().unwrap();
        let facts: Vec<_> = facts
            .split(' ')
            .filter(|fact| !fact.starts_with(name))
            .chain([changed])
            .collect();
        let response = judged(&sample, &facts.join(" "));
        assert_eq!(
            response.invalid_reason.as_deref(),
            Some(reason),
            "{changed}"
        );
        assert_eq!(response.payer.as_deref(), Some(sample.payer));
        assert!(response.invalid_message.is_some());
    }
}

/// Facts as another node's.
fn from(node: u16, facts: &Facts) -> impl Iterator<Item = Fact> {
    let from = NodeId(node);
    facts
        .clone()
        .into_iter()
        .map(move |fact| Fact { from, ..fact })
}

#[test]
fn one_lying_node_of_three_changes_nothing() {
    let sample = samples::eip3009();
    let good = declared::facts(&sample, &sample.payment(), EVM_FACTS);
    let bad = EVM_FACTS.replace("balance=1000000", "balance=1");
    let bad = declared::facts(&sample, &sample.payment(), &bad);
    for (most, liar, reason) in [
        (&good, &bad, None),
        (&bad, &good, Some("insufficient_funds")),
    ] {
        let facts = from(1, most).chain(from(2, liar)).chain(from(3, most));
        let mut verification = Verification::new(Arc::new(capabilities()));
        let event = requested(&request(&sample), sample.now);
        let _ = asked(verification.advance(event).unwrap());
        let step = verification.advance(answered(facts.collect(), 3, sample.now));
        let response = answer(step.unwrap());
        assert_eq!(response.invalid_reason.as_deref(), reason);
    }
    // One node alone is not enough where there are several.
    let mut verification = Verification::new(Arc::new(capabilities()));
    let event = requested(&request(&sample), sample.now);
    let _ = asked(verification.advance(event).unwrap());
    let step = verification.advance(answered(good, 3, sample.now));
    let reason = answer(step.unwrap()).invalid_reason;
    assert_eq!(reason.as_deref(), Some("unexpected_verify_error"));
}

#[test]
fn a_simulation_ahead_of_the_chains_clock_decides_nothing() {
    let sample = samples::eip3009();
    let early = Revert::Message("FiatTokenV2: authorization is not yet valid".into());
    for (answers_flags, revert, reason) in [
        (true, early.clone(), None),
        (false, early, Some("unexpected_verify_error")),
        (
            true,
            Revert::Known(KnownError::InvalidNonce),
            Some("invalid_exact_evm_transaction_simulation_failed"),
        ),
    ] {
        let mut verification = Verification::new(Arc::new(capabilities()));
        let event = requested(&request(&sample), sample.now);
        let queries = asked(verification.advance(event).unwrap());
        let names = EVM_FACTS.replace("simulation=yes", "");
        let mut facts = declared::facts(&sample, &sample.payment(), &names);
        for query in queries {
            let answer = match &query {
                Query::Evm(EvmQuery::Simulate(_)) => Answer::Refused(revert.clone()),
                _ if facts.answers(&query).next().is_none() && answers_flags => {
                    Answer::Refused(Revert::Message("no such function".into()))
                }
                _ => continue,
            };
            let from = NodeId(0);
            let at = None;
            facts.insert(Fact {
                query,
                answer,
                at,
                from,
            });
        }
        let step = verification.advance(answered(facts, 1, sample.now));
        assert_eq!(answer(step.unwrap()).invalid_reason.as_deref(), reason);
    }
}

#[test]
fn a_lookup_table_takes_a_second_round_and_there_is_no_third() {
    let (network, sample) = (Network::solana_devnet(), lookup_table::sample());
    let terms = &sample.requirements;
    let text = format!(
        r#"{{"x402Version":2,"paymentPayload":{},"paymentRequirements":{terms}}}"#,
        sample.payment
    );
    let (full, empty) = (lookup_table::full(), lookup_table::empty());
    let ours = Capabilities::new()
        .with_network(network.clone(), [lookup_table::FEE_PAYER.parse().unwrap()])
        .unwrap();
    let mut verification = Verification::new(Arc::new(ours));
    let now = sample.now;
    let first = asked(verification.advance(requested(&text, now)).unwrap());
    assert_eq!(first.len(), 1, "{first:?}");
    for (state, reason) in [
        (
            &empty,
            "invalid_exact_svm_smart_wallet_alt_resolution_not_available",
        ),
        (&DeclaredState::default(), "unexpected_verify_error"),
    ] {
        let facts = state.facts(&network, &first);
        let step = verification.clone().advance(answered(facts, 1, now));
        let response = answer(step.unwrap());
        assert_eq!(response.invalid_reason.as_deref(), Some(reason));
    }
    let facts = full.facts(&network, &first);
    let second = asked(verification.advance(answered(facts, 1, now)).unwrap());
    assert!(
        second.len() > 3 && !second.contains(&first[0]),
        "{second:?}"
    );
    let facts = full.facts(&network, &second);
    let step = verification.clone().advance(answered(facts, 1, now));
    assert!(answer(step.unwrap()).is_valid);
    let step = verification.advance(answered(Facts::new(), 1, now));
    let reason = answer(step.unwrap()).invalid_reason;
    assert_eq!(reason.as_deref(), Some("unexpected_verify_error"));
}

#[test]
fn a_payment_that_expires_while_the_nodes_are_asked_is_refused() {
    let sample = samples::eip3009();
    let mut verification = Verification::new(Arc::new(capabilities()));
    let event = requested(&request(&sample), sample.now);
    let _ = asked(verification.advance(event).unwrap());
    let facts = declared::facts(&sample, &sample.payment(), EVM_FACTS);
    let step = verification.advance(answered(facts, 1, 1_740_672_153));
    assert_eq!(
        answer(step.unwrap()).invalid_reason.as_deref(),
        Some("invalid_exact_evm_payload_authorization_valid_before")
    );
}

#[test]
fn a_wallets_short_signature_is_asked_about_where_the_facilitator_wants_it() {
    let sample = samples::eip3009();
    let text = request(&sample).replace("0x07828fd0", "0x07828fd1");
    let asking = capabilities().with_wallet_queries(true);
    let mut verification = Verification::new(Arc::new(asking));
    let queries = asked(verification.advance(requested(&text, sample.now)).unwrap());
    assert!(!queries.is_empty());
    let mut again = verification.clone();
    let step = verification.advance(answered(Facts::new(), 1, sample.now));
    let reason = answer(step.unwrap()).invalid_reason;
    assert_eq!(reason.as_deref(), Some("unexpected_verify_error"));

    let payment = samples::eip3009()
        .payment
        .replace("0x07828fd0", "0x07828fd1");
    let changed = Sample {
        payment,
        ..samples::eip3009()
    };
    let facts = declared::facts(&changed, &changed.payment(), "payer_code=no");
    let step = again.advance(answered(facts, 1, sample.now));
    let reason = answer(step.unwrap()).invalid_reason;
    assert_eq!(
        reason.as_deref(),
        Some("invalid_exact_evm_payload_signature")
    );
}

#[test]
fn an_event_out_of_turn_changes_nothing() {
    let sample = samples::eip3009();
    let request = || requested(&request(&sample), sample.now);
    let mut verification = Verification::new(Arc::new(capabilities()));
    let error = verification
        .advance(answered(Facts::new(), 1, sample.now))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the event `answered` cannot be taken now: the verification waits for the request"
    );
    let _ = asked(verification.advance(request()).unwrap());
    let before = verification.clone();
    let error = verification.advance(request()).unwrap_err();
    assert_eq!(
        (error.stage(), error.event()),
        (VerificationStage::Asking, "request")
    );
    assert_eq!(verification, before);
    let hash = |verification: &Verification| {
        let mut hasher = DefaultHasher::new();
        verification.hash(&mut hasher);
        hasher.finish()
    };
    assert_eq!(hash(&verification), hash(&before));
    let _ = answer(
        verification
            .advance(answered(Facts::new(), 1, sample.now))
            .unwrap(),
    );
    assert_ne!(verification, before);
    let error = verification.advance(request()).unwrap_err();
    assert_eq!(error.stage(), VerificationStage::Done);
}

proptest! {
    /// Of any part of the answers, a payment is valid only if nothing is left out that the
    /// simulation does not answer too.
    #[test]
    fn no_part_of_the_answers_is_enough(kept in prop::collection::vec(any::<bool>(), 24)) {
        let sample = samples::eip3009();
        let facts = declared::facts(&sample, &sample.payment(), EVM_FACTS);
        let all: Vec<Fact> = facts.into_iter().collect();
        prop_assert!(all.len() <= kept.len());
        let part: Facts = all
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(fact, _)| fact.clone())
            .collect();
        let is_whole = all.iter().zip(&kept).all(|(fact, kept)| *kept || part.answers(&fact.query).next().is_some());
        let mut verification = Verification::new(Arc::new(capabilities()));
        let _ = asked(verification.advance(requested(&request(&sample), sample.now)).unwrap());
        let step = verification.advance(answered(part, 1, sample.now));
        let response = answer(step.unwrap());
        prop_assert_eq!(response.is_valid, is_whole);
    }
}

#[test]
fn supported_lists_every_kind_of_both_versions() {
    let (own, second) = (FEE_PAYER, "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse");
    let capabilities = capabilities()
        .with_network(Network::eip155(7777), [SIGNER.parse().unwrap()])
        .unwrap()
        .with_network(
            Network::solana_devnet(),
            [own.parse().unwrap(), second.parse().unwrap()],
        )
        .unwrap();
    let devnet = Network::solana_devnet();
    let expected = format!(
        r#"{{"kinds":[{{"x402Version":1,"scheme":"exact","network":"base-sepolia"}},{{"x402Version":2,"scheme":"exact","network":"eip155:84532"}},{{"x402Version":1,"scheme":"exact","network":"solana-devnet","extra":{{"feePayer":"{own}"}}}},{{"x402Version":2,"scheme":"exact","network":"{devnet}","extra":{{"feePayer":"{own}"}}}},{{"x402Version":2,"scheme":"exact","network":"eip155:7777"}}],"extensions":["eip2612GasSponsoring"],"signers":{{"eip155:*":["{SIGNER}"],"solana:*":["{own}","{second}"]}}}}"#
    );
    assert_eq!(supported(&capabilities).to_string(), expected);
    let empty = r#"{"kinds":[],"extensions":[],"signers":{}}"#;
    assert_eq!(supported(&Capabilities::new()).to_string(), empty);
    let versions = X402Version::V1.number()..=X402Version::V2.number();
    assert!(
        supported(&capabilities)
            .kinds
            .iter()
            .all(|kind| versions.contains(&kind.x402_version))
    );
}

#[test]
fn a_network_needs_accounts_of_its_family() {
    let own = || Capabilities::new();
    for (network, accounts, text) in [
        (
            Network::eip155(1),
            vec![],
            "not a valid list of signers: expected at least one account that the facilitator signs with, found \"\"",
        ),
        (
            Network::eip155(1),
            vec![FEE_PAYER.parse().unwrap()],
            "not a valid signer: expected an account of the network's family, EVM or Solana, found \"9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu\"",
        ),
        (
            "tvm:-239".parse().unwrap(),
            vec![SIGNER.parse().unwrap()],
            "not a valid network: expected a network of the namespace `eip155` or `solana`, found \"tvm:-239\"",
        ),
    ] {
        let error = own().with_network(network, accounts).unwrap_err();
        assert_eq!(error.to_string(), text);
    }
}
