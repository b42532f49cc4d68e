//! The core reaches the verdict of every vector, for the reason that the vector gives.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::{collections::BTreeMap, path::Path, sync::LazyLock};

use x402_conformance::{
    Suite,
    expected::ExpectedFailures,
    results::{Results, Status},
    runner::{self, Filter, InProcess, Plan},
    schema::{Input, Op, Step, Verdict, Wire},
    testee::{self, Answer, PaymentRequest},
};
use x402_core::{
    evm::{
        Signature, SignatureForms,
        recover::{k256, secp256k1, x402_secp256k1},
    },
    scheme::Refusal,
    verify::Outcome,
};

/// The spec revision that the core follows: the newest.
const SPEC: &str = "S-new";

/// Vectors that do not come out as expected, and why. One that does must leave the list.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "message.payment_required/accepts-empty",
    "the text leaves it open; nobody can pay such an offer, and the core says so",
)];

#[test]
fn every_vector_comes_out_as_expected() {
    let suite = suite();
    assert_eq!(runner::newest_spec(suite), SPEC);
    let results = run(suite);
    assert_eq!(results.records.len(), suite.manifest.totals.vectors);
    let mut exceptions: BTreeMap<&str, &str> = EXCEPTIONS.iter().copied().collect();
    let mut unexpected = 0;
    for record in &results.records {
        let id = record.id.as_str();
        if record.outcome != Status::Pass && exceptions.remove(id).is_none() {
            unexpected += 1;
            let (expected, got) = (&record.expected, &record.got);
            println!("{}: {id}: expected {expected}, got {got}", record.outcome);
        }
    }
    for (group, counts) in results.by_group() {
        println!("{group}: {counts}");
    }
    assert_eq!(unexpected, 0, "{}", results.totals());
    assert!(exceptions.is_empty(), "they pass now: {exceptions:?}");
}

/// A comparison of nothing with nothing would hold too.
#[test]
fn every_intermediate_value_of_an_accepted_payment_is_given() {
    let suite = suite();
    for (group, vector) in suite.vectors() {
        let accepted = vector.expectation(SPEC).unwrap().verdict == Verdict::Accept;
        // Where a contract answers for the payer, nobody asks who could be recovered.
        let by_contract = vector.state.as_ref().is_some_and(|state| {
            let state: String = state.get().split_whitespace().collect();
            state.contains("\"erc1271\":true")
        });
        let mut expected = vector.derived.clone();
        // Part of the verdict, not steps on the way.
        expected.retain(|step, _| !matches!(step, Step::Payer | Step::KeepUntil | Step::ReplayKey));
        if expected.is_empty() || vector.op != Op::Verify || !accepted || by_contract {
            continue;
        }
        let line = runner::request(group, vector).replacen("\"verify\"", "\"digest\"", 1);
        let Answer::Digest { derived } = testee::answer(line.as_bytes()).answer else {
            panic!("{}: no intermediate values", vector.id);
        };
        assert_eq!(derived, expected, "{}", vector.id);
    }
}

/// What goes on the wire for a refusal is what the table says of its code in this version.
#[test]
fn every_wire_code_is_in_the_table() {
    let suite = suite();
    let mut compared = 0;
    for (group, vector) in suite.vectors() {
        let Input::Verify(verify) = &vector.input else {
            continue;
        };
        let answer = testee::answer(runner::request(group, vector).as_bytes()).answer;
        let Answer::Reject {
            code: Some(code),
            wire_code: Some(wire_code),
            ..
        } = answer
        else {
            continue;
        };
        let is_version_1 = verify.requirements.get().contains("maxAmountRequired");
        let rules = &suite.codes.get(&code).unwrap().rules;
        let listed = rules.iter().any(|rule| {
            let Wire { v1, v2 } = &rule.wire;
            let wire = if is_version_1 { v1 } else { v2 };
            wire.as_ref() == Some(&wire_code)
        });
        assert!(listed, "{}: {wire_code} for {code}", vector.id);
        compared += 1;
    }
    assert!(compared > 400, "{compared} refusals");
}

/// `verify` stops where `examine` first fails, and both reach one verdict.
#[test]
fn both_readers_of_the_rules_agree() {
    let suite = suite();
    let mut compared = 0;
    for (id, request) in payments(suite) {
        let verdict = request.verify();
        let report = request.examine();
        assert_eq!(report.verdict(), verdict.as_ref(), "{id}");
        let first = report
            .findings()
            .iter()
            .find_map(|finding| match &finding.outcome {
                Outcome::Failed(rejection) => Some(rejection.code()),
                _ => None,
            });
        let code = match &verdict {
            Err(Refusal::Rejected(rejection)) => Some(rejection.code()),
            _ => None,
        };
        assert_eq!(code, first, "{id}");
        compared += 1;
    }
    assert!(compared > 500, "{compared} payments");
}

/// A refusal says what its kind says, and a contract is asked about the hash that was signed.
#[test]
fn every_refusal_speaks_for_its_kind() {
    let suite = suite();
    let vectors = suite.vectors().map(|(_, vector)| (&*vector.id, vector));
    let vectors: BTreeMap<&str, _> = vectors.collect();
    let mut asked = 0;
    for (id, request) in payments(suite) {
        let Err(refusal) = request.verify() else {
            continue;
        };
        let said = (refusal.code(), refusal.wire_code());
        match &refusal {
            Refusal::Malformed(_) => {}
            Refusal::Rejected(rejection) => {
                assert_eq!(said, (rejection.code(), rejection.wire_code()), "{id}");
            }
            Refusal::Undecided(undecided) => {
                assert_eq!(said, ("undecided", "unexpected_verify_error"), "{id}");
                let key: Vec<&str> = undecided.replay_key().split('/').collect();
                assert!(key.len() > 2, "{id}: {key:?}");
                assert_eq!(key.get(1), Some(&undecided.mechanism().as_str()), "{id}");
                assert!(undecided.keep_until() > 1_600_000_000, "{id}");
                let signed = vectors.get(id).and_then(|vector| {
                    let hash = vector.derived.get(&Step::SigningHash)?;
                    Some(unhex(hash.as_deref()?))
                });
                assert_eq!(undecided.digest().map(Vec::from), signed, "{id}");
                asked += usize::from(signed.is_some());
            }
        }
    }
    assert!(asked > 5, "{asked} questions to contracts");
}

/// All back ends recover the same account from every signature.
#[test]
fn back_ends_agree() {
    let suite = suite();
    let accept = SignatureForms {
        v_0_1: true,
        compact: true,
    };
    let mut compared = 0;
    for (id, request) in payments(suite) {
        let report = request.examine();
        let note = |name| report.notes().iter().find(|note| note.name == name);
        let signature = request.payment().payload().get("signature");
        let (Some(digest), Some(signature)) = (note("digest"), signature) else {
            continue;
        };
        let digest: [u8; 32] = unhex(&digest.value).try_into().unwrap();
        let Ok(signature) = Signature::parse(&unhex(signature.as_str().unwrap()), &accept) else {
            continue;
        };
        let recovered = k256::recover(&digest, &signature);
        assert_eq!(secp256k1::recover(&digest, &signature), recovered, "{id}");
        assert_eq!(
            x402_secp256k1::recover(&digest, &signature),
            recovered,
            "{id}"
        );
        compared += 1;
    }
    assert!(compared > 150, "{compared} signatures");
}

/// Every payment that can be read, with the id of its vector.
fn payments(suite: &Suite) -> impl Iterator<Item = (&str, PaymentRequest)> {
    suite
        .vectors()
        .filter(|(_, vector)| vector.op == Op::Verify)
        .filter_map(|(group, vector)| {
            let request = PaymentRequest::read(&runner::request(group, vector)).ok()?;
            Some((vector.id.as_str(), request))
        })
}

fn run(suite: &Suite) -> Results {
    let plan = Plan {
        spec: SPEC,
        only: &Filter::default(),
        expected_failures: &ExpectedFailures::default(),
    };
    let mut testee = InProcess::reference().unwrap();
    runner::run(suite, &mut testee, &plan, &|| 0, &mut |_| {}).unwrap()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix("0x").unwrap();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits.get(at..at + 2).unwrap(), 16).unwrap())
        .collect()
}

/// Loaded once for all tests.
fn suite() -> &'static Suite {
    static SUITE: LazyLock<Suite> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
        Suite::load(&folder).unwrap_or_else(|error| panic!("{error}"))
    });
    &SUITE
}
