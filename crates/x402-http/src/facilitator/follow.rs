//! Who waits for a transaction's next step.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Notify, time};
use x402_core::facilitator::TransactionKey;

/// The transactions that are driven or waited for.
#[derive(Debug, Default)]
pub(super) struct Follow {
    all: Mutex<BTreeMap<TransactionKey, Followed>>,
}

#[derive(Debug, Default)]
struct Followed {
    is_driven: bool,
    waiting: usize,
    changed: Arc<Notify>,
}

impl Follow {
    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<TransactionKey, Followed>) -> T) -> T {
        work(&mut self.all.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many transactions are driven.
    pub(super) fn driven(&self) -> usize {
        self.with(|all| all.values().filter(|one| one.is_driven).count())
    }

    /// Begins to drive it; `false` if this process does already.
    pub(super) fn begin(&self, key: &TransactionKey) -> bool {
        self.with(|all| {
            let followed = all.entry(key.clone()).or_default();
            !std::mem::replace(&mut followed.is_driven, true)
        })
    }

    /// Ends to drive it.
    pub(super) fn end(&self, key: &TransactionKey) {
        self.changed(key);
        self.with(|all| {
            if let Some(followed) = all.get_mut(key) {
                followed.is_driven = false;
                if followed.waiting == 0 {
                    all.remove(key);
                }
            }
        });
    }

    /// Its rows may have changed.
    pub(super) fn changed(&self, key: &TransactionKey) {
        let changed = self.with(|all| all.get(key).map(|one| Arc::clone(&one.changed)));
        if let Some(changed) = changed {
            changed.notify_waiters();
        }
    }

    /// Waits until its rows may have changed, or a time has passed; `claim` is called if this
    /// process does not drive it.
    pub(super) async fn wait(&self, key: &TransactionKey, most: Duration, claim: impl FnOnce()) {
        let (changed, is_driven) = self.with(|all| {
            let followed = all.entry(key.clone()).or_default();
            followed.waiting += 1;
            (Arc::clone(&followed.changed), followed.is_driven)
        });
        let _left = Left { follow: self, key };
        let notified = changed.notified();
        if !is_driven {
            claim();
        }
        // Over is as good as changed: the rows are read again.
        let _ = time::timeout(most, notified).await;
    }
}

/// A wait that ends, also when its request is dropped.
struct Left<'f> {
    follow: &'f Follow,
    key: &'f TransactionKey,
}

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.follow.with(|all| {
            if let Some(followed) = all.get_mut(self.key) {
                followed.waiting = followed.waiting.saturating_sub(1);
                if followed.waiting == 0 && !followed.is_driven {
                    all.remove(self.key);
                }
            }
        });
    }
}
