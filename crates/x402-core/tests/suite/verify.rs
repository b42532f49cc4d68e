//! Published payments verify, say who paid, and no field of theirs can be changed.

use crate::{
    declared,
    samples::{self, Sample},
};
use x402_core::{
    chain::{ChainCheck, Quorum},
    header,
    json::{Json, Object},
    message::{PaymentPayload, PaymentRequirements},
    scheme::{Context, Offer, Policy, Refusal},
    timestamp::UnixTimestamp,
    verify::{Outcome, Verified, examine, examine_header, verify, verify_header},
};

#[test]
fn published_payments_verify() {
    for sample in samples::all() {
        let verified = verify(&sample.payment(), &sample.offer(), &sample.context())
            .unwrap_or_else(|refusal| panic!("{}: {refusal}", sample.name));
        assert_eq!(
            verified.payer().to_string(),
            sample.payer,
            "{}",
            sample.name
        );

        let header = header::encode_payment_signature(&sample.payment()).unwrap();
        let again = verify_header(&header, &sample.offer(), &sample.context());
        assert_eq!(again, Ok(verified.clone()), "{}", sample.name);
        let report = examine_header(&header, &sample.offer(), &sample.context());
        assert_eq!(report.verdict(), Ok(&verified), "{}", sample.name);
    }
}

#[test]
fn a_verified_payment_says_what_it_proves_and_what_is_left() {
    let sample = samples::specification();
    let verified = verify(&sample.payment(), &sample.offer(), &sample.context()).unwrap();
    assert_eq!(
        verified.to_string(),
        "0x857b06519E91e3A54538791bDbb0E22373e36b66 pays 10000 of \
         0x036CbD53842c5426634e7929541eC2318f3dCF7e to \
         0x209693Bc6afc0C5328bA36FaF03C514EF312287C on eip155:84532"
    );
    assert_eq!(
        verified.replay_key(),
        "eip155:84532/eip3009/0x036cbd53842c5426634e7929541ec2318f3dcf7e/\
         0x857b06519e91e3a54538791bdbb0e22373e36b66/\
         0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    );
    assert_eq!(verified.keep_until(), 1_740_672_154);
    assert_eq!(
        unchecked(&verified),
        ["asset_code", "balance", "nonce", "payer_code", "simulation"]
    );
    let [warning] = verified.warnings() else {
        panic!("{:?}", verified.warnings());
    };
    assert_eq!(
        warning.to_string(),
        "time.window_too_long at /payload/authorization/validBefore: \
         expected at most 60 s, found 65 s"
    );
}

#[test]
fn a_solana_payment_is_keyed_by_its_message() {
    let sample = samples::solana();
    let verified = verify(&sample.payment(), &sample.offer(), &sample.context()).unwrap();
    assert_eq!(
        verified.replay_key(),
        "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1/message/\
         0xef0550a9d2820905dca4131350f1be36a0dbc547630a9ca0d3bec054d2ca1552"
    );
    assert_eq!(verified.keep_until(), sample.now + 120);
    assert_eq!(
        unchecked(&verified),
        ["accounts", "balance", "blockhash", "simulation"]
    );
    assert!(verified.warnings().is_empty());
}

#[test]
fn the_report_shows_the_published_intermediate_values() {
    for (sample, name, value) in [
        (
            samples::specification(),
            "domain_separator",
            "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
        ),
        (
            samples::specification(),
            "digest",
            "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6",
        ),
        (
            samples::eip3009(),
            "struct_hash",
            "0xaa4648d6d1916c853c2a8e614c17d9dd6e0c36198684596b9bdf7cf616e4c4aa",
        ),
        (
            samples::permit2(),
            "digest",
            "0x93f7d7cc192fe78957fc114318393187c2fc5194c6d9ac26aba364559fac39d2",
        ),
        (
            samples::solana(),
            "source",
            "H1AviagU5Y17z77v1F9qZPJ9kCbCsL4ewiZABNfGYoRs",
        ),
        (
            samples::solana(),
            "destination",
            "6ndWAgFxMAVLobD8WrdBj5w41GrDeJYiQX91nNSrwkZp",
        ),
        (samples::solana(), "worst_fee_lamports", "10001"),
    ] {
        let report = examine(&sample.payment(), &sample.offer(), &sample.context());
        let note = report.notes().iter().find(|note| note.name == name);
        assert_eq!(note.map(|note| &*note.value), Some(value), "{name}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn every_signed_or_matched_field_changed_alone_is_refused() {
    let other = "0x1111111111111111111111111111111111111111";
    for (sample, pointer, value, code) in [
        (
            samples::specification(),
            "/accepted/scheme",
            "upto",
            "scheme.mismatch",
        ),
        (
            samples::specification(),
            "/accepted/network",
            "eip155:8453",
            "network.mismatch",
        ),
        (
            samples::specification(),
            "/accepted/amount",
            "9999",
            "accepted.mismatch",
        ),
        (
            samples::specification(),
            "/accepted/asset",
            other,
            "accepted.mismatch",
        ),
        (
            samples::specification(),
            "/accepted/payTo",
            other,
            "accepted.mismatch",
        ),
        (
            samples::specification(),
            "/accepted/maxTimeoutSeconds",
            "60",
            "accepted.mismatch",
        ),
        (
            samples::specification(),
            "/accepted/extra/name",
            "USD Coin",
            "accepted.mismatch",
        ),
        (
            samples::specification(),
            "/accepted/extra/version",
            "1",
            "accepted.mismatch",
        ),
        (
            samples::specification(),
            "/payload/authorization/from",
            other,
            "signature.invalid",
        ),
        (
            samples::specification(),
            "/payload/authorization/to",
            other,
            "recipient.mismatch",
        ),
        (
            samples::specification(),
            "/payload/authorization/value",
            "9999",
            "amount.mismatch",
        ),
        (
            samples::specification(),
            "/payload/authorization/value",
            "10001",
            "amount.mismatch",
        ),
        (
            samples::specification(),
            "/payload/authorization/validAfter",
            "1740672088",
            "signature.invalid",
        ),
        (
            samples::specification(),
            "/payload/authorization/validAfter",
            "1740672101",
            "time.early",
        ),
        (
            samples::specification(),
            "/payload/authorization/validBefore",
            "1740672155",
            "signature.invalid",
        ),
        (
            samples::specification(),
            "/payload/authorization/validBefore",
            "1740672105",
            "time.expired",
        ),
        (
            samples::specification(),
            "/payload/authorization/nonce",
            "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13481",
            "signature.invalid",
        ),
        (
            samples::permit2(),
            "/payload/permit2Authorization/from",
            other,
            "signature.invalid",
        ),
        (
            samples::permit2(),
            "/payload/permit2Authorization/permitted/token",
            other,
            "token.mismatch",
        ),
        (
            samples::permit2(),
            "/payload/permit2Authorization/permitted/amount",
            "1000001",
            "amount.mismatch",
        ),
        (
            samples::permit2(),
            "/payload/permit2Authorization/spender",
            other,
            "spender.mismatch",
        ),
        (
            samples::permit2(),
            "/payload/permit2Authorization/nonce",
            "2",
            "signature.invalid",
        ),
        (
            samples::permit2(),
            "/payload/permit2Authorization/deadline",
            "9999999998",
            "signature.invalid",
        ),
        (
            samples::permit2(),
            "/payload/permit2Authorization/witness/to",
            other,
            "recipient.mismatch",
        ),
        (
            samples::permit2(),
            "/payload/permit2Authorization/witness/validAfter",
            "1",
            "signature.invalid",
        ),
        (
            samples::solana(),
            "/accepted/extra/feePayer",
            other,
            "accepted.mismatch",
        ),
        (
            samples::solana(),
            "/accepted/extra/memo",
            "order-43",
            "accepted.mismatch",
        ),
    ] {
        let payment = changed(&sample, pointer, value);
        let refusal = refused(&payment, &sample);
        assert_eq!(
            refusal.code(),
            code,
            "{} {pointer} = {value}: {refusal}",
            sample.name
        );
    }
}

#[test]
fn an_offer_changed_alone_refuses_the_golden_transaction() {
    for (pointer, value, code) in [
        ("/amount", "9999", "amount.mismatch"),
        ("/amount", "10001", "amount.mismatch"),
        (
            "/asset",
            "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM",
            "token.mismatch",
        ),
        (
            "/payTo",
            "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9",
            "recipient.mismatch",
        ),
        (
            "/extra/feePayer",
            "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
            "svm.fee_payer.mismatch",
        ),
        ("/extra/memo", "order-43", "memo.mismatch"),
    ] {
        let sample = samples::solana();
        let mut requirements = object(&sample.requirements);
        set(&mut requirements, pointer, value);
        let mut payment = sample.payment();
        payment.accepted = requirements.clone();
        let offer = PaymentRequirements::from_json(Json::Object(requirements)).unwrap();
        let offer = Offer::parse(&offer).unwrap();
        let refusal = verify(&payment, &offer, &sample.context()).unwrap_err();
        assert_eq!(refusal.code(), code, "{pointer} = {value}: {refusal}");
    }
}

#[test]
fn a_known_token_is_offered_by_its_own_name() {
    // "USD Coin" is what the token calls itself elsewhere.
    for (pointer, value, error) in [
        (
            "/extra/name",
            "USD Coin",
            "offer at /extra/name: expected \"USDC\", which the token's contract signs under, \
             found \"USD Coin\"",
        ),
        (
            "/extra/version",
            "1",
            "offer at /extra/version: expected \"2\", which the token's contract signs under, \
             found \"1\"",
        ),
    ] {
        let mut requirements = object(&samples::specification().requirements);
        set(&mut requirements, pointer, value);
        let requirements = PaymentRequirements::from_json(Json::Object(requirements)).unwrap();
        let refused = Offer::parse(&requirements).unwrap_err();
        assert_eq!(refused.to_string(), error);
    }
}

#[test]
fn the_debug_form_of_a_verdict_shows_no_money() {
    for sample in samples::all() {
        let (payment, offer) = (sample.payment(), sample.offer());
        let verified = verify(&payment, &offer, &sample.context()).unwrap();
        let contract = declared::facts(
            &sample,
            &payment,
            if sample.payer.starts_with("0x") {
                "payer_code=yes"
            } else {
                ""
            },
        );
        let context = sample.context().with_chain(&contract, Quorum::of(1));
        // A Solana payment is decided either way.
        let other = verify(&payment, &offer, &context);
        let debug = format!("{verified:?} {other:?}");
        assert!(debug.contains(sample.payer), "{debug}");
        for hidden in ["signature:", "payload:", "nonce:", "transaction:"] {
            assert!(!debug.contains(hidden), "{hidden}: {debug}");
        }
    }
}

#[test]
fn a_leniency_changes_the_form_that_is_accepted_and_not_the_one_that_is_given_out() {
    let sample = samples::eip3009();
    let canonical = "07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a110f3bb67c5d6d33b4776abc1337d4ef70b0cbc343f6abea05f8db8b21d52c6e5";
    let strict = verify(&sample.payment(), &sample.offer(), &sample.context()).unwrap();
    let policy = Policy::interop();
    for (form, code) in [
        (format!("0x{canonical}00"), "signature.v"),
        (format!("0x{canonical}"), "undecided"),
    ] {
        let payment = changed(&sample, "/payload/signature", &form);
        assert_eq!(refused(&payment, &sample).code(), code, "{form}");
        let context = sample.context().with_policy(&policy);
        let lenient = verify(&payment, &sample.offer(), &context).unwrap();
        assert_eq!(lenient.signature(), strict.signature(), "{form}");
        assert_eq!(lenient.replay_key(), strict.replay_key(), "{form}");
    }
    let high_s = "0x07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a1ef0c44983a292ccb8895543ecc82b10daf42aab26fdda1da600ba5d4b2e37a5c1c";
    let payment = changed(&sample, "/payload/signature", high_s);
    let context = sample.context().with_policy(&policy);
    let refusal = verify(&payment, &sample.offer(), &context).unwrap_err();
    assert_eq!(refusal.code(), "signature.malleable");
}

#[test]
fn the_margin_before_the_end_is_six_seconds() {
    let sample = samples::eip3009();
    for (now, accepted) in [(1_740_672_148, true), (1_740_672_149, false)] {
        let context = Context::new(UnixTimestamp::new(now).unwrap());
        let verdict = verify(&sample.payment(), &sample.offer(), &context);
        assert_eq!(verdict.is_ok(), accepted, "{now}");
    }
}

#[test]
fn examine_applies_the_rules_behind_a_failure() {
    let sample = samples::specification();
    let payment = changed(&sample, "/accepted/amount", "1");
    let report = examine(&payment, &sample.offer(), &sample.context());
    let failed: Vec<_> = report
        .findings()
        .iter()
        .filter(|finding| matches!(finding.outcome, Outcome::Failed(_)))
        .map(|finding| finding.rule.code)
        .collect();
    assert_eq!(failed, ["accepted.mismatch"]);
    let proven = report.findings().iter().any(|finding| {
        finding.rule.code == "signature.invalid" && finding.outcome == Outcome::Passed
    });
    assert!(proven, "the signature is still looked at");
    assert_eq!(report.verdict().unwrap_err(), &refused(&payment, &sample));
}

fn refused(payment: &PaymentPayload, sample: &Sample) -> Refusal {
    let refusal = verify(payment, &sample.offer(), &sample.context()).unwrap_err();
    let report = examine(payment, &sample.offer(), &sample.context());
    assert_eq!(report.verdict(), Err(&refusal), "{}", sample.name);
    refusal
}

pub(crate) fn unchecked(verified: &Verified) -> Vec<&'static str> {
    verified.unchecked().map(ChainCheck::as_str).collect()
}

/// The sample with one member replaced by a string.
pub(crate) fn changed(sample: &Sample, pointer: &str, value: &str) -> PaymentPayload {
    let mut payment = object(&sample.payment);
    set(&mut payment, pointer, value);
    PaymentPayload::from_json(Json::Object(payment)).unwrap()
}

pub(crate) fn object(text: &str) -> Object<'static> {
    match Json::parse(text.as_bytes()).unwrap().into_owned() {
        Json::Object(object) => object,
        other => panic!("{other}"),
    }
}

fn set(object: &mut Object<'static>, pointer: &str, value: &str) {
    let (name, rest) = pointer[1..].split_once('/').unwrap_or((&pointer[1..], ""));
    if rest.is_empty() {
        object.insert(name.to_owned(), Json::String(value.to_owned().into()));
    } else if let Some(Json::Object(mut inner)) = object.remove(name) {
        set(&mut inner, &format!("/{rest}"), value);
        object.insert(name.to_owned(), Json::Object(inner));
    } else {
        panic!("no object {name}");
    }
}
