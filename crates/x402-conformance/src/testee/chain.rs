//! A chain's texts: requests to nodes, and what their responses are.

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use x402_core::{
    ValueError,
    chain::{Facts, NodeId, Query},
    json::Json,
    network::Family,
    rpc::{self, Response, Shape},
};

use super::{Answer, PaymentRequest, read};
use crate::schema::Step;

/// A node's HTTP response.
#[derive(Deserialize)]
pub(super) struct NodeResponse {
    status: Option<u16>,
    retry_after: Option<String>,
    body: String,
}

/// The requests that ask about a payment.
pub(super) fn queries_of_payment(request: &str) -> Result<Answer, Answer> {
    let queries = PaymentRequest::read(request)?.queries();
    write(&queries, Shape::default())
}

/// The verdict on a payment with a node's responses to those requests.
pub(super) fn verify(request: &str) -> Result<Answer, Answer> {
    #[derive(Deserialize)]
    struct Members {
        responses: Vec<NodeResponse>,
    }
    let Members { responses } = read(request)?;
    let payment = PaymentRequest::read(request)?;
    let mut facts = Facts::new();
    add(&mut facts, &payment.queries(), &responses, NodeId(0))?;
    Ok(Answer::from(&payment.verify_with(&facts)))
}

/// Adds what a node answered to queries in the default shape.
pub(super) fn add(
    facts: &mut Facts,
    queries: &[Query],
    responses: &[NodeResponse],
    node: NodeId,
) -> Result<(), Answer> {
    let responses: Vec<Response<'_>> = responses.iter().map(response).collect();
    facts.extend(
        rpc::read(queries, Shape::default(), &responses, node).map_err(|error| mixed(&error))?,
    );
    Ok(())
}

/// What `write_queries` and `read_answers` take.
#[derive(Deserialize)]
struct Members<'a> {
    namespace: String,
    #[serde(borrow)]
    queries: &'a RawValue,
    multicall: Option<bool>,
    #[serde(default)]
    responses: Vec<NodeResponse>,
}

impl Members<'_> {
    fn queries(&self) -> Result<Vec<Query>, Answer> {
        let family = Family::of_namespace(&self.namespace);
        let family = family.ok_or_else(|| Answer::error("namespace: none with queries"))?;
        let queries = Query::parse_all(family, self.queries.get().as_bytes());
        queries.map_err(|error| match error.noun() {
            "query name" => Answer::Unsupported,
            _ => unfit(&error),
        })
    }

    fn shape(&self) -> Shape {
        let multicall = self.multicall.unwrap_or(true);
        Shape {
            multicall,
            ..Shape::default()
        }
    }
}

/// The requests that ask queries.
pub(super) fn requests(request: &str) -> Result<Answer, Answer> {
    let members: Members<'_> = read(request)?;
    write(&members.queries()?, members.shape())
}

/// A node's answers to queries.
pub(super) fn answers(request: &str) -> Result<Answer, Answer> {
    let members: Members<'_> = read(request)?;
    let responses: Vec<Response<'_>> = members.responses.iter().map(response).collect();
    let (queries, shape) = (members.queries()?, members.shape());
    let facts = rpc::read(&queries, shape, &responses, NodeId(0)).map_err(|error| mixed(&error))?;
    let answers: Vec<Json<'_>> = facts.iter().map(|fact| fact.to_object().into()).collect();
    let answers = Json::from(answers);
    Ok(Answer::derived([(Step::Answers, answers.to_string())]))
}

/// The requests without their envelope: the method and the parameters of each.
fn write(queries: &[Query], shape: Shape) -> Result<Answer, Answer> {
    let unreadable = |error: serde_json::Error| Answer::error(error.to_string());
    let mut requests = Vec::new();
    for body in rpc::write(queries, shape).map_err(|error| mixed(&error))? {
        let body = serde_json::from_str(&body).map_err(unreadable)?;
        let parts = match body {
            Value::Array(parts) => parts,
            part => vec![part],
        };
        requests.extend(parts.into_iter().map(|mut part| {
            let mut take = |name| part.get_mut(name).map(Value::take);
            json!({"method": take("method"), "params": take("params")})
        }));
    }
    let requests = Value::Array(requests).to_string();
    Ok(Answer::derived([(Step::Requests, requests)]))
}

fn response(response: &NodeResponse) -> Response<'_> {
    Response {
        status: response.status,
        retry_after: response.retry_after.as_deref(),
        body: response.body.as_bytes(),
    }
}

fn unfit(error: &ValueError) -> Answer {
    Answer::error(format!("query: {error}"))
}

fn mixed(error: &ValueError) -> Answer {
    Answer::error(error.to_string())
}
