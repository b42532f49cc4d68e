//! What a payment may be for: the present price, a former one, and what a malformed one is told.

use crate::samples;
use crate::seller::{
    BASE_SEPOLIA, NOW, TRANSACTION, advance, at, bill, bill_of_both, body_member, delivered,
    error_of, exchange, mark, pay, payment_v1, request, responded, route,
};
use x402_core::{
    asset::AssetTable,
    header,
    message::{PaymentRequired, ResourceInfo, SettleResponse},
    money::Money,
    network::Network,
    server::{
        Bill, ExchangeEvent, ExchangeStage, ExchangeStep, PaymentFlow, PaymentOption, ReplayAnswer,
        Reservation, Route,
    },
    timestamp::UnixTimestamp,
    v1,
};

/// The EIP-3009 sample's bill at another price, in both versions.
fn dearer() -> Bill {
    let sample = samples::eip3009();
    let entry = sample.requirements.replace("\"10000\"", "\"12000\"");
    assert_ne!(entry, sample.requirements);
    let required = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/weather"}},"accepts":[{entry}]}}"#
    );
    let mut old = bill_of_both().required_v1().unwrap().to_string();
    for amount in ["\"10000\"", "\"20000\""] {
        old = old.replace(amount, "\"12000\"");
    }
    Bill::from_message(PaymentRequired::parse(required).unwrap())
        .unwrap()
        .with_v1_message(v1::PaymentRequired::parse(old).unwrap())
        .unwrap()
}

fn time(seconds: u64) -> UnixTimestamp {
    UnixTimestamp::new(seconds).unwrap()
}

#[test]
fn a_former_price_is_honoured_until_its_time() {
    let changed = |until: u64| {
        Route::new(dearer())
            .with_former_bill(bill_of_both(), time(until))
            .with_flow(PaymentFlow::Upfront)
    };
    for (until, honoured) in [(NOW + 30, true), (NOW, true), (NOW - 1, false)] {
        let mut paid = exchange(changed(until));
        let step = pay(&mut paid, &samples::eip3009());
        if !honoured {
            let (response, reservation, _) = responded(step);
            assert_eq!(
                (response.status, reservation),
                (402, Reservation::Untouched)
            );
            continue;
        }
        assert!(
            matches!(step, ExchangeStep::AskReplayStore { .. }),
            "{step:?}"
        );
        let step = advance(&mut paid, ExchangeEvent::ReplayStore(ReplayAnswer::New));
        let ExchangeStep::AskSettle { request, .. } = mark(&mut paid, &step) else {
            panic!("not settled");
        };
        // The facilitator is asked for what the payer signed.
        let request = request.to_string();
        assert!(request.contains("\"amount\":\"10000\"") && !request.contains("12000"));
    }
    // The bill states the present price alone, and so does the refusal of another payment.
    let (response, _, _) = responded(request(&mut exchange(changed(NOW)), &[]));
    let required = header::decode_payment_required(response.header("payment-required").unwrap());
    assert_eq!(required.unwrap().accepts[0].amount.to_string(), "12000");
    let mut other = samples::eip3009();
    other.payment = other.payment.replace("\"10000\"", "\"11000\"");
    let (response, _, _) = responded(pay(&mut exchange(changed(NOW)), &other));
    let required = header::decode_payment_required(response.header("payment-required").unwrap());
    assert_eq!(required.unwrap().accepts[0].amount.to_string(), "12000");
}

#[test]
fn a_former_price_is_honoured_in_version_1() {
    for (until, honoured) in [(NOW, true), (NOW - 1, false)] {
        let route = Route::new(dearer()).with_former_bill(bill_of_both(), time(until));
        let value = header::encode_x_payment(&payment_v1()).unwrap();
        let step = request(&mut exchange(route), &[("x-payment", &value)]);
        let is_reserved = matches!(step, ExchangeStep::AskReplayStore { .. });
        assert_eq!(is_reserved, honoured, "{step:?}");
    }
}

#[test]
fn a_malformed_payment_gets_400_with_the_terms() {
    for (name, value) in [
        ("payment-signature", "?"),
        ("payment-signature", "e30="),
        ("x-payment", "bm90IGpzb24="),
    ] {
        let step = request(&mut exchange(route()), &[(name, value)]);
        let (response, reservation, _) = responded(step);
        assert_eq!(
            (response.status, reservation),
            (400, Reservation::Untouched)
        );
        let error = body_member(&response, "error");
        assert!(error.is_some());
        assert_eq!(error_of(&response), error);
    }
}

#[test]
fn what_the_facilitator_does_not_state_of_a_settlement_contradicts_nothing() {
    for (network, payer) in [
        ("", None),
        ("", Some("")),
        ("base-sepolia", Some("")),
        (BASE_SEPOLIA, None),
    ] {
        let mut exchange = at(ExchangeStage::Settling);
        let mut answer = SettleResponse::new(true, TRANSACTION.into(), network.into());
        answer.payer = payer.map(str::to_owned);
        let step = advance(&mut exchange, ExchangeEvent::Settled(Ok(answer)));
        assert!(
            matches!(step, ExchangeStep::Serve(_)),
            "{network}: {step:?}"
        );
        let step = advance(&mut exchange, ExchangeEvent::Handled { status: 200 });
        let (headers, _) = delivered(step);
        let receipt = headers.iter().find(|(name, _)| *name == "PAYMENT-RESPONSE");
        let receipt = header::decode_payment_response(&receipt.unwrap().1).unwrap();
        assert_eq!((&*receipt.network, receipt.payer), (BASE_SEPOLIA, None));
    }
    let mut exchange = at(ExchangeStage::Settling);
    let answer = SettleResponse::new(true, TRANSACTION.into(), "base".into());
    let step = advance(&mut exchange, ExchangeEvent::Settled(Ok(answer)));
    assert_eq!(responded(step).0.status, 502);
}

#[test]
fn the_same_way_to_pay_is_offered_once() {
    let price = Money::parse("$0.01").unwrap();
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    let options = ["eip155:84532", "eip155:8453", "eip155:84532"].map(|network| {
        PaymentOption::new(network.parse::<Network>().unwrap(), price.clone(), pay_to)
    });
    let resource = ResourceInfo::new("https://api.example.com/weather".parse().unwrap());
    let error = Bill::from_options(&options, resource.clone(), &AssetTable::default()).unwrap_err();
    assert_eq!(error.pointer(), "/accepts/2/network");
    let bill = Bill::from_options(&options[..2], resource, &AssetTable::default()).unwrap();
    assert_eq!(bill.offers().len(), 2);
    assert!(bill.offers()[0].payee_accounts().is_empty());
}

#[test]
fn a_solana_offer_names_the_token_account_of_its_payee() {
    let known = bill(&samples::solana());
    assert_eq!(known.offers()[0].payee_accounts().len(), 1);
}
