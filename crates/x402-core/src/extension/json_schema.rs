//! JSON Schema (2020-12), as far as declarations of inputs and outputs need it.
//!
//! A value is valid, invalid, or the schema has a keyword that is not evaluated here and decides
//! it, such as `pattern`: then the answer is neither. The work is bounded, and nothing outside of
//! the document is ever read.

mod assertions;
mod check;
mod example;
mod outcome;
mod reference;

pub(super) use self::{
    check::check,
    example::example,
    outcome::{Outcome, Refused},
    reference::{external_reference, moved, rewritten},
};
