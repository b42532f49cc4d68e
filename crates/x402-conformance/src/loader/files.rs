//! The folder against its manifest.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path},
};

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::{LoadError, MANIFEST, parse};
use crate::schema::{Manifest, ManifestFile};

pub(super) fn read(folder: &Path, path: &str) -> Result<Vec<u8>, LoadError> {
    fs::read(folder.join(path)).map_err(|error| LoadError::new(path, error))
}

pub(super) fn read_json<T: DeserializeOwned>(folder: &Path, path: &str) -> Result<T, LoadError> {
    parse(path, &read(folder, path)?)
}

pub(super) fn check_digest(file: &ManifestFile, text: &[u8]) -> Result<(), LoadError> {
    let digest = format!("{:x}", Sha256::digest(text));
    if digest == file.sha256 {
        return Ok(());
    }
    let problem = format!(
        "expected the SHA-256 digest {}, found {digest}",
        file.sha256
    );
    Err(LoadError::new(&file.path, problem))
}

/// Every file of the folder is in the manifest, and every file of the manifest once.
pub(super) fn check_listed(folder: &Path, manifest: &Manifest) -> Result<(), LoadError> {
    let mut listed = BTreeSet::new();
    for file in &manifest.files {
        let inside = Path::new(&file.path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return Err(LoadError::new(&file.path, "expected a path in the folder"));
        }
        if !listed.insert(file.path.as_str()) {
            return Err(LoadError::new(&file.path, "listed twice in the manifest"));
        }
    }
    walk(folder, "", &listed)
}

fn walk(folder: &Path, prefix: &str, listed: &BTreeSet<&str>) -> Result<(), LoadError> {
    let here = folder.join(prefix);
    let failed = |error| LoadError::new(&here, error);
    for entry in fs::read_dir(&here).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else {
            return Err(LoadError::new(entry.path(), "expected a name in UTF-8"));
        };
        let path = match prefix {
            "" => name,
            prefix => format!("{prefix}/{name}"),
        };
        if UNLISTED.contains(&path.as_str()) {
            continue;
        }
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(folder, &path, listed)?;
        } else if !listed.contains(path.as_str()) {
            return Err(LoadError::new(
                path,
                "expected no file beside the manifest's",
            ));
        }
    }
    Ok(())
}

/// What is no data: the handbooks, the licence, the manifest itself, programs and results.
const UNLISTED: [&str; 8] = [
    "LICENSE",
    MANIFEST,
    "README.md",
    "TESTEE.md",
    "TUTORIAL.md",
    "generate",
    "results",
    "testees",
];
