//! Errors for people: what went wrong, where, what was there, what was wanted, what to do.

use core::fmt;

use x402_core::{Error, scheme::OfferError};

use crate::{layout, status::Status};

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    /// Labels and what they say, in the order in which they are said.
    rows: Vec<(&'static str, String)>,
    pub(crate) status: Status,
}

impl Failure {
    /// Wrong usage or an environment that does not work.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            rows: Vec::new(),
            status: Status::Unusable,
        }
    }

    /// A text that is no x402 message.
    pub(crate) fn malformed(what: impl Into<String>, error: &Error) -> Self {
        Self::new(what)
            .at(error.position().to_string())
            .got(error.found())
            .want(error.expected())
            .hint(error.code().hint())
    }

    /// Seller's terms that nobody could pay.
    pub(crate) fn offer(what: impl Into<String>, error: &OfferError) -> Self {
        Self::new(what)
            .at(error.pointer())
            .got(error.found())
            .want(error.expected())
            .hint("correct the requirements: this is the seller's mistake, not the payer's")
    }

    pub(crate) fn at(self, at: impl Into<String>) -> Self {
        self.row("at", at)
    }

    pub(crate) fn got(self, got: impl Into<String>) -> Self {
        self.row("got", got)
    }

    pub(crate) fn want(self, want: impl Into<String>) -> Self {
        self.row("want", want)
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        self.row("try", hint)
    }

    fn row(mut self, label: &'static str, value: impl Into<String>) -> Self {
        self.rows.push((label, value.into()));
        self
    }

    pub(crate) fn refused(mut self) -> Self {
        self.status = Status::Refused;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.what)?;
        let mut text = String::new();
        for (label, value) in &self.rows {
            layout::row(&mut text, label, LABEL_WIDTH, value);
        }
        f.write_str(&text)
    }
}

/// The width of `want`.
const LABEL_WIDTH: usize = 4;
