//! Everything that the page's script draws, as JSON inside the page.

use serde_json::{Map, Value, json};

use super::{
    super::{
        links::{note_url, spec_url},
        table::{Group, Row, Table, is_partial},
        words,
    },
    raw::compact,
};
use crate::{
    results::Record,
    schema::{Expectation, Mutation, Reference, Verdict},
};

/// JSON that no HTML parser takes for markup.
pub(super) fn render(table: &Table<'_>) -> String {
    data(table).to_string().replace('<', "\\u003c")
}

fn data(table: &Table<'_>) -> Value {
    let statuses = words::STATUSES.map(|status| {
        json!({
            "name": status,
            "label": words::label(status),
            "sign": words::sign(status),
        })
    });
    let testees = table.results.iter().map(|results| {
        let testee = &results.header.testee;
        json!({
            "name": testee.name,
            "version": testee.version,
            "spec": results.header.spec,
            "partial": is_partial(results),
        })
    });
    let codes = table.suite.codes.codes.iter();
    let codes: Map<_, _> = codes
        .map(|code| (code.code.clone(), json!(code.title)))
        .collect();
    let places = places(table);
    let vectors = table
        .groups
        .iter()
        .enumerate()
        .flat_map(|(index, group)| group.rows.iter().map(move |row| (index, group, row)))
        .map(|(index, group, row)| vector(&places, index, group, row));
    json!({
        "statuses": statuses,
        "testees": testees.collect::<Vec<_>>(),
        "codes": codes,
        "groups": table.groups.iter().map(group).collect::<Vec<_>>(),
        "refs": places.iter().map(|place| reference(table, place)).collect::<Vec<_>>(),
        "vectors": vectors.collect::<Vec<_>>(),
    })
}

/// Every place in a specification that vectors refer to, once.
fn places<'a>(table: &Table<'a>) -> Vec<&'a Reference> {
    let mut places = Vec::new();
    for reference in table.rows().flat_map(|(_, row)| &row.vector.refs) {
        if !places.contains(&reference) {
            places.push(reference);
        }
    }
    places
}

fn group(group: &Group<'_>) -> Value {
    let notes = group.file.notes.iter().map(|(flag, note)| {
        let kind = words::note_kind(note.kind);
        let links = note.links.iter();
        let links: Vec<_> = links.map(|link| json!([link, note_url(link)])).collect();
        let note = json!({ "kind": kind, "text": note.text, "links": links });
        (flag.clone(), note)
    });
    json!({
        "name": group.file.group,
        "title": group.file.title,
        "notes": notes.collect::<Map<_, _>>(),
    })
}

fn vector(places: &[&Reference], index: usize, group: &Group<'_>, row: &Row<'_>) -> Value {
    let vector = row.vector;
    let derived = vector.derived.iter();
    let derived: Map<_, _> = derived
        .map(|(step, value)| (step.to_string(), json!(value)))
        .collect();
    let refs = vector.refs.iter();
    let refs = refs.map(|at| places.iter().position(|place| *place == at));
    // Written as it was read: a number keeps its digits and a string its escapes.
    let input = serde_json::to_string(&vector.input).unwrap_or_default();
    slim(json!({
        "id": vector.id,
        "g": index,
        "title": vector.title,
        "flags": vector.flags,
        "base": vector.base,
        "mutation": vector.mutation.iter().map(mutation).collect::<Vec<_>>(),
        "resigned": vector.resigned,
        "layer": words::layer(vector.layer),
        "op": vector.op,
        "input": compact(&input),
        "now": vector.now.or(group.file.defaults.now),
        "state": vector.state.as_deref().map(|state| compact(state.get())),
        "expect": vector.expect.iter().map(expectation).collect::<Vec<_>>(),
        "refs": refs.collect::<Vec<_>>(),
        "derived": derived,
        "differs": row.disagrees().then_some(true),
        "got": row.records.iter().copied().map(got).collect::<Vec<_>>(),
    }))
}

fn mutation(mutation: &Mutation) -> Value {
    json!({ "path": mutation.path(), "text": mutation.to_string() })
}

fn expectation(expected: &Expectation) -> Value {
    let verdict = |verdict: &Verdict| verdict.to_string();
    slim(json!({
        "spec": expected.spec,
        "verdict": expected.verdict,
        "code": expected.code,
        "otherCodes": expected.other_codes,
        "path": expected.path,
        "warnings": expected.warnings,
        "unchecked": expected.unchecked,
        "level": words::level(expected.level),
        "alsoAllowed": expected.also_allowed.iter().map(verdict).collect::<Vec<_>>(),
        "why": expected.why,
    }))
}

fn reference(table: &Table<'_>, reference: &Reference) -> Value {
    let commit = table.commit(reference.commit.as_deref());
    slim(json!({
        "doc": reference.doc,
        "section": reference.section,
        "url": spec_url(&reference.doc, commit),
    }))
}

/// One implementation's record; `o` is the outcome's place in the list.
fn got(record: Option<&Record>) -> Value {
    let Some(record) = record else {
        return Value::Null;
    };
    let outcome = words::STATUSES
        .iter()
        .position(|one| *one == record.outcome);
    slim(json!({
        "o": outcome,
        "x": record.expected_failure.then_some(true),
        "result": record.got.result,
        "code": record.got.code,
        "wireCode": record.got.wire_code,
        "path": record.got.path,
        "detail": record.got.detail,
    }))
}

/// Without members that say nothing.
fn slim(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, member| match member {
            Value::Null => false,
            Value::Array(items) => !items.is_empty(),
            Value::Object(members) => !members.is_empty(),
            _ => true,
        });
    }
    value
}
