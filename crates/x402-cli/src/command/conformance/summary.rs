//! A run on the terminal: who, each group, what failed, and the sum.

use core::time::Duration;

use x402_conformance::{
    assessment::Assessment,
    expected::ExpectedFailures,
    results::{Counts, Record, Results},
};

use crate::{
    cli::RunArgs,
    describe::printable,
    layout,
    output::{Colour, paint},
};

/// Everything but the last line.
pub(super) fn text(
    results: &Results,
    assessment: &Assessment<'_>,
    expected: &ExpectedFailures,
    args: &RunArgs,
) -> String {
    let mut text = String::new();
    if args.quiet {
        return text;
    }
    groups(&mut text, results);
    let shown = if args.verbose { usize::MAX } else { SHOWN };
    failures(&mut text, "failures", &assessment.failures, shown);
    if !assessment.expected.is_empty() {
        text.push_str("\nexpected failures\n");
        let reasons: Vec<Vec<String>> = assessment
            .expected
            .iter()
            .take(shown)
            .map(|record| {
                let mut entries = expected.entries();
                let reason = entries.find(|(id, _)| *id == record.id);
                let reason = reason.map_or("", |(_, reason)| reason);
                vec![format!("  {}", record.id), printable(reason)]
            })
            .collect();
        layout::table(&mut text, &reasons);
        more(&mut text, assessment.expected.len(), shown);
    }
    if !assessment.mended.is_empty() {
        text.push_str("\nexpected to fail, and do not: take them off the list\n");
        for record in &assessment.mended {
            layout::line(&mut text, &format!("  {}  {}", record.id, record.outcome));
        }
    }
    if !assessment.unknown.is_empty() {
        text.push_str("\nexpected to fail, and not in the set: take them off the list\n");
        for id in &assessment.unknown {
            layout::line(&mut text, &format!("  {}", printable(id)));
        }
    }
    text.push('\n');
    text
}

fn groups(text: &mut String, results: &Results) {
    let header = &results.header;
    let testee = &header.testee;
    text.push_str(&printable(&format!(
        "{} {} ({}), vectors {}, {}",
        testee.name, testee.version, testee.language, header.set, header.spec
    )));
    text.push('\n');
    let rows: Vec<Vec<String>> = results
        .by_group()
        .iter()
        .map(|(group, counts)| vec![format!("  {group}"), words(counts)])
        .collect();
    layout::table(text, &rows);
}

/// Each count that is not nothing.
fn words(counts: &Counts) -> String {
    let words = [
        (counts.pass, "pass"),
        (counts.allowed, "allowed"),
        (counts.non_strict, "non_strict"),
        (counts.unsupported, "unsupported"),
        (counts.fail, "fail"),
        (counts.error, "error"),
    ];
    let words = words.iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = words
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    words.join(", ")
}

fn failures(text: &mut String, title: &str, records: &[&Record], shown: usize) {
    if records.is_empty() {
        return;
    }
    layout::line(text, &format!("\n{title}"));
    for record in records.iter().take(shown) {
        let word = paint(&record.outcome.to_string(), Colour::Red);
        layout::line(text, &format!("{word}  {}", record.id));
        layout::row(text, "want", 4, &record.expected.to_string());
        layout::row(text, "got", 4, &printable(&record.got.to_string()));
        layout::row(
            text,
            "try",
            4,
            &format!("x402 conformance explain {}", record.id),
        );
    }
    more(text, records.len(), shown);
}

fn more(text: &mut String, all: usize, shown: usize) {
    if all > shown {
        let surplus = all - shown;
        layout::line(
            text,
            &format!("and {surplus} more: see --verbose or --report"),
        );
    }
}

/// Whether it conforms, and the counts.
pub(super) fn last_line(
    results: &Results,
    assessment: &Assessment<'_>,
    verdicts: usize,
    elapsed: Duration,
) -> String {
    let word = if assessment.is_good() {
        paint("conforms", Colour::Green)
    } else {
        paint("fails", Colour::Red)
    };
    let counts = words(&results.totals());
    let vectors = results.records.len();
    let seconds = elapsed.as_secs_f64();
    let rate = f64::from(u32::try_from(verdicts).unwrap_or(u32::MAX)) / seconds.max(1e-9);
    format!(
        "{word}  {vectors} vectors: {counts}\n  in {seconds:.2} s, {rate:.0} verdicts a second\n"
    )
}

/// How many failures are shown.
const SHOWN: usize = 10;
