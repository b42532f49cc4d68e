//! What a resource takes and gives, so that it can be found.

use std::str::FromStr;

use pyo3::prelude::*;
use x402_core::{
    ValueError,
    extension::{self, DiscoveredResource, DiscoveryDeclaration},
    json::{Json, Object},
};

use crate::{error, facilitator::SettleRequest, json, text::Text, timestamp::Moment};

/// What a resource takes and gives, and the JSON Schema of that.
#[pyclass(frozen, eq, module = "x402_core.bazaar")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Bazaar(pub(crate) extension::Bazaar);

#[pymethods]
impl Bazaar {
    #[staticmethod]
    #[pyo3(signature = (
        method, *, query=None, query_example=None, path=None, path_params=None, path_example=None,
        body=None, body_example=None, body_type=None, output=None, output_example=None,
    ))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments")]
    fn http(
        method: Text,
        query: Option<Tree>,
        query_example: Option<Members>,
        path: Option<Text>,
        path_params: Option<Tree>,
        path_example: Option<Members>,
        body: Option<Tree>,
        body_example: Option<Tree>,
        body_type: Option<Text>,
        output: Option<Tree>,
        output_example: Option<Tree>,
    ) -> PyResult<Self> {
        let mut declaration = DiscoveryDeclaration::http(word(&method)?);
        if let Some(schema) = query {
            declaration = declaration.with_query(schema.0);
        }
        if let Some(example) = query_example {
            declaration = declaration.with_query_example(example.0);
        }
        if let Some(pattern) = path {
            let template = extension::RouteTemplate::from_pattern(&pattern.0);
            let template = template.map_err(|error| error::value(&error))?;
            let schema = path_params.map_or_else(|| Json::from(Object::new()), |schema| schema.0);
            declaration = declaration.with_path(template, schema);
        } else if path_params.is_some() {
            let expected = "the route's path, such as `/users/{id}`, beside `path_params`";
            return Err(error::invalid("path", expected, "none"));
        }
        if let Some(example) = path_example {
            declaration = declaration.with_path_example(example.0);
        }
        if body.is_some() || body_type.is_some() {
            let body_type = body_type
                .as_ref()
                .map_or(Ok(extension::BodyType::Json), word)?;
            let schema = body.map_or_else(|| Json::from(Object::new()), |schema| schema.0);
            declaration = declaration.with_body(body_type, schema);
        }
        if let Some(example) = body_example {
            declaration = declaration.with_body_example(example.0);
        }
        finish(declaration, output, output_example)
    }

    #[staticmethod]
    #[pyo3(signature = (
        tool_name, input_schema, *, description=None, transport=None, example=None, output=None,
        output_example=None,
    ))]
    fn mcp(
        tool_name: Text,
        input_schema: Members,
        description: Option<Text>,
        transport: Option<Text>,
        example: Option<Members>,
        output: Option<Tree>,
        output_example: Option<Tree>,
    ) -> PyResult<Self> {
        let tool_name = tool_name.0.parse().map_err(|error| error::value(&error))?;
        let transport = transport.as_ref().map(word).transpose()?;
        let declaration = DiscoveryDeclaration::mcp(tool_name, input_schema.0).with_tool(
            description.map(|text| text.0),
            transport,
            example.map(|example| example.0),
        );
        finish(declaration, output, output_example)
    }

    #[staticmethod]
    fn from_openapi(document: Tree, method: Text, path: Text) -> PyResult<Self> {
        let declaration = DiscoveryDeclaration::from_openapi(&document.0, word(&method)?, &path.0);
        finish(
            declaration.map_err(|error| error::offer(&error))?,
            None,
            None,
        )
    }

    #[staticmethod]
    fn read(extensions: Option<Members>) -> PyResult<Option<Self>> {
        let found = extension::Bazaar::read(extensions.as_ref().map(|members| &members.0));
        let found = found.map_err(|error| error::malformed(&error))?;
        Ok(found.map(Self))
    }

    #[getter]
    fn input<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::value(py, &self.0.input().to_json())
    }

    #[getter]
    fn route_template(&self) -> Option<&str> {
        self.0
            .route_template()
            .map(extension::RouteTemplate::as_str)
    }

    #[getter]
    fn unchecked(&self) -> Option<&'static str> {
        self.0.unchecked()
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::value(py, &self.0.to_json())
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let mut hasher = DefaultHasher::new();
        self.0.to_json().hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        format!("<Bazaar {}>", self.0.input().to_json())
    }
}

/// What a facilitator can list of a payment that it has settled.
#[pyfunction]
#[pyo3(signature = (request, *, now))]
pub(crate) fn discovered_resource<'py>(
    py: Python<'py>,
    request: &Bound<'py, SettleRequest>,
    now: Moment,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let found = DiscoveredResource::read(&request.get().0.submission);
    let found = found.map_err(|error| error::malformed(&error))?;
    let item = found.map(|found| json::value(py, &found.to_item(now.0)));
    item.transpose()
}

fn finish(
    declaration: DiscoveryDeclaration,
    output: Option<Tree>,
    output_example: Option<Tree>,
) -> PyResult<Bazaar> {
    let mut declaration = declaration;
    if let Some(schema) = output {
        declaration = declaration.with_output(schema.0);
    }
    if let Some(example) = output_example {
        declaration = declaration.with_output_example(example.0);
    }
    let bazaar = declaration
        .declare()
        .map_err(|error| error::offer(&error))?;
    Ok(Bazaar(bazaar))
}

fn word<T: FromStr<Err = ValueError>>(text: &Text) -> PyResult<T> {
    text.0.parse().map_err(|error| error::value(&error))
}

/// Any value that JSON has.
struct Tree(Json<'static>);

impl<'py> FromPyObject<'_, 'py> for Tree {
    type Error = PyErr;

    fn extract(value: pyo3::Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let text = json::text(&value)?;
        let json = Json::parse(text.as_bytes()).map_err(|error| error::malformed(&error))?;
        Ok(Self(json.into_owned()))
    }
}

/// An object of JSON.
struct Members(Object<'static>);

impl<'py> FromPyObject<'_, 'py> for Members {
    type Error = PyErr;

    fn extract(value: pyo3::Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match Tree::extract(value)?.0 {
            Json::Object(members) => Ok(Self(members)),
            _ => Err(crate::text::wrong_type("dict", value)),
        }
    }
}
