//! Three nodes that are asked together, one of which may lag behind or lie.

use x402_core::chain::{Fact, Facts, NodeId, Query};

use crate::double::{chain::Chain, node::Behaviour};

/// How the nodes answer a round.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Nodes {
    /// All three, truthfully.
    Honest,
    /// The second is a block behind.
    Lagging,
    /// The third denies what there is and claims what there is not.
    Lying,
    /// Only the first answers.
    Alone,
    /// All three still have the receipts of a block that was replaced.
    Stale,
    /// All three have receipts of what waits for a block.
    Preconfirming,
    /// The third answers as it lies, and no other.
    LiarAlone,
}

impl Nodes {
    /// How a node answers; `None` if it does not.
    fn behaviour(self, node: u16) -> Option<Behaviour> {
        let honest = Behaviour::default();
        Some(match (self, node) {
            (Self::Lagging, 2) => Behaviour { lag: 1, ..honest },
            (Self::Lying | Self::LiarAlone, 3) => Behaviour {
                is_lying: true,
                ..honest
            },
            (Self::Alone, 2 | 3) | (Self::LiarAlone, 1 | 2) => return None,
            (Self::Stale, _) => Behaviour {
                is_stale: true,
                ..honest
            },
            (Self::Preconfirming, _) => Behaviour {
                is_preconfirming: true,
                ..honest
            },
            _ => honest,
        })
    }
}

pub(crate) fn ask(chain: &Chain, queries: &[Query], nodes: Nodes) -> Facts {
    let mut facts = Facts::new();
    for node in 1..=3 {
        let Some(behaviour) = nodes.behaviour(node) else {
            continue;
        };
        for query in queries {
            let Query::Evm(asked) = query else {
                panic!("{query:?}")
            };
            let (answer, at) = behaviour.answer(chain, asked);
            facts.insert(Fact {
                query: query.clone(),
                answer,
                at,
                from: NodeId(node),
            });
        }
    }
    facts
}
