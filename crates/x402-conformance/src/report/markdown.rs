//! Markdown as GitHub shows it: a matrix of counts, and where implementations disagree.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use super::{
    table::{Row, Table, is_partial},
    words,
};
use crate::{
    results::{Counts, Record, Results, Status},
    schema::Vector,
};

pub(super) fn render(table: &Table<'_>) -> String {
    let mut text = String::new();
    // Nothing is written to but memory, which does not fail.
    let written = write(&mut text, table);
    debug_assert!(written.is_ok(), "{written:?}");
    text
}

fn write(text: &mut String, table: &Table<'_>) -> fmt::Result {
    let manifest = &table.suite.manifest;
    writeln!(text, "# x402 conformance\n")?;
    writeln!(
        text,
        "Set {}, {} vectors.\n",
        Code(&manifest.set),
        manifest.totals.vectors
    )?;
    testees(text, table)?;
    matrix(text, table)?;
    legend(text, table)?;
    if table.results.len() > 1 {
        disagreements(text, table)
    } else {
        findings(text, table)
    }
}

/// Who was asked.
fn testees(text: &mut String, table: &Table<'_>) -> fmt::Result {
    writeln!(
        text,
        "| implementation | version | language | spec | vectors |"
    )?;
    writeln!(text, "|---|---|---|---|--:|")?;
    for results in table.results {
        let header = &results.header;
        let testee = &header.testee;
        writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            Code(&testee.name),
            Code(&testee.version),
            Code(&testee.language),
            Code(&header.spec),
            results.asked()
        )?;
    }
    Ok(())
}

/// Implementations beside groups.
fn matrix(text: &mut String, table: &Table<'_>) -> fmt::Result {
    writeln!(text, "\n## Groups\n")?;
    write!(text, "| group | vectors |")?;
    for results in table.results {
        write!(text, " {} |", Code(&results.header.testee.name))?;
    }
    writeln!(text, "\n|---|--:|{}", "---|".repeat(table.results.len()))?;
    for (_, group) in table.shown() {
        let name = Code(&group.file.group);
        write!(text, "| {name} | {} |", group.rows.len())?;
        for (testee, results) in table.results.iter().enumerate() {
            let counts = group.counts(testee);
            match counts.sum() {
                0 if !is_partial(results) => write!(text, " not run |")?,
                0 => write!(text, " {NOTHING_LISTED} |")?,
                _ => write!(text, " {} |", Cell(counts))?,
            }
        }
        writeln!(text)?;
    }
    let all = table.suite.manifest.totals.vectors;
    write!(text, "| **all** | {all} |")?;
    for results in table.results {
        write!(text, " {}", Cell(results.known_totals()))?;
        match results.header.withheld {
            Some(withheld) if withheld > 0 => write!(text, " · {WITHHELD} {withheld} |")?,
            _ => write!(text, " |")?,
        }
    }
    writeln!(text)
}

/// What the signs stand for, and what is not said.
fn legend(text: &mut String, table: &Table<'_>) -> fmt::Result {
    writeln!(text)?;
    for status in words::STATUSES {
        let (sign, label) = (words::sign(status), words::label(status));
        writeln!(text, "- {sign} {label}: {}", words::meaning(status))?;
    }
    if table.withholds() {
        writeln!(text, "- {WITHHELD} withheld: {}", words::WITHHELD)?;
        let (label, meaning) = words::NOT_LISTED;
        writeln!(text, "- {NOTHING_LISTED} {label}: {meaning}")?;
    }
    Ok(())
}

/// The vectors to which implementations gave different verdicts.
fn disagreements(text: &mut String, table: &Table<'_>) -> fmt::Result {
    let rows: Vec<_> = table.rows().filter(|(_, row)| row.disagrees()).collect();
    writeln!(text, "\n## Disagreements\n")?;
    if rows.is_empty() {
        return writeln!(
            text,
            "None: whoever has the feature gives the same verdict."
        );
    }
    let asked = table.suite.manifest.totals.vectors;
    writeln!(text, "{} of {asked} vectors.\n", rows.len())?;
    write!(text, "| vector | expected |")?;
    for results in table.results {
        write!(text, " {} |", Code(&results.header.testee.name))?;
    }
    writeln!(text, "\n|---|---|{}", "---|".repeat(table.results.len()))?;
    for (_, row) in rows {
        write!(text, "| {} | {} |", Title(row.vector), wanted(row))?;
        for testee in 0..table.results.len() {
            match row.get(testee) {
                None => write!(text, " {} |", absent(table.results, testee))?,
                Some(record) => write!(text, " {} |", answer(record))?,
            }
        }
        writeln!(text)?;
    }
    Ok(())
}

/// What one implementation got wrong.
fn findings(text: &mut String, table: &Table<'_>) -> fmt::Result {
    let mut found: BTreeMap<_, Vec<(&Row<'_>, &Record)>> = BTreeMap::new();
    for (_, row, record) in table.records(0) {
        found.entry(record.outcome).or_default().push((row, record));
    }
    writeln!(text, "\n## Findings")?;
    let mut quiet = true;
    for status in FINDINGS {
        let Some(rows) = found.get(&status) else {
            continue;
        };
        quiet = false;
        let (sign, label) = (words::sign(status), words::label(status));
        writeln!(text, "\n### {sign} {label}: {}\n", rows.len())?;
        writeln!(text, "| vector | expected | got |\n|---|---|---|")?;
        for (row, record) in rows {
            let expected = words::expected(&record.expected);
            let (title, got) = (Title(row.vector), record.got.to_string());
            writeln!(text, "| {title} | {} | {} |", Code(&expected), Code(&got))?;
        }
    }
    if quiet {
        writeln!(text, "\nNone is listed.")?;
    }
    Ok(())
}

/// Why there is no record.
fn absent(results: &[Results], testee: usize) -> &'static str {
    match results.get(testee) {
        Some(results) if is_partial(results) => NOTHING_LISTED,
        _ => "not run",
    }
}

/// The first expectation that somebody was measured by; runs of one revision have the same.
fn wanted(row: &Row<'_>) -> String {
    let first = row.records.iter().flatten().next();
    first.map_or_else(String::new, |record| {
        Code(&words::expected(&record.expected)).to_string()
    })
}

fn answer(record: &Record) -> String {
    let mut short = record.got.clone();
    short.path = None;
    let sign = words::sign(record.outcome);
    format!("{sign} {}", Code(&words::verdict(&short)))
}

/// `✓ 71 · ✗ 2`: every outcome that occurs.
struct Cell(Counts);

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = words::STATUSES.map(|status| (words::sign(status), self.0.get(status)));
        let mut between = "";
        for (sign, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            write!(f, "{between}{sign} {count}")?;
            between = " · ";
        }
        Ok(())
    }
}

/// A vector's title over its id.
struct Title<'a>(&'a Vector);

impl fmt::Display for Title<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}<br>{}", Prose(&self.0.title), Code(&self.0.id))
    }
}

/// Words of the set's in a cell: nothing in them is Markdown.
struct Prose<'a>(&'a str);

impl fmt::Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => write!(f, "\\{character}")?,
                _ if character.is_control() => f.write_char(' ')?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

/// Anybody's text as code in a cell, where neither Markdown nor HTML nor a mention means anything.
struct Code<'a>(&'a str);

impl fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.trim().is_empty() {
            return Ok(());
        }
        let longest = self
            .0
            .split(|character| character != '`')
            .map(str::len)
            .max();
        let fence = "`".repeat(longest.unwrap_or_default() + 1);
        let room = if longest > Some(0) { " " } else { "" };
        write!(f, "{fence}{room}")?;
        for character in self.0.chars() {
            match character {
                '|' => f.write_str("\\|")?,
                _ if character.is_control() => f.write_char('\u{fffd}')?,
                _ => f.write_char(character)?,
            }
        }
        write!(f, "{room}{fence}")
    }
}

/// The outcomes that are worth a look, the gravest first.
const FINDINGS: [Status; 4] = [
    Status::Fail,
    Status::Error,
    Status::NonStrict,
    Status::Allowed,
];
const NOTHING_LISTED: &str = "…";
const WITHHELD: &str = "◌";
