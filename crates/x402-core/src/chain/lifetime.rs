//! How long a transaction of Solana can land.

use alloc::vec::Vec;

use super::{
    agreement::Quorum,
    answer::Answer,
    facts::Facts,
    head::{Commitment, Head},
    query::{Query, SvmQuery},
    value::Value,
};

/// How long a transaction of Solana can land.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Lifetime {
    /// A block height at or above the last one at which it can land.
    pub(crate) last_valid_height: u64,
    /// A slot that the chain has reached.
    pub(crate) since_slot: u64,
}

/// Asks for a newer blockhash, which lives longer. Newer than what `isBlockhashValid` is asked at:
/// the node's newest block.
pub(crate) fn newer_blockhash() -> Query {
    SvmQuery::LatestBlockhash(Commitment::Processed).into()
}

impl Facts {
    /// How long a transaction can land whose blockhash `is_alive` asks about; `None` if too few
    /// nodes state that it is alive and, as of the same slot or a later one, until when a newer one
    /// is. No node tells the last valid height of a blockhash that it did not hand out.
    ///
    /// Each node's two answers are compared with each other, since nodes lag behind and a provider
    /// answers from several of them. Every true node's height is above the last one at which the
    /// transaction can land, and of as many as the quorum needs at least one is true.
    ///
    /// Where the true ones alone are as many, the height that as many reach is one of theirs or
    /// between two of theirs. Where they may be fewer, the greatest counts, unless the heights
    /// differ by more than a life: then a node is wrong, and a life without end could be its word.
    pub(crate) fn lifetime(&self, is_alive: &Query, quorum: Quorum) -> Option<Lifetime> {
        let newer = newer_blockhash();
        let lives = self.known(is_alive).filter_map(|(node, (answer, at))| {
            let (Answer::Value(Value::Flag(true)), Head::Slot(alive)) = (answer, at?) else {
                return None;
            };
            match self.known_by(&newer, node)? {
                (
                    Answer::Value(Value::Blockhash {
                        last_valid_block_height,
                        ..
                    }),
                    Some(Head::Slot(slot)),
                ) if slot >= alive => Some((*last_valid_block_height, slot)),
                _ => None,
            }
        });
        let (mut heights, mut slots): (Vec<_>, Vec<_>) = lives.unzip();
        heights.sort_unstable();
        slots.sort_unstable();
        // The slot that as many nodes as the quorum needs have reached: one of them is true.
        let needed = quorum.needed();
        let since_slot = *slots.iter().rev().nth(needed - 1)?;
        let (least, greatest) = (*heights.first()?, *heights.last()?);
        let last_valid_height = if heights.len() > 2 * (needed - 1) {
            *heights.iter().rev().nth(needed - 1)?
        } else if greatest - least <= LIFE {
            greatest
        } else {
            return None;
        };
        Some(Lifetime {
            last_valid_height,
            since_slot,
        })
    }
}

/// For how many blocks a transaction can land behind the block of its blockhash. So long at most
/// do two nodes differ that both have seen a blockhash alive.
const LIFE: u64 = 150;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chain::{Fact, NodeId},
        svm::Blockhash,
    };

    fn alive() -> Query {
        let query = SvmQuery::BlockhashValid {
            blockhash: Blockhash::new([7; 32]),
            commitment: Commitment::Confirmed,
        };
        query.into()
    }

    /// Of each node: whether the blockhash is alive, at which slot, and the newer one's last valid
    /// height, at which slot.
    fn facts(nodes: &[(bool, u64, u64, u64)]) -> Facts {
        let facts = nodes.iter().zip(1..).flat_map(|(node, number)| {
            let (is_alive, alive, last_valid_block_height, newer) = *node;
            let blockhash = Blockhash::new([8; 32]);
            [
                (alive_fact(is_alive), alive),
                (
                    (
                        newer_blockhash(),
                        Value::Blockhash {
                            blockhash,
                            last_valid_block_height,
                        },
                    ),
                    newer,
                ),
            ]
            .map(|((query, value), slot)| Fact {
                query,
                answer: Answer::Value(value),
                at: Some(Head::Slot(slot)),
                from: NodeId(number),
            })
        });
        facts.collect()
    }

    fn alive_fact(is_alive: bool) -> (Query, Value) {
        (alive(), Value::Flag(is_alive))
    }

    fn found(nodes: &[(bool, u64, u64, u64)], independent: usize) -> Option<(u64, u64)> {
        let lifetime = facts(nodes).lifetime(&alive(), Quorum::of(independent))?;
        Some((lifetime.last_valid_height, lifetime.since_slot))
    }

    #[test]
    fn the_life_counts_that_enough_nodes_reach_which_have_seen_the_blockhash() {
        let (ahead, behind) = ((true, 100, 1_150, 101), (true, 98, 1_147, 98));
        assert_eq!(found(&[ahead, behind], 2), Some((1_150, 98)));
        assert_eq!(found(&[behind, ahead, behind], 3), Some((1_147, 98)));
        assert_eq!(found(&[behind, ahead, ahead], 3), Some((1_150, 101)));
        assert_eq!(found(&[behind], 1), Some((1_147, 98)));
        assert_eq!(found(&[behind], 2), None);
        assert_eq!(found(&[], 1), None);
    }

    #[test]
    fn a_height_from_before_the_blockhash_was_seen_does_not_count() {
        // A provider that answers from two machines, one of which lags.
        let stale = (true, 100, 1_120, 70);
        assert_eq!(found(&[stale], 1), None);
        assert_eq!(found(&[stale, (true, 100, 1_150, 100)], 2), None);
    }

    #[test]
    fn a_false_node_makes_the_life_no_shorter() {
        let honest = (true, 100, 1_150, 100);
        for liar in [
            (true, 0, 5, 0),
            (true, 0, 5, u64::MAX),
            (false, 100, 5, 100),
            (true, 100, u64::MAX, 100),
        ] {
            if let Some((height, since)) = found(&[honest, liar, honest], 3) {
                assert!(height >= 1_150 && since <= 100, "{liar:?}");
            } else {
                panic!("{liar:?}");
            }
        }
    }

    #[test]
    fn a_false_node_makes_the_life_not_much_longer() {
        let (honest, liar) = ((true, 100, 1_150, 100), (true, 100, u64::MAX, 100));
        for nodes in [[honest, liar, honest], [liar, honest, honest]] {
            assert_eq!(found(&nodes, 3), Some((1_150, 100)));
        }
        // Of two nodes either can be the false one.
        assert_eq!(found(&[honest, liar], 3), None);
        let late = (true, 100, 1_150 + LIFE, 100);
        assert_eq!(found(&[honest, late], 3), Some((1_300, 100)));
        assert_eq!(found(&[honest, (true, 100, 1_301, 100)], 3), None);
    }
}
