//! Splits an object's members into known fields and unknown members.

use alloc::format;

use super::{Path, Wire, wire::wrong_type};
use crate::{
    error::{Error, ErrorCode},
    json::{Json, Object},
    value_error::excerpt,
    version::X402Version,
};

/// A known member of an object, there or not.
pub(crate) struct Member<'a, 'p> {
    parent: &'p Path<'p>,
    name: &'static str,
    value: Option<Json<'a>>,
}

impl Member<'_, '_> {
    /// Reads a member that must be there.
    pub(crate) fn required<T: Wire>(self) -> Result<T, Error> {
        let path = Path::Member(self.parent, self.name);
        let Some(value) = self.value else {
            let (code, position) = (ErrorCode::MemberMissing, path.position());
            return Err(Error::new(code, position, T::NOUN, "nothing"));
        };
        T::read(value, &path)
    }

    /// Reads a member that may be absent or `null`.
    pub(crate) fn optional<T: Wire>(self) -> Result<Option<T>, Error> {
        match self.value {
            None | Some(Json::Null) => Ok(None),
            Some(value) => T::read(value, &Path::Member(self.parent, self.name)).map(Some),
        }
    }

    /// Reads a member that may be absent or `null`; a value that is not one becomes unknown.
    pub(crate) fn lenient<T: Wire>(self, unknown: &mut Object<'static>) -> Option<T> {
        let value = self.value.filter(|value| *value != Json::Null)?;
        let read = T::read(value.clone(), &Path::Member(self.parent, self.name));
        if read.is_err() {
            unknown.insert(self.name, value.into_owned());
        }
        read.ok()
    }

    /// Reads `x402Version`, which must be `version`.
    pub(crate) fn version(self, version: X402Version) -> Result<(), Error> {
        let code = match self.integer() {
            Some(found) if found == version.number() => return Ok(()),
            Some(1 | 2) => ErrorCode::VersionMismatch,
            _ => ErrorCode::VersionUnsupported,
        };
        let position = Path::Member(self.parent, self.name).position();
        let expected = format!("the number {version}");
        let found = self
            .value
            .map_or_else(|| "nothing".into(), |value| value.describe());
        Err(Error::new(code, position, expected, found))
    }

    /// The integer that the member is, however it is written.
    pub(crate) fn integer(&self) -> Option<u64> {
        self.value.as_ref()?.as_number()?.to_u64()
    }
}

/// Deals out the members of `json`: the known ones in the order of `names`, then the rest.
pub(crate) fn members<'a, 'p, const N: usize>(
    json: Json<'a>,
    parent: &'p Path<'p>,
    names: [&'static str; N],
) -> Result<([Member<'a, 'p>; N], Object<'static>), Error> {
    let Json::Object(object) = json else {
        return Err(wrong_type(parent, "an object", &json));
    };
    let mut known = names.map(|name| Member {
        parent,
        name,
        value: None,
    });
    let mut unknown = Object::new();
    for (name, value) in object {
        if let Some(member) = known.iter_mut().find(|member| member.name == name) {
            member.value = Some(value);
        } else {
            refuse_near_miss(parent, &name, &names)?;
            unknown.push_unique(name, value);
        }
    }
    Ok((known, unknown))
}

/// Refuses a name that is a known one but for ASCII case and underscores.
fn refuse_near_miss(parent: &Path<'_>, name: &str, known: &[&str]) -> Result<(), Error> {
    let Some(meant) = near_miss(name, known) else {
        return Ok(());
    };
    let position = Path::Member(parent, name).position();
    let expected = format!("`{meant}`");
    Err(Error::new(
        ErrorCode::MemberCase,
        position,
        expected,
        excerpt(name),
    ))
}

/// The known name that `name` is but for ASCII case and underscores.
///
/// A name that is longer than any spelling of a known one costs one comparison.
pub(crate) fn near_miss<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    if name.len() > LONGEST_SPELLING {
        return None;
    }
    let meant = |known: &&str| folded(known).eq(folded(name));
    known.iter().copied().find(meant)
}

fn folded(name: &str) -> impl Iterator<Item = u8> {
    let letters = name.bytes().filter(|byte| *byte != b'_');
    letters.map(|byte| byte.to_ascii_lowercase())
}

/// Three times the longest known name: no naming style has twice as many underscores as letters.
const LONGEST_SPELLING: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_differ_in_case_and_underscores_only() {
        let known = ["payTo", "maxTimeoutSeconds"];
        for (name, meant) in [
            ("pay_to", Some("payTo")),
            ("__PAYTO__", Some("payTo")),
            ("max_timeout_seconds", Some("maxTimeoutSeconds")),
            ("payTos", None),
            ("pay-to", None),
            ("", None),
            ("_", None),
        ] {
            assert_eq!(near_miss(name, &known), meant, "{name}");
        }
    }

    #[test]
    fn a_name_beyond_every_spelling_is_not_folded() {
        for (length, meant) in [(64, Some("payTo")), (65, None), (48_000, None)] {
            let name = format!("{:_>length$}", "payTo");
            assert_eq!(near_miss(&name, &["payTo"]), meant, "{length}");
        }
    }
}
