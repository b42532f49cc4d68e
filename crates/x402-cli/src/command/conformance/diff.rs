//! `x402 conformance diff`: what changed from one run to another.

use x402_conformance::{
    diff::{self, Change, Direction},
    results::{Header, Record},
};

use super::set;
use crate::{
    cli::DiffArgs,
    describe::printable,
    error::Failure,
    layout,
    output::{Colour, Reply, paint},
    status::Status,
};

pub(super) fn run(args: &DiffArgs) -> Result<Reply, Failure> {
    let [before, after] = [&args.before, &args.after].map(|name| set::results(name));
    let (before, after) = (before?, after?);
    let changes = diff::diff(&before, &after);
    let mut text = format!("{}\n", headers(&before.header, &after.header));
    for change in &changes {
        write(&mut text, change);
    }
    let count = |direction| {
        let changes = changes.iter();
        changes
            .filter(|change| change.direction() == direction)
            .count()
    };
    let worse = count(Direction::Worse);
    let (better, other) = (count(Direction::Better), count(Direction::Other));
    layout::line(
        &mut text,
        &format!("{worse} worse, {better} better, {other} other"),
    );
    let status = if worse > 0 {
        Status::Refused
    } else {
        Status::Success
    };
    let reply = Reply::new(text).status(status);
    let same = (&before.header.set, &before.header.spec) == (&after.header.set, &after.header.spec);
    Ok(if same {
        reply
    } else {
        reply.remark("the runs are of different vectors or spec revisions")
    })
}

fn headers(before: &Header, after: &Header) -> String {
    let [before, after] = [before, after].map(|header| {
        let testee = &header.testee;
        let (name, version) = (&testee.name, &testee.version);
        printable(&format!(
            "{name} {version} ({}, {})",
            header.set, header.spec
        ))
    });
    format!("{before} -> {after}")
}

fn write(text: &mut String, change: &Change<'_>) {
    let word = match change.direction() {
        Direction::Worse => paint("worse", Colour::Red),
        Direction::Better => paint("better", Colour::Green),
        Direction::Other => paint("other", Colour::Yellow),
    };
    layout::line(text, &format!("{word}  {}", change.id));
    layout::row(text, "before", LABEL_WIDTH, &words(change.before));
    layout::row(text, "after", LABEL_WIDTH, &words(change.after));
}

fn words(record: Option<&Record>) -> String {
    record.map_or_else(
        || "not run".to_owned(),
        |record| printable(&format!("{}: {}", record.outcome, record.got)),
    )
}

/// The width of `before`.
const LABEL_WIDTH: usize = 6;
