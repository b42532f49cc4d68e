//! Published results are shown as far as they go: nothing is said of what they do not list.

use serde_json::Value;
use x402_conformance::{
    report::{Format, render},
    results::{Results, Status},
};

use crate::fixture::{SUITE, results};

/// One vector passed, one is withheld, and one is listed.
fn published() -> Results {
    let mut results = results("shy", &[(Status::Fail, false)]);
    results.header.withheld = Some(1);
    results.header.passed = Some(1);
    results
}

#[test]
fn what_is_withheld_is_counted_in_all() {
    let cells = [
        (Format::Markdown, "✓ 1 · ✗ 1 · ◌ 1"),
        (Format::Html, "<span class=\"n withheld\">"),
        (Format::Junit, "name=\"withheld in all\" value=\"1\""),
        (Format::Sarif, "\"withheld\": 1"),
        (Format::Json, "\"withheld\": 1"),
    ];
    for (format, said) in cells {
        let report = render(format, &[published()], &SUITE).unwrap();
        assert!(report.contains(said), "{format}: {report}");
    }
}

#[test]
fn no_group_says_how_many_passed() {
    let report = render(Format::Json, &[published()], &SUITE).unwrap();
    let summary: Value = serde_json::from_str(&report).unwrap();
    let of = &summary["implementations"][0];
    assert_eq!(
        (&of["vectors"], &of["totals"]["pass"]),
        (&3.into(), &1.into())
    );
    for group in of["groups"].as_array().unwrap() {
        assert_eq!(group.get("pass"), None, "{group}");
    }
}

#[test]
fn what_is_not_listed_is_neither_run_nor_left_out() {
    for format in [Format::Markdown, Format::Html] {
        let report = render(format, &[published()], &SUITE).unwrap();
        assert!(report.contains("not listed"), "{format}: {report}");
        assert!(!report.contains(">not run<") && !report.contains("| not run"));
    }
}

#[test]
fn what_is_not_listed_disagrees_with_nobody() {
    let several = [published(), results("open", &[(Status::Fail, false); 3])];
    let report = render(Format::Markdown, &several, &SUITE).unwrap();
    assert!(report.contains("None: whoever has the feature"), "{report}");
}
