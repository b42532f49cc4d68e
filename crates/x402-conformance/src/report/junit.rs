//! XML as `JUnit` writes it: a suite for each group, a case for each vector.
//!
//! There is no standard; this is what Jenkins' schema takes. A failure that was expected is
//! skipped; a vector that was expected to fail and did not is a failure.

use std::fmt::{self, Write};

use super::{
    standing::Standing,
    table::{Group, Row, Table},
    words,
};
use crate::results::{Record, Results, Status};

pub(super) fn render(table: &Table<'_>) -> String {
    let mut xml = String::new();
    // Nothing is written to but memory, which does not fail.
    let written = write(&mut xml, table);
    debug_assert!(written.is_ok(), "{written:?}");
    xml
}

fn write(xml: &mut String, table: &Table<'_>) -> fmt::Result {
    writeln!(xml, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let records = table.results.iter().flat_map(|results| &results.records);
    let counts = Counts::of(records);
    writeln!(xml, r#"<testsuites name="x402 conformance"{counts}>"#)?;
    for (testee, results) in table.results.iter().enumerate() {
        for group in &table.groups {
            if group.records(testee).next().is_some() {
                suite(xml, table, group, (testee, results))?;
            }
        }
    }
    writeln!(xml, "</testsuites>")
}

/// One implementation and one group.
fn suite(
    xml: &mut String,
    table: &Table<'_>,
    group: &Group<'_>,
    (testee, results): (usize, &Results),
) -> fmt::Result {
    let header = &results.header;
    let who = format!("{} {}", header.testee.name, header.testee.version);
    let name = match table.results {
        [_] => group.file.group.clone(),
        _ => format!("{who}: {}", group.file.group),
    };
    let counts = Counts::of(group.records(testee).map(|(_, record)| record));
    writeln!(xml, r#"  <testsuite name="{}"{counts}>"#, Escaped(&name))?;
    let mut properties = vec![
        ("title", group.file.title.clone()),
        ("set", header.set.clone()),
        ("spec", header.spec.clone()),
        ("testee", header.testee.name.clone()),
        ("version", header.testee.version.clone()),
        ("language", header.testee.language.clone()),
    ];
    // Of the whole run: published results do not say in which groups they are.
    for (name, count) in [
        ("withheld in all", header.withheld),
        ("passed and not listed in all", header.passed),
    ] {
        properties.extend(count.map(|count| (name, count.to_string())));
    }
    writeln!(xml, "    <properties>")?;
    for (name, value) in properties {
        let value = Escaped(&value);
        writeln!(xml, r#"      <property name="{name}" value="{value}"/>"#)?;
    }
    writeln!(xml, "    </properties>")?;
    for (row, record) in group.records(testee) {
        case(xml, &name, row, record)?;
    }
    writeln!(xml, "  </testsuite>")
}

fn case(xml: &mut String, class: &str, row: &Row<'_>, record: &Record) -> fmt::Result {
    let (id, class) = (Escaped(&record.id), Escaped(class));
    write!(xml, r#"    <testcase name="{id}" classname="{class}""#)?;
    if let Some(micros) = record.micros {
        write!(xml, r#" time="{}""#, Seconds(micros))?;
    }
    let got = words::verdict(&record.got);
    let (element, message) = match (Standing::of(record), record.outcome) {
        (Standing::Stale, _) => ("failure", format!("expected to fail, got {got}")),
        (Standing::Excused, _) => ("skipped", format!("expected to fail: {got}")),
        (_, Status::Fail) => {
            let wanted = words::expected(&record.expected);
            ("failure", format!("expected {wanted}, got {got}"))
        }
        (_, Status::Error) => ("error", record.got.to_string()),
        (_, Status::Unsupported) => ("skipped", "unsupported".to_owned()),
        (_, Status::Pass) => return writeln!(xml, "/>"),
        (_, Status::Allowed | Status::NonStrict) => {
            let text = text(row, record);
            let text = Escaped(&text);
            writeln!(xml, ">")?;
            writeln!(xml, "      <system-out>{text}</system-out>")?;
            return writeln!(xml, "    </testcase>");
        }
    };
    let message = Escaped(&message);
    writeln!(xml, ">")?;
    write!(xml, r#"      <{element} message="{message}""#)?;
    if element == "skipped" {
        writeln!(xml, "/>")?;
    } else {
        let (kind, text) = (record.outcome, text(row, record));
        let text = Escaped(&text);
        writeln!(xml, r#" type="{kind}">{text}</{element}>"#)?;
    }
    writeln!(xml, "    </testcase>")
}

/// Everything that helps to find the fault.
fn text(row: &Row<'_>, record: &Record) -> String {
    let mut lines = vec![
        format!("{}: {}", words::label(record.outcome), row.vector.title),
        format!("expected: {}", words::expected(&record.expected)),
        format!("got: {}", record.got),
    ];
    for reference in &row.vector.refs {
        lines.push(format!("see: {}, {}", reference.doc, reference.section));
    }
    lines.push(format!("more: x402 conformance explain {}", record.id));
    lines.join("\n")
}

/// The counts as attributes.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    /// None where one of them was not measured.
    micros: Option<u64>,
}

impl Counts {
    fn of<'a>(records: impl Iterator<Item = &'a Record>) -> Self {
        let mut counts = Self {
            micros: Some(0),
            ..Self::default()
        };
        for record in records {
            counts.tests += 1;
            counts.micros = counts.micros.zip(record.micros).map(|(all, one)| all + one);
            match (Standing::of(record), record.outcome) {
                (Standing::Stale, _) | (Standing::Broken, Status::Fail) => counts.failures += 1,
                (Standing::Broken, _) => counts.errors += 1,
                (Standing::Excused, _) | (_, Status::Unsupported) => counts.skipped += 1,
                (Standing::Sound, _) => {}
            }
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tests,
            failures,
            errors,
            skipped,
            micros,
        } = self;
        write!(
            f,
            r#" tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}""#
        )?;
        micros.map_or(Ok(()), |micros| write!(f, r#" time="{}""#, Seconds(micros)))
    }
}

/// Microseconds as seconds.
struct Seconds(u64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

/// Text in XML 1.0, between tags or in double quotes; what XML forbids becomes U+FFFD.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                // Readers make spaces of these in attributes.
                '\t' | '\n' | '\r' => write!(f, "&#{};", u32::from(character))?,
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => f.write_str("\u{fffd}")?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}
