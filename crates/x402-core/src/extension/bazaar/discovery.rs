//! The extension `bazaar`, read and checked.

use alloc::format;

use super::{
    info::{DiscoveryInput, DiscoveryOutput},
    route_template::RouteTemplate,
};
use crate::{
    error::{Error, ErrorCode, Position},
    extension::json_schema::{Outcome, Refused, check, external_reference},
    json::{Json, Object},
    message::{Path, members},
};

/// The extension `bazaar`: what a resource takes and gives, and the JSON Schema of that.
///
/// A seller advertises it, a client copies it into its payment, and a facilitator that settles the
/// payment can list the resource: see [`DiscoveredResource`](super::DiscoveredResource). `info` has
/// been checked against `schema`, which refers to nothing outside of itself.
///
/// Source: `specs/extensions/bazaar.md`; the forms are those of the SDKs for TypeScript (2.27) and
/// Python (2.25).
///
/// ```
/// use x402_core::extension::{Bazaar, DiscoveryDeclaration, HttpMethod};
/// use x402_core::json::Json;
///
/// let schema = br#"{"properties": {"city": {"type": "string"}}, "required": ["city"]}"#;
/// let bazaar = DiscoveryDeclaration::http(HttpMethod::Get)
///     .with_query(Json::parse(schema)?)
///     .declare()?;
/// assert_eq!(
///     bazaar.input().to_json().to_string(),
///     r#"{"type":"http","method":"GET","queryParams":{"city":"string"}}"#
/// );
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bazaar {
    extension: Object<'static>,
    input: DiscoveryInput,
    output: Option<DiscoveryOutput>,
    route_template: Option<RouteTemplate>,
    unchecked: Option<&'static str>,
}

impl Bazaar {
    /// The name on the wire: the key in `extensions`.
    pub const NAME: &'static str = "bazaar";

    /// Reads the extension of a message; `None` if the message does not have it.
    ///
    /// # Errors
    ///
    /// `info` or `schema` is missing or has another form, `schema` refers to something outside of
    /// itself or takes too long to apply, or `info` is not what `schema` describes. The pointer
    /// begins with `/extensions/bazaar`.
    pub fn read(extensions: Option<&Object<'_>>) -> Result<Option<Self>, Error> {
        let extension = extensions.and_then(|all| all.get(Self::NAME));
        extension.map(read).transpose()
    }

    /// What a request takes.
    #[must_use]
    pub fn input(&self) -> &DiscoveryInput {
        &self.input
    }

    /// What the answer is, if that is declared.
    #[must_use]
    pub fn output(&self) -> Option<&DiscoveryOutput> {
        self.output.as_ref()
    }

    /// The JSON Schema of `info`.
    #[must_use]
    pub fn schema(&self) -> Option<&Json<'static>> {
        self.extension.get("schema")
    }

    /// The path of all resources that one route serves, such as `/users/:id`.
    #[must_use]
    pub fn route_template(&self) -> Option<&RouteTemplate> {
        self.route_template.as_ref()
    }

    /// A keyword of the schema that is not evaluated here and could still exclude `info`, such as
    /// `pattern`.
    #[must_use]
    pub fn unchecked(&self) -> Option<&'static str> {
        self.unchecked
    }

    /// The extension as it is advertised and copied: `info`, `schema` and `routeTemplate`.
    #[must_use]
    pub fn to_json(&self) -> Json<'static> {
        Json::Object(self.extension.clone())
    }
}

pub(super) fn read(json: &Json<'_>) -> Result<Bazaar, Error> {
    let root = Path::Member(&Path::Root, "extensions");
    let root = Path::Member(&root, Bazaar::NAME);
    let json = json.clone().into_owned();
    let ([info, schema, route_template], _) =
        members(json.clone(), &root, ["info", "schema", "routeTemplate"])?;
    let info: Object<'static> = info.required()?;
    let schema = Json::Object(schema.required()?);

    let info_path = Path::Member(&root, "info");
    let info = Json::Object(info);
    let ([input, output], _) = members(info.clone(), &info_path, ["input", "output"])?;
    let input: DiscoveryInput = input.required()?;
    let output: Option<DiscoveryOutput> = output.optional()?;

    let schema_path = Path::Member(&root, "schema");
    if let Some(outside) = external_reference(&schema) {
        let (position, found) = (schema_path.position(), outside.describe());
        let expected = "references that begin with `#`";
        return Err(Error::new(
            ErrorCode::MemberValue,
            position,
            expected,
            found,
        ));
    }
    let unchecked = match check(&schema, &info) {
        Ok(Outcome::Valid) => None,
        Ok(Outcome::Unknown(keyword)) => Some(keyword),
        Ok(Outcome::Invalid(fault)) => {
            let pointer = format!("/extensions/bazaar/info{}", fault.pointer);
            let (code, position) = (ErrorCode::MemberValue, Position::Pointer(pointer));
            let expected = format!("what `schema` describes: {}", fault.expected);
            return Err(Error::new(code, position, expected, fault.found));
        }
        Err(refused) => {
            let (expected, found) = match refused {
                Refused::Costly => (
                    "a schema that is applied in 50000 steps".into(),
                    "a longer one".into(),
                ),
                Refused::Keyword { expected, found } => (expected, found),
            };
            let position = schema_path.position();
            return Err(Error::new(
                ErrorCode::MemberValue,
                position,
                expected,
                found,
            ));
        }
    };
    let Json::Object(extension) = json else {
        return Err(Error::new(
            ErrorCode::MemberType,
            root.position(),
            Bazaar::NAME,
            json.describe(),
        ));
    };
    Ok(Bazaar {
        extension,
        input,
        output,
        route_template: route_template.optional()?,
        unchecked,
    })
}
