//! The form of the contract's files.

use serde_json::{Map, Value};
use x402_core::facilitator::{
    FoundRow, Lease, RowId, RowKind, StoreCommand, StoreOutcome, StoredRow,
};

/// One file.
pub(crate) struct Contract {
    pub(crate) cases: Vec<Case>,
}

/// Steps in their order, then perhaps two commands at the same time.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) race: Vec<StoreCommand>,
    pub(crate) endings: Vec<Ending>,
}

/// A command and its answer.
pub(crate) struct Step {
    pub(crate) command: StoreCommand,
    pub(crate) answer: Answer,
}

/// The answers of a race, and what is true after them.
pub(crate) struct Ending {
    pub(crate) answers: Vec<Answer>,
    pub(crate) then: Vec<Step>,
}

/// An outcome, its rows as `kind body` in alphabetical order.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    Done,
    Rows(Vec<String>),
    Conflict(Vec<String>),
}

impl From<StoreOutcome> for Answer {
    fn from(outcome: StoreOutcome) -> Self {
        let texts = |rows: Vec<FoundRow>| {
            let rows = rows.iter().map(|row| format!("{} {}", row.kind, row.body));
            sorted(rows.collect())
        };
        match outcome {
            StoreOutcome::Done => Self::Done,
            StoreOutcome::Rows(rows) => Self::Rows(texts(rows)),
            StoreOutcome::Conflict(rows) => Self::Conflict(texts(rows)),
        }
    }
}

impl Contract {
    /// A member that is missing, misspelt or of another type panics.
    pub(crate) fn read(text: &str) -> Self {
        let mut file = Members::of(serde_json::from_str(text).unwrap());
        file.text("about");
        let cases = file.list("cases").into_iter().map(case).collect();
        file.close();
        Self { cases }
    }
}

fn case(value: Value) -> Case {
    let mut case = Members::of(value);
    let read = Case {
        name: case.text("name"),
        steps: case.list_if_any("steps").into_iter().map(step).collect(),
        race: case.list_if_any("race").into_iter().map(racer).collect(),
        endings: case
            .list_if_any("endings")
            .into_iter()
            .map(ending)
            .collect(),
    };
    assert!(matches!(
        (read.race.len(), read.endings.len()),
        (0, 0) | (2, 2..)
    ));
    case.close();
    read
}

fn step(value: Value) -> Step {
    let mut step = Members::of(value);
    let answer = answer(step.take("answer"));
    let command = command(&mut step);
    step.close();
    Step { command, answer }
}

fn racer(value: Value) -> StoreCommand {
    let mut racer = Members::of(value);
    let command = command(&mut racer);
    racer.close();
    command
}

fn ending(value: Value) -> Ending {
    let mut ending = Members::of(value);
    let read = Ending {
        answers: ending.list("answers").into_iter().map(answer).collect(),
        then: ending.list("then").into_iter().map(step).collect(),
    };
    ending.close();
    read
}

fn command(step: &mut Members) -> StoreCommand {
    let lease = step.take_if_any("lease").map(lease);
    let kind = step.take_if_any("kind").map(text);
    let kind = kind.map_or(RowKind::Transaction, |kind| kind.parse().unwrap());
    let [put, load, by_alias, claim, renew, prune] =
        ["put", "load", "by_alias", "claim", "renew", "prune"].map(|name| step.take_if_any(name));
    match (put, load, by_alias, claim, renew, prune, lease) {
        (Some(Value::Array(rows)), None, None, None, None, None, lease) => StoreCommand::Put {
            rows: rows.into_iter().map(row).collect(),
            lease,
        },
        (None, Some(Value::Array(ids)), None, None, None, None, None) => {
            StoreCommand::Load(ids.into_iter().map(id).collect())
        }
        (None, None, Some(alias), None, None, None, None) => StoreCommand::ByAlias(text(alias)),
        (None, None, None, Some(limit), None, None, Some(lease)) => StoreCommand::ClaimDue {
            kind,
            limit: number(&limit).try_into().unwrap(),
            lease,
        },
        (None, None, None, None, Some(transaction), None, Some(lease)) => StoreCommand::Renew {
            transaction: id(transaction),
            lease,
        },
        (None, None, None, None, None, Some(before), None) => StoreCommand::Prune {
            before: number(&before),
        },
        other => panic!("expected one command, found {other:?}"),
    }
}

fn row(value: Value) -> StoredRow {
    let mut row = Members::of(value);
    let version = number(&row.take("version"));
    let mut stored = StoredRow::new(id(row.take("id")), version, row.text("body"));
    stored.parent = row.take_if_any("parent").map(id);
    stored.links = row.list_if_any("links").into_iter().map(id).collect();
    stored.alias = row.take_if_any("alias").map(text);
    stored.position = row.take_if_any("position").map(|value| number(&value));
    stored.due = row
        .take_if_any("due")
        .is_some_and(|due| due.as_bool().unwrap());
    stored.prune_after = row.take_if_any("prune_after").map(|value| number(&value));
    row.close();
    stored
}

fn lease(value: Value) -> Lease {
    let mut lease = Members::of(value);
    let read = Lease {
        owner: lease.text("owner"),
        millis: number(&lease.take("millis")),
    };
    lease.close();
    read
}

fn answer(value: Value) -> Answer {
    if value == "done" {
        return Answer::Done;
    }
    let mut answer = Members::of(value);
    let [rows, conflict] = ["rows", "conflict"].map(|name| answer.take_if_any(name));
    answer.close();
    let texts = |value: Value| {
        let Value::Array(rows) = value else {
            panic!("expected rows, found {value}")
        };
        sorted(rows.into_iter().map(text).collect())
    };
    match (rows, conflict) {
        (Some(rows), None) => Answer::Rows(texts(rows)),
        (None, Some(rows)) => Answer::Conflict(texts(rows)),
        other => panic!("expected `done`, rows or a conflict, found {other:?}"),
    }
}

fn id(value: Value) -> RowId {
    text(value).parse().unwrap()
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => panic!("expected a text, found {other}"),
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

/// The members of an object, each of which must be taken.
struct Members(Map<String, Value>);

impl Members {
    fn of(value: Value) -> Self {
        match value {
            Value::Object(members) => Self(members),
            other => panic!("expected an object, found {other}"),
        }
    }

    fn take_if_any(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    fn take(&mut self, name: &str) -> Value {
        let value = self.take_if_any(name);
        value.unwrap_or_else(|| panic!("no member {name} in {:?}", self.0))
    }

    fn text(&mut self, name: &str) -> String {
        text(self.take(name))
    }

    fn list(&mut self, name: &str) -> Vec<Value> {
        match self.take(name) {
            Value::Array(values) => values,
            other => panic!("expected a list as {name}, found {other}"),
        }
    }

    fn list_if_any(&mut self, name: &str) -> Vec<Value> {
        if self.0.contains_key(name) {
            self.list(name)
        } else {
            Vec::new()
        }
    }

    fn close(self) {
        assert!(self.0.is_empty(), "unknown members: {:?}", self.0);
    }
}
