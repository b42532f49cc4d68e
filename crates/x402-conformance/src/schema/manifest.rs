//! `MANIFEST.json`: every file of the set, its digest and its counts.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `x402-manifest/1`.
    pub format: String,
    /// The version of the content.
    pub set: String,
    /// The moment that the set is made for, in Unix seconds, where it is not the published one.
    pub now: Option<u64>,
    /// The spec revisions that expectations are keyed by.
    pub specs: BTreeMap<String, SpecRevision>,
    /// Every file but the handbook, the licence and this one.
    pub files: Vec<ManifestFile>,
    /// What the vectors add up to.
    pub totals: Totals,
}

/// A state of the protocol's pages.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct SpecRevision {
    /// What it is, in words.
    pub title: String,
    /// The commit, where it is one.
    pub commit: Option<String>,
}

/// One file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Path from the folder of the manifest, with `/`.
    pub path: String,
    /// SHA-256 of the bytes, in lower-case hex.
    pub sha256: String,
    /// The group, where the file holds vectors.
    pub group: Option<String>,
    /// How many vectors, where it holds some.
    pub vectors: Option<usize>,
}

/// Counts over the whole set; the verdicts are those of the newest spec revision.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// All vectors.
    pub vectors: usize,
    /// Those to be accepted.
    pub accept: usize,
    /// Those to be rejected.
    pub reject: usize,
    /// Those that only the chain can decide.
    pub undecided: usize,
}
