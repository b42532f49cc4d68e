//! The rule for extensions: what the seller advertised comes back unchanged.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};

use super::{
    definition::{Additive, Extension},
    find,
};
use crate::{
    json::{Json, Object},
    message::PaymentPayload,
    scheme::{
        Mechanism, Rejection, Rule,
        fault::Fault,
        judge::{AnyJudge, First, Judge, Stop},
        member::describe,
    },
    value_error::excerpt,
};

/// Checks that a payment's extensions contain those that were advertised.
///
/// Extensions may be left out and added to; what the seller advertised must not be changed.
///
/// # Errors
///
/// The rejection `extension.echo_mismatch`, pointing at the extension's `info`.
pub fn check_extensions(
    advertised: Option<&Object<'_>>,
    payment: &PaymentPayload,
) -> Result<(), Rejection> {
    let mut first = First::new(PaymentPayload::VERSION);
    apply(
        &mut AnyJudge::First(&mut first),
        advertised,
        payment.extensions.as_ref(),
    )
    .map_err(|Stop(rejection)| rejection)
}

/// Compares the extensions that came with a payment with those that the seller advertised.
///
/// The payer may leave an extension out and may add members. It must not drop or change what the
/// seller sent, except the members that differ in every 402.
pub(crate) fn apply(
    judge: &mut impl Judge,
    advertised: Option<&Object<'_>>,
    echoed: Option<&Object<'_>>,
) -> Result<(), Stop> {
    let wrong = echoed
        .into_iter()
        .flat_map(Object::iter)
        .find_map(|(key, answer)| {
            let difference = difference(key, advertised.and_then(|all| all.get(key)), answer);
            difference.map(|(expected, found)| (key, expected, found))
        });
    judge.check(&ECHO, wrong.is_none(), || {
        let (key, expected, found) = wrong.unwrap_or(("", Cow::Borrowed(""), String::new()));
        let key = key.replace('~', "~0").replace('/', "~1");
        Fault::new(expected, found).at(format!("/extensions/{key}/info"))
    })
}

/// What one extension should have in its `info`, and what it has instead.
fn difference(
    key: &str,
    advertised: Option<&Json<'_>>,
    echoed: &Json<'_>,
) -> Option<(Cow<'static, str>, String)> {
    let extension = find(key).unwrap_or(&Extension::ORDINARY);
    let echoed = info(echoed);
    if let Some(advertised) = advertised.map(info) {
        let (Json::Object(wanted), Json::Object(echoed)) = (advertised, echoed) else {
            let same = echoed.contains(advertised);
            return (!same).then(|| (advertised.describe().into(), echoed.describe()));
        };
        let changed = wanted
            .iter()
            .filter(|(name, _)| !extension.dynamic.contains(name))
            .find(|(name, wanted)| !extension.keeps(name, wanted, echoed.get(name)));
        if let Some((name, wanted)) = changed {
            let wanted = excerpt(&wanted.to_string());
            let expected = format!("{} as advertised, {wanted}", excerpt(name));
            return Some((expected.into(), describe(echoed.get(name))));
        }
    }
    // Also where nothing was advertised: what comes later cuts the list.
    if let Some((Additive { name, max }, length)) = extension.overlong(echoed) {
        let expected = format!("at most {max} entries in \"{name}\"");
        return Some((expected.into(), format!("{length} entries")));
    }
    let forged = extension.forged(advertised.map(info), echoed);
    forged.map(|(name, value)| {
        let expected = format!("no \"{name}\" but the seller's, if it advertised one");
        (expected.into(), value.describe())
    })
}

/// An extension's `info`, or the whole of an extension that has none.
fn info<'j, 'a>(extension: &'j Json<'a>) -> &'j Json<'a> {
    let object = extension.as_object();
    object
        .and_then(|object| object.get("info"))
        .unwrap_or(extension)
}

impl Extension {
    /// Whether what was sent of a member is still there.
    pub(super) fn keeps(&self, name: &str, wanted: &Json<'_>, found: Option<&Json<'_>>) -> bool {
        let is_additive = self.additive.is_some_and(|list| list.name == name);
        found.is_some_and(|found| {
            if is_additive {
                has_all(found, wanted)
            } else {
                found.contains(wanted)
            }
        })
    }

    /// The additive list, and its length if that is more than it may be.
    fn overlong(&self, echoed: &Json<'_>) -> Option<(Additive, usize)> {
        let list = self.additive?;
        let length = echoed.as_object()?.get(list.name)?.as_array()?.len();
        (length > list.max).then_some((list, length))
    }

    /// The member that is the seller's, with the payer's own value of it.
    fn forged<'j, 'a>(
        &self,
        advertised: Option<&Json<'_>>,
        echoed: &'j Json<'a>,
    ) -> Option<(&'static str, &'j Json<'a>)> {
        let owned = self.owned?;
        let value = echoed.as_object()?.get(owned)?;
        let own = advertised.and_then(Json::as_object);
        let own = own.and_then(|advertised| advertised.get(owned));
        (!own.is_some_and(|own| own.same(value))).then_some((owned, value))
    }
}

/// Whether an additive list keeps all entries of another one. A text alone is a list of one.
fn has_all(list: &Json<'_>, wanted: &Json<'_>) -> bool {
    match (entries(list), entries(wanted)) {
        (Some(list), Some(wanted)) => wanted
            .iter()
            .all(|wanted| list.iter().any(|entry| entry.same(wanted))),
        _ => list.contains(wanted),
    }
}

fn entries<'j, 'a>(list: &'j Json<'a>) -> Option<&'j [Json<'a>]> {
    match list {
        Json::Array(entries) => Some(entries),
        Json::String(_) => Some(core::slice::from_ref(list)),
        _ => None,
    }
}

pub(crate) static ECHO: Rule = Rule {
    code: "extension.echo_mismatch",
    mechanism: Mechanism::Any,
    pointer: "/extensions",
    wire_code: "extension_echo_mismatch",
    wire_code_v1: None,
    demands: "every extension that comes back contains the `info` that was advertised",
    hint: "copy `extensions` from the 402 and only add to it",
    source: "x402-specification-v2.md, 5.1.2",
};

/// The rule, as a table like the schemes'.
pub(crate) static RULES: &[&Rule] = &[&ECHO];

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::version::X402Version;

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table")]
    fn known_answers() {
        for (advertised, echoed, pointer) in [
            ("{}", "{}", None),
            (r#"{"x":{"info":{"a":1}}}"#, "{}", None),
            ("{}", r#"{"x":{"info":{"a":1}}}"#, None),
            (
                r#"{"x":{"info":{"a":1},"schema":{}}}"#,
                r#"{"x":{"info":{"b":2,"a":1.0}}}"#,
                None,
            ),
            (
                r#"{"x":{"info":{"a":{"b":1}}}}"#,
                r#"{"x":{"info":{"a":{"b":1,"c":2}}}}"#,
                None,
            ),
            (
                r#"{"x":{"info":{"a":1}}}"#,
                r#"{"x":{"info":{"a":2}}}"#,
                Some("/extensions/x/info"),
            ),
            (
                r#"{"x":{"info":{"a":1}}}"#,
                r#"{"x":{"info":{}}}"#,
                Some("/extensions/x/info"),
            ),
            (
                r#"{"x":{"info":{"a":1}}}"#,
                r#"{"x":{"info":[1]}}"#,
                Some("/extensions/x/info"),
            ),
            (
                r#"{"x":{"info":{"a":1}}}"#,
                r#"{"x":null}"#,
                Some("/extensions/x/info"),
            ),
            (
                r#"{"x":{"info":{"r":["a"]}}}"#,
                r#"{"x":{"info":{"r":["b","a"]}}}"#,
                Some("/extensions/x/info"),
            ),
            (
                r#"{"a/b~c":{"info":{"a":1}}}"#,
                r#"{"a/b~c":{}}"#,
                Some("/extensions/a~1b~0c/info"),
            ),
            // The whole extension where there is no `info`.
            (r#"{"x":{"a":1}}"#, r#"{"x":{"a":1,"b":2}}"#, None),
            // The members that differ in every 402.
            (
                r#"{"sign-in-with-x":{"info":{"domain":"d","nonce":"1","issuedAt":"t"}}}"#,
                r#"{"sign-in-with-x":{"info":{"domain":"d","nonce":"2"}}}"#,
                None,
            ),
            (
                r#"{"sign-in-with-x":{"info":{"domain":"d","nonce":"1"}}}"#,
                r#"{"sign-in-with-x":{"info":{"domain":"e","nonce":"1"}}}"#,
                Some("/extensions/sign-in-with-x/info"),
            ),
            (
                r#"{"x":{"info":{"nonce":"1"}}}"#,
                r#"{"x":{"info":{"nonce":"2"}}}"#,
                Some("/extensions/x/info"),
            ),
            (
                r#"{"offer-receipt":{"info":{"offers":[1]}}}"#,
                r#"{"offer-receipt":{"info":{}}}"#,
                None,
            ),
            // The list that both sides add to, and the member that only the seller writes.
            (
                r#"{"builder-code":{"info":{"a":"app","s":["x"]}}}"#,
                r#"{"builder-code":{"info":{"a":"app","s":["mine","x"]}}}"#,
                None,
            ),
            (
                r#"{"builder-code":{"info":{"s":["x"]}}}"#,
                r#"{"builder-code":{"info":{"s":["mine"]}}}"#,
                Some("/extensions/builder-code/info"),
            ),
            (
                r#"{"builder-code":{"info":{}}}"#,
                r#"{"builder-code":{"info":{"s":[0,1,2,3,4,5,6,7,8,9]}}}"#,
                None,
            ),
            (
                r#"{"builder-code":{"info":{}}}"#,
                r#"{"builder-code":{"info":{"s":[0,1,2,3,4,5,6,7,8,9,10]}}}"#,
                Some("/extensions/builder-code/info"),
            ),
            (
                r#"{"builder-code":{"info":{}}}"#,
                r#"{"builder-code":{"info":{"a":"app"}}}"#,
                Some("/extensions/builder-code/info"),
            ),
            (
                "{}",
                r#"{"builder-code":{"info":{"a":"app"}}}"#,
                Some("/extensions/builder-code/info"),
            ),
            ("{}", r#"{"builder-code":{"info":{"w":"wallet"}}}"#, None),
            (
                r#"{"builder-code":{"info":{"s":"x"}}}"#,
                r#"{"builder-code":{"info":{"s":["mine","x"]}}}"#,
                None,
            ),
            (
                r#"{"builder-code":{"info":{"s":["x"]}}}"#,
                r#"{"builder-code":{"info":{"s":"x"}}}"#,
                None,
            ),
            (
                r#"{"builder-code":{"info":{"s":"x"}}}"#,
                r#"{"builder-code":{"info":{"s":["mine"]}}}"#,
                Some("/extensions/builder-code/info"),
            ),
            (
                "{}",
                r#"{"builder-code":{"info":{"s":[0,1,2,3,4,5,6,7,8,9,10]}}}"#,
                Some("/extensions/builder-code/info"),
            ),
        ] {
            let (wanted, found) = (object(advertised), object(echoed));
            let mut first = First::new(X402Version::V2);
            let verdict = apply(
                &mut AnyJudge::First(&mut first),
                Some(&wanted),
                Some(&found),
            );
            let rejection = verdict.err().map(|stop| stop.0);
            let at = rejection.as_ref().map(crate::scheme::Rejection::pointer);
            assert_eq!(at, pointer, "{advertised} {echoed}");
            if let Some(rejection) = rejection {
                assert_eq!(rejection.wire_code(), "extension_echo_mismatch");
                assert!(!rejection.expected().is_empty(), "{echoed}");
            }
        }
    }

    #[test]
    fn says_what_was_changed() {
        let (wanted, found) = (
            object(r#"{"x":{"info":{"a":1}}}"#),
            object(r#"{"x":{"info":{"a":"1"}}}"#),
        );
        let mut first = First::new(X402Version::V2);
        let Err(Stop(rejection)) = apply(
            &mut AnyJudge::First(&mut first),
            Some(&wanted),
            Some(&found),
        ) else {
            panic!("accepted");
        };
        assert_eq!(
            rejection.to_string(),
            "extension.echo_mismatch at /extensions/x/info: \
             expected \"a\" as advertised, \"1\", found the string \"1\""
        );
    }

    fn object(text: &str) -> Object<'static> {
        let json = Json::parse(text.as_bytes()).unwrap().into_owned();
        match json {
            Json::Object(object) => object,
            other => panic!("{other}"),
        }
    }
}
