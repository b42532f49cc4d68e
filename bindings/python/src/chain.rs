//! What only a chain knows: what to ask nodes, and what they answered.

mod facts;
mod queries;
mod query;
mod shape;

pub(crate) use self::{facts::Facts, queries::ChainQueries, query::Query, shape::Shape};
