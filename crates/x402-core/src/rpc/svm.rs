//! Requests to Solana nodes, and facts from their answers.

mod account;
mod error;
mod fault;
mod field;
pub(super) mod outcome;
mod plan;
mod priority;
mod program_accounts;
mod result;
mod signatures;

use alloc::{string::String, vec, vec::Vec};

use self::plan::Job;
use super::{
    envelope::{self, Reply, Request},
    response::Response,
    shape::Shape,
};
use crate::chain::{Answer, Fact, Head, NodeId, Nonsense, SvmQuery, Value};

/// Writes the bodies that ask these queries, in order.
///
/// The accounts of one commitment are one request, so that all of them are of one slot, and so
/// are the statuses. Everything else is a request of its own. [`Shape::multicall`] does not
/// count.
///
/// ```
/// use x402_core::{chain::{Commitment, SvmQuery}, rpc::{Shape, svm}};
///
/// let bodies = svm::write(&[SvmQuery::Slot(Commitment::Finalized)], Shape::default());
/// assert_eq!(bodies, [
///     r#"{"jsonrpc":"2.0","id":1,"method":"getSlot","params":[{"commitment":"finalized"}]}"#,
/// ]);
/// ```
#[must_use]
pub fn write(queries: &[SvmQuery], shape: Shape) -> Vec<String> {
    let jobs = plan::jobs(queries);
    let requests: Vec<Request> = jobs.iter().map(Job::request).collect();
    envelope::write(requests, shape.batch)
}

/// Reads a node's responses to the bodies that [`write()`] gave for the same queries and shape, in
/// the same order: one fact for each query, in the order of the queries.
///
/// ```
/// use x402_core::{
///     chain::{Answer, Commitment, NodeId, SvmQuery, Value},
///     rpc::{Response, Shape, svm},
/// };
///
/// let response = Response::ok(br#"{"jsonrpc":"2.0","result":1234,"id":1}"#);
/// let facts = svm::read(&[SvmQuery::BlockHeight(Commitment::Finalized)], Shape::default(), &[response], NodeId(1));
/// assert_eq!(facts[0].answer, Answer::Value(Value::Number(1234)));
/// ```
#[must_use]
pub fn read(
    queries: &[SvmQuery],
    shape: Shape,
    responses: &[Response<'_>],
    from: NodeId,
) -> Vec<Fact> {
    let jobs = plan::jobs(queries);
    let replies = envelope::read(jobs.len(), shape.batch, responses, error::classify);
    let missing = (Answer::Nonsense(Nonsense::MissingId), None);
    let mut answers = vec![missing; queries.len()];
    for (job, reply) in jobs.iter().zip(replies) {
        let members = job.members();
        for ((index, _), answer) in members.iter().zip(answer(job, reply)) {
            if let Some(slot) = answers.get_mut(*index) {
                *slot = answer;
            }
        }
    }
    let facts = queries
        .iter()
        .zip(answers)
        .map(|(query, (answer, at))| Fact {
            query: query.clone().into(),
            answer,
            at,
            from,
        });
    facts.collect()
}

/// The answers to a job's members, with the slot of each.
fn answer(job: &Job<'_>, reply: Reply<'_>) -> Vec<(Answer, Option<Head>)> {
    let members = job.members();
    let for_all = |answer| vec![(answer, None); members.len()];
    match (reply, members) {
        (Reply::Result(result), _) => result::read(job, &result),
        (Reply::None(answer), _) => for_all(answer),
        (Reply::Error(error, failed), [(_, SvmQuery::Send(_))]) => {
            let sent = error::sent(&error);
            for_all(sent.map_or(failed, |sent| Answer::Value(Value::Sent(sent))))
        }
        (Reply::Error(_, failed), _) => for_all(failed),
    }
}
