//! Requests to EVM nodes, and facts from their answers.

mod call;
mod error;
mod plan;
mod quantity;
pub(super) mod receipt;
mod result;
mod sent;

use alloc::{collections::BTreeMap, string::String, vec, vec::Vec};

use self::plan::Job;
use super::{
    envelope::{self, Reply, Request},
    response::Response,
    shape::Shape,
};
use crate::chain::{Answer, BlockId, EvmQuery, Fact, Head, NodeId, Nonsense, Value};

/// Writes the bodies that ask these queries, in order.
///
/// The reads of one block are one `aggregate3` of Multicall3: first the block's number and time,
/// then the reads, last the first simulation that any account may call, so that all of them are
/// of one block and the simulation changes none of them. Everything else is a request of its own.
///
/// ```
/// use x402_core::{chain::{BlockId, EvmQuery, Read}, evm::Address, rpc::{Shape, evm}};
///
/// let (token, owner) = (Address::new([0x33; 20]), Address::new([0x11; 20]));
/// let queries = [
///     EvmQuery::Read { read: Read::Balance { token, owner }, at: BlockId::Latest },
///     EvmQuery::Code { account: owner, at: BlockId::Latest },
/// ];
/// let [body] = &evm::write(&queries, Shape::default())[..] else { panic!() };
/// assert!(body.starts_with(r#"[{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"data":"0x82ad56cb"#));
/// assert_eq!(evm::write(&queries, Shape::SINGLE).len(), 2);
/// ```
#[must_use]
pub fn write(queries: &[EvmQuery], shape: Shape) -> Vec<String> {
    let jobs = plan::jobs(queries, shape);
    let requests: Vec<Request> = jobs.iter().map(Job::request).collect();
    envelope::write(requests, shape.batch)
}

/// Reads a node's responses to the bodies that [`write()`] gave for the same queries and shape, in
/// the same order: one fact for each query, in the order of the queries.
///
/// ```
/// use x402_core::{
///     chain::{Answer, EvmQuery, NodeId, Nonsense, Value},
///     rpc::{Response, Shape, evm},
/// };
///
/// let queries = [EvmQuery::ChainId];
/// let read = |body| evm::read(&queries, Shape::default(), &[Response::ok(body)], NodeId(1));
/// let facts = read(br#"{"jsonrpc":"2.0","id":1,"result":"0x2105"}"#);
/// assert_eq!(facts[0].answer, Answer::Value(Value::Number(8453)));
/// let facts = read(b"<html>Bad gateway</html>");
/// assert_eq!(facts[0].answer, Answer::Nonsense(Nonsense::NotJson));
/// ```
#[must_use]
pub fn read(
    queries: &[EvmQuery],
    shape: Shape,
    responses: &[Response<'_>],
    from: NodeId,
) -> Vec<Fact> {
    let jobs = plan::jobs(queries, shape);
    let replies = envelope::read(jobs.len(), shape.batch, responses, error::classify);
    let missing = (Answer::Nonsense(Nonsense::MissingId), None);
    let mut answers = vec![missing; queries.len()];
    let mut put = |index: usize, answer: Answer, at: Option<Head>| {
        if let Some(slot) = answers.get_mut(index) {
            *slot = (answer, at);
        }
    };
    let mut heights = Heights::default();
    for (job, reply) in jobs.iter().zip(replies) {
        match job {
            Job::One((index, query)) => {
                let answer = one(query, reply);
                if let (EvmQuery::Block(id), Answer::Value(Value::Block(Some(head)))) =
                    (query, &answer)
                {
                    heights.add(*id, *head);
                }
                put(*index, answer, None);
            }
            Job::Reads { at, members } => {
                let (answers, head) = call::aggregate(members, reply);
                if let Some(head) = head {
                    heights.add(*at, head);
                }
                for ((index, _), answer) in members.iter().zip(answers) {
                    put(*index, answer, head);
                }
            }
        }
    }
    let facts = queries.iter().zip(answers).map(|(query, (answer, at))| {
        let at = at.or_else(|| heights.head(query, &answer));
        Fact {
            query: query.clone().into(),
            answer,
            at,
            from,
        }
    });
    facts.collect()
}

/// The heights of the tags, as the node reported them in one round.
#[derive(Default)]
struct Heights(BTreeMap<BlockId, u64>);

impl Heights {
    fn add(&mut self, id: BlockId, head: Head) {
        let height = self.0.entry(id).or_default();
        *height = head.height().max(*height);
    }

    /// The head of an answer that does not come with one.
    fn head(&self, query: &EvmQuery, answer: &Answer) -> Option<Head> {
        if !answer.is_answered() {
            return None;
        }
        let number = match (query, answer) {
            (
                EvmQuery::Block(BlockId::Latest | BlockId::Safe | BlockId::Finalized),
                Answer::Value(Value::Block(head)),
            ) => return *head,
            // Which block has a number can change with every block that follows.
            (EvmQuery::Block(BlockId::Number(number)), _) => {
                *self.0.get(&BlockId::Latest).unwrap_or(number)
            }
            _ => match query.block_id().unwrap_or(BlockId::Latest) {
                BlockId::Number(number) => number,
                tag => *self.0.get(&tag)?,
            },
        };
        // Without hash and time, which may be of the block before or after.
        Some(Head::Block {
            number,
            hash: None,
            time: None,
        })
    }
}

/// The answer to a query that has a request of its own.
fn one(query: &EvmQuery, reply: Reply<'_>) -> Answer {
    match (query, reply) {
        (_, Reply::None(answer)) => answer,
        (query, Reply::Result(result)) => result::read(query, &result),
        (EvmQuery::Send(_), Reply::Error(error, failed)) => {
            sent::refused(&error).map_or(failed, |sent| Answer::Value(Value::Sent(sent)))
        }
        (EvmQuery::SendSync(_), Reply::Error(error, failed)) => {
            sent::not_waited(&error).map_or(failed, |sent| Answer::Value(Value::Sent(sent)))
        }
        (
            EvmQuery::Erc1271 { .. }
            | EvmQuery::EstimateGas(_)
            | EvmQuery::Read { .. }
            | EvmQuery::Simulate(_),
            Reply::Error(error, failed),
        ) => error::revert(&error).map_or(failed, Answer::Refused),
        (_, Reply::Error(_, failed)) => failed,
    }
}
