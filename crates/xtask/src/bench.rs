//! `cargo xtask bench`: how far the core is from the floor of what it must compute.
//!
//! A time alone says little about another machine; a ratio to a floor that was measured
//! beside it does. Each run is a process of its own, since the placement of the stack alone
//! moves a curve operation; what counts is the median over the runs.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::run::{cargo, root, shell};

pub(crate) struct Options {
    pub(crate) runs: u32,
    /// For criterion: a filter, or options of its own.
    pub(crate) criterion: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            runs: 3,
            criterion: Vec::new(),
        }
    }
}

/// What a benchmark may cost, as a multiple of another.
///
/// Both are criterion's names, `group/name`.
struct Target {
    measured: &'static str,
    floor: &'static str,
    at_most: f64,
}

const RECOVER: &str = "floor/secp256k1 recover";
const ED25519: &str = "floor/ed25519 parse key and verify strictly";
const VALUE: &str = "floor/base64 and serde_json Value";

/// One verification costs hardly more than the one signature check in it, and a transaction than
/// its two hashes; a route table is linear.
const TARGETS: &[Target] = &[
    Target {
        measured: "verify/evm native, offer kept",
        floor: RECOVER,
        at_most: 1.20,
    },
    Target {
        measured: "verify/evm native, offer parsed",
        floor: RECOVER,
        at_most: 1.30,
    },
    Target {
        measured: "verify/evm pure, offer kept",
        floor: RECOVER,
        at_most: 2.8,
    },
    Target {
        measured: "verify/solana, offer kept",
        floor: ED25519,
        at_most: 1.2,
    },
    Target {
        measured: "verify/refused before cryptography",
        floor: RECOVER,
        at_most: 0.1,
    },
    Target {
        measured: "match/48,000 underscores, 200 offers",
        floor: RECOVER,
        at_most: 5.0,
    },
    Target {
        measured: "decode/payment header to typed message",
        floor: VALUE,
        at_most: 1.0,
    },
    // 1.2 times what alloy takes for the same, which is 1.17 times the hashes.
    Target {
        measured: "transaction/build, hash to sign, bytes and hash to send",
        floor: "transaction/keccak of both forms",
        at_most: 1.4,
    },
    Target {
        measured: "receipt/read and prove",
        floor: "receipt/serde_json Value",
        at_most: 2.0,
    },
    Target {
        measured: "settlement/from the request to included",
        floor: "settlement/one signing and two recoveries",
        at_most: 3.0,
    },
    doubled(
        "routes/three in a segment, 2048",
        "routes/three in a segment, 1024",
    ),
    doubled("routes/three numbers, 2048", "routes/three numbers, 1024"),
    doubled("routes/two paths, 2048", "routes/two paths, 1024"),
    doubled("routes/three paths, 2048", "routes/three paths, 1024"),
    doubled(
        "routes/charged, with values, 2048",
        "routes/charged, with values, 1024",
    ),
    doubled("routes/many readings, 2048", "routes/many readings, 1024"),
    doubled(
        "routes/tiles, many readings, 2048",
        "routes/tiles, many readings, 1024",
    ),
    many("routes/literals, 200", "routes/literals, 1"),
    many("routes/parameters, 200", "routes/parameters, 1"),
    many(
        "routes/parameters, hostile, 200",
        "routes/parameters, hostile, 1",
    ),
    many("routes/paths, 200", "routes/paths, 1"),
];

/// Twice as long a path, of the kind that a backtracking matcher takes the square for.
const fn doubled(measured: &'static str, floor: &'static str) -> Target {
    Target {
        measured,
        floor,
        at_most: 2.3,
    }
}

/// 200 routes instead of one, for the same path.
const fn many(measured: &'static str, floor: &'static str) -> Target {
    Target {
        measured,
        floor,
        at_most: 5.0,
    }
}

/// The core's features, and which benchmarks are run with them.
const BUILDS: &[(&[&str], &[&str])] = &[
    (&["--features", "facilitator,k256,signing"], &[]),
    (
        &["--no-default-features", "--features", "k256"],
        &["verify/evm pure"],
    ),
];

/// Measures and prints the table; true if every ratio keeps its target.
///
/// With a filter, the ratios that were not measured do not count.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    ensure!(options.runs > 0, "nothing to measure in 0 runs");
    let mut times = BTreeMap::<String, Vec<f64>>::new();
    for run in 1..=options.runs {
        println!("\n=== run {run} of {}", options.runs);
        // A folder of its own: no benchmark of an earlier run, by another name, is left in it.
        let results = root().join("target/xtask-bench").join(run.to_string());
        if results.exists() {
            fs::remove_dir_all(&results)?;
        }
        let shell = shell()?;
        for (features, filter) in BUILDS {
            let filter = if options.criterion.is_empty() {
                filter.iter().map(|&text| text.to_owned()).collect()
            } else {
                options.criterion.clone()
            };
            cargo(&shell)
                .args(["bench", "--locked", "--package", "x402-core"])
                .args(*features)
                .args(["--bench", "*", "--"])
                .args(filter)
                .env("CRITERION_HOME", &results)
                .run()?;
        }
        for (name, nanoseconds) in medians(&results)? {
            times.entry(name).or_default().push(nanoseconds);
        }
    }
    ensure!(!times.is_empty(), "no benchmark ran");
    let times = times
        .into_iter()
        .filter_map(|(name, runs)| Some((name, median(runs)?)))
        .collect();
    Ok(report(&times, options.criterion.is_empty()))
}

/// Criterion's median of every benchmark, in nanoseconds.
fn medians(folder: &Path) -> anyhow::Result<Vec<(String, f64)>> {
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("no results in {}", folder.display()))?
    {
        let path = entry?.path();
        if path.ends_with("new") {
            let read = |name| -> anyhow::Result<Value> {
                Ok(serde_json::from_slice(&fs::read(path.join(name))?)?)
            };
            let name = read("benchmark.json")?;
            let estimates = read("estimates.json")?;
            let name = name.get("full_id").and_then(Value::as_str);
            let median = estimates
                .pointer("/median/point_estimate")
                .and_then(Value::as_f64);
            let found_here = name.map(str::to_owned).zip(median);
            found.push(found_here.with_context(|| format!("not criterion's: {}", path.display()))?);
        } else if path.is_dir() {
            found.extend(medians(&path)?);
        }
    }
    Ok(found)
}

/// The middle one, of an even number the mean of both.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let (upper, lower) = (
        values.get(middle)?,
        values.get(values.len().checked_sub(1)? / 2)?,
    );
    Some(f64::midpoint(*upper, *lower))
}

/// Prints the times and the ratios; true if every ratio keeps its target.
fn report(times: &BTreeMap<String, f64>, all: bool) -> bool {
    println!("\n{:<44} {:>11}", "benchmark", "median");
    for (name, nanoseconds) in times {
        println!("{name:<44} {:>8.2} µs", nanoseconds / 1000.0);
    }
    println!(
        "\n{:<40} {:<42} {:>6} {:>7}",
        "measured", "floor", "ratio", "target"
    );
    let mut kept = true;
    for target in TARGETS {
        let both = times.get(target.measured).zip(times.get(target.floor));
        let ratio = both.map(|(measured, floor)| measured / floor);
        let (shown, holds) = match ratio {
            Some(ratio) => (format!("{ratio:.2}"), ratio <= target.at_most),
            None => ("-".to_owned(), !all),
        };
        let verdict = match (ratio, holds) {
            (None, _) => "NOT MEASURED",
            (_, true) => "",
            (_, false) => "MISSED",
        };
        println!(
            "{:<40} {:<42} {shown:>6} {:>7.2}  {verdict}",
            target.measured, target.floor, target.at_most
        );
        kept &= holds;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        for (values, expected) in [
            (vec![], None),
            (vec![3.0], Some(3.0)),
            (vec![9.0, 1.0], Some(5.0)),
            (vec![9.0, 1.0, 2.0], Some(2.0)),
        ] {
            assert_eq!(median(values.clone()), expected, "{values:?}");
        }
    }

    #[test]
    fn a_ratio_keeps_its_target_or_not() {
        let times = |share: f64| {
            let measured = TARGETS
                .iter()
                .map(|target| (target.measured.to_owned(), 100.0 * target.at_most * share));
            let floors = TARGETS
                .iter()
                .map(|target| (target.floor.to_owned(), 100.0));
            measured.chain(floors).collect::<BTreeMap<_, _>>()
        };
        assert!(report(&times(0.99), true));
        assert!(!report(&times(1.01), true));
        assert!(!report(&BTreeMap::new(), true), "a benchmark that is gone");
        assert!(
            report(&BTreeMap::new(), false),
            "one that the filter left out"
        );
    }
}
