//! A file of results comes back as it was written, and a damaged one is named by its line.

use x402_conformance::results::Results;

const HEADER: &str = r#"{"format":"x402-results/1","set":"2026.11.0","spec":"S-new","testee":{"name":"t","version":"1","language":"rust","ops":["verify"],"schemes":[],"clock":"injected","state":"none"},"vectors":2}"#;
const PASS: &str = r#"{"id":"g/a","group":"g","outcome":"pass","expected":{"verdict":"accept","level":"must"},"got":{"result":"accept"}}"#;
const FAIL: &str = r#"{"id":"g/b","group":"g","outcome":"non_strict","expected":{"verdict":"reject","code":"c","path":"/p","level":"should"},"got":{"result":"reject","code":"d","wireCode":"w","path":"","detail":"\u0000 <b>"},"expectedFailure":true,"micros":7}"#;

#[test]
fn a_file_comes_back_as_it_was_written() {
    let text = file(&[HEADER, PASS, FAIL]);
    let results = Results::read(text.as_bytes()).unwrap();
    assert_eq!(results.records.len(), 2);
    let mut written = Vec::new();
    results.write(&mut written).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), text);
}

#[test]
fn the_header_counts_what_is_written() {
    let mut results = Results::read(file(&[HEADER, PASS, FAIL]).as_bytes()).unwrap();
    results.records.pop();
    let mut written = Vec::new();
    results.write(&mut written).unwrap();
    assert_eq!(Results::read(&*written).unwrap().header.vectors, 1);
}

#[test]
fn a_damaged_file_is_named_by_its_line() {
    let other = HEADER.replace("results/1", "results/2");
    let cases: [(&[&str], usize, &str); 7] = [
        (&[], 1, "found an empty file"),
        (&[PASS], 1, "unknown field `id`"),
        (&[&other, PASS, FAIL], 1, "found \"x402-results/2\""),
        (
            &[HEADER, PASS],
            2,
            "expected 2 vectors, as the header says, found 1",
        ),
        (&[HEADER, PASS, PASS], 3, "found g/a again"),
        (&[HEADER, PASS, "", FAIL], 3, "EOF while parsing"),
        (
            &[HEADER, PASS, &PASS[..70]],
            3,
            "column 70: EOF while parsing",
        ),
    ];
    for (lines, line, problem) in cases {
        let error = Results::read(file(lines).as_bytes()).unwrap_err();
        assert_eq!(error.line(), line, "{error}");
        assert!(error.to_string().contains(problem), "{error}");
    }
}

fn file(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}
