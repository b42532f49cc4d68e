//! How queries are put into requests.

use crate::chain::{Answer, Cause, Fact};

/// How queries are put into requests: how many in a batch, and whether through Multicall3.
///
/// Start with the default, and give the facts to [`after`](Self::after): it names the shape to
/// try next where the node does not take this one. The answers are the same in every shape.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Shape {
    /// The most requests in one body; with 1 each request is a body of its own.
    pub batch: usize,
    /// Whether reads of EVM contracts go through Multicall3's `aggregate3`, all at one block.
    ///
    /// On Arbitrum, contracts see the number of the L1 block, so the heads of such reads cannot
    /// be compared with those of blocks there; their time can.
    pub multicall: bool,
}

impl Shape {
    /// One request a body, for nodes that refuse batches.
    pub const SINGLE: Self = Self {
        batch: 1,
        multicall: true,
    };

    /// The shape to ask in again after these facts; `None` if another shape would not help.
    ///
    /// A node that refuses a batch is asked in batches of 10, then one by one, and at once one by
    /// one where all of a batch is forbidden: it may be a single method that is. On a chain
    /// without Multicall3 each read is a call of its own.
    ///
    /// ```
    /// use x402_core::{chain::{EvmQuery, NodeId}, rpc::{self, Response, Shape}};
    ///
    /// let queries = [EvmQuery::ChainId, EvmQuery::GasPrice];
    /// let too_large = Response { status: Some(413), retry_after: None, body: b"" };
    /// let facts = rpc::evm::read(&queries, Shape::default(), &[too_large], NodeId(1));
    /// assert_eq!(Shape::default().after(&facts), Some(Shape { batch: 10, multicall: true }));
    /// assert_eq!(Shape::SINGLE.after(&facts), None);
    /// ```
    #[must_use]
    pub fn after(self, facts: &[Fact]) -> Option<Self> {
        let is = |fact: &Fact, cause| matches!(&fact.answer, Answer::Failed(failure) if failure.cause == cause);
        let failed = |cause| facts.iter().any(|fact| is(fact, cause));
        let mut next = self;
        if facts.len() > 1 && facts.iter().all(|fact| is(fact, Cause::Forbidden)) {
            next.batch = 1;
        }
        if failed(Cause::BatchRefused) {
            next.batch = if self.batch > 10 { 10 } else { 1 };
        }
        if failed(Cause::NoMulticall) {
            next.multicall = false;
        }
        (next != self).then_some(next)
    }
}

impl Default for Shape {
    /// Batches of at most 100, through Multicall3.
    fn default() -> Self {
        Self {
            batch: 100,
            multicall: true,
        }
    }
}
