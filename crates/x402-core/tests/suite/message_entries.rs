//! An entry that cannot be read does not spoil the others.

use crate::accounts::{self, wallet};
use x402_core::{
    any::AnyPaymentRequired,
    client::{Reason, Spending, select},
    header,
    json::Json,
    message::{PaymentRequired, SupportedResponse},
    server::Bill,
    v1,
};

fn eip3009() -> String {
    Json::parse(accounts::eip3009().as_bytes())
        .unwrap()
        .to_string()
}

/// Entries of `accepts` in forms that this library does not read, and where that shows.
fn foreign() -> Vec<(String, &'static str)> {
    let changed = |from: &str, to: &str| eip3009().replacen(from, to, 1);
    let hash = "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=";
    vec![
        (changed("eip155:84532", hash), "/network"),
        (changed("eip155:84532", "a network"), "/network"),
        (changed("\"10000\"", "\"10.5\""), "/amount"),
        (changed("\"10000\"", "10000"), "/amount"),
        (
            changed("0x036CbD53842c5426634e7929541eC2318f3dCF7e", ""),
            "/asset",
        ),
        (changed(":60", ":\"60\""), "/maxTimeoutSeconds"),
        (
            changed(",\"maxTimeoutSeconds\":60", ""),
            "/maxTimeoutSeconds",
        ),
        (changed("\"amount\"", "\"maxAmountRequired\""), "/amount"),
        (changed("\"scheme\"", "\"Scheme\""), "/Scheme"),
        (
            r#"{"scheme":"invoice","lnbc":["lnbc1…",{"a":1.50}]}"#.to_owned(),
            "/network",
        ),
        ("null".to_owned(), ""),
        ("[[]]".to_owned(), ""),
        ("\"exact\"".to_owned(), ""),
    ]
}

fn v2(entries: &[&str]) -> String {
    format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, entries.join(","))
}

fn v1(entries: &[&str]) -> String {
    format!(r#"{{"x402Version":1,"accepts":[{}]}}"#, entries.join(","))
}

fn v1_entry() -> String {
    let entry = eip3009()
        .replace("\"amount\"", "\"maxAmountRequired\"")
        .replace("eip155:84532", "base-sepolia")
        .replace(
            "\"scheme\"",
            "\"resource\":\"https://x\",\"description\":\"\",\"scheme\"",
        );
    v1::PaymentRequirements::parse(entry).unwrap().to_string()
}

#[test]
fn the_good_entry_is_paid_wherever_it_is() {
    let good = eip3009();
    for (bad, pointer) in foreign() {
        for (entries, place) in [
            (vec![&*bad, &*good], 0),
            (vec![&*good, &*bad], 1),
            (vec![&*bad, &*good, &*bad], 0),
        ] {
            let text = v2(&entries);
            let required = PaymentRequired::parse(&text).expect(&text);
            let choice = select(&required, &wallet(), &Spending::default()).expect(&text);
            let of_good = entries.iter().position(|entry| *entry == good);
            assert_eq!(Some(choice.index()), of_good, "{text}");
            assert_eq!(choice.refused().len(), entries.len() - 1, "{text}");
            let refused = &choice.refused()[0];
            assert_eq!(
                (refused.index(), refused.reason(), refused.pointer()),
                (place, Reason::Offer, &*format!("/accepts/{place}{pointer}")),
                "{text}"
            );
            assert!(
                refused
                    .to_string()
                    .starts_with(&format!("offer at /accepts/{place}{pointer}: expected "))
            );
        }
    }
}

#[test]
fn an_unread_entry_is_kept_as_it_arrived() {
    let good = eip3009();
    for (bad, pointer) in foreign() {
        let text = v2(&[&bad, &good, &bad]);
        let required = PaymentRequired::parse(&text).unwrap();
        assert_eq!(required.accepts.len(), 1);
        assert_eq!(required.to_string(), text);
        assert_eq!(required.to_json(), Json::parse(text.as_bytes()).unwrap());
        // By serde a number is a number: it keeps no digits.
        let by_serde = serde_json::to_string(&required).unwrap();
        assert_eq!(by_serde, text.replace("1.50", "1.5"));
        let [first, second] = required.accepts.unread() else {
            panic!("{required}");
        };
        assert_eq!((first.index(), second.index()), (0, 2));
        assert_eq!(first.text(), bad);
        assert_eq!(
            first.error().position().to_string(),
            format!("/accepts/0{pointer}")
        );
        let header = header::encode_payment_required(&required).unwrap();
        assert_eq!(header::decode_payment_required(&header).unwrap(), required);
    }
}

#[test]
fn version_1_is_read_alike() {
    let (good, other) = (v1_entry(), eip3009());
    let foreign = [&*other, "null", "{}", "\"exact\""];
    for bad in foreign {
        let text = v1(&[bad, &good]);
        let required = v1::PaymentRequired::parse(&text).expect(bad);
        let choice = select(&required, &wallet(), &Spending::default()).expect(bad);
        assert_eq!((choice.index(), choice.refused().len()), (1, 1));
        assert_eq!(required.accepts.unread()[0].text(), bad);
        assert_eq!(required.to_string(), text);
        let either = AnyPaymentRequired::parse(&text).unwrap();
        assert_eq!(either.unread(), required.accepts.unread());
        assert_eq!(either.into_accepts().len(), 1);
    }
}

#[test]
fn where_none_can_be_read_the_first_reason_is_given() {
    for (bad, pointer) in foreign() {
        let error = PaymentRequired::parse(v2(&[&bad, "{}"])).unwrap_err();
        let position = error.position().to_string();
        assert_eq!(position, format!("/accepts/0{pointer}"));
    }
    assert!(PaymentRequired::parse(v2(&[])).is_err());
    assert!(v1::PaymentRequired::parse(v1(&["{}", "{}"])).is_err());
}

#[test]
fn a_seller_is_told_of_an_entry_that_cannot_be_read() {
    let required = PaymentRequired::parse(v2(&[&eip3009(), "{}"])).unwrap();
    let error = Bill::from_message(required).unwrap_err();
    assert_eq!(error.pointer(), "/accepts/1/scheme");
    let good = PaymentRequired::parse(v2(&[&eip3009()])).unwrap();
    let required = v1::PaymentRequired::parse(v1(&["7", &v1_entry()])).unwrap();
    let bill = Bill::from_message(good).unwrap();
    let error = bill.with_v1_message(required).unwrap_err();
    assert_eq!(error.pointer(), "/accepts/0");
}

#[test]
fn a_facilitators_kinds_are_read_one_by_one() {
    let good = r#"{"x402Version":2,"scheme":"exact","network":"eip155:8453"}"#;
    for bad in [
        "null",
        "\"exact\"",
        r#"{"x402Version":"2","scheme":"exact","network":"eip155:8453"}"#,
        r#"{"x402Version":2,"scheme":"exact","network":8453}"#,
        r#"{"x402Version":2,"scheme":"","network":"eip155:8453","extra":[1.0]}"#,
    ] {
        let text = format!(r#"{{"kinds":[{bad},{good},{bad}],"extensions":[],"signers":{{}}}}"#);
        let supported = SupportedResponse::parse(&text).expect(bad);
        assert_eq!(supported.kinds.len(), 1);
        let unread = supported.kinds.unread();
        assert_eq!((unread[0].index(), unread[1].index()), (0, 2));
        assert_eq!(unread[1].text(), bad);
        assert_eq!(supported.to_string(), text);
        assert!(SupportedResponse::parse(format!(r#"{{"kinds":[{bad}]}}"#)).is_err());
    }
    assert!(SupportedResponse::parse(r#"{"kinds":[]}"#).is_ok());
}

#[test]
fn a_new_entry_comes_last() {
    let text = v2(&[&eip3009(), "7", &eip3009()]);
    let mut required = PaymentRequired::parse(text).unwrap();
    required.accepts.push(required.accepts[0].clone());
    let places = required.to_json();
    let accepts = places.as_object().unwrap().get("accepts").unwrap();
    let Json::Array(accepts) = accepts else {
        panic!("{accepts:?}");
    };
    assert_eq!((accepts.len(), accepts[1].to_string()), (4, "7".into()));
}
