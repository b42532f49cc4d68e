//! How sure a settlement must be.

/// How sure a settlement must be.
///
/// | level | EVM chains | Solana |
/// |---|---|---|
/// | included | in a sealed block of the chain: on a rollup the sequencer's statement | confirmed |
/// | depth | that many sealed blocks above it | confirmed |
/// | safe | at or below the block `safe`: posted to L1 | finalized |
/// | finalized | at or below the block `finalized`: irreversible | finalized |
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Level {
    /// In a sealed block that is part of the chain.
    #[default]
    Included,
    /// Below this number of further blocks.
    Depth(u32),
    /// At or below the newest safe block.
    Safe,
    /// At or below the newest finalized block.
    Finalized,
}
