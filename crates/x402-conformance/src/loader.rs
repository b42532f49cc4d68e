//! Loads and validates `spec-vectors/`: digests, counts, ids, bases and codes are compared.

mod check;
mod files;
mod proof;

use std::{
    error, fmt,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;

use crate::schema::{CodeTable, KeyFile, Manifest, Vector, VectorFile};

/// The whole set, read and checked.
#[derive(Clone, Debug)]
pub struct Suite {
    /// What the set says it holds.
    pub manifest: Manifest,
    /// The vectors, group by group in the manifest's order.
    pub groups: Vec<VectorFile>,
    /// The abstract codes.
    pub codes: CodeTable,
    /// The public test keys.
    pub keys: KeyFile,
}

impl Suite {
    /// Reads the set in this folder.
    ///
    /// # Errors
    ///
    /// A file is missing, is not in the manifest, or has another digest or count; JSON has
    /// another shape than the schemas; an id occurs twice; a rejected vector has no base that
    /// every spec revision accepts; a mutation, replayed on the base's decoded content, does not
    /// give the vector or leaves too little of the base; a code, flag or spec revision is unknown.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        let manifest: Manifest = files::read_json(folder, MANIFEST)?;
        files::check_listed(folder, &manifest)?;
        let mut suite = Self {
            groups: Vec::new(),
            codes: files::read_json(folder, CODES)?,
            keys: files::read_json(folder, KEYS)?,
            manifest,
        };
        for file in &suite.manifest.files {
            let text = files::read(folder, &file.path)?;
            files::check_digest(file, &text)?;
            if let Some(group) = &file.group {
                let vectors: VectorFile = parse(&file.path, &text)?;
                check::file(file, group, &vectors)?;
                suite.groups.push(vectors);
            }
        }
        check::suite(&suite)?;
        Ok(suite)
    }

    /// Every vector with its group, in order.
    pub fn vectors(&self) -> impl Iterator<Item = (&VectorFile, &Vector)> {
        self.groups
            .iter()
            .flat_map(|group| group.vectors.iter().map(move |vector| (group, vector)))
    }
}

/// Why the set cannot be trusted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LoadError {
    place: PathBuf,
    problem: String,
}

impl LoadError {
    fn new(place: impl Into<PathBuf>, problem: impl fmt::Display) -> Self {
        Self {
            place: place.into(),
            problem: problem.to_string(),
        }
    }

    /// The file in the set, or the vector's id.
    #[must_use]
    pub fn place(&self) -> &Path {
        &self.place
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place.display(), self.problem)
    }
}

impl error::Error for LoadError {}

fn parse<T: DeserializeOwned>(path: &str, text: &[u8]) -> Result<T, LoadError> {
    serde_json::from_slice(text).map_err(|error| LoadError::new(path, error))
}

const CODES: &str = "codes.json";
const KEYS: &str = "keys.json";
const MANIFEST: &str = "MANIFEST.json";
