//! The files of `spec-vectors/` as types; every object is closed, as in the JSON Schemas.

mod chain;
mod codes;
mod keys;
mod manifest;
mod mutation;
mod requests;
mod step;
mod vectors;

pub use chain::{
    AccessListItem, CoSign, Movements, NodeResponse, Payment, Prove, ReadAnswers, Transaction,
    WriteQueries,
};
pub use codes::{Before, Code, CodeRule, CodeTable, Kind, SettleReason, Wire};
pub use keys::{Curve, Key, KeyFile};
pub use manifest::{Manifest, ManifestFile, SpecRevision, Totals};
pub use mutation::{Coding, Inner, Mutation, Splice};
pub use requests::{Addition, AnswerRequests, Discover, HttpRequest, Select};
pub use step::Step;
pub use vectors::{
    CheckExtensions, Clock, DecodeHeader, DecodeJson, Defaults, EncodeHeader, Expectation,
    HeaderValue, Input, Layer, Level, Note, NoteKind, Op, Price, Reference, Vector, VectorFile,
    Verdict, Verify,
};
