use std::sync::LazyLock;

use x402_core::{
    header,
    message::PaymentPayload,
    scheme::{Context, Offer, Policy, Refusal},
    v1,
    verify::{Outcome, examine_header, verify_header},
};

use crate::samples;

/// An offer, the time at which it is paid, and who has signed a payment of it.
struct Case {
    offer: Offer,
    context: Context<'static>,
    payer: String,
    replay_key: String,
}

/// Reads the bytes as the JSON of a payment and verifies it against an offer of each method.
///
/// # Panics
///
/// If the verdict is not a function of its inputs, if the report gives another one, if leniency
/// refuses what strictness accepts, or if a payment verifies that nobody has signed.
pub fn verify(data: &[u8]) {
    let header = header::encode_base64(data);
    let is_message = [
        PaymentPayload::parse(data).is_ok(),
        v1::PaymentPayload::parse(data).is_ok(),
    ]
    .contains(&true);
    for case in CASES.iter() {
        let [strict, lenient] = [&STRICT, &LENIENT].map(|policy| {
            let context = case.context.with_policy(policy);
            let verdict = verify_header(&header, &case.offer, &context);
            assert_eq!(verify_header(&header, &case.offer, &context), verdict);

            let report = examine_header(&header, &case.offer, &context);
            assert_eq!(report.verdict(), verdict.as_ref());
            let failure = report
                .findings()
                .iter()
                .find_map(|finding| match &finding.outcome {
                    Outcome::Failed(rejection) => Some(rejection),
                    _ => None,
                });
            match &verdict {
                Ok(verified) => {
                    assert_eq!(failure, None);
                    let (payer, key) = (verified.payer().to_string(), verified.replay_key());
                    assert!(
                        CASES
                            .iter()
                            .any(|case| case.payer == payer && case.replay_key == key),
                        "{payer} never signed {key}"
                    );
                    assert_eq!(verified.amount(), case.offer.amount());
                    assert_eq!(verified.asset(), case.offer.asset());
                    assert_eq!(verified.pay_to(), case.offer.pay_to());
                    assert_eq!(verified.network(), case.offer.network());
                }
                Err(Refusal::Rejected(rejection)) => {
                    assert_eq!(failure, Some(rejection));
                    assert!(is_message, "a rejection of what is no message");
                }
                Err(Refusal::Malformed(_)) => assert_eq!(failure, None),
                Err(Refusal::Undecided(undecided)) => {
                    assert_eq!(failure, None);
                    assert!(undecided.needs().next().is_some(), "no check is left");
                }
            }
            verdict
        });
        if let Ok(verified) = strict {
            assert_eq!(lenient, Ok(verified), "{header}");
        }
    }
}

static STRICT: Policy = Policy::strict();
static LENIENT: Policy = Policy::interop();

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let samples = samples::all();
    let v2 = samples.iter().map(|sample| {
        let header =
            header::encode_payment_signature(&sample.payment()).expect("within the limits");
        case(&header, sample.offer(), sample.context(), sample.payer)
    });
    let requirements = v1::PaymentRequirements::parse(V1_REQUIREMENTS).expect("requirements");
    let offer = Offer::parse_v1(&requirements).expect("an offer");
    let [example, ..] = &samples;
    let header = header::encode_base64(V1_PAYMENT);
    let v1 = case(&header, offer, example.context(), example.payer);
    v2.chain([v1]).collect()
});

fn case(header: &str, offer: Offer, context: Context<'static>, payer: &str) -> Case {
    let verified = verify_header(header, &offer, &context).expect("a genuine payment");
    assert_eq!(verified.payer().to_string(), payer);
    Case {
        payer: payer.to_owned(),
        replay_key: verified.replay_key(),
        offer,
        context,
    }
}

/// The specification's example in the form of version 1; the signature does not cover the form.
const V1_PAYMENT: &[u8] = include_bytes!("../corpus/verify/v1_specification.json");

const V1_REQUIREMENTS: &str = r#"{
    "scheme": "exact", "network": "base-sepolia", "maxAmountRequired": "10000",
    "resource": "https://api.example.com/weather", "description": "", "mimeType": "",
    "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "maxTimeoutSeconds": 60,
    "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    "extra": {"name": "USDC", "version": "2"}
}"#;
