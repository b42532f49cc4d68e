//! `FORMAT=FILE`: a report and where it goes.

use core::str::FromStr;
use std::{fs::File, io::Write as _, path::PathBuf};

use x402_conformance::{Suite, results::Results};

use crate::error::Failure;

/// A report and the file that it is written to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    format: Format,
    path: PathBuf,
}

/// How a report is written.
#[derive(Clone, Copy, Debug)]
enum Format {
    /// One JSON line for each vector.
    Jsonl,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or("want FORMAT=FILE, such as jsonl=results.jsonl")?;
        let format = match format {
            "jsonl" => Format::Jsonl,
            _ => return Err("want jsonl".to_owned()),
        };
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
    pub(super) fn write(
        &self,
        mut file: &File,
        results: &Results,
        _: &Suite,
    ) -> Result<(), Failure> {
        let mut text = Vec::new();
        match self.format {
            Format::Jsonl => results.write(&mut text),
        }
        .and_then(|()| file.write_all(&text))
        .map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("cannot write {}", self.path.display()))
            .got(error.to_string())
            .hint("check that the folder is there and that you may write to it")
    }
}
