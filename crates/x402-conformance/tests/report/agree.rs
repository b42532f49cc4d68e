//! Every report counts what the records say, and nothing else.

use std::collections::BTreeMap;

use proptest::{collection, prelude::*, sample};
use serde_json::Value;
use x402_conformance::{
    report::{Format, render},
    results::{Counts, Record, Results, Status},
};

use crate::fixture::{STATUSES, SUITE, results};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn reports_agree_with_the_records(
        outcomes in collection::vec((sample::select(&STATUSES[..]), any::<bool>()), 1..60),
    ) {
        let results = results("one", &outcomes);
        let totals = results.totals();
        prop_assert_eq!(totals.sum(), outcomes.len());
        json(&results, totals);
        jsonl(&results);
        junit(&results);
        sarif(&results);
        html(&results, totals);
        markdown(&results, totals);
    }
}

fn json(results: &Results, totals: Counts) {
    let summary = parsed(Format::Json, results);
    let of = &summary["implementations"][0];
    assert_eq!(of["vectors"], totals.sum());
    for status in STATUSES {
        let (name, count) = (status.to_string(), totals.get(status));
        assert_eq!(of["totals"][&name], count, "{name}");
        let groups = of["groups"].as_array().unwrap().iter();
        let sum: u64 = groups.map(|group| group[&name].as_u64().unwrap()).sum();
        assert_eq!(usize::try_from(sum).unwrap(), count, "{name}");
    }
    assert_eq!(length(&of["failures"]), count(results, failed));
    let stale = |record: &Record| record.expected_failure && !failed(record);
    assert_eq!(length(&of["unexpectedPasses"]), count(results, stale));
}

fn jsonl(results: &Results) {
    let text = text(Format::Jsonl, results);
    assert_eq!(&Results::read(text.as_bytes()).unwrap(), results);
}

fn junit(results: &Results) {
    let text = text(Format::Junit, results);
    let xml = roxmltree::Document::parse(&text).unwrap();
    let elements = |name: &str| {
        let nodes = xml.descendants();
        nodes.filter(|node| node.has_tag_name(name)).count()
    };
    let counted = |name: &str, attribute: &str| -> usize {
        let nodes = xml.descendants().filter(|node| node.has_tag_name(name));
        nodes
            .map(|node| node.attribute(attribute).unwrap().parse::<usize>().unwrap())
            .sum()
    };
    let pairs = [
        ("testcase", "tests"),
        ("failure", "failures"),
        ("error", "errors"),
        ("skipped", "skipped"),
    ];
    for (element, attribute) in pairs {
        let found = elements(element);
        assert_eq!(counted("testsuites", attribute), found, "{attribute}");
        assert_eq!(counted("testsuite", attribute), found, "{attribute}");
    }
    assert_eq!(elements("testcase"), results.records.len());
    let broken = |record: &Record| failed(record) && !record.expected_failure;
    let stale = |record: &Record| record.expected_failure && !failed(record);
    assert_eq!(
        elements("failure") + elements("error"),
        count(results, |record| broken(record) || stale(record))
    );
}

fn sarif(results: &Results) {
    let log = parsed(Format::Sarif, results);
    let run = &log["runs"][0];
    let found = run["results"].as_array().unwrap();
    let told = |record: &Record| {
        failed(record) || record.outcome == Status::NonStrict || record.expected_failure
    };
    assert_eq!(found.len(), count(results, told));
    let suppressed = found.iter().filter(|one| length(&one["suppressions"]) > 0);
    let excused = |record: &Record| failed(record) && record.expected_failure;
    assert_eq!(suppressed.count(), count(results, excused));
    for one in found {
        let index = usize::try_from(one["ruleIndex"].as_u64().unwrap()).unwrap();
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!(rule["id"], one["ruleId"]);
    }
}

fn html(results: &Results, totals: Counts) {
    let page = text(Format::Html, results);
    let (_, data) = page.split_once("type=\"application/json\">").unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    let names = data["statuses"].as_array().unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for vector in data["vectors"].as_array().unwrap() {
        if let Some(place) = vector["got"][0]["o"].as_u64() {
            let status = &names[usize::try_from(place).unwrap()]["name"];
            *counts.entry(status.as_str().unwrap()).or_default() += 1;
        }
    }
    let (_, all) = page.split_once("<tr class=\"all\">").unwrap();
    let (all, _) = all.split_once("</tr>").unwrap();
    for status in STATUSES {
        let (name, count) = (status.to_string(), totals.get(status));
        assert_eq!(counts.get(&*name).copied().unwrap_or_default(), count);
        assert_eq!(all.contains(&format!("class=\"n {name}\"")), count > 0);
    }
}

fn markdown(results: &Results, totals: Counts) {
    let text = text(Format::Markdown, results);
    let all = text.lines().find(|line| line.starts_with("| **all**"));
    let cell = all.unwrap().split('|').nth(3).unwrap();
    let signs = ["✓", "≈", "±", "–", "✗", "!"];
    let wanted: Vec<_> = STATUSES
        .into_iter()
        .zip(signs)
        .filter(|(status, _)| totals.get(*status) > 0)
        .map(|(status, sign)| format!("{sign} {}", totals.get(status)))
        .collect();
    assert_eq!(cell.trim(), wanted.join(" · "));
}

fn text(format: Format, results: &Results) -> String {
    render(format, core::slice::from_ref(results), &SUITE).unwrap()
}

fn parsed(format: Format, results: &Results) -> Value {
    serde_json::from_str(&text(format, results)).unwrap()
}

fn length(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

fn count(results: &Results, told: impl Fn(&Record) -> bool) -> usize {
    results.records.iter().filter(|record| told(record)).count()
}

fn failed(record: &Record) -> bool {
    record.outcome.is_failure()
}
