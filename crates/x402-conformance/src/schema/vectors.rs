//! `vectors/<group>.json`: inputs and the verdicts that they must get.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize, de};
use serde_json::value::RawValue;

use super::{
    Mutation, Step,
    chain::{CoSign, Movements, NodeResponse, Prove, ReadAnswers, Transaction, WriteQueries},
    requests::{AnswerRequests, Discover, Select},
};

/// The whole file: one group of vectors.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorFile {
    /// `x402-vectors/1`.
    pub format: String,
    /// The group's dotted name, which is the file's.
    pub group: String,
    /// What the group is about.
    pub title: String,
    /// The version of the content.
    pub set: String,
    /// What each flag of this file means.
    pub notes: BTreeMap<String, Note>,
    /// What vectors leave out.
    pub defaults: Defaults,
    /// The vectors, in order.
    pub vectors: Vec<Vector>,
}

/// What a flag means.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The kind of subject.
    pub kind: NoteKind,
    /// In words.
    pub text: String,
    /// Further reading.
    pub links: Vec<String>,
}

/// The kind of subject that a flag is about.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoteKind {
    /// What everybody gets right.
    Basic,
    /// The last good and the first bad value.
    Boundary,
    /// Where implementations differ for reasons.
    CanOfWorms,
    /// Values that others computed.
    Golden,
    /// What published clients send.
    Interop,
    /// What cannot be read.
    Malformed,
    /// Where money is lost.
    Security,
}

/// What the vectors of a file leave out.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Defaults {
    /// Unix seconds.
    pub now: Option<u64>,
}

/// One vector.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "VectorText")]
pub struct Vector {
    /// Unique in the set: the group, `/` and a name.
    pub id: String,
    /// What is special about it.
    pub title: String,
    /// What it is about; the file's notes explain each.
    pub flags: Vec<String>,
    /// The accepted vector that this one was made of.
    pub base: Option<String>,
    /// What was changed in the base.
    pub mutation: Vec<Mutation>,
    /// Whether it was signed again after the change; only with a base.
    pub resigned: Option<bool>,
    /// How deep one must look.
    pub layer: Layer,
    /// What is asked.
    pub op: Op,
    /// What is asked about.
    pub input: Input,
    /// Unix seconds, where not the file's default.
    pub now: Option<u64>,
    /// Sensitivity to the clock.
    pub clock: Option<Clock>,
    /// Chain facts, as written.
    pub state: Option<Box<RawValue>>,
    /// The verdict, for all spec revisions or for each, the newest last.
    pub expect: Vec<Expectation>,
    /// Where the expectation comes from.
    pub refs: Vec<Reference>,
    /// Intermediate values; none where there is none, such as nobody recovered.
    pub derived: BTreeMap<Step, Option<String>>,
}

impl Vector {
    /// The expectation of a spec revision.
    #[must_use]
    pub fn expectation(&self, spec: &str) -> Option<&Expectation> {
        self.expect
            .iter()
            .find(|expectation| expectation.spec == "*" || expectation.spec == spec)
    }
}

/// How much of a verdict hangs on the moment.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The second: an implementation that reads the system's clock cannot be asked.
    Exact,
}

/// How deep one must look to reach the verdict.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
pub enum Layer {
    /// Bytes and text.
    L0,
    /// Messages and members.
    L1,
    /// The offer against the payment.
    L2,
    /// Signatures and transactions.
    L3,
    /// Declared chain facts.
    L4,
}

/// The operation of the testee protocol.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// What a seller's server answers to requests, one after another.
    AnswerRequests,
    /// What to ask a chain about a payment, in one round.
    ChainQueries,
    /// Compare a payment's extensions with those that were advertised.
    CheckExtensions,
    /// What a fee payer of Solana signs, and what it sends.
    CoSign,
    /// Decode one header.
    DecodeHeader,
    /// Decode one JSON text.
    DecodeJson,
    /// What can be listed of a payment.
    Discover,
    /// Encode one message as a header.
    EncodeHeader,
    /// What a transaction moved for some payments.
    Movements,
    /// What a price in money is in units of the token.
    Price,
    /// What nodes show of the settlement of some payments.
    Prove,
    /// What a node's responses to some queries are.
    ReadAnswers,
    /// The entry of `accepts` that a client pays.
    Select,
    /// The transaction that a facilitator signs and sends.
    Transaction,
    /// Verify a payment against an offer.
    Verify,
    /// Verify a payment against an offer, with a node's answers.
    VerifyChain,
    /// The requests that ask some queries.
    WriteQueries,
}

impl Op {
    /// The name in the testee protocol.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnswerRequests => "answer_requests",
            Self::ChainQueries => "chain_queries",
            Self::CheckExtensions => "check_extensions",
            Self::CoSign => "co_sign",
            Self::DecodeHeader => "decode_header",
            Self::DecodeJson => "decode_json",
            Self::Discover => "discover",
            Self::EncodeHeader => "encode_header",
            Self::Movements => "movements",
            Self::Price => "price",
            Self::Prove => "prove",
            Self::ReadAnswers => "read_answers",
            Self::Select => "select",
            Self::Transaction => "transaction",
            Self::Verify => "verify",
            Self::VerifyChain => "verify_chain",
            Self::WriteQueries => "write_queries",
        }
    }

    /// Whether the answer depends on the time and on declared chain facts.
    #[must_use]
    pub const fn is_of_a_moment(self) -> bool {
        matches!(self, Self::ChainQueries | Self::Verify | Self::VerifyChain)
    }

    /// Whether the answer is a value, not a verdict.
    #[must_use]
    pub const fn answers_with_a_value(self) -> bool {
        match self {
            Self::CheckExtensions
            | Self::DecodeHeader
            | Self::DecodeJson
            | Self::Verify
            | Self::VerifyChain => false,
            Self::AnswerRequests
            | Self::ChainQueries
            | Self::CoSign
            | Self::Discover
            | Self::EncodeHeader
            | Self::Movements
            | Self::Price
            | Self::Prove
            | Self::ReadAnswers
            | Self::Select
            | Self::Transaction
            | Self::WriteQueries => true,
        }
    }
}

/// What is asked about, by operation; written, it is the request's members.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Input {
    /// What a seller offers, and requests.
    AnswerRequests(AnswerRequests),
    /// A payment and an offer.
    ChainQueries(Verify),
    /// A payment and what the 402 advertised.
    CheckExtensions(CheckExtensions),
    /// A transaction of Solana.
    CoSign(CoSign),
    /// One header.
    DecodeHeader(DecodeHeader),
    /// One JSON text.
    DecodeJson(DecodeJson),
    /// A payment that was settled.
    Discover(Discover),
    /// One message.
    EncodeHeader(EncodeHeader),
    /// Payments and a transaction.
    Movements(Movements),
    /// A price.
    Price(Price),
    /// Payments, a transaction's id and nodes' responses.
    Prove(Prove),
    /// Queries and a node's responses.
    ReadAnswers(ReadAnswers),
    /// What a server asks for, and a wallet.
    Select(Select),
    /// The fields of a transaction.
    Transaction(Transaction),
    /// A payment and an offer.
    Verify(Verify),
    /// A payment, an offer and a node's responses.
    VerifyChain(Verify),
    /// Queries.
    WriteQueries(WriteQueries),
}

impl Input {
    /// The payment and the offer, where the operation takes one of each.
    #[must_use]
    pub const fn payment(&self) -> Option<&Verify> {
        match self {
            Self::ChainQueries(payment) | Self::Verify(payment) | Self::VerifyChain(payment) => {
                Some(payment)
            }
            _ => None,
        }
    }
}

/// A payment and what the 402 advertised.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CheckExtensions {
    /// The payment.
    pub payload: Box<RawValue>,
    /// The 402's `extensions`.
    pub extensions: Box<RawValue>,
}

/// One header.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DecodeHeader {
    /// The header's name in lower case.
    pub header: String,
    /// What arrived.
    pub value: HeaderValue,
}

/// A header's value.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum HeaderValue {
    /// It came once.
    Once(String),
    /// It came as often as this.
    Repeated(Vec<String>),
}

/// One JSON text.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DecodeJson {
    /// The message that it should be.
    #[serde(rename = "type")]
    pub message: String,
    /// The protocol version that it should be of.
    #[serde(rename = "x402Version")]
    pub x402_version: u64,
    /// The JSON.
    pub text: String,
}

/// One message that is to become a header.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EncodeHeader {
    /// The header's name in lower case, which says the message and the protocol version.
    pub header: String,
    /// The message's JSON, in any form.
    pub text: String,
}

/// A price in money, to be paid on a network.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// In dollars or in a known token, such as `$0.01` or `0.01 EURC`.
    pub price: String,
    /// CAIP-2.
    pub network: String,
}

/// A payment, in one of three forms, and the offer that it is for.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// The payment as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Box<RawValue>>,
    /// The payment as JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload_text: Option<String>,
    /// The payment as a header's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload_header: Option<String>,
    /// The offer.
    pub requirements: Box<RawValue>,
    /// The accounts that the facilitator signs with, if they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signers: Option<Vec<String>>,
    /// The policy's name, where not `strict`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Of `verify_chain`: a node's responses to the requests of `chain_queries`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responses: Option<Vec<NodeResponse>>,
}

/// The verdict under one spec revision, or under all.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Expectation {
    /// The revision's name, or `*`.
    pub spec: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Reject: why. Undecided: the first thing to ask the chain. None where any reason will do.
    pub code: Option<String>,
    /// Codes that are as right.
    #[serde(default)]
    pub other_codes: Vec<String>,
    /// JSON pointer into the payment as received.
    pub path: Option<String>,
    /// Accept: the codes of everything that deserves a warning; none where it is not said.
    pub warnings: Option<Vec<String>>,
    /// Accept: what only the chain can still answer; none where it is not said.
    pub unchecked: Option<Vec<String>>,
    /// How binding it is.
    pub level: Level,
    /// Other verdicts that conform.
    #[serde(default)]
    pub also_allowed: Vec<Verdict>,
    /// Why the level is not `must`, or the verdict not obvious.
    pub why: Option<String>,
}

/// What an implementation says of an input.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Proven, and nothing that could be checked failed.
    Accept,
    /// Refused.
    Reject,
    /// Only the chain can tell.
    Undecided,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Undecided => "undecided",
        })
    }
}

/// How binding an expectation is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The specification demands it, or money is lost without it.
    Must,
    /// A choice, made as strict as is useful.
    Policy,
    /// Sound practice on which the specification is silent.
    Should,
    /// The specification leaves it open: reported, never failed.
    Undefined,
}

/// A place in a specification.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The document.
    pub doc: String,
    /// Its commit, where it is the protocol's own.
    pub commit: Option<String>,
    /// The section.
    pub section: String,
}

/// A vector as it is written, its input not yet read by its operation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VectorText {
    id: String,
    title: String,
    flags: Vec<String>,
    base: Option<String>,
    #[serde(default)]
    mutation: Vec<Mutation>,
    resigned: Option<bool>,
    layer: Layer,
    op: Op,
    input: Box<RawValue>,
    now: Option<u64>,
    clock: Option<Clock>,
    state: Option<Box<RawValue>>,
    expect: Vec<Expectation>,
    refs: Vec<Reference>,
    derived: BTreeMap<Step, Option<String>>,
}

impl TryFrom<VectorText> for Vector {
    type Error = InputError;

    fn try_from(text: VectorText) -> Result<Self, InputError> {
        let input = match text.op {
            Op::AnswerRequests => read(&text).map(Input::AnswerRequests),
            Op::ChainQueries => read(&text).map(Input::ChainQueries),
            Op::CheckExtensions => read(&text).map(Input::CheckExtensions),
            Op::DecodeHeader => read(&text).map(Input::DecodeHeader),
            Op::DecodeJson => read(&text).map(Input::DecodeJson),
            Op::Discover => read(&text).map(Input::Discover),
            Op::EncodeHeader => read(&text).map(Input::EncodeHeader),
            Op::Movements => read(&text).map(Input::Movements),
            Op::Price => read(&text).map(Input::Price),
            Op::Prove => read(&text).map(Input::Prove),
            Op::ReadAnswers => read(&text).map(Input::ReadAnswers),
            Op::Select => read(&text).map(Input::Select),
            Op::CoSign => read(&text).map(Input::CoSign),
            Op::Transaction => read(&text).map(Input::Transaction),
            Op::Verify => read(&text).map(Input::Verify),
            Op::VerifyChain => read(&text).map(Input::VerifyChain),
            Op::WriteQueries => read(&text).map(Input::WriteQueries),
        }?;
        Ok(Self {
            id: text.id,
            title: text.title,
            flags: text.flags,
            base: text.base,
            mutation: text.mutation,
            resigned: text.resigned,
            layer: text.layer,
            op: text.op,
            input,
            now: text.now,
            clock: text.clock,
            state: text.state,
            expect: text.expect,
            refs: text.refs,
            derived: text.derived,
        })
    }
}

fn read<T: de::DeserializeOwned>(text: &VectorText) -> Result<T, InputError> {
    serde_json::from_str(text.input.get()).map_err(|error| InputError {
        id: text.id.clone(),
        error,
    })
}

/// The input is not what the operation takes.
struct InputError {
    id: String,
    error: serde_json::Error,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "input of {}: {}", self.id, self.error)
    }
}
