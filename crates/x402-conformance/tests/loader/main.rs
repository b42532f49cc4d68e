//! A set that was changed, cut or added to is not loaded.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod proof;
mod set;

use std::{fs, path::Path};

use self::set::{FILE, Set, VECTORS};

#[test]
fn a_whole_set_loads() {
    let set = Set::new("whole");
    let suite = set.load().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(suite.vectors().count(), 2);
}

#[test]
fn a_changed_file_is_noticed() {
    let set = Set::new("changed");
    set.write(VECTORS, &FILE.replace("\"must\"", "\"should\""));
    assert_eq!(set.load().unwrap_err().place(), Path::new(VECTORS));
}

#[test]
fn a_missing_file_is_noticed() {
    let set = Set::new("missing");
    fs::remove_file(set.folder.join(VECTORS)).unwrap();
    assert_eq!(set.load().unwrap_err().place(), Path::new(VECTORS));
}

#[test]
fn an_unknown_file_is_noticed() {
    let set = Set::new("unknown");
    set.write("vectors/more.json", FILE);
    assert_eq!(
        set.load().unwrap_err().place(),
        Path::new("vectors/more.json")
    );
}

#[test]
fn what_does_not_hold_within_the_set_is_noticed() {
    for (index, (path, from, to, problem)) in [
        (VECTORS, "x402-vectors/1", "x402-vectors/2", "format"),
        (
            VECTORS,
            "\"set\":\"2026.11.0\"",
            "\"set\":\"2026.11.1\"",
            "set",
        ),
        (
            VECTORS,
            "\"group\":\"json\"",
            "\"group\":\"other\"",
            "group",
        ),
        (
            VECTORS,
            "\"title\":\"t\"",
            "\"title\":\"t\",\"new\":1",
            "unknown field",
        ),
        (
            VECTORS,
            "\"text\":\"{}\"",
            "\"text\":\"{}\",\"new\":1",
            "unknown field",
        ),
        (
            VECTORS,
            "\"id\":\"json/cut\"",
            "\"id\":\"json/plain\"",
            "unique",
        ),
        (
            VECTORS,
            "\"id\":\"json/cut\"",
            "\"id\":\"other/cut\"",
            "expected an id in json/",
        ),
        (
            VECTORS,
            "\"base\":\"json/plain\"",
            "\"base\":\"json/cut\"",
            "no accepted vector",
        ),
        (
            VECTORS,
            "\"base\":\"json/plain\"",
            "\"base\":\"json/none\"",
            "no accepted vector",
        ),
        (VECTORS, "\"base\":\"json/plain\",", "", "expected a base"),
        (VECTORS, "json.syntax", "json.sintax", "unknown code"),
        (VECTORS, "\"flags\":[]", "\"flags\":[\"Other\"]", "no note"),
        (
            VECTORS,
            "\"spec\":\"*\"",
            "\"spec\":\"S-old\"",
            "verdict for all or each",
        ),
        (
            VECTORS,
            "\"op\":\"replace\"",
            "\"op\":\"remove\"",
            "members of its operation",
        ),
        (
            VECTORS,
            "\"verdict\":\"accept\"",
            "\"verdict\":\"undecided\"",
            "no accepted vector",
        ),
        (
            VECTORS,
            "\"layer\":\"L0\"",
            "\"layer\":\"L0\",\"now\":1",
            "no moment",
        ),
        (
            VECTORS,
            "\"layer\":\"L0\"",
            "\"layer\":\"L0\",\"clock\":\"exact\"",
            "no moment",
        ),
        ("codes.json", "\"malformed\"", "\"undecided\"", "unfit code"),
        ("codes.json", "\"2026.11.0\"", "\"2026.10.0\"", "set"),
        ("keys.json", "x402-keys/1", "x402-keys/2", "format"),
    ]
    .into_iter()
    .enumerate()
    {
        let error = Set::new(&format!("within-{index}")).change(path, from, to);
        assert!(error.to_string().contains(problem), "{to}: {error}");
    }
}

#[test]
fn wrong_counts_are_noticed() {
    let set = Set::new("counts");
    for (from, to) in [
        ("\"vectors\":2}]", "\"vectors\":1}]"),
        ("\"accept\":1", "\"accept\":2"),
    ] {
        set.list();
        let text = fs::read_to_string(set.folder.join("MANIFEST.json")).unwrap();
        assert!(text.contains(from), "{from}");
        set.write("MANIFEST.json", &text.replacen(from, to, 1));
        set.load().expect_err(to);
    }
}
