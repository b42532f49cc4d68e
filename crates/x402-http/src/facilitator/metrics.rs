//! Counters, and their text for Prometheus.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Every metric that is exported: its name, its type and what it counts.
pub const METRICS: &[(&str, &str, &str)] = &[
    (
        "x402_answers_total",
        "counter",
        "Answers to /verify and /settle by endpoint, result and reason",
    ),
    (
        "x402_calls_total",
        "counter",
        "Requests by caller, endpoint and result, where there are API keys",
    ),
    (
        "x402_settle_seconds",
        "histogram",
        "How long /settle took to its answer",
    ),
    (
        "x402_store_errors_total",
        "counter",
        "Commands that the store did not carry out, or perhaps did",
    ),
    (
        "x402_reversed_total",
        "counter",
        "Settlements that were reported as paid and are not: page on it",
    ),
    (
        "x402_sent_total",
        "counter",
        "Transactions handed to the nodes, repeats included",
    ),
    (
        "x402_signer_failures_total",
        "counter",
        "Signatures that no account of this facilitator could give",
    ),
    (
        "x402_driven_transactions",
        "gauge",
        "Transactions that this process drives now",
    ),
    (
        "x402_node_head",
        "gauge",
        "The highest block or slot that a node has named",
    ),
    (
        "x402_node_lag",
        "gauge",
        "How far a node is behind the others of its network",
    ),
    (
        "x402_node_rounds_total",
        "counter",
        "Rounds of queries that a node was asked",
    ),
    ("x402_node_failures_total", "counter", "Rounds that failed"),
];

/// The upper ends of the buckets, in milliseconds.
const BUCKETS: [u64; 8] = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000];

/// Counters of a facilitator.
#[derive(Debug, Default)]
pub struct Metrics {
    /// By name and labels, which are whole: `{network="eip155:8453"}`.
    counters: Mutex<BTreeMap<(&'static str, String), u64>>,
    settle: Mutex<Histogram>,
}

#[derive(Debug, Default)]
struct Histogram {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    sum: Duration,
}

impl Metrics {
    /// Adds one. Values of labels are codes and names of this program, never a caller's text.
    pub(crate) fn count(&self, name: &'static str, labels: &[(&str, &str)]) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        *counters.entry((name, braced(labels))).or_default() += 1;
    }

    pub(crate) fn settled_in(&self, time: Duration) {
        let mut histogram = self.settle.lock().unwrap_or_else(PoisonError::into_inner);
        histogram.count += 1;
        histogram.sum += time;
        for (bucket, end) in histogram.buckets.iter_mut().zip(BUCKETS) {
            if time <= Duration::from_millis(end) {
                *bucket += 1;
            }
        }
    }

    /// The text for Prometheus, with these gauges.
    pub(crate) fn text(&self, gauges: &[(&'static str, String, u64)]) -> String {
        let counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for (name, kind, help) in METRICS {
            // Writing to a text does not fail.
            let _ = writeln!(text, "# HELP {name} {help}.\n# TYPE {name} {kind}");
            for ((counted, labels), value) in &*counters {
                if counted == name {
                    let _ = writeln!(text, "{name}{labels} {value}");
                }
            }
            for (gauge, labels, value) in gauges {
                if gauge == name {
                    let _ = writeln!(text, "{name}{labels} {value}");
                }
            }
            if *name == "x402_settle_seconds" {
                self.write_histogram(&mut text, name);
            }
        }
        text
    }

    fn write_histogram(&self, text: &mut String, name: &str) {
        let histogram = self.settle.lock().unwrap_or_else(PoisonError::into_inner);
        for (bucket, end) in histogram.buckets.iter().zip(BUCKETS) {
            let seconds = Duration::from_millis(end).as_secs_f64();
            let _ = writeln!(text, "{name}_bucket{{le=\"{seconds}\"}} {bucket}");
        }
        let Histogram { count, sum, .. } = &*histogram;
        let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(text, "{name}_sum {}", sum.as_secs_f64());
        let _ = writeln!(text, "{name}_count {count}");
    }
}

/// Labels as Prometheus reads them; none for none.
pub(super) fn braced(labels: &[(&str, &str)]) -> String {
    let quoted = |text: &str| {
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        text.replace('\n', "\\n")
    };
    let all: Vec<String> = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", quoted(value)))
        .collect();
    if all.is_empty() {
        String::new()
    } else {
        format!("{{{}}}", all.join(","))
    }
}
