//! A set in a folder of its own, to be doctored.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use x402_conformance::{LoadError, Suite};

/// A small set of its own: one accepted vector, one that is rejected.
pub(crate) struct Set {
    pub(crate) folder: PathBuf,
}

pub(crate) const VECTORS: &str = "vectors/json.json";
pub(crate) const FILE: &str = r#"{"format":"x402-vectors/1","group":"json","title":"t","set":"2026.11.0",
"notes":{"Text":{"kind":"BASIC","text":"t","links":[]}},"defaults":{},"vectors":[
{"id":"json/plain","title":"t","flags":["Text"],"layer":"L0","op":"decode_json",
"input":{"type":"PaymentPayload","x402Version":2,"text":"{}"},
"expect":[{"spec":"*","verdict":"accept","level":"must"}],"refs":[],"derived":{}},
{"id":"json/cut","title":"t","flags":[],"base":"json/plain",
"mutation":[{"op":"replace","path":"/input/text","value":"{"}],"resigned":false,"layer":"L0",
"op":"decode_json","input":{"type":"PaymentPayload","x402Version":2,"text":"{"},
"expect":[{"spec":"*","verdict":"reject","code":"json.syntax","level":"must"}],"refs":[],"derived":{}}]}"#;
const CODES: &str = r#"{"format":"x402-codes/1","set":"2026.11.0","codes":[
{"code":"json.syntax","title":"t","kind":"malformed","rules":[],"aliases":{}}],"settle_reasons":[]}"#;
const KEYS: &str =
    r#"{"format":"x402-keys/1","set":"2026.11.0","warning":"w","derivation":"d","keys":[]}"#;

impl Set {
    pub(crate) fn new(name: &str) -> Self {
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

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.join(path), text).unwrap();
    }

    /// Changes a file and makes the manifest true again.
    pub(crate) fn change(&self, path: &str, from: &str, to: &str) -> LoadError {
        let text = fs::read_to_string(self.folder.join(path)).unwrap();
        assert!(text.contains(from), "{from}");
        self.write(path, &text.replacen(from, to, 1));
        self.list();
        self.load().expect_err(to)
    }

    pub(crate) fn list(&self) {
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

    pub(crate) fn load(&self) -> Result<Suite, LoadError> {
        Suite::load(&self.folder)
    }
}
