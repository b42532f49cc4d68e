//! The declaration that an `OpenAPI` document has for one operation.

use alloc::{
    borrow::ToOwned as _,
    collections::{BTreeSet, VecDeque},
    format,
    string::String,
    vec::Vec,
};

use super::{
    declaration::DiscoveryDeclaration,
    info::{BodyType, HttpMethod},
    route_template::RouteTemplate,
};
use crate::{
    extension::json_schema::rewritten,
    json::{Json, Object},
    scheme::OfferError,
};

impl DiscoveryDeclaration {
    /// What an `OpenAPI` document (3.1) states of one operation: its parameters, body and answer.
    ///
    /// `path` is the key in the document's `paths`, such as `/users/{id}`. The schemas of
    /// `components` that the operation needs come along; titles stay behind.
    ///
    /// # Errors
    ///
    /// The document has no such operation, refers to something that it does not have, or `path` is
    /// not that of a route. The pointer is into the document.
    ///
    /// ```
    /// use x402_core::extension::{DiscoveryDeclaration, HttpMethod};
    /// use x402_core::json::Json;
    ///
    /// let document = br#"{"paths": {"/weather/{city}": {"get": {"parameters": [
    ///     {"name": "city", "in": "path", "required": true, "schema": {"type": "string"}}
    /// ]}}}}"#;
    /// let path = "/weather/{city}";
    /// let bazaar = DiscoveryDeclaration::from_openapi(&Json::parse(document)?, HttpMethod::Get, path)?
    ///     .declare()?;
    /// assert_eq!(bazaar.route_template().unwrap().as_str(), "/weather/:city");
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_openapi(
        document: &Json<'_>,
        method: HttpMethod,
        path: &str,
    ) -> Result<Self, OfferError> {
        let document = Document(document);
        let item = document.object("/paths", &["paths", path])?;
        let name = method.as_str().to_ascii_lowercase();
        let pointer = format!("/paths/{}", path.replace('~', "~0").replace('/', "~1"));
        let Some(operation) = item.get(&name).and_then(Json::as_object) else {
            return Err(OfferError::new(
                pointer,
                format!("an operation `{name}`"),
                "none",
            ));
        };
        let mut declaration = Self::http(method);
        let (mut query, mut in_path) = (Parameters::default(), Parameters::default());
        for list in [item, operation] {
            let list = list.get("parameters").and_then(Json::as_array);
            for parameter in list.unwrap_or_default() {
                let parameter = document.followed(parameter, &pointer)?;
                match parameter.get("in").and_then(Json::as_str) {
                    Some("query") => query.add(parameter),
                    Some("path") => in_path.add(parameter),
                    _ => {}
                }
            }
        }
        if let Some(schema) = query.schema() {
            declaration = declaration.with_query(document.closed(&schema)?);
        }
        if let Some(schema) = in_path.schema() {
            let template = RouteTemplate::from_pattern(path).map_err(|error| {
                OfferError::new(
                    pointer.clone(),
                    String::from(error.expected()),
                    error.found(),
                )
            })?;
            declaration = declaration.with_path(template, document.closed(&schema)?);
        }
        if let Some(body) = operation.get("requestBody").filter(|_| method.has_body()) {
            let body = document.followed(body, &pointer)?;
            for (media_type, body_type) in BODIES {
                if let Some(content) = content(body, media_type) {
                    let schema = document.schema_of(content)?;
                    declaration = declaration.with_body(body_type, schema);
                    if let Some(example) = content.get("example") {
                        declaration = declaration.with_body_example(example.clone());
                    }
                    break;
                }
            }
        }
        let responses = operation.get("responses").and_then(Json::as_object);
        let success = responses.into_iter().flatten();
        if let Some((_, answer)) = success
            .into_iter()
            .find(|(status, _)| status.starts_with('2'))
        {
            let answer = document.followed(answer, &pointer)?;
            if let Some(content) = content(answer, "application/json") {
                let schema = document.schema_of(content)?;
                if !schema.same(&Json::Object(Object::new())) {
                    declaration = declaration.with_output(schema);
                }
                if let Some(example) = content.get("example") {
                    declaration = declaration.with_output_example(example.clone());
                }
            }
        }
        Ok(declaration)
    }
}

/// The forms of bodies, the usual ones first.
const BODIES: [(&str, BodyType); 4] = [
    ("application/json", BodyType::Json),
    ("multipart/form-data", BodyType::FormData),
    ("application/x-www-form-urlencoded", BodyType::FormData),
    ("text/plain", BodyType::Text),
];

fn content<'j, 'a>(of: &'j Object<'a>, media_type: &str) -> Option<&'j Object<'a>> {
    let content = of.get("content")?.as_object()?;
    content.get(media_type)?.as_object()
}

/// The parameters of one place, as the members of an object.
#[derive(Default)]
struct Parameters {
    properties: Object<'static>,
    required: Vec<Json<'static>>,
}

impl Parameters {
    fn add(&mut self, parameter: &Object<'_>) {
        let Some(name) = parameter.get("name").and_then(Json::as_str) else {
            return;
        };
        let schema = parameter.get("schema").cloned();
        let mut schema = match schema.map(Json::into_owned) {
            Some(Json::Object(schema)) => schema,
            _ => Object::new(),
        };
        for member in ["description", "example"] {
            let value = parameter.get(member).cloned().map(Json::into_owned);
            if let (Some(value), None) = (value, schema.get(member)) {
                schema.insert(member, value);
            }
        }
        let is_new = self.properties.insert(name.to_owned(), schema).is_none();
        if is_new && parameter.get("required").and_then(Json::as_bool) == Some(true) {
            self.required.push(Json::from(name.to_owned()));
        }
    }

    fn schema(self) -> Option<Json<'static>> {
        if self.properties.is_empty() {
            return None;
        }
        let mut schema = Object::new();
        schema.insert("type", "object");
        schema.insert("properties", self.properties);
        if !self.required.is_empty() {
            schema.insert("required", self.required);
        }
        Some(Json::Object(schema))
    }
}

/// An `OpenAPI` document.
struct Document<'d, 'a>(&'d Json<'a>);

impl<'d, 'a> Document<'d, 'a> {
    fn object(&self, pointer: &str, names: &[&str]) -> Result<&'d Object<'a>, OfferError> {
        let steps = names
            .iter()
            .try_fold(self.0, |at, name| at.as_object()?.get(name));
        let found = steps.and_then(Json::as_object);
        found.ok_or_else(|| {
            let name = names.last().copied().unwrap_or_default();
            OfferError::new(String::from(pointer), format!("an object {name}"), "none")
        })
    }

    /// An object of the document, by its reference where it is one.
    fn followed(&self, json: &'d Json<'a>, pointer: &str) -> Result<&'d Object<'a>, OfferError> {
        let object = json.as_object();
        let reference = object.and_then(|it| it.get("$ref")).and_then(Json::as_str);
        let Some(reference) = reference else {
            return object.ok_or_else(|| {
                OfferError::new(String::from(pointer), "an object", json.describe())
            });
        };
        let names: Vec<_> = reference.trim_start_matches("#/").split('/').collect();
        self.object(pointer, &names)
    }

    /// The schema of a body or an answer.
    fn schema_of(&self, content: &Object<'a>) -> Result<Json<'static>, OfferError> {
        let schema = content.get("schema").cloned().map(Json::into_owned);
        self.closed(&schema.unwrap_or_else(|| Json::Object(Object::new())))
    }

    /// The schema with those of the document's own that it needs.
    fn closed(&self, schema: &Json<'static>) -> Result<Json<'static>, OfferError> {
        let mut names = Names::default();
        let closed = rewritten(schema, &mut |reference| names.renamed(reference));
        let mut definitions = Object::new();
        while let Some(name) = names.waiting.pop_front() {
            let found = self.0.as_object().and_then(|it| it.get("components"));
            let found = found
                .and_then(Json::as_object)
                .and_then(|it| it.get("schemas"));
            let found = found.and_then(Json::as_object).and_then(|it| it.get(&name));
            let Some(found) = found.cloned().map(Json::into_owned) else {
                let pointer = format!("/components/schemas/{name}");
                return Err(OfferError::new(pointer, "a schema", "none"));
            };
            let definition = rewritten(&found, &mut |reference| names.renamed(reference));
            definitions.insert(name, definition);
        }
        Ok(match closed {
            Json::Object(mut closed) if !definitions.is_empty() => {
                closed.insert("$defs", definitions);
                Json::Object(closed)
            }
            other => other,
        })
    }
}

/// The names of the document's own schemas that are needed.
#[derive(Default)]
struct Names {
    known: BTreeSet<String>,
    waiting: VecDeque<String>,
}

impl Names {
    fn renamed(&mut self, reference: &str) -> Option<String> {
        let name = reference.strip_prefix(COMPONENTS)?;
        if self.known.insert(name.into()) {
            self.waiting.push_back(name.into());
        }
        Some(format!("#/$defs/{name}"))
    }
}

const COMPONENTS: &str = "#/components/schemas/";
