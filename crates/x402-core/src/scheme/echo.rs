//! The rule for extensions: what the seller advertised comes back unchanged.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};

use super::{
    fault::Fault,
    judge::{Judge, Stop},
    member::describe,
    rule::{Mechanism, Rule},
};
use crate::{
    json::{Json, Object},
    value_error::excerpt,
};

/// Compares the extensions that came with a payment with those that the seller advertised.
///
/// The payer may leave an extension out and may add members; it may neither drop nor change
/// what the seller wrote, save what the seller writes anew in every 402.
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

/// What one extension should have said, and what it said instead.
fn difference(
    key: &str,
    advertised: Option<&Json<'_>>,
    echoed: &Json<'_>,
) -> Option<(Cow<'static, str>, String)> {
    let special = SPECIAL.iter().find(|special| special.key == key);
    let special = special.unwrap_or(&ORDINARY);
    let echoed = info(echoed);
    if let Some(advertised) = advertised.map(info) {
        let (Json::Object(wanted), Json::Object(echoed)) = (advertised, echoed) else {
            let same = echoed.contains(advertised);
            return (!same).then(|| (advertised.describe().into(), echoed.describe()));
        };
        let changed = wanted
            .iter()
            .filter(|(name, _)| !special.dynamic.contains(name))
            .find(|(name, wanted)| !special.keeps(name, wanted, echoed.get(name)));
        if let Some((name, wanted)) = changed {
            let wanted = excerpt(&wanted.to_string());
            let expected = format!("{} as advertised, {wanted}", excerpt(name));
            return Some((expected.into(), describe(echoed.get(name))));
        }
        if let Some(length) = special.overlong(echoed) {
            let expected = format!("at most {MAX_ADDED} entries in \"{}\"", special.additive);
            return Some((expected.into(), format!("{length} entries")));
        }
    }
    special.usurped(advertised.map(info), echoed).map(|value| {
        let expected = format!(
            "no \"{}\" but the seller's, if it advertised one",
            special.owned
        );
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

/// How an extension departs from the rule; an empty name means that it does not.
struct Special {
    key: &'static str,
    /// Members that the seller writes anew in every 402.
    dynamic: &'static [&'static str],
    /// The list that both sides add to.
    additive: &'static str,
    /// The member that only the seller may write, even where it did not advertise the extension.
    owned: &'static str,
}

impl Special {
    fn keeps(&self, name: &str, wanted: &Json<'_>, found: Option<&Json<'_>>) -> bool {
        match (wanted, found) {
            (Json::Array(wanted), Some(Json::Array(found))) if name == self.additive => wanted
                .iter()
                .all(|wanted| found.iter().any(|found| found.same(wanted))),
            (wanted, found) => found.is_some_and(|found| found.contains(wanted)),
        }
    }

    /// The length of an additive list that leaves no room for the facilitator's own entry.
    fn overlong(&self, echoed: &Object<'_>) -> Option<usize> {
        let length = echoed.get(self.additive)?.as_array()?.len();
        (length > MAX_ADDED).then_some(length)
    }

    /// The payer's own value of a member that is the seller's.
    fn usurped<'j, 'a>(
        &self,
        advertised: Option<&Json<'_>>,
        echoed: &'j Json<'a>,
    ) -> Option<&'j Json<'a>> {
        let value = echoed.as_object()?.get(self.owned)?;
        let own = advertised.and_then(Json::as_object);
        let own = own.and_then(|advertised| advertised.get(self.owned));
        (!own.is_some_and(|own| own.same(value))).then_some(value)
    }
}

const ORDINARY: Special = Special {
    key: "",
    dynamic: &[],
    additive: "",
    owned: "",
};

static SPECIAL: [Special; 3] = [
    Special {
        key: "builder-code",
        additive: "s",
        owned: "a",
        ..ORDINARY
    },
    Special {
        key: "offer-receipt",
        dynamic: &["offers"],
        ..ORDINARY
    },
    Special {
        key: "sign-in-with-x",
        dynamic: &["nonce", "issuedAt", "expirationTime"],
        ..ORDINARY
    },
];

/// How many service codes fit beside each other: five of the payer's, five of the seller's.
const MAX_ADDED: usize = 10;

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
    use crate::{scheme::judge::First, version::X402Version};

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
            // What the seller writes anew.
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
        ] {
            let (wanted, found) = (object(advertised), object(echoed));
            let mut first = First::new(X402Version::V2);
            let verdict = apply(&mut first, Some(&wanted), Some(&found));
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
        let Err(Stop(rejection)) = apply(&mut first, Some(&wanted), Some(&found)) else {
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
