//! SARIF 2.1.0: a rule for each abstract code, a result for each vector that failed, got no
//! verdict or was refused for another reason.
//!
//! The wrong verdict is an error where the expectation is a `must` and a warning elsewhere; no
//! verdict is an error; another reason is a note. An expected failure is suppressed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    links::spec_url,
    standing::Standing,
    table::{Group, Row, Table},
    words,
};
use crate::{
    results::{Record, Results, Status},
    schema::Level,
};

pub(super) fn render(table: &Table<'_>) -> String {
    let results = table.results.iter().enumerate();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": results.map(|(testee, results)| run(table, testee, results)).collect::<Vec<_>>(),
    });
    // A value always makes JSON.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

/// What one implementation got wrong.
fn run(table: &Table<'_>, testee: usize, results: &Results) -> Value {
    let mut rules = Rules::default();
    let found: Vec<Value> = table
        .records(testee)
        .filter_map(|(group, row, record)| {
            let level = level(record)?;
            let rule = rules.find(group, row, record, table);
            Some(finding(row, record, level, &rule))
        })
        .collect();
    let header = &results.header;
    let folder = format!("the folder of the vectors, set {}", header.set);
    let mut properties = json!({
        "set": header.set,
        "spec": header.spec,
        "testee": header.testee,
        "vectors": results.asked(),
    });
    for (name, count) in [("withheld", header.withheld), ("passed", header.passed)] {
        if let (Some(members), Some(count)) = (properties.as_object_mut(), count) {
            members.insert(name.to_owned(), json!(count));
        }
    }
    json!({
        "tool": {
            "driver": {
                "name": "x402-conformance",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.list,
            },
        },
        "automationDetails": {
            "id": format!("x402-conformance/{}/{}/", header.testee.name, header.spec),
        },
        "originalUriBaseIds": { BASE: { "description": { "text": folder } } },
        "columnKind": "utf16CodeUnits",
        "results": found,
        "properties": properties,
    })
}

/// How grave it is; none where there is nothing to say.
fn level(record: &Record) -> Option<&'static str> {
    match (Standing::of(record), record.outcome) {
        (Standing::Stale, _) | (_, Status::Error) => Some("error"),
        (_, Status::Fail) if record.expected.level == Level::Must => Some("error"),
        (_, Status::Fail) => Some("warning"),
        (_, Status::NonStrict) => Some("note"),
        (_, Status::Pass | Status::Allowed | Status::Unsupported) => None,
    }
}

fn finding(row: &Row<'_>, record: &Record, level: &str, rule: &Rule) -> Value {
    let id = record.id.as_str();
    let wanted = words::expected(&record.expected);
    let got = &record.got;
    let stale = match Standing::of(record) {
        Standing::Stale => " This was expected to fail: take it off the list.",
        Standing::Broken | Standing::Excused | Standing::Sound => "",
    };
    let title = &row.vector.title;
    let text = format!(
        "{title}: expected {wanted}, got {got}.{stale} See `x402 conformance explain {id}`."
    );
    let suppressions = match Standing::of(record) {
        Standing::Excused => json!([{
            "kind": "external",
            "status": "accepted",
            "justification": "on the implementation's list of expected failures",
        }]),
        Standing::Broken | Standing::Sound | Standing::Stale => json!([]),
    };
    json!({
        "ruleId": rule.id,
        "ruleIndex": rule.index,
        "level": level,
        "message": { "text": text },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {
                    "uri": format!("vectors/{}.json", record.group),
                    "uriBaseId": BASE,
                },
            },
            "logicalLocations": [{
                "name": id.rsplit('/').next().unwrap_or(id),
                "fullyQualifiedName": id,
                "kind": "vector",
            }],
        }],
        "partialFingerprints": { "vector/v1": id },
        "suppressions": suppressions,
        "properties": {
            "outcome": record.outcome,
            "expected": record.expected,
            "got": record.got,
        },
    })
}

/// A rule and its place in the list.
#[derive(Clone)]
struct Rule {
    id: String,
    index: usize,
}

/// The rules that results name, in the order of their first result.
#[derive(Default)]
struct Rules {
    list: Vec<Value>,
    known: BTreeMap<String, Rule>,
}

impl Rules {
    /// The rule of the expected code; where no code is expected, the group's.
    fn find(
        &mut self,
        group: &Group<'_>,
        row: &Row<'_>,
        record: &Record,
        table: &Table<'_>,
    ) -> Rule {
        let group = group.file;
        let id = record.expected.code.as_ref().unwrap_or(&group.group);
        if let Some(rule) = self.known.get(id) {
            return rule.clone();
        }
        let code = table.suite.codes.get(id);
        let title = code.map_or(&group.title, |code| &code.title);
        let source = code.and_then(|code| code.rules.first());
        let reference = row.vector.refs.first();
        let url = source
            .and_then(|rule| spec_url(&rule.source, table.newest_commit()))
            .or_else(|| spec_url(&reference?.doc, table.commit(reference?.commit.as_deref())));
        let mut rule = json!({ "id": id, "shortDescription": { "text": title } });
        let help = source.map(|rule| format!("{title}. Source: {}.", rule.source));
        if let Some(members) = rule.as_object_mut() {
            members.extend(help.map(|text| ("help".to_owned(), json!({ "text": text }))));
            members.extend(url.map(|url| ("helpUri".to_owned(), json!(url))));
        }
        let found = Rule {
            id: id.clone(),
            index: self.list.len(),
        };
        self.list.push(rule);
        self.known.insert(id.clone(), found.clone());
        found
    }
}

const BASE: &str = "VECTORS";
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
