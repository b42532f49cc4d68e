//! What a seller declares, and the extension that is made of it.

use alloc::{format, string::String, vec::Vec};

use super::{
    discovery::{Bazaar, read},
    info::{
        BodyType, DiscoveryInput, DiscoveryOutput, HttpInput, HttpMethod, McpInput, McpTransport,
    },
    route_template::RouteTemplate,
};
use crate::{
    error::{Error, Position},
    extension::json_schema::{example, moved},
    json::{Json, Object},
    message::{Text, Wire as _},
    scheme::OfferError,
};

/// A seller's declaration of what a resource takes and gives: JSON Schemas, with or without examples.
///
/// Of a schema without an example one is made, of its `example`, `default`, `enum` or types, so that
/// `info` shows how to call the resource. References inside of a schema count from its own root.
///
/// ```
/// use x402_core::extension::{BodyType, DiscoveryDeclaration, HttpMethod};
/// use x402_core::json::Json;
///
/// let body = br#"{"type": "object", "properties": {"text": {"type": "string", "example": "hi"}}}"#;
/// let bazaar = DiscoveryDeclaration::http(HttpMethod::Post)
///     .with_body(BodyType::Json, Json::parse(body)?)
///     .declare()?;
/// assert_eq!(
///     bazaar.input().to_json().to_string(),
///     r#"{"type":"http","method":"POST","bodyType":"json","body":{"text":"hi"}}"#
/// );
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct DiscoveryDeclaration {
    input: DiscoveryInput,
    query: Option<Json<'static>>,
    path: Option<Json<'static>>,
    body: Option<Json<'static>>,
    output: Option<Json<'static>>,
    output_example: Option<Json<'static>>,
    route_template: Option<RouteTemplate>,
}

impl DiscoveryDeclaration {
    /// A resource that is asked for by HTTP.
    #[must_use]
    pub fn http(method: HttpMethod) -> Self {
        let mut input = HttpInput::new(method);
        input.body_type = method.has_body().then_some(BodyType::Json);
        Self::of(DiscoveryInput::Http(input))
    }

    /// A tool of an MCP server, with the JSON Schema of its arguments.
    #[must_use]
    pub fn mcp(tool_name: Text, input_schema: Object<'_>) -> Self {
        let input = McpInput::new(tool_name, input_schema.into_owned());
        Self::of(DiscoveryInput::Mcp(input))
    }

    const fn of(input: DiscoveryInput) -> Self {
        Self {
            input,
            query: None,
            path: None,
            body: None,
            output: None,
            output_example: None,
            route_template: None,
        }
    }

    /// With the JSON Schema of the query's parameters.
    #[must_use]
    pub fn with_query(mut self, schema: Json<'_>) -> Self {
        self.query = Some(schema.into_owned());
        self
    }

    /// With an example of the query's parameters.
    #[must_use]
    pub fn with_query_example(mut self, example: Object<'_>) -> Self {
        if let DiscoveryInput::Http(input) = &mut self.input {
            input.query_params = Some(example.into_owned());
        }
        self
    }

    /// With the path of the route, and the JSON Schema of its parameters.
    #[must_use]
    pub fn with_path(mut self, template: RouteTemplate, schema: Json<'_>) -> Self {
        self.route_template = Some(template);
        self.path = Some(schema.into_owned());
        self
    }

    /// With an example of the path's parameters.
    #[must_use]
    pub fn with_path_example(mut self, example: Object<'_>) -> Self {
        if let DiscoveryInput::Http(input) = &mut self.input {
            input.path_params = Some(example.into_owned());
        }
        self
    }

    /// With the form of the body, and its JSON Schema.
    #[must_use]
    pub fn with_body(mut self, body_type: BodyType, schema: Json<'_>) -> Self {
        if let DiscoveryInput::Http(input) = &mut self.input {
            input.body_type = Some(body_type);
        }
        self.body = Some(schema.into_owned());
        self
    }

    /// With an example of the body.
    #[must_use]
    pub fn with_body_example(mut self, example: Json<'_>) -> Self {
        if let DiscoveryInput::Http(input) = &mut self.input {
            input.body = Some(example.into_owned());
        }
        self
    }

    /// With what a tool does and how its server is reached.
    #[must_use]
    pub fn with_tool(
        mut self,
        description: Option<String>,
        transport: Option<McpTransport>,
        example: Option<Object<'_>>,
    ) -> Self {
        if let DiscoveryInput::Mcp(input) = &mut self.input {
            input.description = description;
            input.transport = transport;
            input.example = example.map(Object::into_owned);
        }
        self
    }

    /// With the JSON Schema of the answer, which is JSON.
    #[must_use]
    pub fn with_output(mut self, schema: Json<'_>) -> Self {
        self.output = Some(schema.into_owned());
        self
    }

    /// With an example of the answer.
    #[must_use]
    pub fn with_output_example(mut self, example: Json<'_>) -> Self {
        self.output_example = Some(example.into_owned());
        self
    }

    /// The extension, with the schema that goes with it.
    ///
    /// # Errors
    ///
    /// An example is not what its schema describes, none can be made of a schema, or a schema
    /// refers to something outside of itself. The pointer begins with `/extensions/bazaar`.
    pub fn declare(self) -> Result<Bazaar, OfferError> {
        let mut extension = Object::new();
        let Self {
            mut input,
            query,
            path,
            body,
            output,
            output_example,
            route_template,
        } = self;
        let mut properties = Object::new();
        let mut required = Vec::new();
        match &mut input {
            DiscoveryInput::Http(http) => {
                let query = section("queryParams", query, &mut http.query_params)?;
                let path = section("pathParams", path, &mut http.path_params)?;
                required.extend(["type", "method"]);
                properties.insert("type", constant("http"));
                properties.insert("method", one_of(&[http.method.as_str()]));
                if let Some(body_type) = http.body_type {
                    required.extend(["bodyType", "body"]);
                    properties.insert("bodyType", one_of(&[body_type.as_str()]));
                    properties.insert("body", body_schema(body_type, body, http)?);
                }
                for (name, schema) in [("queryParams", query), ("pathParams", path)] {
                    if let Some(schema) = schema {
                        properties.insert(name, schema);
                    }
                }
            }
            DiscoveryInput::Mcp(mcp) => {
                required.extend(["type", "toolName", "inputSchema"]);
                properties.insert("type", constant("mcp"));
                properties.insert("toolName", of_type("string"));
                if mcp.description.is_some() {
                    properties.insert("description", of_type("string"));
                }
                if let Some(transport) = mcp.transport {
                    properties.insert("transport", one_of(&[transport.as_str()]));
                }
                properties.insert("inputSchema", of_type("object"));
                if mcp.example.is_some() {
                    let schema = Json::Object(mcp.input_schema.clone());
                    properties.insert("example", typed(moved(&schema, &place("example"))));
                }
            }
        }
        let mut input_schema = of_type_object("object");
        input_schema.insert("properties", properties);
        input_schema.insert("required", names(&required));
        input_schema.insert("additionalProperties", false);

        let mut info = Object::new();
        info.insert("input", input.to_json());
        let mut sections = Object::new();
        sections.insert("input", input_schema);
        if output.is_some() || output_example.is_some() {
            let schema = output.unwrap_or(Json::Object(Object::new()));
            let shown = output_example.or_else(|| example(&schema));
            info.insert("output", DiscoveryOutput::json(shown).view().to_json());
            let mut properties = Object::new();
            properties.insert("type", of_type("string"));
            properties.insert("example", moved(&schema, OUTPUT));
            let mut schema = of_type_object("object");
            schema.insert("properties", properties);
            schema.insert("required", names(&["type"]));
            sections.insert("output", schema);
        }
        let mut schema = Object::new();
        schema.insert("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.insert("type", "object");
        schema.insert("properties", sections);
        schema.insert("required", names(&["input"]));
        extension.insert("info", info);
        extension.insert("schema", schema);
        if let Some(template) = &route_template {
            extension.insert("routeTemplate", template.view().to_json());
        }
        read(&Json::Object(extension)).map_err(|error| sellers(&error))
    }
}

/// The schema of parameters at its place, and an example of them where none is given.
fn section(
    name: &str,
    schema: Option<Json<'static>>,
    shown: &mut Option<Object<'static>>,
) -> Result<Option<Json<'static>>, OfferError> {
    let Some(schema) = schema.map(typed) else {
        return Ok(shown.is_some().then(|| of_type("object")));
    };
    if shown.is_none() {
        match example(&schema) {
            Some(Json::Object(made)) => *shown = (!made.is_empty()).then_some(made),
            _ => return Err(no_example(name)),
        }
    }
    Ok(Some(moved(&schema, &place(name))))
}

fn body_schema(
    body_type: BodyType,
    schema: Option<Json<'static>>,
    http: &mut HttpInput,
) -> Result<Json<'static>, OfferError> {
    let schema = schema.unwrap_or_else(|| match body_type {
        BodyType::Text => of_type("string"),
        _ => Json::Object(Object::new()),
    });
    if http.body.is_none() {
        http.body = Some(example(&schema).ok_or_else(|| no_example("body"))?);
    }
    Ok(moved(&schema, &place("body")))
}

/// A schema of parameters, which are an object even if it does not state so.
fn typed(schema: Json<'static>) -> Json<'static> {
    match schema {
        Json::Object(keywords) if keywords.get("type").is_none() => {
            let mut typed = of_type_object("object");
            for (name, value) in keywords {
                typed.insert(name, value);
            }
            Json::Object(typed)
        }
        other => other,
    }
}

fn place(section: &str) -> String {
    format!("/properties/input/properties/{section}")
}

const OUTPUT: &str = "/properties/output/properties/example";

fn of_type_object(kind: &'static str) -> Object<'static> {
    let mut schema = Object::new();
    schema.insert("type", kind);
    schema
}

fn of_type(kind: &'static str) -> Json<'static> {
    Json::Object(of_type_object(kind))
}

fn constant(word: &'static str) -> Json<'static> {
    let mut schema = of_type_object("string");
    schema.insert("const", word);
    Json::Object(schema)
}

fn one_of(words: &[&'static str]) -> Json<'static> {
    let mut schema = of_type_object("string");
    schema.insert("enum", names(words));
    Json::Object(schema)
}

fn names(words: &[&'static str]) -> Json<'static> {
    Json::Array(
        words
            .iter()
            .map(|word| Json::from(*word))
            .collect::<Vec<_>>(),
    )
}

fn no_example(section: &str) -> OfferError {
    let pointer = format!("/extensions/bazaar/info/input/{section}");
    let expected = "an example, as none can be made of the schema";
    OfferError::new(pointer, expected, "none")
}

fn sellers(error: &Error) -> OfferError {
    let pointer = match error.position() {
        Position::Pointer(pointer) => pointer.clone(),
        _ => String::new(),
    };
    OfferError::new(pointer, String::from(error.expected()), error.found())
}
