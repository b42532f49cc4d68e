//! The keys of payers who have paid.

use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use crate::{
    address::Address,
    evm::{self, KnownPayers, PayerKey},
    verify::Verified,
};

/// The keys of the payers whose payments were settled: [`KnownPayers`] of bounded size.
///
/// A payer's key is made at the second settlement, since a payer who comes once gains nothing by
/// it. When the cache is full, the key that was made first gives way. A key takes 4.7 kB, so
/// 1,000 payers take 4.7 MB; up to as many payers who have paid once are noted, in 20 bytes each.
#[derive(Clone, Debug)]
pub struct PayerCache {
    capacity: usize,
    keys: BTreeMap<Address, Arc<PayerKey>>,
    /// The addresses of `keys`, the oldest first.
    order: VecDeque<Address>,
    once: BTreeSet<Address>,
    /// The addresses of `once`, the oldest first, and some that have left it.
    once_order: VecDeque<Address>,
}

impl PayerCache {
    /// An empty cache for the keys of at most this number of payers.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            keys: BTreeMap::new(),
            order: VecDeque::new(),
            once: BTreeSet::new(),
            once_order: VecDeque::new(),
        }
    }

    /// Remembers the payer of a payment that was settled.
    ///
    /// Not of one that was only verified: any party can sign with fresh accounts, for nothing.
    pub fn remember(&mut self, settled: &Verified) {
        let payer = settled.payer();
        if !settled.has_payer_key() || self.capacity == 0 || self.keys.contains_key(&payer) {
            return;
        }
        if !self.once.remove(&payer) {
            self.note(payer);
        } else if let Some(key) = settled.payer_key() {
            if self.keys.len() >= self.capacity {
                if let Some(oldest) = self.order.pop_front() {
                    self.keys.remove(&oldest);
                }
            }
            self.order.push_back(payer);
            self.keys.insert(payer, Arc::new(key));
        }
    }

    /// Notes that a payer has paid once.
    fn note(&mut self, payer: Address) {
        while self.once_order.len() >= self.capacity {
            if let Some(oldest) = self.once_order.pop_front() {
                self.once.remove(&oldest);
            }
        }
        self.once.insert(payer);
        self.once_order.push_back(payer);
    }

    /// How many keys are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

impl KnownPayers for PayerCache {
    fn get(&self, payer: &evm::Address) -> Option<Arc<PayerKey>> {
        self.keys.get(&Address::from(*payer)).cloned()
    }
}
