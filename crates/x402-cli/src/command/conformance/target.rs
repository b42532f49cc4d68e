//! `FORMAT=FILE`: a report and where it goes.

use core::str::FromStr;
use std::{fs::File, io::Write as _, path::PathBuf};

use x402_conformance::{
    Suite,
    report::{self, Format},
    results::Results,
};

use crate::error::Failure;

/// A report and the file that it is written to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or("want FORMAT=FILE, such as jsonl=results.jsonl")?;
        let format = format.parse().map_err(|_| {
            let known = Format::ALL.map(Format::as_str).join(", ");
            format!("want one of {known}")
        })?;
        Ok(Self {
            format,
            path: path.into(),
        })
    }
}

impl Target {
    /// Makes the file: better before a long run than after it.
    pub(super) fn create(&self) -> Result<File, Failure> {
        File::create(&self.path).map_err(|error| self.failed(&error))
    }

    /// Writes the report.
    pub(super) fn write(&self, mut file: &File, text: &str) -> Result<(), Failure> {
        file.write_all(text.as_bytes())
            .map_err(|error| self.failed(&error))
    }

    /// The report as text.
    pub(super) fn render(&self, results: &[Results], suite: &Suite) -> Result<String, Failure> {
        render(self.format, results, suite)
    }

    fn failed(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("cannot write {}", self.path.display()))
            .got(error.to_string())
            .hint("check that the folder is there and that you may write to it")
    }
}

/// The report as text.
pub(super) fn render(
    format: Format,
    results: &[Results],
    suite: &Suite,
) -> Result<String, Failure> {
    report::render(format, results, suite).map_err(|error| {
        Failure::new("there is no report of these results")
            .got(error.to_string())
            .hint("--vectors says where the vectors of the run are")
    })
}
