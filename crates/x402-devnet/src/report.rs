//! What the core decided, and what the chain did.

use std::fmt;

use crate::case::Verdict;

/// What a chain did with a payment.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum End {
    /// The payee has exactly the offer's amount of the offer's token more.
    Moved,
    /// The transaction succeeded, and the payee does not have that.
    MovedOtherwise,
    /// Nothing moved.
    NotMoved,
    /// There is nothing to send: terms or payload cannot be read, or name no chain.
    NotSent,
    /// The token has no function that takes the signature's form: before 2.2, a contract wallet's.
    NoForm,
}

/// One case with its verdict and its end.
#[derive(Clone, Debug)]
pub struct Row {
    /// The case's name.
    pub name: String,
    /// What the core decided.
    pub verdict: Verdict,
    /// What the chain did.
    pub end: End,
    /// Why, as far as it is known: for the reader of a failure.
    pub why: String,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match &self.verdict {
            Verdict::Accepted(_) => "accepted",
            Verdict::Refused(code) => code,
            Verdict::Undecided => "undecided",
        };
        let end = match self.end {
            End::Moved => "the offer's money moved",
            End::MovedOtherwise => "something else moved",
            End::NotMoved => "nothing moved",
            End::NotSent => "not sent:",
            End::NoForm => "the token has no form for it",
        };
        write!(f, "{}: {verdict}, and {end} {}", self.name, self.why)
    }
}

/// Rows by verdict and end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Table([[usize; 4]; 3]);

impl Table {
    /// Counts rows.
    #[must_use]
    pub fn of(rows: &[Row]) -> Self {
        let mut table = Self::default();
        for row in rows {
            let line = match row.verdict {
                Verdict::Accepted(_) => 0,
                Verdict::Refused(_) => 1,
                Verdict::Undecided => 2,
            };
            let column = match row.end {
                End::Moved => 0,
                End::MovedOtherwise => 1,
                End::NotMoved => 2,
                End::NotSent | End::NoForm => 3,
            };
            if let Some(cell) = table.0.get_mut(line).and_then(|line| line.get_mut(column)) {
                *cell += 1;
            }
        }
        table
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<12}{:>10}{:>18}{:>10}{:>10}",
            "", "moves it", "moves otherwise", "does not", "not sent"
        )?;
        let names = ["accepted", "refused", "undecided"];
        for (name, [moved, otherwise, not, unsent]) in names.iter().zip(self.0) {
            writeln!(
                f,
                "{name:<12}{moved:>10}{otherwise:>18}{not:>10}{unsent:>10}"
            )?;
        }
        Ok(())
    }
}
