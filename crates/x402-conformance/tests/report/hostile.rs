//! What an implementation says of itself and of its verdicts never becomes markup.

use serde_json::Value;
use x402_conformance::{
    report::{Format, render},
    results::{Results, Status},
};

use crate::fixture::{SUITE, results};

/// Everything that ends or begins something in one of the formats.
const HOSTILE: &str = "</script><!--<script>alert(1)</script>{{data}} \" onload='x' | ``` @user \
                       ]]> &amp; \\ \u{0}\u{b}\u{1b}[31m\u{fffe} \u{2028} \r\n# end <img src=x>";

#[test]
fn a_page_holds_no_markup_but_its_own() {
    let tame = page(&results("tame", &OUTCOMES));
    let wild = page(&hostile());
    for markup in ["<script", "</script", "<img", "<!--", "<a ", "<i ", "<td"] {
        let count = |page: &str| page.matches(markup).count();
        assert_eq!(count(&wild), count(&tame), "{markup}");
    }
    let (_, data) = wild.split_once("type=\"application/json\">").unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    assert!(!data.contains('<'), "markup in the data");
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["testees"][0]["name"], HOSTILE);
    let vectors = data["vectors"].as_array().unwrap();
    assert!(vectors.iter().any(|one| one["got"][0]["detail"] == HOSTILE));
}

#[test]
fn a_page_loads_nothing() {
    let page = page(&results("tame", &OUTCOMES));
    assert!(page.contains("default-src 'none'; script-src 'sha256-"));
    let (head, _) = page.split_once("</head>").unwrap();
    for loading in ["src=", "url(", "@import", "http://", "https://"] {
        assert!(!head.contains(loading), "{loading}");
    }
    assert_eq!(page.matches("<script").count(), 2);
    assert!(!page.contains(" style="), "the policy forbids it");
}

#[test]
fn xml_stays_well_formed_and_says_what_was_said() {
    let text = render(Format::Junit, &[hostile()], &SUITE).unwrap();
    let xml = roxmltree::Document::parse(&text).unwrap();
    let error = xml.descendants().find(|node| node.has_tag_name("error"));
    let said = error.unwrap().text().unwrap();
    assert!(said.contains("</script><!--<script>alert(1)"), "{said}");
    assert!(said.contains("]]> &amp; \\ \u{fffd}\u{fffd}\u{fffd}[31m\u{fffd}"));
}

#[test]
fn a_table_of_markdown_keeps_its_columns() {
    let text = render(Format::Markdown, &[hostile(), hostile()], &SUITE).unwrap();
    assert!(!text.contains('\r') && !text.contains('\u{0}'));
    let lines: Vec<_> = text.lines().collect();
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    for table in lines.split(|line| !line.starts_with('|')) {
        let columns = table.first().map(|head| bars(head));
        assert!(table.iter().all(|line| Some(bars(line)) == columns));
    }
    for line in text.lines().filter(|line| line.contains("<img")) {
        // Code begins with more backticks than anything in it has.
        assert!(line.contains("```` </script>"), "{line}");
    }
    assert!(!text.lines().any(|line| line.starts_with("# end")));
}

#[test]
fn json_says_what_was_said() {
    for format in [Format::Json, Format::Sarif] {
        let text = render(format, &[hostile()], &SUITE).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(value.to_string().contains("alert(1)"), "{format}");
    }
}

fn page(results: &Results) -> String {
    render(Format::Html, core::slice::from_ref(results), &SUITE).unwrap()
}

fn hostile() -> Results {
    let mut results = results(HOSTILE, &OUTCOMES);
    let testee = &mut results.header.testee;
    HOSTILE.clone_into(&mut testee.version);
    HOSTILE.clone_into(&mut testee.language);
    for record in &mut results.records {
        record.got.detail = Some(HOSTILE.to_owned());
        record.got.wire_code = Some(HOSTILE.to_owned());
        record.got.path = Some(HOSTILE.to_owned());
        record.got.code = Some(HOSTILE.to_owned());
    }
    results
}

const OUTCOMES: [(Status, bool); 6] = [
    (Status::Pass, false),
    (Status::Allowed, false),
    (Status::NonStrict, false),
    (Status::Fail, false),
    (Status::Fail, true),
    (Status::Error, false),
];
