//! That a vector is its base with what its mutation names, and nothing else.

mod coding;
mod difference;
mod digits;
mod patch;
mod replay;
mod signature;
mod splice;
mod transaction;

use serde_json::{Map, Value};

use self::signature::Signing;
use super::{LoadError, Suite};
use crate::schema::{Vector, VectorFile};

/// Replays the mutation on the base's decoded content and compares.
pub(super) fn check(
    suite: &Suite,
    base: (&VectorFile, &Vector),
    changed: (&VectorFile, &Vector),
) -> Result<(), LoadError> {
    let vector = changed.1;
    prove(suite, base, changed).map_err(|problem| LoadError::new(&vector.id, problem))
}

fn prove(
    suite: &Suite,
    base: (&VectorFile, &Vector),
    changed: (&VectorFile, &Vector),
) -> Result<(), String> {
    let (vector, expected) = (changed.1, document(changed)?);
    let signing = Signing::new(&suite.keys, base.1, vector);
    let outcome = replay::mutate(&document(base)?, &vector.mutation, &expected, &signing)?;
    if let Some(place) = difference::find(&outcome.document, &expected) {
        return Err(format!(
            "the mutation does not lead from {} to it: {place}",
            base.1.id
        ));
    }
    match (vector.resigned, outcome.signed) {
        (Some(true), false) => Err("it says `resigned`, and no key signed it again".to_owned()),
        (Some(false), true) => Err("a key signed it again, and it does not say so".to_owned()),
        _ => Ok(()),
    }
}

/// What a mutation works on: the request without its operation.
fn document((group, vector): (&VectorFile, &Vector)) -> Result<Value, String> {
    let failed = |error: serde_json::Error| error.to_string();
    let mut document = Map::new();
    let input = serde_json::to_value(&vector.input).map_err(failed)?;
    document.insert("input".to_owned(), input);
    if vector.op.is_of_a_moment() {
        let now = vector.now.or(group.defaults.now);
        let state = match &vector.state {
            Some(state) => serde_json::from_str(state.get()).map_err(failed)?,
            None => Value::Object(Map::new()),
        };
        document.insert("now".to_owned(), now.into());
        document.insert("state".to_owned(), state);
    }
    Ok(Value::Object(document))
}
