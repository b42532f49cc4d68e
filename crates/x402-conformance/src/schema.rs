//! The files of `spec-vectors/` as types; every object is closed, as in the JSON Schemas.

mod codes;
mod keys;
mod manifest;
mod vectors;

pub use codes::{Code, CodeRule, CodeTable, Kind, Wire};
pub use keys::{Curve, Key, KeyFile};
pub use manifest::{Manifest, ManifestFile, SpecRevision, Totals};
pub use vectors::{
    CheckExtensions, DecodeHeader, DecodeJson, Defaults, EncodeHeader, Expectation, HeaderValue,
    Input, Layer, Level, Mutation, MutationOp, Note, NoteKind, Op, Price, Reference, Step, Vector,
    VectorFile, Verdict, Verify,
};
