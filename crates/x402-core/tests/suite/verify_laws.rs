//! What holds for every payment and every rule.

use std::collections::BTreeSet;

use crate::samples::{self, Sample};
use x402_core::{
    header,
    scheme::Refusal,
    verify::{Outcome, Verified, all_rules, examine, examine_header, rules, verify_header},
};

#[test]
fn the_rule_table_has_the_order_of_application() {
    for sample in samples::all() {
        let report = examine(&sample.payment(), &sample.offer(), &sample.context());
        let offer = sample.offer();
        let mut table = rules(&offer);
        for finding in report.findings() {
            if finding.outcome != Outcome::NotApplied {
                let next = table.find(|rule| *rule == finding.rule);
                assert!(next.is_some(), "{}: {:?}", sample.name, finding.rule);
            }
        }
    }
}

#[test]
fn no_two_rules_of_a_method_are_told_apart_by_nothing() {
    let mut seen = BTreeSet::new();
    for rule in all_rules() {
        let name = (rule.mechanism.as_str(), rule.code, rule.pointer);
        assert!(seen.insert(name), "{name:?}");
        for (text, what) in [
            (rule.code, "code"),
            (rule.wire_code, "wire code"),
            (rule.demands, "demand"),
            (rule.hint, "hint"),
            (rule.source, "source"),
        ] {
            assert!(!text.is_empty(), "{name:?} has no {what}");
        }
    }
}

/// Law 9: whatever one byte of the text becomes, a payment that still verifies is the same payment.
#[test]
fn no_changed_byte_makes_another_payment() {
    for sample in samples::all() {
        let header = header::encode_payment_signature(&sample.payment()).unwrap();
        let (offer, context) = (sample.offer(), sample.context());
        let original = verify_header(&header, &offer, &context).unwrap();
        let json = sample.payment().to_string();
        for at in 0..json.len() {
            for bit in [0, 5] {
                let mut bytes = json.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let header = header::encode_base64(&bytes);
                let verdict = verify_header(&header, &offer, &context);
                assert_same(&original, verdict.as_ref(), &sample, at);
                let examined = examine_header(&header, &offer, &context);
                assert_eq!(examined.verdict(), verdict.as_ref(), "{} {at}", sample.name);
            }
        }
        for at in 0..header.len() {
            let mut bytes = header.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let text = String::from_utf8(bytes).unwrap();
            let verdict = verify_header(&text, &offer, &context);
            assert_same(&original, verdict.as_ref(), &sample, at);
        }
    }
}

fn assert_same(
    original: &Verified,
    verdict: Result<&Verified, &Refusal>,
    sample: &Sample,
    at: usize,
) {
    let Ok(verified) = verdict else { return };
    let name = sample.name;
    assert_eq!(verified.payer(), original.payer(), "{name} byte {at}");
    assert_eq!(verified.amount(), original.amount(), "{name} byte {at}");
    assert_eq!(verified.asset(), original.asset(), "{name} byte {at}");
    assert_eq!(verified.network(), original.network(), "{name} byte {at}");
    assert_eq!(verified.pay_to(), original.pay_to(), "{name} byte {at}");
    assert_eq!(
        verified.replay_key(),
        original.replay_key(),
        "{name} byte {at}"
    );
    assert_eq!(
        verified.signature(),
        original.signature(),
        "{name} byte {at}"
    );
}
