//! Whether an outstanding payment on Solana was never made and can no longer be.

use x402_core::{
    UnixTimestamp,
    chain::{
        AccountInfo, AddressSignature, Answer, Commitment, Fact, Facts, Head, NodeId, Query,
        Quorum, SvmQuery, TransactionFault, TransactionOutcome, Value,
    },
    receipt::{ExpectedTransfer, UseStatus, use_queries, use_status},
    svm::{
        Address, Blockhash, Signature, Transaction, associated_token::associated_token_address,
        program,
    },
};

use super::{
    expected,
    solana::{DEVNET, TESTNET, outcome},
};
use crate::samples;

const TWO: Quorum = Quorum::of(2);
const THREE: Quorum = Quorum::of(3);

/// When the payment was handed out.
const SENT: u64 = 1_740_672_100;

/// The first second of the cluster at which the blockhash was seen for certain.
const LATER: u64 = SENT + 600;

const SLOT: u64 = 1_000_000;

/// What a node of Solana has, of all that is asked.
#[derive(Clone)]
struct Node {
    genesis: &'static str,
    time: u64,
    /// The slots of the time and of the blockhash.
    slots: (u64, u64),
    is_alive: bool,
    first_block: u64,
    /// Transactions of the payer's token account, and what they did.
    listed: Vec<(AddressSignature, Option<TransactionOutcome>)>,
}

/// A node that has forgotten the blockhash, and has no transaction.
fn unused() -> Node {
    Node {
        genesis: DEVNET,
        time: LATER,
        slots: (SLOT, SLOT),
        is_alive: false,
        first_block: 7,
        listed: Vec::new(),
    }
}

fn signature(byte: u8, time: Option<u64>) -> AddressSignature {
    AddressSignature {
        signature: Signature::new([byte; 64]),
        slot: SLOT - 50,
        time,
    }
}

fn paid() -> TransactionOutcome {
    outcome(0, 10_000)
}

fn failed() -> TransactionOutcome {
    TransactionOutcome {
        fault: Some(TransactionFault::AccountNotFound),
        ..paid()
    }
}

/// Another transaction of the payer.
fn foreign() -> TransactionOutcome {
    let mut outcome = paid();
    *outcome.transaction.last_mut().unwrap() ^= 1;
    outcome
}

fn with(listed: &[(u8, u64, TransactionOutcome)]) -> Node {
    let listed = listed.iter().map(|(byte, time, outcome)| {
        let found = signature(*byte, Some(*time));
        (found, Some(outcome.clone()))
    });
    Node {
        listed: listed.collect(),
        ..unused()
    }
}

impl Node {
    fn answer(&self, query: &Query) -> (Answer, Option<Head>) {
        let Query::Svm(query) = query else {
            panic!("{query:?}")
        };
        let (value, slot) = match query {
            SvmQuery::GenesisHash => {
                let hash: Blockhash = self.genesis.parse().unwrap();
                (Value::Hash(*hash.as_bytes()), None)
            }
            SvmQuery::AccountInfo { address, .. } if *address == program::CLOCK => {
                let mut data = [0; 40];
                data[32..].copy_from_slice(&self.time.to_le_bytes());
                let account = AccountInfo {
                    owner: program::SYSVAR,
                    lamports: 1_169_280,
                    executable: false,
                    data: data.to_vec(),
                };
                (Value::AccountInfo(Some(account)), Some(self.slots.0))
            }
            SvmQuery::BlockhashValid { .. } => (Value::Flag(self.is_alive), Some(self.slots.1)),
            SvmQuery::FirstAvailableBlock => {
                (Value::Number(self.first_block), Some(self.first_block))
            }
            SvmQuery::SignaturesForAddress { min_slot, .. } if *min_slot > self.slots.1 => {
                let failure = x402_core::chain::Failure::new(x402_core::chain::Cause::Lagging);
                return (Answer::Failed(failure), None);
            }
            SvmQuery::SignaturesForAddress { .. } => {
                let listed = self.listed.iter().map(|(found, _)| *found).collect();
                (Value::AddressSignatures(listed), None)
            }
            SvmQuery::Transaction { signature, .. } => {
                let mut listed = self.listed.iter();
                let found = listed.find(|(found, _)| found.signature == *signature);
                let outcome = found.and_then(|(_, outcome)| outcome.clone());
                (Value::TransactionOutcome(outcome.map(Box::new)), None)
            }
            other => panic!("{other:?}"),
        };
        (Answer::Value(value), slot.map(Head::Slot))
    }
}

/// Asks all nodes until nothing is left to ask, or nothing new is answered; gives the number of
/// rounds.
fn ask(of: &ExpectedTransfer, nodes: &[Node], quorum: Quorum) -> (Facts, usize) {
    let mut facts = Facts::new();
    for rounds in 0..9 {
        let queries = use_queries(of, at(SENT), &facts, quorum);
        if queries.is_empty() {
            return (facts, rounds);
        }
        let before = facts.clone();
        for query in queries {
            for (node, number) in nodes.iter().zip(1..) {
                let (answer, at) = node.answer(&query);
                facts.insert(Fact {
                    query: query.clone(),
                    answer,
                    at,
                    from: NodeId(number),
                });
            }
        }
        if facts == before {
            return (facts, rounds);
        }
    }
    panic!("the queries do not end");
}

fn status(nodes: &[Node], quorum: Quorum) -> UseStatus {
    let of = expected(&samples::solana());
    let (facts, _) = ask(&of, nodes, quorum);
    use_status(&of, at(SENT), &facts, quorum)
}

fn at(seconds: u64) -> UnixTimestamp {
    UnixTimestamp::new(seconds).unwrap()
}

#[test]
fn three_rounds_ask_for_the_cluster_the_payers_account_and_its_transactions() {
    let of = expected(&samples::solana());
    let bytes = paid().transaction;
    let blockhash = Transaction::parse(&bytes).unwrap().recent_blockhash();
    let commitment = Commitment::Finalized;
    let first = [
        SvmQuery::GenesisHash,
        SvmQuery::AccountInfo {
            address: program::CLOCK,
            commitment,
        },
        SvmQuery::BlockhashValid {
            blockhash,
            commitment,
        },
        SvmQuery::FirstAvailableBlock,
    ]
    .map(Query::from);
    assert_eq!(use_queries(&of, at(SENT), &Facts::new(), TWO), first);
    let nodes = [unused(), unused()];
    assert_eq!(ask(&of, &nodes, TWO).1, 2);
    // One that was made before the payment is not asked for.
    let nodes = [(); 2].map(|()| with(&[(2, SENT, foreign()), (1, SENT - 601, paid())]));
    let (facts, rounds) = ask(&of, &nodes, TWO);
    assert_eq!(rounds, 3);
    let asked: Vec<_> = facts.into_iter().map(|fact| fact.query).collect();
    let outcome = |byte| SvmQuery::Transaction {
        signature: Signature::new([byte; 64]),
        finalized: true,
    };
    assert!(asked.contains(&outcome(2).into()));
    assert!(!asked.contains(&outcome(1).into()));
    let [payer, mint]: [Address; 2] =
        [of.payer(), of.asset()].map(|address| address.to_string().parse().unwrap());
    let (source, _) = associated_token_address(&payer, &program::TOKEN, &mint).unwrap();
    let named = SvmQuery::SignaturesForAddress {
        address: source,
        min_slot: SLOT,
    };
    assert!(asked.contains(&named.into()), "{asked:?}");
}

#[test]
fn it_has_expired_when_a_finalized_block_has_forgotten_its_blockhash() {
    let expired = [unused(), unused()];
    assert_eq!(status(&expired, TWO), UseStatus::Expired);
    let others = with(&[(3, SENT + 2, foreign()), (2, SENT, foreign())]);
    let message_failed = with(&[(3, SENT + 2, foreign()), (2, SENT, failed())]);
    for (node, found) in [
        (others, UseStatus::Expired),
        (message_failed.clone(), UseStatus::Expired),
        // A message that failed has ended, whatever the time.
        (
            Node {
                time: SENT,
                is_alive: true,
                ..message_failed
            },
            UseStatus::Expired,
        ),
        (
            Node {
                is_alive: true,
                ..unused()
            },
            UseStatus::Open,
        ),
        // It is not told from a blockhash that the node has not seen yet.
        (
            Node {
                time: LATER - 1,
                ..unused()
            },
            UseStatus::Open,
        ),
        (
            Node {
                slots: (SLOT + 1, SLOT),
                ..unused()
            },
            UseStatus::Open,
        ),
    ] {
        assert_eq!(status(&[node.clone(), node], TWO), found);
    }
    assert_eq!(
        status(
            &[
                unused(),
                Node {
                    is_alive: true,
                    ..unused()
                }
            ],
            TWO
        ),
        UseStatus::Open
    );
}

#[test]
fn it_is_used_when_the_message_was_executed() {
    let used = with(&[(3, SENT + 2, foreign()), (2, SENT - 600, paid())]);
    let mut short = used.clone();
    short.listed[1].1 = Some(outcome(0, 9_900));
    let mut without_time = used.clone();
    without_time.listed[1].0.time = None;
    for node in [used, short, without_time] {
        let one = std::slice::from_ref(&node);
        assert_eq!(status(one, Quorum::of(1)), UseStatus::Used);
        assert_eq!(status(&[node.clone(), node.clone()], TWO), UseStatus::Used);
        assert_eq!(status(&[node, unused()], TWO), UseStatus::Unknown);
    }
}

#[test]
fn what_a_node_cannot_know_gives_nothing_back() {
    let mut no_outcome = with(&[(2, SENT, foreign())]);
    no_outcome.listed[0].1 = None;
    // Ten slots a second, from ten minutes before the payment on.
    let young = SLOT - 12_000;
    let full = |time| Node {
        listed: vec![(signature(4, Some(time)), Some(foreign())); 256],
        ..unused()
    };
    let busy = |count| Node {
        listed: (0..count)
            .map(|byte| (signature(byte, Some(SENT)), Some(foreign())))
            .collect(),
        ..unused()
    };
    for (node, found) in [
        (
            Node {
                genesis: TESTNET,
                ..unused()
            },
            UseStatus::Unknown,
        ),
        (no_outcome, UseStatus::Unknown),
        (
            Node {
                first_block: young,
                ..unused()
            },
            UseStatus::Expired,
        ),
        (
            Node {
                first_block: young + 1,
                ..unused()
            },
            UseStatus::Unknown,
        ),
        (full(SENT - 600), UseStatus::Unknown),
        (full(SENT - 601), UseStatus::Expired),
        (busy(64), UseStatus::Expired),
        (busy(65), UseStatus::Unknown),
    ] {
        assert_eq!(status(&[node.clone(), node], TWO), found);
    }
    assert_eq!(status(&[], TWO), UseStatus::Unknown);
    assert_eq!(status(&[unused()], Quorum::of(1)), UseStatus::Unknown);
    assert_eq!(status(&[unused()], TWO), UseStatus::Unknown);
}

#[test]
fn one_lying_node_of_three_changes_nothing() {
    let used = || with(&[(2, SENT, paid())]);
    let open = || Node {
        is_alive: true,
        ..unused()
    };
    let far = |node: Node| Node {
        slots: (u64::MAX, u64::MAX),
        ..node
    };
    for liar in [unused(), used(), open(), far(unused()), far(used())] {
        for (honest, found) in [
            (unused(), UseStatus::Expired),
            (used(), UseStatus::Used),
            (open(), UseStatus::Open),
        ] {
            // Honest nodes are not at the same slot.
            let behind = Node {
                slots: (SLOT - 3, SLOT - 3),
                ..honest.clone()
            };
            let nodes = [honest, liar.clone(), behind];
            assert_eq!(status(&nodes, THREE), found);
        }
    }
}
