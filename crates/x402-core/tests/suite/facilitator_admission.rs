//! Which payments an operator does not take.

use std::sync::Arc;

use x402_core::{
    Network, UnixTimestamp, VerifyRequest,
    facilitator::{
        Admission, Capabilities, PaymentStop, Verification, VerificationEvent, VerificationStep,
    },
    verify::verify,
};

use crate::samples::{self, Sample};

const SIGNER: &str = "0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf";
const FEE_PAYER: &str = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu";

/// The reason and message of a refusal without a query; nothing if the chain is asked.
fn refused(sample: &Sample, admission: &Admission) -> Option<(String, String)> {
    let capabilities = Capabilities::new()
        .with_network(Network::eip155(84532), [SIGNER.parse().unwrap()])
        .unwrap()
        .with_network(Network::solana_devnet(), [FEE_PAYER.parse().unwrap()])
        .unwrap()
        .with_admission(admission.clone());
    let text = format!(
        r#"{{"x402Version":2,"paymentPayload":{},"paymentRequirements":{}}}"#,
        sample.payment, sample.requirements
    );
    let request = Box::new(VerifyRequest::parse(text).unwrap());
    let now = UnixTimestamp::new(sample.now).unwrap();
    let mut verification = Verification::new(Arc::new(capabilities));
    let step = verification.advance(VerificationEvent::Request { request, now });
    match step.unwrap() {
        VerificationStep::Ask { .. } => None,
        VerificationStep::Answer(response) => Some((
            response.invalid_reason.unwrap(),
            response.invalid_message.unwrap(),
        )),
    }
}

fn reason(sample: &Sample, change: impl FnOnce(&mut Admission)) -> Option<String> {
    let mut admission = Admission::default();
    change(&mut admission);
    refused(sample, &admission).map(|(reason, _)| reason)
}

#[test]
fn a_stop_is_about_payments_that_have_all_that_it_names() {
    let (evm, svm) = (samples::eip3009(), samples::solana());
    let elsewhere = Network::eip155(8453);
    for sample in [&evm, &svm] {
        let other = if sample.name == evm.name { &svm } else { &evm };
        let offer = sample.offer();
        let (network, pay_to) = (offer.network().clone(), offer.pay_to());
        let cases = [
            (Some(network.clone()), None, None, true),
            (Some(elsewhere.clone()), None, None, false),
            (None, Some("exact"), None, true),
            (None, None, Some(pay_to), true),
            (None, None, Some(other.offer().pay_to()), false),
            (Some(network.clone()), Some("exact"), Some(pay_to), true),
            (Some(network), None, Some(pay_to), true),
        ];
        for (network, scheme, pay_to, is_stopped) in cases {
            let stop = PaymentStop::of(network, scheme, pay_to).unwrap();
            let text = stop.to_string();
            let found = reason(sample, |admission| admission.stops.push(stop));
            let expected = is_stopped.then_some("settlement_stopped");
            assert_eq!(found.as_deref(), expected, "{}, {text}", sample.name);
        }
    }
    let both = PaymentStop::of(Some(elsewhere), None, Some(evm.offer().pay_to())).unwrap();
    assert_eq!(reason(&evm, |admission| admission.stops.push(both)), None);
}

#[test]
fn a_stop_that_would_stop_everything_or_nothing_is_an_error() {
    let error = |network: Option<Network>, scheme: Option<&str>, pay_to: Option<&str>| {
        let pay_to = pay_to.map(|text| text.parse().unwrap());
        PaymentStop::of(network, scheme, pay_to)
            .unwrap_err()
            .to_string()
    };
    assert!(error(None, None, None).contains("a network, a scheme or a payee"));
    assert!(error(None, Some("Exact"), None).contains("\"Exact\""));
    let message = error(Some(Network::eip155(8453)), None, Some(FEE_PAYER));
    assert!(message.contains("the network's family"), "{message}");
}

#[test]
fn less_than_the_least_amount_of_a_token_is_refused() {
    for sample in [samples::eip3009(), samples::solana()] {
        let offer = sample.offer();
        let least = |amount: u64| {
            let key = (offer.network().clone(), offer.asset());
            let mut admission = Admission::default();
            admission.least_amounts.insert(key, amount.into());
            refused(&sample, &admission)
        };
        let amount = offer.amount().to_u64().unwrap();
        assert_eq!(least(amount), None);
        let (reason, message) = least(amount + 1).unwrap();
        assert_eq!(reason, "settlement_below_minimum");
        let expected = format!("at least {} units of {}", amount + 1, offer.asset());
        assert!(message.contains(&expected), "{message}");
        let elsewhere = |admission: &mut Admission| {
            let key = (Network::eip155(8453), offer.asset());
            admission.least_amounts.insert(key, (amount + 1).into());
        };
        assert_eq!(self::reason(&sample, elsewhere), None);
    }
}

#[test]
fn a_denied_payer_or_payee_is_not_served() {
    for sample in [samples::eip3009(), samples::solana()] {
        let payment = sample.payment();
        let verified = verify(&payment, &sample.offer(), &sample.context()).unwrap();
        for party in [verified.payer(), verified.pay_to()] {
            let mut admission = Admission::default();
            admission.denied.insert(party);
            let (reason, message) = refused(&sample, &admission).unwrap();
            assert_eq!(reason, "settlement_denied");
            assert!(message.contains(&party.to_string()), "{message}");
        }
        let other = SIGNER.parse().unwrap();
        let found = reason(&sample, |admission| {
            admission.denied.insert(other);
        });
        assert_eq!(found, None);
    }
}
