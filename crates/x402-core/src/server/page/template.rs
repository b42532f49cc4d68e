//! The page's frame, which a seller may replace.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use crate::value_error::ValueError;

/// A page's frame: HTML with the fields `{{title}}`, `{{description}}`, `{{url}}`, `{{error}}` and
/// `{{options}}`.
///
/// The first four are text, escaped for an element or a quoted attribute; they belong into neither
/// a script nor a style. `{{options}}` is one `article` of HTML for each way to pay.
///
/// ```
/// use x402_core::server::page::PageTemplate;
///
/// assert!(PageTemplate::parse("<h1>{{title}}</h1>{{options}}").is_ok());
/// assert!(PageTemplate::parse("<h1>{{name}}</h1>").is_err());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageTemplate(Vec<Part>);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Part {
    Html(Cow<'static, str>),
    Field(&'static str),
}

impl PageTemplate {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// A field has another name, is not closed, or `{{options}}` is missing: the page would not
    /// show what to pay.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let template = Self(parts(text)?);
        if template.0.contains(&Part::Field(OPTIONS)) {
            return Ok(template);
        }
        Err(wrong(
            "the field `{{options}}`, which shows what to pay",
            "none",
        ))
    }

    /// Writes the page; `push` adds the value of a field.
    pub(super) fn fill(&self, push: impl Fn(&str, &mut String)) -> String {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Html(html) => out.push_str(html),
                Part::Field(name) => push(name, &mut out),
            }
        }
        out
    }
}

impl Default for PageTemplate {
    /// The project's own page: light and dark, narrow and wide.
    fn default() -> Self {
        // A test reads it; without it nothing but the ways to pay would be left.
        Self(parts(DEFAULT).unwrap_or_else(|_| Vec::from([Part::Field(OPTIONS)])))
    }
}

fn parts(text: &str) -> Result<Vec<Part>, ValueError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            return Err(wrong("`}}` after each `{{`", after));
        };
        let field = FIELDS.iter().find(|field| **field == name.trim());
        let field = field.ok_or_else(|| {
            let expected = format!("one of the fields {}", FIELDS.join(", "));
            wrong(expected, name)
        })?;
        parts.push(Part::Html(Cow::Owned(before.into())));
        parts.push(Part::Field(field));
        rest = after;
    }
    parts.push(Part::Html(Cow::Owned(rest.into())));
    Ok(parts)
}

fn wrong(expected: impl Into<Cow<'static, str>>, found: &str) -> ValueError {
    ValueError::new("page template", expected, found)
}

const OPTIONS: &str = "options";
const FIELDS: [&str; 5] = ["title", "description", "url", "error", OPTIONS];
const DEFAULT: &str = include_str!("template.html");

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn the_default_is_a_template() {
        assert_eq!(PageTemplate::parse(DEFAULT), Ok(PageTemplate::default()));
    }

    #[test]
    fn fields_are_filled_once() {
        let template = PageTemplate::parse("<i>{{ title }}</i>{{options}}{ {{url}}").unwrap();
        let filled = template.fill(|field, out| out.push_str(&["{{", field, "}}"].concat()));
        assert_eq!(filled, "<i>{{title}}</i>{{options}}{ {{url}}");
    }

    #[test]
    fn mistakes_are_named() {
        for (text, expected) in [
            ("", "the field `{{options}}`"),
            ("<p>{{title}}</p>", "the field `{{options}}`"),
            ("{{options}} {{titel}}", "found \"titel\""),
            ("{{options}} {{title", "`}}` after each `{{`"),
            ("{{}}", "one of the fields title"),
        ] {
            let error = PageTemplate::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?}: {error}");
        }
    }
}
