//! What the core computes for one settlement, from the request to the proof in a block, beside the
//! signing and the signature checks that no facilitator can leave out.
//!
//! A payment is settled once against the double of a chain and a store, and what they answered is
//! given to the machines again. Rows are written to text and read from it, and queries are written
//! as JSON; reading the nodes' JSON is not part of it.
//!
//! `cargo xtask bench` runs this and prints the ratio.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark"
)]

#[path = "../tests/double/mod.rs"]
#[allow(
    dead_code,
    clippy::indexing_slicing,
    reason = "it is shared with the tests, which use the rest"
)]
mod double;
#[path = "../tests/settlement/node.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod node;
#[path = "../tests/settlement/payment.rs"]
#[allow(dead_code, clippy::indexing_slicing, reason = "the tests use the rest")]
mod payment;
#[path = "../tests/settlement/store.rs"]
mod store;

use std::{collections::VecDeque, hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use x402_core::{
    Network, UnixTimestamp,
    any::SettleRequest,
    chain::{Facts, Query, Quorum},
    evm::SigningKey,
    facilitator::{
        Broadcast, BroadcastEvent, BroadcastStep, Capabilities, FoundRow, Lease, Settlement,
        SettlementAnswer, SettlementEvent, SettlementStep, Sponsorship, StoreAnswer, StoreCommand,
        StoreOutcome, StoreRequest, TransactionKey,
    },
    rpc::{self, Shape},
};

use crate::{
    double::chain::Chain,
    node::{Nodes, ask},
    payment::{BLOCK, CHAIN, Kind, START, request, sponsor},
    store::Store,
};

/// A branch predictor does not learn this number of signatures.
const PAYMENTS: usize = 200;

/// A chain and a store, or what they answered.
#[derive(Clone)]
enum World {
    Live {
        chain: Box<Chain>,
        store: Box<Store>,
        log: Log,
    },
    Replayed(Log),
}

/// What was answered, in its order.
#[derive(Clone, Default)]
struct Log {
    outcomes: VecDeque<StoreOutcome>,
    facts: VecDeque<Facts>,
}

impl World {
    fn store(&mut self, request: &StoreRequest) -> StoreAnswer {
        let command = StoreCommand::from(request);
        match self {
            Self::Live { store, log, .. } => {
                let answer = match request {
                    StoreRequest::Load(keys) => StoreAnswer::Rows(store.load(keys)),
                    StoreRequest::Put { rows, .. } => store.put(rows),
                    other => panic!("{other:?}"),
                };
                log.outcomes.push_back(outcome(&answer));
                answer
            }
            Self::Replayed(log) => {
                black_box(command);
                let outcome = log.outcomes.pop_front().expect("an outcome");
                outcome.answer().expect("rows")
            }
        }
    }

    fn ask(&mut self, queries: &[Query]) -> Facts {
        match self {
            Self::Live { chain, log, .. } => {
                let facts = ask(chain, queries, Nodes::Honest);
                log.facts.push_back(facts.clone());
                facts
            }
            Self::Replayed(log) => {
                black_box(rpc::write(queries, Shape::default()).expect("queries"));
                log.facts.pop_front().expect("facts")
            }
        }
    }

    fn send(&mut self, raw: &[u8]) {
        if let Self::Live { chain, .. } = self {
            chain.send(raw, false);
            let ready = chain.ready(true);
            chain.mine(ready, Vec::new());
        }
    }
}

/// The rows as a database finds them.
fn outcome(answer: &StoreAnswer) -> StoreOutcome {
    let StoreAnswer::Rows(rows) = answer else {
        return StoreOutcome::Done;
    };
    let (rows, lease) = (rows.clone(), None);
    let StoreCommand::Put { rows, .. } = (&StoreRequest::Put { rows, lease }).into() else {
        panic!("a put");
    };
    let found = rows.into_iter().map(|row| FoundRow {
        kind: row.id.kind,
        body: row.body,
    });
    StoreOutcome::Rows(found.collect())
}

struct Facilitator {
    capabilities: Arc<Capabilities>,
    terms: Arc<Sponsorship>,
    key: SigningKey,
}

const QUORUM: usize = 3;

impl Facilitator {
    fn new() -> Self {
        let network = Network::eip155(CHAIN);
        let capabilities = Capabilities::new().with_network(network, [sponsor().into()]);
        Self {
            capabilities: Arc::new(capabilities.expect("a signer")),
            terms: Arc::new(Sponsorship::new(1_000)),
            key: SigningKey::from_bytes(&[0x22; 32]).expect("a key"),
        }
    }

    /// Settles a payment: every step, and the answer.
    fn settle(&self, request: SettleRequest, world: &mut World) -> SettlementAnswer {
        let now = UnixTimestamp::new(START + 2 * BLOCK).expect("a time");
        let quorum = Quorum::of(QUORUM);
        let mut machine = Settlement::new(self.capabilities.clone(), self.terms.clone());
        let mut event = SettlementEvent::Request {
            request: Box::new(request),
            repeat_token: None,
            now,
        };
        let mut is_driven = false;
        loop {
            event = match machine.advance(event).expect("in turn") {
                SettlementStep::Store(request) => SettlementEvent::Stored {
                    answer: world.store(&request),
                    now,
                },
                SettlementStep::Ask { queries, .. } => SettlementEvent::Answered {
                    facts: world.ask(&queries),
                    quorum,
                    now,
                },
                SettlementStep::Follow { transaction, .. } => {
                    assert!(!is_driven, "it is included");
                    is_driven = true;
                    self.drive(transaction, world);
                    SettlementEvent::Woke { now }
                }
                SettlementStep::Answer(answer) => return answer,
            };
        }
    }

    /// Signs and sends a transaction, and proves it by the block behind.
    fn drive(&self, transaction: TransactionKey, world: &mut World) {
        let now = UnixTimestamp::new(START + 3 * BLOCK).expect("a time");
        let quorum = Quorum::of(QUORUM);
        let lease = Lease {
            owner: "bench".into(),
            millis: 1_000,
        };
        let mut machine = Broadcast::new(self.terms.clone(), transaction, lease);
        let mut event = BroadcastEvent::Woke;
        let mut waits = 0;
        loop {
            event = match machine.advance(event).expect("in turn") {
                BroadcastStep::Store(request) => BroadcastEvent::Stored {
                    answer: world.store(&request),
                    now,
                },
                BroadcastStep::Ask { queries, .. } => BroadcastEvent::Answered {
                    facts: world.ask(&queries),
                    quorum,
                    now,
                },
                BroadcastStep::Sign { digest, .. } => BroadcastEvent::Signed {
                    signature: Some(self.key.sign(&digest)),
                    now,
                },
                BroadcastStep::Send { raw, .. } => {
                    world.send(raw.as_bytes());
                    let facts = Facts::new();
                    BroadcastEvent::Sent { facts }
                }
                BroadcastStep::Wait { .. } if waits == 1 => return,
                BroadcastStep::Wait { .. } => {
                    waits += 1;
                    BroadcastEvent::Woke
                }
                BroadcastStep::SignMessage { .. } => panic!("it is a transaction of an EVM chain"),
                BroadcastStep::Done => panic!("it is not final"),
            };
        }
    }
}

fn settlements(c: &mut Criterion) {
    let facilitator = Facilitator::new();
    let recorded = |number| {
        let request = request(Kind::Account, number, 30);
        let mut world = World::Live {
            chain: Box::new(Chain::new(Kind::Account.genesis())),
            store: Box::default(),
            log: Log::default(),
        };
        let answer = facilitator.settle(request.clone(), &mut world);
        assert!(answer.response.success, "{}", answer.response);
        let World::Live { log, .. } = world else {
            panic!("the world itself");
        };
        (request, World::Replayed(log))
    };
    let recorded: Vec<_> = (0..PAYMENTS).map(recorded).collect();
    let mut group = c.benchmark_group("settlement");
    let mut turns = recorded.iter().cycle();
    group.bench_function("from the request to included", |b| {
        b.iter_batched(
            || turns.next().expect("a payment").clone(),
            |(request, mut world)| facilitator.settle(request, &mut world),
            // What nodes answer has just been read when it is used: it is in the cache.
            BatchSize::PerIteration,
        );
    });
    // The payer's signature, the sponsor's, and the check of the sponsor's.
    let digests: Vec<[u8; 32]> = (0..PAYMENTS)
        .map(|number| {
            let mut digest = [0x5a; 32];
            digest[0] = u8::try_from(number).expect("a byte");
            digest
        })
        .collect();
    let mut turns = digests.iter().cycle();
    group.bench_function("one signing and two recoveries", |b| {
        b.iter(|| {
            let digest = black_box(turns.next().expect("a digest"));
            let signature = facilitator.key.sign(digest);
            let first = signature.recover(digest);
            (first, black_box(&signature).recover(black_box(digest)))
        });
    });
    group.finish();
}

criterion_group!(benches, settlements);
criterion_main!(benches);
