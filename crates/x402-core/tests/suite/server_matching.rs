//! Which offer a payment is for, with published payments.

use crate::samples;
use crate::seller::{self, bill, bill_of_both, context, payment_v1};
use x402_core::{
    header::{self, PaymentHeader},
    json::{Json, Object},
    message::{NonEmpty, PaymentRequired, PaymentRequirements},
    scheme::{Offer, Refusal},
    server::Bill,
    v1,
    verify::{examine_any, match_offer, verify, verify_any},
};

fn offers(texts: &[&str]) -> Vec<Offer> {
    let parse = |text: &&str| Offer::parse(&PaymentRequirements::parse(text).unwrap()).unwrap();
    texts.iter().map(parse).collect()
}

#[test]
fn the_first_offer_that_is_repeated() {
    let sample = samples::eip3009();
    let other = sample.requirements.replace("10000", "20000");
    let solana = samples::solana().requirements;
    let offers = offers(&[&other, &solana, &sample.requirements, &sample.requirements]);
    let payment = sample.payment();
    let matched = match_offer(&payment, &offers).unwrap();
    assert_eq!(matched.amount(), offers[2].amount());
    assert_eq!(matched.network(), offers[2].network());
    let (index, verified) = verify_any(&payment, &offers, &context()).unwrap();
    assert_eq!(index, 2);
    assert_eq!(verified.amount().to_string(), "10000");
}

#[test]
fn the_closest_offer_says_what_differs() {
    let sample = samples::eip3009();
    let solana = samples::solana().requirements;
    let other_amount = sample.requirements.replace("10000", "20000");
    let other_both = other_amount.replace(":60", ":90");
    let offers = offers(&[&solana, &other_both, &other_amount]);
    let refusal = match_offer(&sample.payment(), &offers).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        r#"accepted.mismatch at /accepted/amount: expected "20000", found the string "10000""#
    );
    let again = verify_any(&sample.payment(), &offers, &context()).unwrap_err();
    assert_eq!(again, refusal);
}

#[test]
fn version_1_is_matched_by_what_it_pays() {
    let bill = bill_of_both();
    let payment = payment_v1();
    let offers = bill.offers_v1();
    let first = match_offer(&payment, offers).unwrap();
    assert_eq!(first.amount(), offers[0].amount());
    let (index, _) = verify_any(&payment, offers, &context()).unwrap();
    assert_eq!(index, 1);

    // Neither is paid: the refusal is that of the offer whose rules are satisfied furthest.
    let mut broken = payment.clone();
    let signature = "0x07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a110f3bb67c5d6d33b4776abc1337d4ef70b0cbc343f6abea05f8db8b21d52c6e61b";
    broken.payload.insert("signature", signature);
    let refusal = verify_any(&broken, offers, &context()).unwrap_err();
    assert_eq!(refusal.code(), "signature.invalid");
}

/// The report is about the offer that decides, and has its verdict.
#[test]
fn the_report_is_the_deciding_offers() {
    let sample = samples::eip3009();
    let solana = samples::solana().requirements;
    let other_amount = sample.requirements.replace("10000", "20000");
    let flow = r#"{"paymentFlow":"upfront","name""#;
    let other_flow = sample.requirements.replace(r#"{"name""#, flow);
    let payment = sample.payment();
    for (texts, index) in [
        (vec![&other_amount, &solana, &sample.requirements], 2),
        (vec![&solana, &other_amount], 1),
        (vec![&solana, &other_flow, &other_amount], 1),
    ] {
        let texts: Vec<&str> = texts.into_iter().map(String::as_str).collect();
        let offers = offers(&texts);
        let (found, report) = examine_any(&payment, &offers, &context()).unwrap();
        assert_eq!(found, index, "{texts:?}");
        let verdict = verify_any(&payment, &offers, &context());
        match verdict {
            Ok((verified, proof)) => {
                assert_eq!(verified, index);
                assert_eq!(report.verdict(), Ok(&proof));
            }
            Err(refusal) => assert_eq!(report.verdict(), Err(&refusal)),
        }
    }
    // Of the two entries of version 1, which a payment does not tell apart, the one that is paid.
    let bill = bill_of_both();
    let (index, report) = examine_any(&payment_v1(), bill.offers_v1(), &context()).unwrap();
    assert_eq!((index, report.verdict().is_ok()), (1, true));

    let (index, report) = examine_any(&payment, bill.offers_v1(), &context()).unwrap();
    let refusal = report.verdict().unwrap_err();
    assert_eq!((index, refusal.code()), (0, "version.mismatch"));
    assert_eq!(examine_any(&payment, &[], &context()), None);
}

#[test]
fn a_bill_verifies_a_header_of_either_version() {
    let bill = bill_of_both();
    let value = header::encode_payment_signature(&samples::eip3009().payment()).unwrap();
    let v1_value = header::encode_x_payment(&payment_v1()).unwrap();
    for (header, index) in [
        (PaymentHeader::PaymentSignature(value.as_bytes()), 0),
        (PaymentHeader::XPayment(v1_value.as_bytes()), 1),
    ] {
        let (found, verified) = bill.verify(&header, &context()).unwrap();
        assert_eq!(found, index);
        assert_eq!(verified.amount().to_string(), "10000");
    }
    let wrong = PaymentHeader::PaymentSignature(v1_value.as_bytes());
    let refusal = bill.verify(&wrong, &context()).unwrap_err();
    assert_eq!(refusal.code(), "version.mismatch");

    // The advertised extensions come back unchanged.
    let advertised = |value: &str| {
        let extension = Json::parse(value.as_bytes()).unwrap().into_owned();
        Object::from_iter([("x", extension)])
    };
    let mut required = bill.required().clone();
    required.extensions = Some(advertised(r#"{"info":{"a":1}}"#));
    let bill = Bill::from_message(required).unwrap();
    let mut payment = samples::eip3009().payment();
    for (echoed, code) in [
        (r#"{"info":{"a":1,"b":2}}"#, None),
        (r#"{"info":{"a":2}}"#, Some("extension.echo_mismatch")),
    ] {
        payment.extensions = Some(advertised(echoed));
        let value = header::encode_payment_signature(&payment).unwrap();
        let header = PaymentHeader::PaymentSignature(value.as_bytes());
        let refusal = bill.verify(&header, &context()).err();
        assert_eq!(refusal.map(|refusal| refusal.code()), code, "{echoed}");
    }
}

#[test]
fn no_offer_of_the_payments_version() {
    let sample = samples::eip3009();
    let bill = bill(&sample);
    for offers in [bill.offers_v1(), &[]] {
        let refusal = verify_any(&sample.payment(), offers, &context()).unwrap_err();
        assert!(matches!(refusal, Refusal::Malformed(_)), "{refusal}");
        assert_eq!(refusal.code(), "version.mismatch");
    }
    let refusal = match_offer(&payment_v1(), bill.offers()).unwrap_err();
    assert_eq!(refusal.wire_code(), "invalid_x402_version");
    let both = bill_of_both();
    let [offer, ..] = both.offers_v1() else {
        panic!("nothing is offered");
    };
    let refusal = verify(&sample.payment(), offer, &context()).unwrap_err();
    assert_eq!(refusal.code(), "version.mismatch");
}

#[test]
fn a_bill_says_which_entry_is_wrong() {
    let good = seller::requirements(&samples::eip3009().requirements);
    let mut bad = good.clone();
    bad.pay_to = "0x209693bc6afc0C5328bA36FaF03C514EF312287C"
        .parse()
        .unwrap();
    let accepts = NonEmpty::new(vec![good, bad]).unwrap();
    let error = Bill::from_message(PaymentRequired::new(accepts)).unwrap_err();
    assert_eq!(error.pointer(), "/accepts/1/payTo");

    let required = bill_of_both().required_v1().unwrap().clone();
    let mut accepts = required.accepts.into_vec();
    accepts[0].network = "eip155:84532".parse().unwrap();
    let required = v1::PaymentRequired::new(NonEmpty::new(accepts).unwrap());
    let error = bill(&samples::eip3009())
        .with_v1_message(required)
        .unwrap_err();
    assert_eq!(error.pointer(), "/accepts/0/network");
}

#[test]
fn a_bill_is_encoded_once_and_says_other_errors_on_request() {
    let bill = bill_of_both();
    let decode = |header: &str| x402_core::header::decode_payment_required(header).unwrap();
    assert_eq!(decode(bill.header()), *bill.required());
    let mut other = bill.required().clone();
    other.error = Some("insufficient_funds".into());
    assert_eq!(decode(&bill.header_with_error("insufficient_funds")), other);
    let body = bill.body_v1_with_error("insufficient_funds").unwrap();
    let body = v1::PaymentRequired::parse(body).unwrap();
    assert_eq!(body.error.as_deref(), Some("insufficient_funds"));
    assert_eq!(body.accepts, bill.required_v1().unwrap().accepts);
}
