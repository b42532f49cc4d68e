//! Whether a value is what a schema describes.

use super::{
    assertions,
    outcome::{Budget, Outcome, Refused, invalid, list, malformed},
    reference::{object, target},
};
use crate::{
    json::{Json, Object},
    message::Path,
};

/// Checks a value. Linear in both for ordinary schemas, and always bounded.
pub(in crate::extension) fn check(schema: &Json<'_>, value: &Json<'_>) -> Result<Outcome, Refused> {
    let mut checker = Checker {
        root: schema,
        budget: Budget(STEPS),
    };
    checker.check(schema, value, &Path::Root, 0)
}

/// How much is spent on one declaration: a message has at most 4,096 values.
const STEPS: usize = 50_000;

/// How deep schemas are applied inside each other: a value is at most 64 deep.
const DEPTH: usize = 128;

struct Checker<'s, 'a> {
    root: &'s Json<'a>,
    budget: Budget,
}

impl<'s, 'a> Checker<'s, 'a> {
    fn check(
        &mut self,
        schema: &'s Json<'a>,
        value: &Json<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        self.budget.spend(1)?;
        if depth >= DEPTH {
            return Err(Refused::Costly);
        }
        let keywords = match schema {
            Json::Bool(true) => return Ok(Outcome::Valid),
            Json::Bool(false) => return Ok(invalid(path, "nothing", value)),
            Json::Object(keywords) => keywords,
            other => return Err(malformed("a schema", other)),
        };
        let mut unknown = None;
        for (keyword, argument) in keywords {
            self.budget.spend(1)?;
            let outcome = match keyword {
                "$ref" => self.reference(argument, value, path, depth)?,
                "allOf" => self.all_of(argument, value, path, depth)?,
                "anyOf" => self.any_of(argument, value, path, depth)?,
                "oneOf" => self.one_of(argument, value, path, depth)?,
                "not" => match self.check(argument, value, path, depth + 1)? {
                    Outcome::Valid => invalid(path, "a value that `not` allows", value),
                    Outcome::Invalid(_) => Outcome::Valid,
                    unknown @ Outcome::Unknown(_) => unknown,
                },
                "if" => self.conditional(keywords, argument, value, path, depth)?,
                _ => self.members(keywords, keyword, argument, value, path, depth)?,
            };
            match outcome {
                Outcome::Valid => {}
                invalid @ Outcome::Invalid(_) => return Ok(invalid),
                Outcome::Unknown(keyword) => {
                    unknown.get_or_insert(keyword);
                }
            }
        }
        Ok(unknown.map_or(Outcome::Valid, Outcome::Unknown))
    }

    fn reference(
        &mut self,
        argument: &Json<'_>,
        value: &Json<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        let Some(reference) = argument.as_str() else {
            return Err(malformed("a `$ref` that is a text", argument));
        };
        if reference != "#" && !reference.starts_with("#/") || reference.contains('%') {
            return Ok(Outcome::Unknown("$ref"));
        }
        self.budget.spend(reference.len())?;
        let root = self.root;
        let target = target(root, reference)
            .ok_or_else(|| malformed("a `$ref` to a schema of this document", argument))?;
        self.check(target, value, path, depth + 1)
    }

    fn all_of(
        &mut self,
        argument: &'s Json<'a>,
        value: &Json<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        let mut result = Outcome::Valid;
        for schema in list("allOf", argument)? {
            match self.check(schema, value, path, depth + 1)? {
                Outcome::Valid => {}
                invalid @ Outcome::Invalid(_) => return Ok(invalid),
                unknown => result = unknown,
            }
        }
        Ok(result)
    }

    fn any_of(
        &mut self,
        argument: &'s Json<'a>,
        value: &Json<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        let mut result = None;
        for schema in list("anyOf", argument)? {
            match self.check(schema, value, path, depth + 1)? {
                Outcome::Valid => return Ok(Outcome::Valid),
                Outcome::Invalid(_) => {}
                unknown @ Outcome::Unknown(_) => result = Some(unknown),
            }
        }
        Ok(result.unwrap_or_else(|| invalid(path, "a value that one of `anyOf` allows", value)))
    }

    fn one_of(
        &mut self,
        argument: &'s Json<'a>,
        value: &Json<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        let (mut valid, mut unknown) = (0_usize, None);
        for schema in list("oneOf", argument)? {
            match self.check(schema, value, path, depth + 1)? {
                Outcome::Valid => valid += 1,
                Outcome::Invalid(_) => {}
                other @ Outcome::Unknown(_) => unknown = Some(other),
            }
        }
        Ok(match (valid, unknown) {
            (0 | 1, Some(unknown)) => unknown,
            (1, None) => Outcome::Valid,
            _ => invalid(path, "a value that exactly one of `oneOf` allows", value),
        })
    }

    fn conditional(
        &mut self,
        keywords: &'s Object<'a>,
        condition: &'s Json<'a>,
        value: &Json<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        let branch = match self.check(condition, value, path, depth + 1)? {
            Outcome::Valid => "then",
            Outcome::Invalid(_) => "else",
            unknown @ Outcome::Unknown(_) => return Ok(unknown),
        };
        match keywords.get(branch) {
            Some(schema) => self.check(schema, value, path, depth + 1),
            None => Ok(Outcome::Valid),
        }
    }

    /// The keywords that apply schemas to what is inside of a value; every other one asserts
    /// something of the value itself.
    fn members(
        &mut self,
        keywords: &'s Object<'a>,
        keyword: &str,
        argument: &'s Json<'a>,
        value: &Json<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        match (keyword, value) {
            ("items" | "prefixItems", Json::Array(items)) => {
                self.elements(keywords, keyword, argument, items, path, depth)
            }
            ("properties", Json::Object(members)) => {
                self.properties(argument, members, path, depth)
            }
            ("additionalProperties", Json::Object(members)) => {
                self.additional(keywords, argument, members, path, depth)
            }
            ("propertyNames", Json::Object(members)) => {
                let mut result = Outcome::Valid;
                for (name, _) in members {
                    match self.check(argument, &Json::from(name), path, depth + 1)? {
                        Outcome::Valid => {}
                        invalid @ Outcome::Invalid(_) => return Ok(invalid),
                        unknown => result = unknown,
                    }
                }
                Ok(result)
            }
            _ => assertions::apply(&mut self.budget, keyword, argument, value, path),
        }
    }

    fn elements(
        &mut self,
        keywords: &'s Object<'a>,
        keyword: &str,
        argument: &'s Json<'a>,
        items: &[Json<'_>],
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        let prefix = keywords.get("prefixItems").and_then(Json::as_array);
        let skipped = match keyword {
            "items" => prefix.map_or(0, <[_]>::len),
            _ => 0,
        };
        let schemas = match keyword {
            "prefixItems" => Some(list(keyword, argument)?),
            _ => None,
        };
        let mut result = Outcome::Valid;
        for (index, item) in items.iter().enumerate().skip(skipped) {
            let schema = match schemas {
                None => argument,
                Some(schemas) => match schemas.get(index) {
                    Some(schema) => schema,
                    None => break,
                },
            };
            match self.check(schema, item, &Path::Element(path, index), depth + 1)? {
                Outcome::Valid => {}
                invalid @ Outcome::Invalid(_) => return Ok(invalid),
                unknown => result = unknown,
            }
        }
        Ok(result)
    }

    fn properties(
        &mut self,
        argument: &'s Json<'a>,
        members: &Object<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        let Json::Object(schemas) = argument else {
            return Err(malformed("an object in `properties`", argument));
        };
        let mut result = Outcome::Valid;
        for (name, schema) in schemas {
            self.budget.spend(1 + members.len())?;
            let Some(value) = members.get(name) else {
                continue;
            };
            match self.check(schema, value, &Path::Member(path, name), depth + 1)? {
                Outcome::Valid => {}
                invalid @ Outcome::Invalid(_) => return Ok(invalid),
                unknown => result = unknown,
            }
        }
        Ok(result)
    }

    fn additional(
        &mut self,
        keywords: &'s Object<'a>,
        argument: &'s Json<'a>,
        members: &Object<'_>,
        path: &Path<'_>,
        depth: usize,
    ) -> Result<Outcome, Refused> {
        let named = object(keywords, "properties");
        let has_patterns = keywords.get("patternProperties").is_some();
        let mut result = Outcome::Valid;
        for (name, value) in members {
            self.budget.spend(1 + named.map_or(0, Object::len))?;
            if named.is_some_and(|named| named.get(name).is_some()) {
                continue;
            }
            if has_patterns {
                return Ok(Outcome::Unknown("patternProperties"));
            }
            match self.check(argument, value, &Path::Member(path, name), depth + 1)? {
                Outcome::Valid => {}
                Outcome::Invalid(_) if argument.as_bool() == Some(false) => {
                    let pointed = Path::Member(path, name);
                    return Ok(invalid(&pointed, "a member that the schema names", value));
                }
                invalid @ Outcome::Invalid(_) => return Ok(invalid),
                unknown => result = unknown,
            }
        }
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::*;

    fn json(text: &str) -> Json<'static> {
        Json::parse(text.as_bytes()).unwrap().into_owned()
    }

    /// `ok`, `unknown KEYWORD`, or the pointer of the fault.
    fn outcome(schema: &str, value: &str) -> String {
        match check(&json(schema), &json(value)) {
            Ok(Outcome::Valid) => "ok".into(),
            Ok(Outcome::Invalid(fault)) => format!("at {}", fault.pointer),
            Ok(Outcome::Unknown(keyword)) => format!("unknown {keyword}"),
            Err(refused) => format!("{refused:?}").chars().take(7).collect(),
        }
    }

    #[test]
    fn each_keyword_holds_and_fails() {
        for (schema, valid, invalid, place) in [
            (r#"{"type":"string"}"#, r#""a""#, "1", ""),
            (r#"{"type":["null","boolean"]}"#, "null", "{}", ""),
            (r#"{"type":"integer"}"#, "2.0", "2.5", ""),
            (r#"{"type":"number"}"#, "2.5", r#""2""#, ""),
            (r#"{"type":"array"}"#, "[]", "{}", ""),
            (
                r#"{"const":{"a":[1]}}"#,
                r#"{"a":[1.0]}"#,
                r#"{"a":[2]}"#,
                "",
            ),
            (r#"{"enum":[1,"a",null]}"#, "null", "false", ""),
            (r#"{"minimum":-1.5}"#, "-1.5", "-1.6", ""),
            (r#"{"maximum":1e2}"#, "100", "100.5", ""),
            (r#"{"exclusiveMinimum":0}"#, "0.1", "0", ""),
            (r#"{"exclusiveMaximum":0}"#, "-0.1", "0", ""),
            (r#"{"multipleOf":5}"#, "15", "16", ""),
            (r#"{"minLength":2}"#, r#""éé""#, r#""é""#, ""),
            (r#"{"maxLength":2}"#, r#""éé""#, r#""ééé""#, ""),
            (r#"{"minItems":1}"#, "[0]", "[]", ""),
            (r#"{"maxItems":1}"#, "[0]", "[0,1]", ""),
            (r#"{"uniqueItems":true}"#, "[1,2]", "[1,2,1.0]", ""),
            (r#"{"minProperties":1}"#, r#"{"a":1}"#, "{}", ""),
            (r#"{"maxProperties":0}"#, "{}", r#"{"a":1}"#, ""),
            (r#"{"required":["a"]}"#, r#"{"a":null}"#, "{}", "/a"),
            (
                r#"{"properties":{"a":{"type":"string"}}}"#,
                r#"{"a":"x","b":1}"#,
                r#"{"a":1}"#,
                "/a",
            ),
            (
                r#"{"properties":{"a":true},"additionalProperties":false}"#,
                r#"{"a":1}"#,
                r#"{"a":1,"b/c":2}"#,
                "/b~1c",
            ),
            (
                r#"{"additionalProperties":{"type":"string"}}"#,
                r#"{"a":"x"}"#,
                r#"{"a":1}"#,
                "/a",
            ),
            (
                r#"{"propertyNames":{"maxLength":1}}"#,
                r#"{"a":1}"#,
                r#"{"ab":1}"#,
                "",
            ),
            (
                r#"{"items":{"type":"string"}}"#,
                r#"["a"]"#,
                r#"["a",1]"#,
                "/1",
            ),
            (
                r#"{"prefixItems":[{"const":1}],"items":false}"#,
                "[1]",
                "[1,2]",
                "/1",
            ),
            (r#"{"prefixItems":[{"const":1}]}"#, "[1,9]", "[2]", "/0"),
            (r#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, "2", "3", ""),
            (r#"{"anyOf":[{"const":1},{"const":2}]}"#, "2", "3", ""),
            (r#"{"oneOf":[{"minimum":1},{"minimum":5}]}"#, "2", "7", ""),
            (r#"{"not":{"const":1}}"#, "2", "1", ""),
            (
                r#"{"if":{"minimum":5},"then":{"maximum":6},"else":{"maximum":1}}"#,
                "6",
                "4",
                "",
            ),
            (
                r##"{"$defs":{"a/b":{"type":"string"}},"properties":{"x":{"$ref":"#/$defs/a~1b"}}}"##,
                r#"{"x":"y"}"#,
                r#"{"x":1}"#,
                "/x",
            ),
            (
                r##"{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}"##,
                r#"{"next":{"next":{}}}"#,
                r#"{"next":{"other":1}}"#,
                "/next/other",
            ),
            ("true", "1", "", ""),
            ("{}", "1", "", ""),
        ] {
            assert_eq!(outcome(schema, valid), "ok", "{schema} {valid}");
            if !invalid.is_empty() {
                let expected = format!("at {place}");
                assert_eq!(outcome(schema, invalid), expected, "{schema} {invalid}");
            }
        }
        assert_eq!(outcome("false", "1"), "at ");
    }

    #[test]
    fn what_is_not_evaluated_decides_nothing_but_what_it_must() {
        for (schema, value, expected) in [
            (r#"{"pattern":"^a"}"#, r#""b""#, "unknown pattern"),
            (r#"{"pattern":"^a"}"#, "1", "ok"),
            (r#"{"pattern":"^a","maxLength":1}"#, r#""bb""#, "at "),
            (r#"{"not":{"pattern":"^a"}}"#, r#""b""#, "unknown pattern"),
            (
                r#"{"anyOf":[{"pattern":"a"},{"const":"b"}]}"#,
                r#""b""#,
                "ok",
            ),
            (
                r#"{"anyOf":[{"pattern":"a"},{"const":"b"}]}"#,
                r#""c""#,
                "unknown pattern",
            ),
            (
                r#"{"oneOf":[{"pattern":"a"},{"const":"b"}]}"#,
                r#""b""#,
                "unknown pattern",
            ),
            (r#"{"oneOf":[true,true,{"pattern":"a"}]}"#, r#""b""#, "at "),
            (
                r#"{"if":{"pattern":"a"},"then":false}"#,
                r#""b""#,
                "unknown pattern",
            ),
            (
                r#"{"patternProperties":{"^a":true},"additionalProperties":false}"#,
                r#"{"b":1}"#,
                "unknown patternProperties",
            ),
            (r##"{"$ref":"#anchor"}"##, "1", "unknown $ref"),
            (r#"{"multipleOf":0.1}"#, "0.3", "unknown multipleOf"),
            (
                r#"{"type":"integer"}"#,
                "1e99999999999999999999",
                "unknown type",
            ),
            (
                r#"{"title":5,"format":"date","x-mine":1,"description":null}"#,
                "1",
                "ok",
            ),
        ] {
            assert_eq!(outcome(schema, value), expected, "{schema} {value}");
        }
    }

    #[test]
    fn a_schema_that_is_none_is_refused() {
        for (schema, value) in [
            ("5", "1"),
            (r#"{"type":"text"}"#, "1"),
            (r#"{"type":5}"#, "1"),
            (r#"{"required":"a"}"#, "{}"),
            (r#"{"required":[1]}"#, "{}"),
            (r#"{"properties":[]}"#, "{}"),
            (r#"{"minimum":"1"}"#, "1"),
            (r#"{"maxLength":-1}"#, r#""a""#),
            (r#"{"enum":1}"#, "1"),
            (r##"{"$ref":"#/nowhere"}"##, "1"),
            (r#"{"$ref":1}"#, "1"),
        ] {
            assert_eq!(outcome(schema, value), "Keyword", "{schema}");
        }
    }

    #[test]
    fn work_is_bounded_whatever_the_schema() {
        // Each level doubles the work, and a reference to itself never ends.
        let doubling = (0..30).fold(String::from("true"), |inner, _| {
            format!(r##"{{"allOf":[{{"$ref":"#/$defs/x"}},{inner}]}}"##)
        });
        let doubling = format!(r#"{{"$defs":{{"x":{doubling}}},"allOf":[{doubling}]}}"#);
        let names = (0..1000).map(|number| format!(r#""p{number}":1"#));
        let members = format!("{{{}}}", names.collect::<alloc::vec::Vec<_>>().join(","));
        let properties = members.replace(":1", ":true");
        for (schema, value) in [
            (doubling.as_str(), "1"),
            (r##"{"$ref":"#"}"##, "1"),
            (
                &format!(r#"{{"properties":{properties},"additionalProperties":false}}"#),
                &members,
            ),
            (
                r#"{"uniqueItems":true}"#,
                &format!("[{}0]", "0,".repeat(1000)),
            ),
        ] {
            assert_eq!(check(&json(schema), &json(value)), Err(Refused::Costly));
        }
    }
}
