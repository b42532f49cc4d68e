//! Who used an authorization.

use x402_core::{
    chain::{Answer, Fact, Facts, FoundLog, Log, NodeId, Quorum, TransactionId, Value},
    receipt::{SearchResult, find, search},
};

use super::{BLOCK, HASH, ONE, cancelled, expected, sample_nonce, used};
use crate::samples;

#[test]
fn the_logs_tell_use_from_cancellation() {
    let payment = expected(&samples::eip3009());
    let queries = search(&payment, 600, 800).unwrap();
    assert_eq!(queries.len(), 2);
    let found = |log: Log| {
        Value::Logs(vec![FoundLog {
            block: BLOCK,
            transaction: HASH,
            log,
        }])
    };
    let none = || Value::Logs(vec![]);
    let transaction = TransactionId::Evm(HASH);
    let (used, cancelled) = (
        found(used(&payment, sample_nonce())),
        found(cancelled(&payment, sample_nonce())),
    );
    for (answers, wanted) in [
        (
            [Some(used.clone()), Some(none())],
            SearchResult::UsedBy(transaction),
        ),
        ([Some(used), None], SearchResult::UsedBy(transaction)),
        (
            [Some(none()), Some(cancelled)],
            SearchResult::CancelledBy(transaction),
        ),
        ([Some(none()), Some(none())], SearchResult::NotFound),
        ([Some(none()), None], SearchResult::Unknown),
        ([None, None], SearchResult::Unknown),
    ] {
        let facts: Facts = queries
            .iter()
            .zip(answers)
            .filter_map(|(query, answer)| {
                Some(Fact {
                    query: query.clone(),
                    answer: Answer::Value(answer?),
                    at: None,
                    from: NodeId(1),
                })
            })
            .collect();
        assert_eq!(find(&payment, 600, 800, &facts, ONE), Ok(wanted));
        let alone = find(&payment, 600, 800, &facts, Quorum::of(2));
        assert_eq!(alone, Ok(SearchResult::Unknown));
    }
}

#[test]
fn only_logs_that_name_the_payment_are_searched() {
    for sample in [samples::permit2(), samples::solana()] {
        let payment = expected(&sample);
        assert_eq!(search(&payment, 1, 2), Ok(vec![]), "{}", sample.name);
        let found = find(&payment, 1, 2, &Facts::default(), ONE);
        assert_eq!(found, Ok(SearchResult::Unknown));
    }
    assert!(search(&expected(&samples::eip3009()), 2, 1).is_err());
}
