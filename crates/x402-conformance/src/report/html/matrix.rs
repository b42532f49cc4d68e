//! The matrix of implementations and groups, as HTML that needs no script.

use std::fmt::{self, Write};

use super::{
    super::{
        table::{Table, is_partial},
        words,
    },
    Text,
};
use crate::results::{Counts, Status};

pub(super) fn render(table: &Table<'_>) -> String {
    let mut html = String::new();
    // Nothing is written to but memory, which does not fail.
    let written = write(&mut html, table);
    debug_assert!(written.is_ok(), "{written:?}");
    html
}

fn write(html: &mut String, table: &Table<'_>) -> fmt::Result {
    writeln!(html, r#"<table class="matrix">"#)?;
    writeln!(
        html,
        "<caption>Outcomes by group and implementation</caption>"
    )?;
    writeln!(html, r#"<thead><tr><th scope="col">Group</th>"#)?;
    writeln!(html, r#"<th scope="col" class="count">Vectors</th>"#)?;
    let specs: Vec<_> = table.results.iter().map(|one| &one.header.spec).collect();
    let mixed = specs.windows(2).any(|pair| pair.first() != pair.last());
    for results in table.results {
        let testee = &results.header.testee;
        write!(
            html,
            r#"<th scope="col">{} <small>{} · {}"#,
            Text(&testee.name),
            Text(&testee.version),
            Text(&testee.language)
        )?;
        if mixed {
            write!(html, " · {}", Text(&results.header.spec))?;
        }
        writeln!(html, "</small></th>")?;
    }
    writeln!(html, "</tr></thead>\n<tbody>")?;
    let all = table.suite.manifest.totals.vectors;
    writeln!(html, r#"<tr class="all"><th scope="row">All groups</th>"#)?;
    writeln!(html, r#"<td class="count">{all}</td>"#)?;
    for (testee, results) in table.results.iter().enumerate() {
        let cell = Cell {
            counts: results.known_totals(),
            withheld: results.header.withheld.unwrap_or(0),
            all,
            is_partial: false,
            state: format!("t={testee}"),
        };
        writeln!(html, "{cell}")?;
    }
    writeln!(html, "</tr>")?;
    for (index, group) in table.shown() {
        let file = group.file;
        writeln!(
            html,
            r##"<tr><th scope="row"><a href="#{}">{} <small>{}</small></a></th>"##,
            Text(&file.group),
            Text(&file.title),
            Text(&file.group)
        )?;
        writeln!(html, r#"<td class="count">{}</td>"#, group.rows.len())?;
        for (testee, results) in table.results.iter().enumerate() {
            let cell = Cell {
                counts: group.counts(testee),
                withheld: 0,
                all: group.rows.len(),
                is_partial: is_partial(results),
                state: format!("g={index}&t={testee}"),
            };
            writeln!(html, "{cell}")?;
        }
        writeln!(html, "</tr>")?;
    }
    writeln!(html, "</tbody></table>")
}

/// Counts with their signs, in words for who does not see them, over a bar of their shares.
struct Cell {
    counts: Counts,
    withheld: usize,
    /// How many vectors there are: what is not run or not listed leaves the bar empty.
    all: usize,
    /// Whether those that passed are not listed.
    is_partial: bool,
    /// What the list shows for it.
    state: String,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.counts.sum() == 0 {
            let words = if self.is_partial {
                "none listed"
            } else {
                "not run"
            };
            return write!(f, r#"<td class="none">{words}</td>"#);
        }
        let counts = words::STATUSES.map(|status| (status, self.counts.get(status)));
        let counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        let worst = counts.last().map_or(Status::Pass, |(status, _)| *status);
        let state = Text(&self.state);
        write!(f, r##"<td class="{worst}"><a href="#{state}">"##)?;
        for (status, count) in &counts {
            let (sign, label) = (words::sign(*status), words::label(*status));
            number(f, &status.to_string(), sign, label, *count)?;
        }
        if self.withheld > 0 {
            number(f, "withheld", WITHHELD, "withheld", self.withheld)?;
        }
        write!(
            f,
            r#"<svg class="bar" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">"#,
            self.all
        )?;
        let mut left = 0;
        for (status, count) in counts {
            write!(
                f,
                r#"<rect class="{status}" x="{left}" width="{count}" height="1"/>"#
            )?;
            left += count;
        }
        write!(f, "</svg></a></td>")
    }
}

fn number(
    f: &mut fmt::Formatter<'_>,
    class: &str,
    sign: &str,
    label: &str,
    count: usize,
) -> fmt::Result {
    write!(
        f,
        r#"<span class="n {class}"><i aria-hidden="true">{sign}</i>{count}<span class="sr"> {label} </span></span>"#
    )
}

/// What each sign means, and what is not said.
pub(super) fn legend(table: &Table<'_>) -> String {
    let line = |class: &str, sign: &str, label: &str, meaning: &str| {
        let sign = format!(r#"<i aria-hidden="true">{sign}</i>"#);
        format!(r#"<div><dt class="{class}">{sign}{label}</dt><dd>{meaning}</dd></div>"#)
    };
    let mut lines: Vec<_> = words::STATUSES
        .map(|status| {
            let (sign, label) = (words::sign(status), words::label(status));
            line(&status.to_string(), sign, label, words::meaning(status))
        })
        .to_vec();
    if table.withholds() {
        lines.push(line("withheld", WITHHELD, "withheld", words::WITHHELD));
        let (label, meaning) = words::NOT_LISTED;
        lines.push(line("withheld", "", label, meaning));
    }
    lines.join("\n")
}

const WITHHELD: &str = "◌";
