//! The committed report: `spec-vectors/results/mutants.json`.

use std::{collections::BTreeMap, fmt, fs};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::run::root;

const PATH: &str = "spec-vectors/results/mutants.json";

/// Words for people, which no vector repeats; `exclude_re` does not reach fields of statics.
const TEXTS: [&str; 3] = [
    "delete field demands from struct Rule",
    "delete field hint from struct Rule",
    "delete field source from struct Rule",
];

/// Of a hundred mutants that compile, the vectors catch at least so many.
const CAUGHT: usize = 95;

/// Of a hundred, at most so many are let live for a reason.
const EXPLAINED: usize = 2;

/// What became of the mutants.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Report {
    /// The state of `crates/x402-core/src` that was mutated: git's tree.
    tree: String,
    /// The version of cargo-mutants.
    cargo_mutants: String,
    /// That compile.
    viable: usize,
    /// That a vector notices; so does one that never ends.
    caught: usize,
    /// That no vector notices, and why that may be; without line numbers, which move.
    survivors: BTreeMap<String, String>,
}

impl Report {
    /// What is committed.
    pub(super) fn read() -> anyhow::Result<Self> {
        let file = root().join(PATH);
        let text = fs::read_to_string(&file).with_context(|| format!("no {PATH}"))?;
        Ok(serde_json::from_str(&text)?)
    }

    pub(super) fn write(&self) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        Ok(fs::write(root().join(PATH), text + "\n")?)
    }

    /// What a run found, with the explanations of an earlier report.
    pub(super) fn of(outcomes: &Value, tree: &str, earlier: &Self) -> anyhow::Result<Self> {
        let outcomes: Outcomes = serde_json::from_value(outcomes.clone())?;
        let mut report = Self {
            tree: tree.to_owned(),
            cargo_mutants: outcomes.cargo_mutants_version,
            ..Self::default()
        };
        for outcome in outcomes.outcomes {
            let Scenario::Mutant { name } = outcome.scenario else {
                continue;
            };
            if is_text(&name) {
                continue;
            }
            match outcome.summary.as_str() {
                "CaughtMutant" | "Timeout" => report.caught += 1,
                "MissedMutant" => {
                    let name = without_line(&name);
                    let why = earlier.survivors.get(&name).cloned().unwrap_or_default();
                    report.survivors.insert(name, why);
                }
                _ => continue,
            }
            report.viable += 1;
        }
        Ok(report)
    }

    pub(super) fn tree(&self) -> &str {
        &self.tree
    }

    /// Survivors that nobody has explained.
    pub(super) fn unexplained(&self) -> impl Iterator<Item = &str> {
        let without = self.survivors.iter().filter(|(_, why)| why.is_empty());
        without.map(|(name, _)| name.as_str())
    }

    /// Why the vectors are not strong enough, if they are not.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems: Vec<String> = self
            .unexplained()
            .map(|name| format!("nobody has explained: {name}"))
            .collect();
        if self.caught * 100 < self.viable * CAUGHT {
            problems.push(format!("fewer than {CAUGHT} % are caught: {self}"));
        }
        let survivors = self.viable - self.caught;
        if survivors * 100 > self.viable * EXPLAINED {
            problems.push(format!("more than {EXPLAINED} % survive: {self}"));
        }
        problems
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { viable, caught, .. } = self;
        write!(f, "{caught} of {viable} mutants caught")
    }
}

/// Whether a mutant changes words alone.
pub(super) fn is_text(name: &str) -> bool {
    TEXTS.iter().any(|text| name.contains(text))
}

/// `file:line:column: change` without what moves.
pub(super) fn without_line(name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    match (parts.next(), parts.nth(2)) {
        (Some(file), Some(change)) => format!("{file}:{change}"),
        _ => name.to_owned(),
    }
}

/// cargo-mutants' own report, as far as it is read.
#[derive(Deserialize)]
struct Outcomes {
    outcomes: Vec<Outcome>,
    cargo_mutants_version: String,
}

#[derive(Deserialize)]
struct Outcome {
    scenario: Scenario,
    summary: String,
}

#[derive(Deserialize)]
enum Scenario {
    Baseline,
    Mutant { name: String },
}
