//! The lists of what is accepted and does not settle, and of what is refused and would.
//!
//! They may only shrink: what is missing from a list fails, and so does an entry that is not found
//! any more.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde::Deserialize;

use crate::{
    Result,
    case::Verdict,
    error::Error,
    report::{End, Row},
};

/// Both lists.
#[derive(Clone, Debug)]
pub struct Lists {
    /// Vectors that are accepted and do not settle, with the reason.
    accepted: BTreeMap<String, String>,
    /// Vectors that are refused and would settle, by the code of the refusal.
    refused: BTreeMap<String, Refusals>,
}

/// The refusals of one code that the chain would not have made.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusals {
    /// Why the core refuses what settles.
    reason: String,
    vectors: BTreeSet<String>,
}

impl Lists {
    /// Reads `accepted.json` and `refused.json`.
    ///
    /// # Errors
    ///
    /// A file is missing, is not such a list, or has an entry without a reason.
    pub fn load(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let file = folder.join(name);
            fs::read_to_string(&file).map_err(|error| Error::from(error).of(file.display()))
        };
        let lists = Self {
            accepted: serde_json::from_str(&read("accepted.json")?)?,
            refused: serde_json::from_str(&read("refused.json")?)?,
        };
        let mut reasons = lists.accepted.values();
        let mut others = lists.refused.values().map(|refusals| &refusals.reason);
        if reasons.any(String::is_empty) || others.any(String::is_empty) {
            return Err(Error::new("an entry of a list has no reason"));
        }
        Ok(lists)
    }

    /// Whether an accepted vector settles.
    #[must_use]
    pub fn settles(&self, name: &str) -> bool {
        !self.accepted.contains_key(name)
    }

    /// What is wrong with the rows of all vectors.
    #[must_use]
    pub fn check(&self, rows: &[Row]) -> Vec<String> {
        let mut problems = Vec::new();
        let mut accepted: BTreeSet<&str> = self.accepted.keys().map(String::as_str).collect();
        let mut refused: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (code, refusals) in &self.refused {
            refused.extend(
                refusals
                    .vectors
                    .iter()
                    .map(|id| (code.as_str(), id.as_str())),
            );
        }
        for row in rows {
            let is_listed = match (&row.verdict, row.end) {
                (Verdict::Accepted(_), End::NotMoved | End::NotSent | End::NoForm) => {
                    accepted.remove(row.name.as_str())
                }
                (Verdict::Accepted(_), End::MovedOtherwise) => false,
                (Verdict::Refused(code), End::Moved) => {
                    refused.remove(&(code.as_str(), row.name.as_str()))
                }
                _ => true,
            };
            if !is_listed {
                problems.push(row.to_string());
            }
        }
        let stale = accepted
            .into_iter()
            .map(|id| format!("{id} settles: remove it from accepted.json"));
        problems.extend(stale);
        problems.extend(refused.into_iter().map(|(code, id)| {
            format!("{id} is not refused with {code} and settled: remove it from refused.json")
        }));
        problems
    }

    /// What is wrong with the rows of mutations: a code may refuse what settles if it does so for
    /// a vector.
    #[must_use]
    pub fn check_mutations(&self, rows: &[Row]) -> Vec<String> {
        let wrong = rows.iter().filter(|row| match (&row.verdict, row.end) {
            (Verdict::Accepted(_), End::MovedOtherwise) => true,
            (Verdict::Accepted(_), End::NotMoved | End::NotSent) => !self.is_listed(&row.name),
            (Verdict::Refused(code), End::Moved) => !self.refused.contains_key(code),
            _ => false,
        });
        wrong.map(ToString::to_string).collect()
    }

    /// Whether the vector that a mutation was made of is on the list of accepted ones.
    fn is_listed(&self, mutation: &str) -> bool {
        let base = mutation.split('#').next().unwrap_or(mutation);
        self.accepted.contains_key(base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        let refusals = Refusals {
            reason: "a reason".to_owned(),
            vectors: BTreeSet::from(["group/refused".to_owned()]),
        };
        Lists {
            accepted: BTreeMap::new(),
            refused: BTreeMap::from([("a.code".to_owned(), refusals)]),
        }
    }

    fn refused(name: &str, code: &str, end: End) -> Row {
        Row {
            name: name.to_owned(),
            verdict: Verdict::Refused(code.to_owned()),
            end,
            why: String::new(),
        }
    }

    #[test]
    fn a_list_holds_what_was_found_and_nothing_else() {
        let listed = refused("group/refused", "a.code", End::Moved);
        assert_eq!(
            lists().check(std::slice::from_ref(&listed)),
            Vec::<String>::new()
        );
        // Found, and not listed.
        for (name, code) in [("group/other", "a.code"), ("group/refused", "other.code")] {
            let rows = [listed.clone(), refused(name, code, End::Moved)];
            assert_eq!(lists().check(&rows).len(), 1, "{name} {code}");
        }
        // Listed, and not found any more.
        let mended = refused("group/refused", "a.code", End::NotMoved);
        assert_eq!(lists().check(&[mended]).len(), 1);
        assert_eq!(lists().check(&[]).len(), 1);
    }

    #[test]
    fn an_accepted_vector_that_settles_is_not_listed() {
        let mut lists = lists();
        let reason = "a reason".to_owned();
        lists.accepted.insert("group/accepted".to_owned(), reason);
        let problems = lists.check(&[refused("group/refused", "a.code", End::Moved)]);
        assert_eq!(
            problems,
            ["group/accepted settles: remove it from accepted.json"]
        );
    }

    #[test]
    fn a_mutation_is_refused_for_what_a_vector_is() {
        let rows = [
            refused("group/accepted#1 now", "a.code", End::Moved),
            refused("group/accepted#2 now", "other.code", End::Moved),
            refused("group/accepted#3 now", "other.code", End::MovedOtherwise),
        ];
        let problems = lists().check_mutations(&rows);
        assert_eq!(problems, [rows[1].to_string()]);
    }
}
