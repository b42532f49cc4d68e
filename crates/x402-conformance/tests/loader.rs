//! A set that was changed, cut or added to is not loaded.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use x402_conformance::{LoadError, Suite};

/// A small set of its own: one accepted vector, one that is rejected.
struct Set {
    folder: PathBuf,
}

const VECTORS: &str = "vectors/json.json";
const FILE: &str = r#"{"format":"x402-vectors/1","group":"json","title":"t","set":"2026.11.0",
"notes":{"Text":{"kind":"BASIC","text":"t","links":[]}},"defaults":{},"vectors":[
{"id":"json/plain","title":"t","flags":["Text"],"layer":"L0","op":"decode_json",
"input":{"type":"PaymentPayload","x402Version":2,"text":"{}"},
"expect":[{"spec":"*","verdict":"accept","level":"must"}],"refs":[],"derived":{}},
{"id":"json/cut","title":"t","flags":[],"base":"json/plain",
"mutation":[{"op":"replace","path":"/input/text","value":"{"}],"resigned":false,"layer":"L0",
"op":"decode_json","input":{"type":"PaymentPayload","x402Version":2,"text":"{"},
"expect":[{"spec":"*","verdict":"reject","code":"json.syntax","level":"must"}],"refs":[],"derived":{}}]}"#;
const CODES: &str = r#"{"format":"x402-codes/1","set":"2026.11.0","codes":[
{"code":"json.syntax","title":"t","kind":"malformed","rules":[],"aliases":{}}]}"#;
const KEYS: &str =
    r#"{"format":"x402-keys/1","set":"2026.11.0","warning":"w","derivation":"d","keys":[]}"#;

impl Set {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(folder.join("vectors")).unwrap();
        let set = Self { folder };
        set.write(VECTORS, FILE);
        set.write("codes.json", CODES);
        set.write("keys.json", KEYS);
        set.write("README.md", "not listed");
        set.list();
        set
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.join(path), text).unwrap();
    }

    /// Changes a file and makes the manifest true again.
    fn change(&self, path: &str, from: &str, to: &str) -> LoadError {
        let text = fs::read_to_string(self.folder.join(path)).unwrap();
        assert!(text.contains(from), "{from}");
        self.write(path, &text.replacen(from, to, 1));
        self.list();
        self.load().expect_err(to)
    }

    fn list(&self) {
        let entry = |path: &str, more: &str| {
            let text = fs::read(self.folder.join(path)).unwrap();
            let digest = Sha256::digest(text);
            format!(r#"{{"path":"{path}","sha256":"{digest:x}"{more}}}"#)
        };
        let files = [
            entry("codes.json", ""),
            entry("keys.json", ""),
            entry(VECTORS, r#","group":"json","vectors":2"#),
        ]
        .join(",");
        let manifest = format!(
            r#"{{"format":"x402-manifest/1","set":"2026.11.0","specs":{{"S-new":{{"title":"t"}}}},
            "files":[{files}],"totals":{{"vectors":2,"accept":1,"reject":1,"undecided":0}}}}"#
        );
        self.write("MANIFEST.json", &manifest);
    }

    fn load(&self) -> Result<Suite, LoadError> {
        Suite::load(&self.folder)
    }
}

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
