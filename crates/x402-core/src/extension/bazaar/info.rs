//! The `info` of `bazaar`: inputs and outputs.

use alloc::string::String;

use crate::{
    error::{Error, ErrorCode},
    json::{Json, Object},
    message::{Path, Text, View, Wire, members, wire::read_text},
    words::words,
};

words! {
    /// The HTTP method of a resource that can be found.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(clippy::exhaustive_enums, reason = "the specification closes it")]
    pub enum HttpMethod: "HTTP method" {
        /// It reads.
        Get = "GET",
        /// It reads the headers.
        Head = "HEAD",
        /// It deletes.
        Delete = "DELETE",
        /// It sends a body.
        Post = "POST",
        /// It replaces, with a body.
        Put = "PUT",
        /// It changes, with a body.
        Patch = "PATCH",
    }
}

impl HttpMethod {
    /// Whether requests of this method have a body.
    #[must_use]
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

words! {
    /// The form of a request's body.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(clippy::exhaustive_enums, reason = "the specification closes it")]
    pub enum BodyType: "body type" {
        /// JSON.
        Json = "json",
        /// A form, by fields.
        FormData = "form-data",
        /// Plain text.
        Text = "text",
    }
}

words! {
    /// The transport of an MCP server.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[expect(clippy::exhaustive_enums, reason = "the specification closes it")]
    pub enum McpTransport: "MCP transport" {
        /// Streamable HTTP; what is meant where none is named.
        StreamableHttp = "streamable-http",
        /// Server-sent events.
        Sse = "sse",
    }
}

/// What a request takes, by the protocol that it is made in.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DiscoveryInput {
    /// An HTTP request.
    Http(HttpInput),
    /// A call of an MCP tool.
    Mcp(McpInput),
}

/// What an HTTP request takes, with examples of values.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct HttpInput {
    /// The method.
    pub method: HttpMethod,
    /// The form of the body; only for methods that have one.
    pub body_type: Option<BodyType>,
    /// An example of the body.
    pub body: Option<Json<'static>>,
    /// Examples of the query's parameters, by name.
    pub query_params: Option<Object<'static>>,
    /// Examples of the path's parameters, by name.
    pub path_params: Option<Object<'static>>,
    /// Headers of the request, by name.
    pub headers: Option<Object<'static>>,
    unknown: Object<'static>,
}

/// What a call of an MCP tool takes.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct McpInput {
    /// The tool's name.
    pub tool_name: Text,
    /// What the tool does, for people.
    pub description: Option<String>,
    /// How the server is reached.
    pub transport: Option<McpTransport>,
    /// The JSON Schema of the tool's arguments.
    pub input_schema: Object<'static>,
    /// An example of the arguments.
    pub example: Option<Object<'static>>,
    unknown: Object<'static>,
}

/// What the answer is.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DiscoveryOutput {
    /// The kind of answer, such as `json`.
    pub kind: Option<String>,
    /// Its format, where the kind has several.
    pub format: Option<String>,
    /// An example of an answer.
    pub example: Option<Json<'static>>,
    unknown: Object<'static>,
}

impl HttpInput {
    /// The input of a request without parameters and body.
    #[must_use]
    pub const fn new(method: HttpMethod) -> Self {
        Self {
            method,
            body_type: None,
            body: None,
            query_params: None,
            path_params: None,
            headers: None,
            unknown: Object::new(),
        }
    }
}

impl McpInput {
    /// The input of a tool.
    #[must_use]
    pub const fn new(tool_name: Text, input_schema: Object<'static>) -> Self {
        Self {
            tool_name,
            description: None,
            transport: None,
            input_schema,
            example: None,
            unknown: Object::new(),
        }
    }
}

impl DiscoveryOutput {
    /// An answer in JSON.
    #[must_use]
    pub fn json(example: Option<Json<'static>>) -> Self {
        Self {
            kind: Some("json".into()),
            format: None,
            example,
            unknown: Object::new(),
        }
    }
}

impl DiscoveryInput {
    /// The value as it is written: the member `input` of `info`.
    #[must_use]
    pub fn to_json(&self) -> Json<'static> {
        self.view().to_json()
    }
}

/// A word of an enum as a member.
macro_rules! word {
    ($($name:ident)*) => {$(
        impl Wire for $name {
            const NOUN: &'static str = String::NOUN;

            fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
                read_text(&json, path)
            }

            fn view(&self) -> View<'_> {
                View::Text(self.as_str().into())
            }
        }
    )*};
}
word!(HttpMethod BodyType McpTransport);

impl Wire for DiscoveryInput {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let kind = json.as_object().and_then(|input| input.get("type"));
        match kind.and_then(Json::as_str) {
            Some("http") => HttpInput::read(json, path).map(Self::Http),
            Some("mcp") => McpInput::read(json, path).map(Self::Mcp),
            _ => {
                let ([kind], _) = members(json, path, ["type"])?;
                let kind: String = kind.required()?;
                let position = Path::Member(path, "type").position();
                let found = crate::value_error::excerpt(&kind);
                Err(Error::new(ErrorCode::MemberValue, position, KINDS, found))
            }
        }
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Http(input) => input.view(),
            Self::Mcp(input) => input.view(),
        }
    }
}

const KINDS: &str = "`http` or `mcp`";

impl Wire for HttpInput {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = [
            "type",
            "method",
            "bodyType",
            "body",
            "queryParams",
            "pathParams",
            "headers",
        ];
        let ([_, method, body_type, body, query, path_params, headers], unknown) =
            members(json, path, names)?;
        let input = Self {
            method: method.required()?,
            body_type: body_type.optional()?,
            body: body.optional()?,
            query_params: query.optional()?,
            path_params: path_params.optional()?,
            headers: headers.optional()?,
            unknown,
        };
        let has_body = input.method.has_body();
        for (name, is_there) in [
            ("bodyType", input.body_type.is_some()),
            ("body", input.body.is_some()),
        ] {
            if is_there && !has_body {
                let position = Path::Member(path, name).position();
                let expected = "no body for this method";
                let found = input.method.as_str();
                return Err(Error::new(
                    ErrorCode::MemberValue,
                    position,
                    expected,
                    found,
                ));
            }
        }
        if input.body.is_some() && input.body_type.is_none() {
            let position = Path::Member(path, "bodyType").position();
            let (code, expected) = (ErrorCode::MemberMissing, "the form of the body");
            return Err(Error::new(code, position, expected, "nothing"));
        }
        Ok(input)
    }

    fn view(&self) -> View<'_> {
        View::members(7)
            .with("type", View::Text("http".into()))
            .with("method", self.method.view())
            .with_some("bodyType", self.body_type.as_ref())
            .with_some("body", self.body.as_ref())
            .with_some("queryParams", self.query_params.as_ref())
            .with_some("pathParams", self.path_params.as_ref())
            .with_some("headers", self.headers.as_ref())
            .and_unknown(&self.unknown)
    }
}

impl Wire for McpInput {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let names = [
            "type",
            "toolName",
            "description",
            "transport",
            "inputSchema",
            "example",
        ];
        let ([_, tool_name, description, transport, input_schema, example], unknown) =
            members(json, path, names)?;
        Ok(Self {
            tool_name: tool_name.required()?,
            description: description.optional()?,
            transport: transport.optional()?,
            input_schema: input_schema.required()?,
            example: example.optional()?,
            unknown,
        })
    }

    fn view(&self) -> View<'_> {
        View::members(6)
            .with("type", View::Text("mcp".into()))
            .with("toolName", self.tool_name.view())
            .with_some("description", self.description.as_ref())
            .with_some("transport", self.transport.as_ref())
            .with("inputSchema", self.input_schema.view())
            .with_some("example", self.example.as_ref())
            .and_unknown(&self.unknown)
    }
}

impl Wire for DiscoveryOutput {
    const NOUN: &'static str = "an object";

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let ([kind, format, example], unknown) =
            members(json, path, ["type", "format", "example"])?;
        Ok(Self {
            kind: kind.optional()?,
            format: format.optional()?,
            example: example.optional()?,
            unknown,
        })
    }

    fn view(&self) -> View<'_> {
        View::members(3)
            .with_some("type", self.kind.as_ref())
            .with_some("format", self.format.as_ref())
            .with_some("example", self.example.as_ref())
            .and_unknown(&self.unknown)
    }
}
