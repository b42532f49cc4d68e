//! Finds and reads what the commands are about: the vectors, and results of earlier runs.

use std::path::{Path, PathBuf};

use x402_conformance::{Suite, results::Results};

use crate::{cli::SetArgs, describe::printable, error::Failure};

/// Reads the vectors.
pub(super) fn load(args: &SetArgs) -> Result<Suite, Failure> {
    let folder = match &args.vectors {
        Some(folder) => folder.clone(),
        None => find()?,
    };
    Suite::load(&folder).map_err(|error| {
        Failure::new("the vectors cannot be trusted")
            .at(error.place().display().to_string())
            .got(error.to_string())
            .hint("take the whole folder as it was published; --vectors says where it is")
    })
}

/// The folder here or further up.
fn find() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure::new("there is no working directory").got(error.to_string()))?;
    here.ancestors()
        .map(|folder| folder.join(FOLDER))
        .find(|folder| folder.join("MANIFEST.json").is_file())
        .ok_or_else(|| {
            Failure::new("there are no vectors here")
                .want(format!("a folder {FOLDER} here or further up"))
                .hint("say where they are with --vectors DIR")
        })
}

/// Reads results.
pub(super) fn results(name: &str) -> Result<Results, Failure> {
    let file = std::fs::File::open(Path::new(name)).map_err(|error| {
        Failure::new(format!("cannot read {}", printable(name)))
            .got(error.to_string())
            .hint("check the file's name, and that you may read it")
    })?;
    Results::read(std::io::BufReader::new(file)).map_err(|error| {
        Failure::new(format!("{} holds no results", printable(name)))
            .got(error.to_string())
            .hint("x402 conformance run ... --report jsonl=FILE writes such a file")
    })
}

const FOLDER: &str = "spec-vectors";
