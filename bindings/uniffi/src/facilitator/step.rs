//! What to do next in a verification.

use std::sync::Arc;

use x402_core::facilitator;

use crate::{chain::ChainQueries, message::VerifyResponse};

/// What to do next. The last one ends the verification.
#[derive(Debug, uniffi::Enum)]
pub enum VerificationStep {
    /// Ask the network's nodes, all of it in one round.
    Ask {
        /// The network, by its CAIP-2 name.
        network: String,
        /// The queries; none of them was asked before.
        queries: Arc<ChainQueries>,
    },
    /// Answer the request with this and status 200.
    Answer {
        /// The body.
        response: VerifyResponse,
    },
}

impl From<facilitator::VerificationStep> for VerificationStep {
    fn from(step: facilitator::VerificationStep) -> Self {
        match step {
            facilitator::VerificationStep::Ask { network, queries } => Self::Ask {
                network: network.to_string(),
                queries: Arc::new(ChainQueries::new(queries)),
            },
            facilitator::VerificationStep::Answer(response) => Self::Answer {
                response: (&*response).into(),
            },
        }
    }
}
