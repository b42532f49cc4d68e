//! The blocks whose logs are searched: page by page, the newest first.

use alloc::vec::Vec;

use crate::{
    ValueError,
    chain::{Answer, BlockId, Cause, EvmQuery, Facts, LogFilter, Query, Quorum, Value},
    receipt::{self, SearchResult},
    scheme::ExpectedTransfer,
};

/// A search from the newest block back.
///
/// It ends at the block at which what the payer signed was seen unused, at the block before the
/// window's start, or after a number of pages. Nodes that search fewer blocks at once get smaller
/// pages.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Pages {
    /// The newest block that has not been searched.
    last: u64,
    /// The oldest block that is searched.
    lowest: u64,
    /// The start of the payment's window in Unix seconds.
    opens: u64,
    /// How many blocks a page has.
    width: u64,
    /// How many pages may be searched.
    left: usize,
}

pub(super) enum Paged {
    Ask(Vec<Query>),
    /// Used or cancelled, by this transaction.
    Found(SearchResult),
    /// All pages are searched.
    NotFound,
    /// The nodes did not answer, or they disagree.
    Unknown,
}

/// How many pages one round asks for.
const AT_ONCE: usize = 4;
/// How many pages a search has: 35 hours of blocks of two seconds, by nodes that take whole pages.
const MOST: usize = 32;
/// A node may have seen it unused that is this number of blocks behind.
const LAG: u64 = 100;

impl Pages {
    pub(super) fn new(newest: u64, unused_at: Option<u64>, opens: u64) -> Self {
        Self {
            last: newest,
            lowest: unused_at.map_or(0, |block| block.saturating_sub(LAG)),
            opens,
            width: LogFilter::MAX_BLOCKS,
            left: MOST,
        }
    }

    /// The newest page, for a search that has no others.
    pub(super) fn newest(&self) -> (u64, u64) {
        let first = self.last.saturating_sub(self.width - 1);
        (first.max(self.lowest), self.last)
    }

    /// The pages of a round: their first and last blocks.
    fn ranges(&self) -> Vec<(u64, u64)> {
        let mut ranges = Vec::new();
        let mut next = Some(self.last);
        while let Some(last) = next.filter(|_| ranges.len() < AT_ONCE.min(self.left)) {
            let first = last.saturating_sub(self.width - 1).max(self.lowest);
            ranges.push((first, last));
            next = first.checked_sub(1).filter(|last| *last >= self.lowest);
        }
        ranges
    }

    /// What the facts show, and what is left to ask.
    pub(super) fn judge(
        &mut self,
        transfer: &ExpectedTransfer,
        facts: &Facts,
        quorum: Quorum,
    ) -> Result<Paged, ValueError> {
        loop {
            let ranges = self.ranges();
            let mut searched = Vec::new();
            let mut is_whole = true;
            for (first, last) in &ranges {
                match receipt::find(transfer, *first, *last, facts, quorum)? {
                    SearchResult::NotFound if is_whole => searched.push(*first),
                    SearchResult::NotFound => {}
                    SearchResult::Unknown => is_whole = false,
                    found => return Ok(Paged::Found(found)),
                }
            }
            if let Some(first) = searched.last() {
                self.left = self.left.saturating_sub(searched.len());
                let is_last = self.left == 0 || *first <= self.lowest;
                if is_last || self.is_before(*first, facts, quorum) {
                    return Ok(Paged::NotFound);
                }
                self.last = first.saturating_sub(1);
                continue;
            }
            let mut queries = Vec::new();
            for (first, last) in &ranges {
                queries.extend(receipt::search(transfer, *first, *last)?);
                queries.push(EvmQuery::Block(BlockId::Number(*first)).into());
            }
            queries.retain(|query| facts.answers(query).next().is_none());
            if !queries.is_empty() {
                return Ok(Paged::Ask(queries));
            }
            let Some((first, last)) = ranges.first().filter(|_| self.width > 1) else {
                return Ok(Paged::Unknown);
            };
            if !is_too_large(&receipt::search(transfer, *first, *last)?, facts) {
                return Ok(Paged::Unknown);
            }
            self.width = (self.width / 4).max(1);
        }
    }

    /// Whether the block is from before the window's start.
    fn is_before(&self, block: u64, facts: &Facts, quorum: Quorum) -> bool {
        let query = EvmQuery::Block(BlockId::Number(block)).into();
        let time = match facts.value(&query, quorum) {
            Some(Value::Block(Some(head))) => head.time(),
            _ => None,
        };
        time.is_some_and(|time| time <= self.opens)
    }
}

/// Whether a node searches fewer blocks at once.
fn is_too_large(queries: &[Query], facts: &Facts) -> bool {
    let mut answers = queries.iter().flat_map(|query| facts.answers(query));
    answers.any(|(_, answer, _)| {
        matches!(answer, Answer::Failed(failure)
            if matches!(failure.cause, Cause::RangeTooLarge | Cause::TooLarge))
    })
}
