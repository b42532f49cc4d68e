//! A host of the settlement machines, as small as it can be: it moves bytes and decides nothing.

use std::{path::Path, sync::Arc};

use tokio::runtime::{Builder, Runtime};
use x402_core::{
    any::SettleRequest,
    evm,
    facilitator::{
        Broadcast, BroadcastEvent, BroadcastStep, Capabilities, Lease, Reconciliation,
        ReconciliationEvent, ReconciliationStep, RowKind, Rows, Settlement, SettlementAnswer,
        SettlementEvent, SettlementStep, Sponsorship, StoreAnswer, StoreRequest, TransactionKey,
    },
    network::Network,
    svm,
};
use x402_http::store::{self, PostgresStore, SqliteStore, Store};

use crate::{Result, error::Error, world::Outside};

/// One replica of a facilitator: its machines ask the world and a store that replicas share.
#[derive(Debug)]
pub struct Host<'k> {
    capabilities: Arc<Capabilities>,
    terms: Arc<Sponsorship>,
    key: Key<'k>,
    lease: Lease,
    store: Box<dyn Store>,
    runtime: Runtime,
}

/// The key that a host signs with.
#[derive(Clone, Copy, Debug)]
pub enum Key<'k> {
    /// On EVM chains.
    Evm(&'k evm::SigningKey),
    /// On Solana.
    Solana(&'k svm::SigningKey),
}

impl Key<'_> {
    fn of_evm(&self) -> Option<&evm::SigningKey> {
        match self {
            Self::Evm(key) => Some(key),
            Self::Solana(_) => None,
        }
    }

    fn of_solana(&self) -> Option<&svm::SigningKey> {
        match self {
            Self::Evm(_) => None,
            Self::Solana(key) => Some(key),
        }
    }
}

impl<'k> From<&'k evm::SigningKey> for Key<'k> {
    fn from(key: &'k evm::SigningKey) -> Self {
        Self::Evm(key)
    }
}

impl<'k> From<&'k svm::SigningKey> for Key<'k> {
    fn from(key: &'k svm::SigningKey) -> Self {
        Self::Solana(key)
    }
}

/// One request to settle, between two of its steps, with the transaction that it drives.
#[derive(Debug)]
pub struct Job {
    settlement: Settlement,
    step: SettlementStep,
    drive: Option<Drive>,
}

/// One transaction, between two of its steps.
#[derive(Debug)]
pub struct Drive {
    broadcast: Broadcast,
    /// What is done next.
    pub step: BroadcastStep,
}

impl<'k> Host<'k> {
    /// A replica that settles on a network with a key, its rows in a file.
    ///
    /// # Errors
    ///
    /// The file cannot be opened.
    pub fn new(
        network: Network,
        key: impl Into<Key<'k>>,
        terms: Sponsorship,
        file: &Path,
        lease: Lease,
    ) -> Result<Self> {
        let store = SqliteStore::open(file)?;
        let runtime = Builder::new_current_thread().build()?;
        Self::with(network, key.into(), terms, Box::new(store), lease, runtime)
    }

    /// The same, with its rows in the `PostgreSQL` database at a URL.
    ///
    /// # Errors
    ///
    /// The server does not answer, or refuses.
    pub fn on_database(
        network: Network,
        key: impl Into<Key<'k>>,
        terms: Sponsorship,
        url: &str,
        lease: Lease,
    ) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let store = runtime.block_on(PostgresStore::connect(url))?;
        Self::with(network, key.into(), terms, Box::new(store), lease, runtime)
    }

    fn with(
        network: Network,
        key: Key<'k>,
        terms: Sponsorship,
        store: Box<dyn Store>,
        lease: Lease,
        runtime: Runtime,
    ) -> Result<Self> {
        let signer = match key {
            Key::Evm(key) => key.address().into(),
            Key::Solana(key) => key.address().into(),
        };
        let capabilities = Capabilities::new().with_network(network, [signer])?;
        Ok(Self {
            capabilities: Arc::new(capabilities),
            terms: Arc::new(terms),
            key,
            lease,
            store,
            runtime,
        })
    }

    /// Begins a request.
    ///
    /// # Errors
    ///
    /// None: a new settlement waits for its request.
    pub fn begin(&self, request: SettleRequest, world: &impl Outside) -> Result<Job> {
        let mut settlement = Settlement::new(self.capabilities.clone(), self.terms.clone());
        let step = settlement.advance(SettlementEvent::Request {
            request: Box::new(request),
            repeat_token: None,
            now: world.now(),
        })?;
        Ok(Job {
            settlement,
            step,
            drive: None,
        })
    }

    /// Carries out a request to its answer.
    ///
    /// # Errors
    ///
    /// The node fails.
    pub fn settle(&self, request: SettleRequest, world: &mut impl Outside) -> Result<Job> {
        let mut job = self.begin(request, world)?;
        while job.answer().is_none() {
            self.turn(&mut job, world)?;
        }
        Ok(job)
    }

    /// Carries out one step of a request, or of the transaction that it follows.
    ///
    /// # Errors
    ///
    /// The node fails.
    pub fn turn(&self, job: &mut Job, world: &mut impl Outside) -> Result<()> {
        let event = match &job.step {
            SettlementStep::Answer(_) => return Ok(()),
            SettlementStep::Store(request) => SettlementEvent::Stored {
                answer: self.ask_store(request),
                now: world.now(),
            },
            SettlementStep::Ask { queries, .. } => SettlementEvent::Answered {
                facts: world.ask(queries)?,
                quorum: world.quorum(),
                now: world.now(),
            },
            SettlementStep::Follow {
                transaction,
                millis,
            } => {
                let known = job.drive.as_ref().map(|drive| drive.broadcast.key());
                if known != Some(transaction) {
                    job.drive = self.claim(transaction)?;
                }
                match &mut job.drive {
                    Some(drive) => {
                        if !self.drive(drive, world)? {
                            return Ok(());
                        }
                    }
                    // Another replica drives it.
                    None => world.wait(*millis)?,
                }
                SettlementEvent::Woke { now: world.now() }
            }
        };
        job.step = job.settlement.advance(event)?;
        Ok(())
    }

    /// Takes over a transaction whose lease is absent or lapsed.
    ///
    /// # Errors
    ///
    /// The store fails.
    pub fn claim(&self, transaction: &TransactionKey) -> Result<Option<Drive>> {
        let claimed = self.claim_all()?;
        let mut mine = claimed.into_iter();
        Ok(mine.find(|drive| drive.broadcast.key() == transaction))
    }

    /// Takes over every transaction whose lease is absent or lapsed, as after a restart.
    ///
    /// # Errors
    ///
    /// The store fails.
    pub fn claim_all(&self) -> Result<Vec<Drive>> {
        let rows = self.claim_rows(RowKind::Transaction, self.lease.clone())?;
        let drives = rows.transactions.into_iter().map(|row| {
            let lease = self.lease.clone();
            let mut broadcast = Broadcast::new(self.terms.clone(), row.key, lease);
            let step = broadcast.advance(BroadcastEvent::Woke)?;
            Ok(Drive { broadcast, step })
        });
        drives.collect()
    }

    fn claim_rows(&self, kind: RowKind, lease: Lease) -> Result<Rows> {
        let limit = 10;
        let request = StoreRequest::ClaimDue { kind, limit, lease };
        match self.ask_store(&request) {
            StoreAnswer::Rows(rows) => Ok(rows),
            _ => Err(Error::new("the store does not answer a claim with rows")),
        }
    }

    /// Goes on with every settlement that no transaction carries; gives how many there are.
    ///
    /// # Errors
    ///
    /// The store or the node fails.
    pub fn reconcile(&self, world: &mut impl Outside) -> Result<usize> {
        let owner = self.lease.owner.clone();
        let rows = self.claim_rows(RowKind::Settlement, Lease { owner, millis: 0 })?;
        let count = rows.settlements.len();
        for row in rows.settlements {
            let (capabilities, terms) = (self.capabilities.clone(), self.terms.clone());
            let mut machine = Reconciliation::new(capabilities, terms, row);
            let mut event = ReconciliationEvent::Begun { now: world.now() };
            loop {
                event = match machine.advance(event)? {
                    ReconciliationStep::Store(request) => ReconciliationEvent::Stored {
                        answer: self.ask_store(&request),
                        now: world.now(),
                    },
                    ReconciliationStep::Ask { queries, .. } => ReconciliationEvent::Answered {
                        facts: world.ask(&queries)?,
                        quorum: world.quorum(),
                        now: world.now(),
                    },
                    ReconciliationStep::Done => break,
                };
            }
        }
        Ok(count)
    }

    /// Carries out one step of a transaction; gives whether its rows may have changed or time has
    /// passed.
    ///
    /// # Errors
    ///
    /// The node fails.
    pub fn drive(&self, drive: &mut Drive, world: &mut impl Outside) -> Result<bool> {
        let mut is_news = false;
        let event = match &drive.step {
            BroadcastStep::Store(request) => {
                is_news = matches!(request, StoreRequest::Put { .. });
                let answer = self.ask_store(request);
                let now = world.now();
                BroadcastEvent::Stored { answer, now }
            }
            BroadcastStep::Ask { queries, .. } => BroadcastEvent::Answered {
                facts: world.ask(queries)?,
                quorum: world.quorum(),
                now: world.now(),
            },
            BroadcastStep::Sign { digest, .. } => BroadcastEvent::Signed {
                signature: self.key.of_evm().map(|key| key.sign(digest)),
                now: world.now(),
            },
            BroadcastStep::SignMessage { message, .. } => BroadcastEvent::MessageSigned {
                signature: self.key.of_solana().map(|key| key.sign(message)),
                now: world.now(),
            },
            BroadcastStep::Send { raw, .. } => BroadcastEvent::Sent {
                facts: world.send(raw)?,
            },
            BroadcastStep::Wait { millis } => {
                is_news = true;
                world.wait(*millis)?;
                BroadcastEvent::Woke
            }
            BroadcastStep::Done => return Ok(true),
        };
        drive.step = drive.broadcast.advance(event)?;
        Ok(is_news)
    }

    /// What the store answers; one that fails is not available, or has perhaps done it.
    #[must_use]
    pub fn ask_store(&self, request: &StoreRequest) -> StoreAnswer {
        let answer = self.runtime.block_on(store::ask(&*self.store, request));
        answer.unwrap_or_else(|error| error.answer())
    }
}

impl Job {
    /// The answer, at the end.
    #[must_use]
    pub fn answer(&self) -> Option<&SettlementAnswer> {
        match &self.step {
            SettlementStep::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// The transaction that it drives.
    #[must_use]
    pub fn drive(&self) -> Option<&Drive> {
        self.drive.as_ref()
    }

    /// Whether it waits for its transaction.
    #[must_use]
    pub fn is_following(&self) -> bool {
        matches!(self.step, SettlementStep::Follow { .. })
    }

    /// The transaction that it drove, to be driven on after the answer.
    pub fn take_drive(&mut self) -> Option<Drive> {
        self.drive.take()
    }

    /// The transaction that it drove, to be driven on after the answer.
    #[must_use]
    pub fn into_drive(self) -> Option<Drive> {
        self.drive
    }
}
