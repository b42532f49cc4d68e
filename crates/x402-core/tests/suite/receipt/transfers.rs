//! The logs of one receipt.

use proptest::prelude::*;
use x402_core::{
    amount::Amount,
    chain::{Event, Log},
    receipt::{Movement, SettlementStatus, movements},
};

use super::{
    ONE, cancelled, expected, honest, is_paid, landed, prove, sample_nonce, transfer, transfer_of,
    used, with_nonce, word,
};
use crate::samples;

#[test]
fn a_payment_is_proven_whoever_sent_it() {
    let payment = expected(&samples::eip3009());
    let logs = [used(&payment, sample_nonce()), transfer(&payment)];
    let [SettlementStatus::Paid(proof)] = prove(
        std::slice::from_ref(&payment),
        honest(&landed(logs), 1),
        ONE,
    )[..] else {
        panic!("not paid");
    };
    assert_eq!(proof.log_index, Some(41));
    assert_eq!(proof.block, Some(super::BLOCK));
}

/// Each line: the logs of a successful transaction, and what it moved for the payment.
#[test]
fn only_this_payments_own_transfer_proves_it() {
    let payment = expected(&samples::eip3009());
    let nonce = sample_nonce();
    let named = used(&payment, nonce);
    let paid = transfer(&payment);
    let elsewhere = |log: &Log| Log {
        address: [0x55; 20].into(),
        ..log.clone()
    };
    let topics = |log: &Log, place: usize| {
        let mut log = log.clone();
        log.topics[place] = word([0x66; 20].into());
        log
    };
    let cut = Log {
        data: paid.data[..31].to_vec(),
        ..paid.clone()
    };
    let unrelated = Movement::Unrelated;
    for (what, logs, wanted) in [
        (
            "a token that does not revert on a used nonce",
            vec![],
            unrelated,
        ),
        ("no transfer", vec![named.clone()], unrelated),
        ("no authorization", vec![paid.clone()], unrelated),
        (
            "another token",
            vec![elsewhere(&named), elsewhere(&paid)],
            unrelated,
        ),
        (
            "the transfer of another token",
            vec![named.clone(), elsewhere(&paid)],
            unrelated,
        ),
        (
            "another payer",
            vec![named.clone(), topics(&paid, 1)],
            unrelated,
        ),
        (
            "another payee",
            vec![named.clone(), topics(&paid, 2)],
            unrelated,
        ),
        (
            "another nonce",
            vec![used(&payment, [1; 32]), paid.clone()],
            unrelated,
        ),
        ("a log that is cut", vec![named.clone(), cut], unrelated),
        (
            "more than the amount",
            vec![named.clone(), transfer_of(&payment, 10_001)],
            unrelated,
        ),
        (
            "cancelled",
            vec![cancelled(&payment, nonce)],
            Movement::Cancelled,
        ),
        (
            "a fee on the transfer",
            vec![named.clone(), transfer_of(&payment, 9_900)],
            Movement::Short {
                received: Amount::from(9_900_u64),
                names_payment: true,
            },
        ),
        (
            "the transfer first",
            vec![paid.clone(), named.clone()],
            Movement::Paid {
                log_index: Some(40),
                names_payment: true,
            },
        ),
        (
            "a fee to somebody else first",
            vec![
                named.clone(),
                topics(&transfer_of(&payment, 100), 2),
                paid.clone(),
            ],
            Movement::Paid {
                log_index: Some(42),
                names_payment: true,
            },
        ),
    ] {
        let moved = movements(std::slice::from_ref(&payment), &landed(logs));
        assert_eq!(moved, [wanted], "{what}");
    }
}

#[test]
fn a_failed_transaction_moves_nothing() {
    let payment = expected(&samples::eip3009());
    let mut failed = landed([used(&payment, sample_nonce()), transfer(&payment)]);
    failed.succeeded = false;
    assert_eq!(movements(&[payment], &failed), [Movement::Failed]);
}

#[test]
fn equal_payments_need_a_transfer_each() {
    let (one, two) = (with_nonce(1), with_nonce(2));
    let both = [one.clone(), two.clone()];
    let [u1, u2] = [[1; 32], [2; 32]].map(|nonce| used(&one, nonce));
    let paid = transfer(&one);
    let count = |expected: &[_], logs: &[&Log]| {
        let logs = logs.iter().map(|log| (*log).clone());
        let moved = movements(expected, &landed(logs));
        moved
            .iter()
            .filter(|moved| matches!(moved, Movement::Paid { .. }))
            .count()
    };
    assert_eq!(count(&both, &[&u1, &paid, &u2, &paid]), 2);
    assert_eq!(count(&both, &[&paid, &u1, &paid, &u2]), 2);
    assert_eq!(count(&both, &[&u1, &u2, &paid, &paid]), 2);
    assert_eq!(count(&both, &[&u1, &paid, &u2]), 1);
    // Each is looked for alone: the other one's transfer is not its own.
    for logs in [[&u1, &paid, &u2], [&u2, &paid, &u1]] {
        let found = [&one, &two].map(|payment| count(std::slice::from_ref(payment), &logs));
        assert_eq!(found.iter().sum::<usize>(), 1, "{found:?}");
    }
    for logs in [
        [&u1, &u2, &paid],
        [&u2, &u1, &paid],
        [&paid, &u1, &u2],
        [&paid, &u2, &u1],
    ] {
        let found = [&one, &two].map(|payment| count(std::slice::from_ref(payment), &logs));
        assert_eq!(found.iter().sum::<usize>(), 1, "{found:?}");
    }
    for logs in [[&u1, &u2, &paid, &paid], [&u2, &u1, &paid, &paid]] {
        let found = [&one, &two].map(|payment| count(std::slice::from_ref(payment), &logs));
        assert_eq!(found, [1, 1]);
    }
    for logs in [[&u1, &paid, &u2, &paid], [&paid, &u1, &paid, &u2]] {
        let found = [&one, &two].map(|payment| count(std::slice::from_ref(payment), &logs));
        assert_eq!(found, [1, 1]);
    }
}

#[test]
fn a_payment_that_is_listed_twice_is_paid_once() {
    let payment = expected(&samples::eip3009());
    let logs = [used(&payment, sample_nonce()), transfer(&payment)];
    let twice = [payment.clone(), payment];
    let statuses = prove(&twice, honest(&landed(logs), 1), ONE);
    assert!(is_paid(statuses[0]));
    assert_eq!(statuses[1], SettlementStatus::Unrelated);
}

proptest! {
    /// However the logs lie, no transfer pays twice.
    #[test]
    fn no_transfer_counts_twice(order in prop::collection::vec(0..4_usize, 0..24)) {
        let payments = [with_nonce(1), with_nonce(2), with_nonce(3)];
        let kinds = [
            used(&payments[0], [1; 32]),
            used(&payments[0], [2; 32]),
            used(&payments[0], [3; 32]),
            transfer(&payments[0]),
        ];
        let logs: Vec<_> = order.iter().map(|kind| kinds[*kind].clone()).collect();
        let transfers = logs.iter().filter(|log| log.topics[0] == Event::TRANSFER).count();
        let statuses = prove(&payments, honest(&landed(logs), 1), ONE);
        let proofs: Vec<_> = statuses
            .iter()
            .filter_map(|status| match status {
                SettlementStatus::Paid(proof) => proof.log_index,
                _ => None,
            })
            .collect();
        let mut distinct = proofs.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), proofs.len());
        let named = (0..3).filter(|kind| order.contains(kind)).count();
        prop_assert_eq!(proofs.len(), named.min(transfers));
        prop_assert!(statuses.iter().filter(|status| is_paid(**status)).count() == proofs.len());
    }
}
