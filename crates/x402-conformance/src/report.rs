//! Results as files that people and other programs read.
//!
//! Everything here is text from values: no file is opened and no clock is read. What comes from
//! a testee is untrusted; each format escapes it in its own way.

mod html;
mod json;
mod jsonl;
mod junit;
mod links;
mod markdown;
mod sarif;
mod standing;
mod table;
mod words;

use std::{error, fmt, str::FromStr};

pub use self::jsonl::ReadError;
use crate::{Suite, results::Results};
use table::Table;

/// A kind of report.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Format {
    /// One self-contained page: a matrix of implementations and groups, down to each vector.
    Html,
    /// A summary, `x402-results-summary/1`.
    Json,
    /// The results themselves, `x402-results/1`.
    Jsonl,
    /// XML that build servers show.
    Junit,
    /// A matrix and a table of disagreements, as GitHub shows them.
    Markdown,
    /// Static analysis results, SARIF 2.1.0.
    Sarif,
}

impl Format {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Html,
        Self::Json,
        Self::Jsonl,
        Self::Junit,
        Self::Markdown,
        Self::Sarif,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Sarif => "sarif",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == name)
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// No kind of report has this name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownFormat(String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Format::ALL.map(Format::as_str).join(", ");
        write!(f, "format: expected one of {known}; found {:?}", self.0)
    }
}

impl error::Error for UnknownFormat {}

/// Writes a report of one implementation's results, or of several beside each other.
///
/// A vector that a run left out is no part of the report; in a matrix its place is empty. Of
/// published results only what they say is told: how many passed and how many are withheld.
///
/// # Errors
///
/// There are no results, or several for a file of JSON lines, which is one implementation's;
/// results are of another set, or of a vector that the set has not.
pub fn render(format: Format, results: &[Results], suite: &Suite) -> Result<String, RenderError> {
    let table = Table::new(results, suite)?;
    match format {
        Format::Html => Ok(html::render(&table)),
        Format::Json => Ok(json::render(&table)),
        Format::Jsonl => match results {
            [one] => Ok(jsonl::render(one)),
            _ => Err(RenderError(format!(
                "jsonl: expected the results of one implementation, found {}",
                results.len()
            ))),
        },
        Format::Junit => Ok(junit::render(&table)),
        Format::Markdown => Ok(markdown::render(&table)),
        Format::Sarif => Ok(sarif::render(&table)),
    }
}

/// Why there is no report.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RenderError(String);

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl error::Error for RenderError {}
