//! The bounds and leniencies of a policy, and the entries that are somebody else's.

use crate::{
    accounts::{evm_entry, permit2, required, wallet},
    declared,
    samples::{self, Sample},
    verify::{changed, object},
};
use x402_core::{
    chain::{ChainCheck, EvmQuery, Query, Quorum},
    client::{Reason, Spending, select},
    message::{NonEmpty, PaymentPayload, PaymentRequired, PaymentRequirements},
    scheme::{Offer, PayerSignature, Policy, Refusal},
    server::Bill,
    timestamp::UnixTimestamp,
    verify::{queries, verify, verify_any},
};

/// The refusal's code under a policy, or nothing.
fn code(payment: &PaymentPayload, sample: &Sample, policy: &Policy) -> Option<&'static str> {
    let context = sample.context().with_policy(policy);
    let verdict = verify(payment, &sample.offer(), &context);
    verdict.err().map(|refusal| refusal.code())
}

#[test]
fn a_window_ends_within_the_policys_or_the_offered_one_and_an_hour() {
    // The authorization ends at 1740672154, the permit at 9999999999.
    for (sample, max_window, offered, before_end, refused) in [
        (samples::eip3009(), 86_400, "60", 90_000, None),
        (
            samples::eip3009(),
            86_400,
            "60",
            90_001,
            Some("time.too_far"),
        ),
        (samples::eip3009(), 0, "60", 3_660, None),
        (samples::eip3009(), 0, "60", 3_661, Some("time.too_far")),
        (samples::eip3009(), 60, "604800", 608_400, None),
        (
            samples::eip3009(),
            60,
            "604800",
            608_401,
            Some("time.too_far"),
        ),
        (
            samples::permit2(),
            86_400,
            "60",
            90_001,
            Some("time.too_far"),
        ),
        (samples::permit2(), 86_400, "60", 90_000, None),
        (samples::permit2(), u64::MAX, "60", 8_259_327_899, None),
    ] {
        let mut policy = Policy::strict();
        policy.max_window = max_window;
        let (end, timeout) = match sample.name {
            "Permit2" => (9_999_999_999_u64, "8259327899"),
            _ => (1_740_672_154, "60"),
        };
        let timeout_of = |text: &str, to: &str| {
            let (from, to) = (format!("Seconds\":{timeout},"), format!("Seconds\":{to},"));
            text.replace(&from, &to)
        };
        let requirements = timeout_of(&sample.requirements, offered);
        let payment = timeout_of(&sample.payment, offered);
        let payment = PaymentPayload::parse(&payment).unwrap();
        let offer = Offer::parse(&PaymentRequirements::parse(&requirements).unwrap()).unwrap();
        let now = UnixTimestamp::new(end - before_end).unwrap();
        let context = x402_core::scheme::Context::new(now).with_policy(&policy);
        let verdict = verify(&payment, &offer, &context);
        let found = verdict.err().map(|refusal| refusal.code());
        assert_eq!(found, refused, "{} {offered} {before_end}", sample.name);
    }
}

#[test]
fn the_highest_fee_is_the_policys() {
    let sample = samples::solana();
    // Two signatures, and 20,000 units at one micro-lamport each.
    for (max_worst_fee, refused) in [
        (10_001, None),
        (10_000, Some("svm.fee.too_high")),
        (0, Some("svm.fee.too_high")),
    ] {
        let mut policy = Policy::strict();
        policy.max_worst_fee = max_worst_fee;
        let found = code(&sample.payment(), &sample, &policy);
        assert_eq!(found, refused, "{max_worst_fee}");
    }
    assert_eq!(Policy::strict().max_worst_fee, 2_010_000);
    assert_eq!(Policy::interop().max_worst_fee, 2_010_000);
}

#[test]
fn a_switch_takes_for_permit2_what_permit2_takes() {
    let permit2 = samples::permit2();
    let strict = verify(&permit2.payment(), &permit2.offer(), &permit2.context()).unwrap();
    let mut loose = Policy::strict();
    loose.permit2_signatures = true;
    let r = "0x077c9950604122371196314b1ee6141a15eeecf3e05bf35766dea48cfb87a300";
    let low = "150d374dfdbc1ff1e34d1d4245d579dea7e2bc2a789b5ea012957b0ca7cb8970";
    let high = "eaf2c8b20243e00e1cb2e2bdba2a862012cc20bc36ad419bad3ce380286ab7d1";
    for (form, refused, accepted) in [
        (format!("{r}{high}1c"), "signature.malleable", true),
        (format!("{r}{low}"), "undecided", true),
        (format!("{r}{high}1b"), "signature.malleable", false),
        (format!("{r}{high}01"), "signature.v", false),
        (format!("{r}{low}00"), "signature.v", false),
    ] {
        let payment = changed(&permit2, "/payload/signature", &form);
        assert_eq!(code(&payment, &permit2, &Policy::strict()), Some(refused));
        let context = permit2.context().with_policy(&loose);
        match verify(&payment, &permit2.offer(), &context) {
            Ok(verified) => {
                assert!(accepted, "{form}");
                assert_eq!(verified.signature(), strict.signature(), "{form}");
                assert_eq!(verified.replay_key(), strict.replay_key(), "{form}");
            }
            Err(refusal) => assert!(!accepted, "{form}: {refusal}"),
        }
    }
    assert!(!Policy::default().permit2_signatures && !Policy::interop().permit2_signatures);

    // A token's own contract looks at s, whatever the switch.
    let eip3009 = samples::eip3009();
    for (form, refused) in [
        (
            "0x07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a1ef0c44983a292ccb8895543ecc82b10daf42aab26fdda1da600ba5d4b2e37a5c1c",
            "signature.malleable",
        ),
        (
            "0x07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a110f3bb67c5d6d33b4776abc1337d4ef70b0cbc343f6abea05f8db8b21d52c6e5",
            "undecided",
        ),
    ] {
        let payment = changed(&eip3009, "/payload/signature", form);
        assert_eq!(code(&payment, &eip3009, &loose), Some(refused));
    }
}

#[test]
fn a_wrapped_signature_is_decided_with_the_payers_code_known() {
    let sample = samples::eip3009();
    let factory = "0xca11bde05977b3631167028862be2a173976ca11";
    let inner = [0x44; 65];
    // abi.encode(factory, "", inner), and the magic bytes.
    let form = format!(
        "0x{:0>64}{:064x}{:064x}{:064x}{:064x}{}{}{}",
        &factory[2..],
        96,
        128,
        0,
        inner.len(),
        "44".repeat(inner.len()),
        "0".repeat(62),
        "6492".repeat(16),
    );
    let payment = changed(&sample, "/payload/signature", &form);
    let mut allowing = Policy::strict();
    allowing.erc6492_factories = vec![factory.parse().unwrap()];
    let none = "erc1271=yes payer_code=no";
    let simulated = "payer_code=no simulation=yes";
    let deployed = "erc1271=yes payer_code=yes";
    let needs = |asked: &[ChainCheck]| Err(asked.to_vec());
    for (facts, policy, expected) in [
        (
            "erc1271=yes",
            &Policy::strict(),
            needs(&[ChainCheck::PayerCode]),
        ),
        ("erc1271=yes", &allowing, needs(&[ChainCheck::PayerCode])),
        (
            "",
            &allowing,
            needs(&[ChainCheck::Erc1271, ChainCheck::PayerCode]),
        ),
        (none, &allowing, needs(&[ChainCheck::Simulation])),
        (simulated, &allowing, Ok("contract")),
        (deployed, &Policy::strict(), Ok("contract")),
        (none, &Policy::strict(), Ok("signature.factory_not_allowed")),
        (
            simulated,
            &Policy::strict(),
            Ok("signature.factory_not_allowed"),
        ),
    ] {
        let known = declared::facts_under(&sample, &payment, policy, facts);
        let context = sample
            .context()
            .with_policy(policy)
            .with_chain(&known, Quorum::of(1));
        let found = match verify(&payment, &sample.offer(), &context) {
            Ok(verified) => {
                let PayerSignature::Contract(signature) = verified.signature() else {
                    panic!("{verified:?}");
                };
                assert_eq!(signature[..], inner[..]);
                Ok("contract")
            }
            Err(Refusal::Undecided(undecided)) => Err(undecided.needs().collect()),
            Err(refusal) => Ok(refusal.code()),
        };
        assert_eq!(found, expected, "{facts:?}");
    }
}

#[test]
fn a_bill_passes_on_entries_for_other_contracts_and_takes_no_payment_for_them() {
    let sample = samples::eip3009();
    let gateway = sample.requirements.replace(
        r#"{"name":"USDC","version":"2"}"#,
        r#"{"name":"GatewayWalletBatched","version":"1","verifyingContract":"0x0077777d7EBA4688BDeF3E311b846F25870A19B9"}"#,
    );
    let parse = |text: &str| PaymentRequirements::parse(text).unwrap();
    let accepts = NonEmpty::new(vec![parse(&gateway), parse(&sample.requirements)]).unwrap();
    let bill = Bill::from_message(PaymentRequired::new(accepts)).unwrap();
    let (index, _) = verify_any(&sample.payment(), bill.offers(), &sample.context()).unwrap();
    assert_eq!(index, 1);

    let mut payment = sample.payment();
    payment.accepted = object(&gateway);
    let refusal = verify_any(&payment, bill.offers(), &sample.context()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "contract.foreign at /accepted/extra: expected the token's own contract or Permit2, \
         found \"0x0077777d7EBA4688BDeF3E311b846F25870A19B9\""
    );
}

#[test]
fn a_client_skips_what_it_cannot_pay_and_says_why() {
    for (entry, text) in [
        (
            evm_entry(
                "10000",
                r#"{"name":"GatewayWalletBatched","version":"1","verifyingContract":"0x0077777d7EBA4688BDeF3E311b846F25870A19B9"}"#,
            ),
            "offer at /accepts/0/extra/verifyingContract: expected the token's own contract or \
             Permit2, found \"0x0077777d7EBA4688BDeF3E311b846F25870A19B9\"",
        ),
        (
            evm_entry("10000", r#"{"name":"GatewayWalletBatched","version":"1"}"#),
            "offer at /accepts/0/extra/name: expected the token's own contract or Permit2, found \
             \"GatewayWalletBatched\"",
        ),
        (
            evm_entry(
                "10000",
                r#"{"name":"USDC","version":"2","verifyingContract":7}"#,
            ),
            "offer at /accepts/0/extra/verifyingContract: expected the token's own contract or \
             Permit2, found the number 7",
        ),
        (
            evm_entry("10000", r#"{"name":"USD Coin","version":"2"}"#),
            "offer at /accepts/0/extra/name: expected \"USDC\", which the token's contract signs \
             under, found \"USD Coin\"",
        ),
        (
            permit2().replace("\"10000\"", "\"0\""),
            "offer at /accepts/0/amount: expected an amount above zero, which Permit2's proxy \
             demands, found 0",
        ),
    ] {
        let plain = evm_entry("10000", r#"{"name":"USDC","version":"2"}"#);
        let bill = required(&[entry, plain]);
        let choice = select(&bill, &wallet(), &Spending::default()).unwrap();
        assert_eq!(choice.index(), 1);
        let [refused] = choice.refused() else {
            panic!("{:?}", choice.refused());
        };
        assert_eq!(
            (refused.reason(), &*refused.to_string()),
            (Reason::Offer, text)
        );
    }
}

#[test]
fn a_permit_of_the_amount_leaves_the_allowance_to_the_chain() {
    let sample = samples::permit2();
    let info = |amount: &str| {
        format!(
            r#","extensions":{{"eip2612GasSponsoring":{{"info":{{
            "from":"0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "spender":"0x000000000022D473030F116dDEE9F6B43aC78BA3","amount":"{amount}",
            "nonce":"0","deadline":"1740672160","version":"1","signature":"0x{}"}}}}}}}}"#,
            "11".repeat(65)
        )
    };
    let with = |info: &str| {
        let (payment, _) = sample.payment.rsplit_once('}').unwrap();
        PaymentPayload::parse(format!("{payment}{info}")).unwrap()
    };
    for (payment, allowance, verdict) in [
        (with(&info("1000000")), 0, Ok(true)),
        (with(&info("1000000")), 999_999, Ok(true)),
        (with(&info("1000000")), 1_000_000, Ok(false)),
        (with(&info("1000001")), 0, Err("allowance.insufficient")),
        (with(&info("999999")), 0, Err("allowance.insufficient")),
        (with("}"), 0, Err("allowance.insufficient")),
    ] {
        let facts = declared::facts(&sample, &payment, &format!("allowance={allowance}"));
        let context = sample.context().with_chain(&facts, Quorum::of(1));
        let found = verify(&payment, &sample.offer(), &context)
            .map(|verified| {
                verified
                    .unchecked()
                    .any(|asked| asked == ChainCheck::Allowance)
            })
            .map_err(|refusal| refusal.code());
        assert_eq!(found, verdict);
    }
    // The proxy's `settleWithPermit` and its `settle`.
    for (payment, selector) in [
        (with(&info("1000000")), [0xfa, 0x34, 0x03, 0x78]),
        (with(&info("1000001")), [0x13, 0xcd, 0x3b, 0x53]),
        (with("}"), [0x13, 0xcd, 0x3b, 0x53]),
    ] {
        let queries = queries(&payment, &sample.offer(), &sample.context());
        let simulated = queries.iter().find_map(|query| match query {
            Query::Evm(EvmQuery::Simulate(call)) => call.data.as_bytes().get(..4),
            _ => None,
        });
        assert_eq!(simulated, Some(selector.as_slice()));
    }
    // One that succeeds has submitted the allowance.
    let payment = with(&info("1000000"));
    let facts = declared::facts(&sample, &payment, "allowance=0 simulation=yes");
    let context = sample.context().with_chain(&facts, Quorum::of(1));
    let verified = verify(&payment, &sample.offer(), &context).unwrap();
    let open: Vec<_> = verified.unchecked().collect();
    assert!(!open.contains(&ChainCheck::Allowance), "{open:?}");
}
