//! Offers, policies, chain facts, rules.

mod chain;
mod context;
mod names;
mod offer;
mod policy;
mod rejection;
mod rule;

pub(crate) use self::context::context_at;
pub use self::{
    chain::ChainFacts,
    context::Context,
    names::{Mechanism, Question},
    offer::{Offer, OfferTerms},
    policy::Policy,
    rejection::Rejection,
    rule::Rule,
};
