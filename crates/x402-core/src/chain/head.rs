//! Points of a chain: blocks, slots, and how sure a node is of them.

/// The point of a chain at which a fact holds.
///
/// An EVM chain counts blocks, Solana counts slots, of which some have no block.
///
/// ```
/// use x402_core::chain::Head;
///
/// let (older, newer) = (Head::Slot(7), Head::Slot(8));
/// assert!(newer.height() > older.height());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Head {
    /// A block of an EVM chain, or one of Solana by its height.
    Block {
        /// The block's number.
        number: u64,
        /// The block's hash, where the node reported it: a call through Multicall3 does not.
        hash: Option<[u8; 32]>,
        /// The block's time in Unix seconds, where the node reported it.
        time: Option<u64>,
    },
    /// A slot of Solana.
    Slot(u64),
}

impl Head {
    /// The number of the block or slot: the greater one is the newer one.
    #[must_use]
    pub const fn height(&self) -> u64 {
        match self {
            Self::Block { number, .. } => *number,
            Self::Slot(slot) => *slot,
        }
    }

    /// The block's number and hash, if this is a block whose hash is known.
    #[must_use]
    pub const fn block(&self) -> Option<BlockRef> {
        match *self {
            Self::Block {
                number,
                hash: Some(hash),
                ..
            } => Some(BlockRef { number, hash }),
            _ => None,
        }
    }

    /// The block's time in Unix seconds, if known.
    #[must_use]
    pub const fn time(&self) -> Option<u64> {
        match self {
            Self::Block { time, .. } => *time,
            Self::Slot(_) => None,
        }
    }
}

/// One block of an EVM chain, by number and hash.
///
/// Two blocks with one number are two branches of the chain.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct BlockRef {
    /// The block's number.
    pub number: u64,
    /// The block's hash.
    pub hash: [u8; 32],
}

/// The block at whose end an EVM query is answered.
///
/// `pending` is left out on purpose: what a node has not put into a block is not a fact.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum BlockId {
    /// The newest block: on a rollup the sequencer's statement.
    Latest,
    /// The newest block that is posted to L1, or that a majority of validators attested.
    Safe,
    /// The newest block that cannot be reverted.
    Finalized,
    /// The block with this number.
    Number(u64),
}

/// The state of Solana at which a query is answered.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Commitment {
    /// The newest block that the node has executed; it may be on a fork that is dropped.
    Processed,
    /// A block that a supermajority of stake has voted for.
    Confirmed,
    /// A block that cannot be reverted.
    Finalized,
}

impl Commitment {
    /// The name that the JSON-RPC methods use, such as `finalized`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Processed => "processed",
            Self::Confirmed => "confirmed",
            Self::Finalized => "finalized",
        }
    }
}
