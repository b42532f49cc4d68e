//! What goes on with everything that is open in the store, whichever process put it there.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher as _, Hasher as _},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{self, Instant},
};
use x402_core::{
    UnixTimestamp,
    facilitator::{Lease, RowKind, Rows, StoreAnswer, StoreRequest, TransactionKey},
};

use super::{driving, follow::Follow, world::World};

/// The most transactions that one process drives at a time.
const MOST: usize = 256;

/// The most settlements without a transaction that are claimed at once.
const MOST_SETTLEMENTS: u32 = 16;

/// How often what has ended and is old is deleted.
const PRUNE_EVERY: Duration = Duration::from_secs(3600);

/// What goes on with everything that is open in the store.
#[derive(Debug)]
pub(super) struct Driver {
    world: Arc<World>,
    lease: Lease,
    follow: Follow,
    wanted: Notify,
    closing: watch::Sender<bool>,
    tasks: Mutex<JoinSet<()>>,
}

impl Driver {
    pub(super) fn new(world: Arc<World>) -> Self {
        let millis = u64::try_from(world.settings.lease.as_millis()).unwrap_or(u64::MAX);
        let lease = Lease {
            owner: owner(),
            millis,
        };
        Self {
            world,
            lease,
            follow: Follow::default(),
            wanted: Notify::new(),
            closing: watch::Sender::new(false),
            tasks: Mutex::default(),
        }
    }

    /// Drives until it is closed.
    pub(super) fn start(self: &Arc<Self>) {
        let driver = Arc::clone(self);
        self.spawn(async move { driver.run().await });
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work);
    }

    /// Ends when each transaction is in a state from which another process goes on at once.
    pub(super) async fn close(&self) {
        self.closing.send_replace(true);
        loop {
            let mut tasks = {
                let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
                std::mem::take(&mut *tasks)
            };
            if tasks.is_empty() {
                return;
            }
            while tasks.join_next().await.is_some() {}
        }
    }

    pub(super) fn driven(&self) -> usize {
        self.follow.driven()
    }

    /// Drives a transaction soon, and waits until its rows may have changed.
    pub(super) async fn follow(&self, transaction: &TransactionKey, most: Duration) {
        let claim = || self.wanted.notify_one();
        self.follow.wait(transaction, most, claim).await;
    }

    async fn run(self: Arc<Self>) {
        let mut closing = self.closing.subscribe();
        let mut prune_at = Instant::now();
        while !*closing.borrow() {
            if prune_at <= Instant::now() {
                prune_at = Instant::now() + PRUNE_EVERY;
                self.prune().await;
            }
            self.claim_transactions().await;
            self.claim_settlements().await;
            tokio::select! {
                () = time::sleep(self.world.settings.claim_every) => {}
                () = self.wanted.notified() => {}
                _ = closing.wait_for(|is_closing| *is_closing) => {}
            }
        }
    }

    async fn claim(&self, kind: RowKind, limit: u32, lease: Lease) -> Rows {
        let request = StoreRequest::ClaimDue { kind, limit, lease };
        match self.world.ask_store(&request).await {
            StoreAnswer::Rows(rows) => rows,
            _ => Rows::default(),
        }
    }

    async fn claim_transactions(self: &Arc<Self>) {
        let room = MOST.saturating_sub(self.follow.driven());
        let limit = u32::try_from(room).unwrap_or(u32::MAX);
        if limit == 0 {
            return;
        }
        let claimed = self
            .claim(RowKind::Transaction, limit, self.lease.clone())
            .await;
        for row in claimed.transactions {
            if !self.follow.begin(&row.key) {
                continue;
            }
            let (driver, key) = (Arc::clone(self), row.key);
            self.spawn(async move {
                let closing = driver.closing.subscribe();
                let (world, follow) = (&driver.world, &driver.follow);
                driving::broadcast(world, follow, &key, &driver.lease, closing).await;
                follow.end(&key);
            });
        }
    }

    async fn claim_settlements(self: &Arc<Self>) {
        let lease = Lease {
            owner: self.lease.owner.clone(),
            // They are claimed again after that.
            millis: self.lease.millis.saturating_mul(3),
        };
        let claimed = self
            .claim(RowKind::Settlement, MOST_SETTLEMENTS, lease)
            .await;
        for row in claimed.settlements {
            let world = Arc::clone(&self.world);
            self.spawn(async move { driving::reconcile(&world, row).await });
        }
    }

    async fn prune(&self) {
        let now = self.world.now().seconds();
        let before = now.saturating_sub(self.world.settings.retention.as_secs());
        if let Ok(before) = UnixTimestamp::new(before) {
            self.world.ask_store(&StoreRequest::Prune { before }).await;
        }
    }
}

/// A name that no other process has, also not after a restart.
fn owner() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}
