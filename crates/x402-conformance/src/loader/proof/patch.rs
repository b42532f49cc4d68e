//! JSON pointers and JSON Patch (RFC 6901 and 6902), as far as mutations use them.

use serde_json::Value;

/// A member's name as part of a pointer.
pub(super) fn token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The value at a pointer.
pub(super) fn find<'d>(document: &'d Value, path: &str) -> Result<&'d Value, String> {
    document
        .pointer(path)
        .ok_or_else(|| format!("there is nothing at {path}"))
}

/// The place of a value that is there.
pub(super) fn place<'d>(document: &'d mut Value, path: &str) -> Result<&'d mut Value, String> {
    document
        .pointer_mut(path)
        .ok_or_else(|| format!("there is nothing at {path}"))
}

/// Puts a member, or an item before the one that stands there.
pub(super) fn add(document: &mut Value, path: &str, value: Value) -> Result<(), String> {
    let failed = || format!("nothing can be added at {path}");
    let Some((parent, last)) = path.rsplit_once('/') else {
        *document = value;
        return Ok(());
    };
    match document.pointer_mut(parent).ok_or_else(failed)? {
        Value::Object(members) => {
            members.insert(name(last), value);
        }
        Value::Array(items) => {
            let index = last.parse().map_err(|_| failed())?;
            if index > items.len() {
                return Err(failed());
            }
            items.insert(index, value);
        }
        _ => return Err(failed()),
    }
    Ok(())
}

/// Takes a member or an item away; what follows keeps its order.
pub(super) fn remove(document: &mut Value, path: &str) -> Result<Value, String> {
    let failed = || format!("there is nothing at {path}");
    let (parent, last) = path.rsplit_once('/').ok_or_else(failed)?;
    match document.pointer_mut(parent).ok_or_else(failed)? {
        Value::Object(members) => members.shift_remove(&name(last)).ok_or_else(failed),
        Value::Array(items) => {
            let index = last.parse().map_err(|_| failed())?;
            if index >= items.len() {
                return Err(failed());
            }
            Ok(items.remove(index))
        }
        _ => Err(failed()),
    }
}

fn name(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
