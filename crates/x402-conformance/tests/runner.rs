//! What the runner makes of answers.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use core::cell::Cell;
use std::{path::Path, sync::LazyLock};

use serde_json::{Value, json};
use x402_conformance::{
    Suite,
    assessment::Assessment,
    expected::ExpectedFailures,
    results::{Record, Results, Status},
    runner::{self, Filter, InProcess, Plan, Void},
    schema,
    testee::{self, Answer, Clock, Response},
};

/// Those by which a testee is tried before a run: an impostor must answer them honestly.
const CONTROLS: [&str; 4] = [
    "evm.exact.eip3009.signature/v-28",
    "evm.exact.eip3009.signature/by-stranger",
    "svm.exact.signatures/plain",
    "svm.exact.signatures/stranger",
];

/// A reject that every spec revision demands, for a reason that has a wire code of its own.
const EXPIRED: &str = "evm.exact.eip3009.window/before-now";

/// What the specification leaves open, or is silent about: nobody must refuse it.
const OPEN: [&str; 2] = ["message.names", "spec.defects"];

#[test]
fn who_accepts_or_refuses_everything_fails_in_every_group() {
    let suite = suite();
    for verdict in ["accept", "reject"] {
        let results = run(suite, &[], |_| json!({"result": verdict})).unwrap();
        for (group, counts) in results.by_group() {
            let open = verdict == "accept" && OPEN.contains(&group);
            assert!(
                counts.fail > 0 || open,
                "{group}: {verdict} everything: {counts}"
            );
        }
    }
}

#[test]
fn who_answers_nothing_is_unsupported_and_who_throws_is_an_error() {
    let suite = suite();
    let answers = |result: &'static str| move |_: &str| json!({"result": result});
    let results = run(suite, &["header"], answers("unsupported")).unwrap();
    assert_eq!(results.totals().unsupported, results.records.len());
    let results = run(suite, &["header"], answers("error")).unwrap();
    assert_eq!(results.totals().error, results.records.len());
}

#[test]
fn a_reason_is_compared_by_code_else_by_wire_code() {
    let suite = suite();
    let cases = [
        (
            json!({"code": "time.expired", "path": "/payload/authorization/validBefore"}),
            Status::Pass,
        ),
        (json!({"code": "time.expired"}), Status::NonStrict),
        (
            json!({"code": "time.early", "path": "/payload/authorization/validBefore"}),
            Status::NonStrict,
        ),
        // The specification's own wire code, without and with a place.
        (
            json!({"wire_code": "invalid_exact_evm_payload_authorization_valid_before"}),
            Status::Pass,
        ),
        (
            json!({"wire_code": "invalid_exact_evm_payload_authorization_valid_before", "path": "/payload"}),
            Status::NonStrict,
        ),
        // That of another rule, one that nobody knows, and none.
        (
            json!({"wire_code": "invalid_exact_evm_payload_authorization_valid_after"}),
            Status::NonStrict,
        ),
        (json!({"wire_code": "too_late"}), Status::NonStrict),
        (json!({}), Status::NonStrict),
        // The abstract code counts where both are given.
        (
            json!({"code": "time.early", "wire_code": "invalid_exact_evm_payload_authorization_valid_before"}),
            Status::NonStrict,
        ),
    ];
    for (members, status) in cases {
        let record = one(suite, EXPIRED, |_| {
            let mut answer = json!({"result": "reject"});
            answer
                .as_object_mut()
                .unwrap()
                .extend(members.as_object().unwrap().clone());
            answer
        });
        assert_eq!(record.outcome, status, "{members}: {:?}", record.expected);
    }
}

#[test]
fn another_verdict_is_allowed_where_the_vector_says_so() {
    let suite = suite();
    let undecided = |_: &str| json!({"result": "undecided", "needs": ["payer_code"]});
    let may = one(suite, "evm.exact.eip3009.signature/v-flipped", undecided);
    assert_eq!(may.outcome, Status::Allowed);
    let must = one(
        suite,
        "evm.exact.eip3009.signature/v-flipped-no-code",
        undecided,
    );
    assert_eq!(must.outcome, Status::Fail);
    assert_eq!(must.got.result, "undecided");
    assert_eq!(must.got.detail.as_deref(), Some("needs payer_code"));
}

#[test]
fn a_wrong_intermediate_value_fails_a_right_verdict() {
    let suite = suite();
    let id = "evm.exact.eip3009.signature/v-27";
    let record = one(suite, id, |line| {
        let mut answer = honest(line);
        if let Some(hash) = answer.pointer_mut("/derived/structHash") {
            *hash = json!("0x00");
        }
        answer
    });
    assert_eq!(record.outcome, Status::Fail);
    assert_eq!(record.got.result, "accept");
    assert!(
        record
            .got
            .detail
            .unwrap()
            .starts_with("structHash 0x00, expected 0x")
    );
}

/// The JSON in a derived value may be spelled in any way, and must say the same.
#[test]
fn a_value_in_json_is_compared_by_what_it_says() {
    type Change = fn(&str) -> Option<String>;
    let suite = suite();
    let told = |id: &str, change: Change| {
        one(suite, id, |line| {
            let mut answer = honest(line);
            let derived = answer["derived"].as_object_mut().unwrap();
            let step = ["movements", "requests"]
                .into_iter()
                .find(|step| derived.contains_key(*step))
                .unwrap();
            match change(derived[step].as_str().unwrap()) {
                Some(text) => drop(derived.insert(step.to_owned(), text.into())),
                None => drop(derived.remove(step)),
            }
            answer
        })
        .outcome
    };
    let (paid, asked) = ("receipt.movements/paid", "chain.queries/eip3009");
    let respelled = |text: &str| {
        let value: Value = serde_json::from_str(text).unwrap();
        Some(serde_json::to_string_pretty(&value).unwrap())
    };
    let upper = |text: &str| Some(text.replace("0x82ad56cb", "0x82AD56CB"));
    let cases: [(&str, Change, Status); 10] = [
        (paid, respelled, Status::Pass),
        (asked, respelled, Status::Pass),
        (asked, upper, Status::Pass),
        // Another amount of another log is another answer; so is none.
        (paid, |text| Some(text.replace("41", "42")), Status::Fail),
        (
            paid,
            |text| Some(text.replace("paid", "short")),
            Status::Fail,
        ),
        (paid, |_| Some("[]".to_owned()), Status::Fail),
        (paid, |_| Some("paid".to_owned()), Status::Fail),
        (paid, |_| None, Status::Fail),
        // What is asked is a choice, but it is to be told.
        (
            asked,
            |text| Some(text.replace("latest", "safe")),
            Status::NonStrict,
        ),
        (asked, |_| None, Status::Fail),
    ];
    for (id, change, status) in cases {
        assert_eq!(told(id, change), status, "{id}");
    }
}

#[test]
fn what_failed_is_held_against_what_was_expected_to() {
    let suite = suite();
    let list = format!("# known\n{EXPIRED}  # issue 1\n\nvalue.amount/two  # not there\n");
    let expected = ExpectedFailures::parse(&list).unwrap();
    let only = Filter::new(["evm.exact.eip3009.window"]).unwrap();
    let plan = plan(suite, &only, &expected);
    let mut testee = InProcess::new(|line: &str| respond(line, &honest)).unwrap();
    let good = runner::run(suite, &mut testee, &plan, &|| 0, &mut |_| {}).unwrap();
    let assessment = Assessment::new(suite, &good, &expected, false);
    assert!(!assessment.is_good());
    assert_eq!(ids(&assessment.mended), [EXPIRED]);
    assert_eq!(assessment.unknown, ["value.amount/two"]);

    let expected = ExpectedFailures::parse(&format!("{EXPIRED} # issue 1")).unwrap();
    let mut bad = good.clone();
    let record = bad
        .records
        .iter_mut()
        .find(|record| record.id == EXPIRED)
        .unwrap();
    record.outcome = Status::Fail;
    let assessment = Assessment::new(suite, &bad, &expected, false);
    assert_eq!(ids(&assessment.expected), [EXPIRED]);
    assert!(assessment.is_good());

    let nothing = ExpectedFailures::default();
    assert!(!Assessment::new(suite, &bad, &nothing, false).is_good());
    let record = bad
        .records
        .iter_mut()
        .find(|record| record.id == EXPIRED)
        .unwrap();
    record.outcome = Status::NonStrict;
    assert!(Assessment::new(suite, &bad, &nothing, false).is_good());
    assert!(!Assessment::new(suite, &bad, &nothing, true).is_good());
}

#[test]
fn a_list_of_expected_failures_gives_reasons() {
    for (list, problem) in [
        (
            "# header\na/b",
            "line 2: expected a reason: a/b  # reason or link",
        ),
        (
            "a/b c/d # both",
            "line 1: expected one id, found \"a/b c/d\"",
        ),
        (
            "a/b # x\na/b # y",
            "line 2: expected each id once, found a/b again",
        ),
    ] {
        let error = ExpectedFailures::parse(list).unwrap_err();
        assert_eq!(error.to_string(), problem);
    }
}

#[test]
fn patterns_select_by_id_flag_layer_and_operation() {
    let suite = suite();
    let count = |patterns: &[&str]| {
        let filter = Filter::new(patterns).unwrap();
        let vectors = suite.vectors();
        vectors
            .filter(|(group, vector)| filter.selects(group, vector))
            .count()
    };
    let all = suite.manifest.totals.vectors;
    assert_eq!(count(&[]), all);
    assert_eq!(count(&["*"]), all);
    assert_eq!(count(&["L0", "L1", "L2", "L3", "L4"]), all);
    assert_eq!(count(&[EXPIRED]), 1);
    assert_eq!(
        count(&["evm.*/before-now"]),
        count(&["evm.exact.*.window/before-now"])
    );
    assert_eq!(count(&["SigMalleable"]), count(&["SigMalleabl?"]));
    assert!(count(&["SigMalleable"]) > 3);
    let json = suite
        .groups
        .iter()
        .find(|group| group.group == "json")
        .unwrap();
    assert_eq!(count(&["json"]), json.vectors.len());
    assert!(count(&["decode_json"]) > 50);
    assert_eq!(count(&["Json"]), 0);
}

#[test]
fn who_reads_the_clock_is_asked_within_the_minute_and_not_what_hangs_on_the_second() {
    let mut suite = suite().clone();
    let minted = 1_740_672_100;
    let run = |suite: &Suite, moments: [u64; 2]| {
        let only = Filter::new(["evm.exact.eip3009.window"]).unwrap();
        let expected = ExpectedFailures::default();
        let mut testee = InProcess::new(|line: &str| {
            let mut response = testee::answer(line.as_bytes());
            if let Answer::Hello(hello) = &mut response.answer {
                hello.clock = Clock::System;
            }
            response
        })?;
        // At the start, and when everything was asked.
        let calls = Cell::new(0);
        let now = || moments[calls.replace(calls.get() + 1)];
        let plan = plan(suite, &only, &expected);
        runner::run(suite, &mut testee, &plan, &now, &mut |_| {})
    };
    let void = run(&suite, [minted; 2]).unwrap_err();
    assert!(void.problem().ends_with("are of the past"), "{void}");

    suite.manifest.now = Some(minted);
    let vectors = suite.groups.iter_mut().flat_map(|group| &mut group.vectors);
    for vector in vectors {
        vector.clock = (vector.id == EXPIRED).then_some(schema::Clock::Exact);
    }
    let results = run(&suite, [minted - 10, minted + 40]).unwrap();
    for record in &results.records {
        let is_left_out = record.outcome == Status::Unsupported;
        assert_eq!(is_left_out, record.id == EXPIRED, "{}", record.id);
        assert_eq!(is_left_out, record.got.detail.as_deref() == Some("clock"));
    }

    for moments in [
        [minted - 11, minted],
        [minted + 41, minted],
        [minted, minted + 41],
    ] {
        let void = run(&suite, moments).unwrap_err();
        assert!(void.problem().ends_with("of another moment"), "{void}");
        let (expected, _) = void.difference();
        assert_eq!(expected, Some("a time from 1740672090 to 1740672140"));
        assert!(void.advice().unwrap().contains("generate.py --now"));
    }
}

#[test]
fn a_run_of_nothing_is_void() {
    let suite = suite();
    let void = run(suite, &["evm.exact.eip3010"], honest).unwrap_err();
    assert_eq!(void.problem(), "no vector is selected");
}

fn one(suite: &Suite, id: &str, answer: impl Fn(&str) -> Value) -> Record {
    let results = run(suite, &[id], answer).unwrap();
    let mut records = results.records.into_iter();
    records.find(|record| record.id == id).unwrap()
}

/// Runs a testee that says who the reference is and answers the controls as it does.
fn run(suite: &Suite, only: &[&str], answer: impl Fn(&str) -> Value) -> Result<Results, Void> {
    let only = Filter::new(only).unwrap();
    let expected = ExpectedFailures::default();
    let mut testee = InProcess::new(|line: &str| respond(line, &answer))?;
    runner::run(
        suite,
        &mut testee,
        &plan(suite, &only, &expected),
        &|| 0,
        &mut |_| {},
    )
}

fn respond(line: &str, answer: &impl Fn(&str) -> Value) -> Response {
    let request: Value = serde_json::from_str(line).unwrap();
    let is_control = CONTROLS.iter().any(|id| request["id"] == *id);
    if is_control || request["op"] == "hello" {
        return testee::answer(line.as_bytes());
    }
    let mut response = answer(line);
    response["id"] = request["id"].clone();
    serde_json::from_value(response).unwrap()
}

fn honest(line: &str) -> Value {
    json!(testee::answer(line.as_bytes()))
}

fn plan<'a>(suite: &'a Suite, only: &'a Filter, expected: &'a ExpectedFailures) -> Plan<'a> {
    Plan {
        spec: runner::newest_spec(suite),
        only,
        expected_failures: expected,
    }
}

fn ids<'a>(records: &[&'a Record]) -> Vec<&'a str> {
    records.iter().map(|record| record.id.as_str()).collect()
}

/// Loaded once for all tests.
fn suite() -> &'static Suite {
    static SUITE: LazyLock<Suite> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
        Suite::load(&folder).unwrap_or_else(|error| panic!("{error}"))
    });
    &SUITE
}
