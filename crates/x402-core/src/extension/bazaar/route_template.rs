//! The path of a route with parameters.

use alloc::{
    format,
    string::{String, ToString as _},
};
use core::{fmt, str::FromStr};

use crate::{
    error::Error,
    json::Json,
    message::{Path, View, Wire, wire::read_text},
    value_error::ValueError,
};

/// The path of all resources that one route serves: `/users/:id`.
///
/// It begins with `/`, and has letters, digits and `_ / : . - ~ %`. Whoever lists a resource puts
/// it behind the origin of the resource's URL, so it has neither `..` nor `://`, however often it is
/// percent-encoded.
///
/// Source: `specs/extensions/bazaar.md`.
///
/// ```
/// use x402_core::extension::RouteTemplate;
///
/// let template = RouteTemplate::from_pattern("/users/{user_id}/{rest:path}")?;
/// assert_eq!(template.as_str(), "/users/:user_id/:rest");
/// assert!("/%252e%252e/secret".parse::<RouteTemplate>().is_err());
/// # Ok::<_, x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RouteTemplate(String);

impl RouteTemplate {
    /// The template as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The template of a framework's route: `{id}`, `{id:int}`, `<id>` and `<int:id>` become `:id`.
    ///
    /// # Errors
    ///
    /// The pattern has a bracket without its other half, or a character that a template has not.
    pub fn from_pattern(pattern: &str) -> Result<Self, ValueError> {
        let mut template = String::new();
        let mut rest = pattern;
        while let Some(start) = rest.find(['{', '<']) {
            let (before, bracketed) = rest.split_at(start);
            template.push_str(before);
            let is_brace = bracketed.starts_with('{');
            let close = if is_brace { '}' } else { '>' };
            let Some((inside, after)) = bracketed.get(1..).and_then(|it| it.split_once(close))
            else {
                return Err(ValueError::new(NOUN, "brackets in pairs", pattern));
            };
            let name = match inside.split_once(':') {
                Some((first, second)) => {
                    if is_brace {
                        first
                    } else {
                        second
                    }
                }
                None => inside,
            };
            template.push(':');
            template.push_str(name);
            rest = after;
        }
        template.push_str(rest);
        template.parse()
    }
}

impl FromStr for RouteTemplate {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let is_allowed = |byte: u8| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'/' | b':' | b'.' | b'-' | b'~' | b'%')
        };
        if text.len() < 2 || !text.starts_with('/') || !text.bytes().all(is_allowed) {
            return Err(ValueError::new(NOUN, FORM, text));
        }
        let mut decoded = text.to_string();
        for _ in 0..PASSES {
            let next = percent_decoded(&decoded);
            if next == decoded {
                if decoded.contains("..") || decoded.contains("://") {
                    let expected = "a path without `..` and `://`";
                    return Err(ValueError::new(NOUN, expected, text));
                }
                return Ok(Self(text.into()));
            }
            decoded = next;
        }
        let expected = format!(
            "a path that is percent-encoded at most {} times",
            PASSES - 1
        );
        Err(ValueError::new(NOUN, expected, text))
    }
}

/// The text with each `%` and two hexadecimal digits as the character of that byte.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let byte = after.get(..2).and_then(|digits| {
            let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hex
                .then(|| u8::from_str_radix(digits, 16).ok())
                .flatten()
        });
        if let Some(byte) = byte {
            decoded.push(char::from(byte));
            rest = after.get(2..).unwrap_or_default();
        } else {
            decoded.push('%');
            rest = after;
        }
    }
    decoded.push_str(rest);
    decoded
}

const NOUN: &str = "route template";
const FORM: &str = "a path such as `/users/:id`, of letters, digits and _/:.-~%";
const PASSES: usize = 5;

impl fmt::Display for RouteTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Wire for RouteTemplate {
    const NOUN: &'static str = String::NOUN;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        read_text(&json, path)
    }

    fn view(&self) -> View<'_> {
        View::Text(self.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_stays_behind_its_origin() {
        for (text, is_valid) in [
            ("/users/:id", true),
            ("/a.b/c-d~e_f", true),
            ("/a%20b", true),
            ("/a%2", true),
            ("/a%zz", true),
            ("/:a/:b", true),
            ("", false),
            ("/", false),
            ("users", false),
            ("/a b", false),
            ("/a?b", false),
            ("/é", false),
            ("/../x", false),
            ("/%2e%2E/x", false),
            ("/%252e%252e/x", false),
            ("/%25252e./x", false),
            ("/%2525252525252e", false),
            ("/x://y", false),
            ("/x%3a%2f/y", false),
        ] {
            assert_eq!(text.parse::<RouteTemplate>().is_ok(), is_valid, "{text}");
        }
    }

    #[test]
    fn a_frameworks_pattern_becomes_a_template() {
        for (pattern, template) in [
            ("/users/{id}", Some("/users/:id")),
            ("/files/{name:path}", Some("/files/:name")),
            ("/users/<id>", Some("/users/:id")),
            ("/users/<int:id>/x", Some("/users/:id/x")),
            ("/plain", Some("/plain")),
            ("/users/{id", None),
            ("/users/{}", Some("/users/:")),
        ] {
            let made = RouteTemplate::from_pattern(pattern).ok();
            assert_eq!(
                made.as_ref().map(RouteTemplate::as_str),
                template,
                "{pattern}"
            );
        }
    }
}
