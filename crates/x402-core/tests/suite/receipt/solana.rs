//! Solana: the same message, and what the payee's account received.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use x402_core::{
    amount::Amount,
    chain::{
        Answer, Fact, Facts, Level, NodeId, Query, Quorum, SvmQuery, TokenBalance,
        TransactionFault, TransactionId, TransactionOutcome, Value,
    },
    receipt::{self, Movement, SettlementStatus, movements},
    svm::{
        Address, Blockhash, Signature, Transaction, associated_token::associated_token_address,
        program,
    },
};

use super::{ONE, expected};
use crate::samples;

fn svm(address: x402_core::Address) -> Address {
    address.to_string().parse().unwrap()
}

/// The outcome of the sample's transaction: the payee's account before and after.
pub(super) fn outcome(before: u64, after: u64) -> TransactionOutcome {
    let sample = samples::solana();
    let payment = expected(&sample);
    let text = sample
        .payment()
        .payload
        .get("transaction")
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned();
    let (pay_to, mint) = (svm(payment.pay_to()), svm(payment.asset()));
    let (account, _) = associated_token_address(&pay_to, &program::TOKEN, &mint).unwrap();
    let balance = |amount| TokenBalance {
        account,
        mint,
        owner: Some(pay_to),
        program: None,
        amount,
    };
    TransactionOutcome {
        slot: 900,
        fault: None,
        fee: 10_001,
        transaction: BASE64_STANDARD.decode(text).unwrap(),
        before: vec![balance(before)],
        after: vec![balance(after)],
    }
}

pub(super) const DEVNET: &str = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";
pub(super) const TESTNET: &str = "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY";

/// The hash of the first block by a node.
fn of_cluster(genesis: &str, node: u16) -> Fact {
    let hash: Blockhash = genesis.parse().unwrap();
    Fact {
        query: SvmQuery::GenesisHash.into(),
        answer: Answer::Value(Value::Hash(*hash.as_bytes())),
        at: None,
        from: NodeId(node),
    }
}

#[test]
fn the_message_and_the_balance_prove_it() {
    let payment = expected(&samples::solana());
    let paid = Movement::Paid {
        log_index: None,
        names_payment: true,
    };
    let short = Movement::Short {
        received: Amount::from(9_900_u64),
        names_payment: true,
    };
    let mut failed = outcome(0, 10_000);
    failed.fault = Some(TransactionFault::AccountNotFound);
    let mut other = outcome(0, 10_000);
    *other.transaction.last_mut().unwrap() ^= 1;
    let mut cut = outcome(0, 10_000);
    cut.transaction.pop();
    // The fee payer's signature is not part of the message: any of its signatures will do.
    let mut signed = outcome(5, 10_005);
    signed.transaction[1] = 9;
    for (outcome, wanted) in [
        (outcome(0, 10_000), paid),
        (signed, paid),
        (outcome(7, 9_907), short),
        (outcome(10_000, 0), Movement::Unrelated),
        (failed, Movement::Failed),
        (other, Movement::Unrelated),
        (cut, Movement::Unrelated),
    ] {
        let moved = movements(std::slice::from_ref(&payment), &outcome);
        assert_eq!(moved, [wanted], "{outcome:?}");
    }
}

#[test]
fn an_outcome_proves_at_its_commitment() {
    let payment = [expected(&samples::solana())];
    let outcome = outcome(0, 10_000);
    let bytes = outcome.transaction.clone();
    let signature = Transaction::parse(&bytes)
        .unwrap()
        .signatures()
        .next()
        .unwrap();
    assert_eq!(
        signature,
        Signature::ZERO,
        "the sample waits for its fee payer"
    );
    let signature = Signature::new([9; 64]);
    let id = TransactionId::Svm(signature);
    for (level, finalized) in [
        (Level::Included, false),
        (Level::Depth(3), false),
        (Level::Safe, true),
        (Level::Finalized, true),
    ] {
        let query = SvmQuery::Transaction {
            signature,
            finalized,
        };
        let queries = receipt::queries(&payment, &id, level, &Facts::default(), ONE);
        assert_eq!(
            queries,
            [SvmQuery::GenesisHash, query.clone()].map(Query::from)
        );
        for (value, wanted) in [
            (Some(Box::new(outcome.clone())), None),
            (None, Some(SettlementStatus::Absent)),
        ] {
            let fact = Fact {
                query: query.clone().into(),
                answer: Answer::Value(Value::TransactionOutcome(value)),
                at: None,
                from: NodeId(1),
            };
            let facts: Facts = [fact, of_cluster(DEVNET, 1)].into_iter().collect();
            let found = receipt::prove(&payment, &id, level, &facts, ONE);
            match wanted {
                Some(wanted) => assert_eq!(found, [wanted]),
                None => assert!(
                    matches!(found[..], [SettlementStatus::Paid(proof)] if proof.slot == Some(900)),
                    "{found:?}"
                ),
            }
        }
    }
}

/// A transaction names no cluster, and the same bytes can be executed on another one.
#[test]
fn nodes_of_another_cluster_prove_nothing() {
    let payment = [expected(&samples::solana())];
    let signature = Signature::new([9; 64]);
    let (id, level, two) = (
        TransactionId::Svm(signature),
        Level::Included,
        Quorum::of(2),
    );
    let query = SvmQuery::Transaction {
        signature,
        finalized: false,
    };
    let prove = |nodes: &[Option<&str>], value: Option<Box<TransactionOutcome>>| {
        let mut facts = Facts::new();
        for (genesis, node) in nodes.iter().zip(1..) {
            facts.extend(genesis.map(|genesis| of_cluster(genesis, node)));
            facts.insert(Fact {
                query: query.clone().into(),
                answer: Answer::Value(Value::TransactionOutcome(value.clone())),
                at: None,
                from: NodeId(node),
            });
        }
        let queries = receipt::queries(&payment, &id, level, &facts, two);
        let found = receipt::prove(&payment, &id, level, &facts, two);
        (queries.len(), found[0])
    };
    let made = Some(Box::new(outcome(0, 10_000)));
    let (devnet, testnet) = (Some(DEVNET), Some(TESTNET));
    for nodes in [
        [testnet, testnet].as_slice(),
        &[devnet, testnet],
        &[devnet, None],
        &[None, None],
    ] {
        let named = nodes.iter().flatten().count();
        for value in [made.clone(), None] {
            let (left, found) = prove(nodes, value);
            assert_eq!(found, SettlementStatus::Unknown, "{nodes:?}");
            assert_eq!(left, usize::from(named < 2));
        }
    }
    for nodes in [[devnet, devnet].as_slice(), &[devnet, testnet, devnet]] {
        let (left, found) = prove(nodes, made.clone());
        assert!(matches!(found, SettlementStatus::Paid(_)), "{found:?}");
        assert_eq!(left, 0);
    }
}
