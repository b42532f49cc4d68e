//! A request to settle a payment whose accounts are in a lookup table.

use std::sync::Arc;

use x402_core::{
    Network, SettleRequest, UnixTimestamp,
    chain::{Answer, Commitment, Facts, Head, Query, Quorum, SvmQuery, Value},
    facilitator::{
        Capabilities, Rows, Settlement, SettlementAnswer, SettlementEvent, SettlementStage,
        SettlementStep, Sponsorship, StoreAnswer, StoreRequest,
    },
    scheme::is_certain_failure,
    svm::Blockhash,
};

use crate::lookup_table;

const UNAVAILABLE: &str = "invalid_exact_svm_smart_wallet_alt_resolution_not_available";

fn now() -> UnixTimestamp {
    UnixTimestamp::new(lookup_table::sample().now).unwrap()
}

/// A settlement that has asked for the content of the table.
fn begun() -> (Settlement, Vec<Query>) {
    let sample = lookup_table::sample();
    let text = format!(
        r#"{{"x402Version":2,"paymentPayload":{},"paymentRequirements":{}}}"#,
        sample.payment, sample.requirements
    );
    let signers = [lookup_table::FEE_PAYER.parse().unwrap()];
    let ours = Capabilities::new()
        .with_network(Network::solana_devnet(), signers)
        .unwrap();
    let terms = Sponsorship::on_solana(50_000);
    let mut settlement = Settlement::new(Arc::new(ours), Arc::new(terms));
    let step = settlement.advance(SettlementEvent::Request {
        request: Box::new(SettleRequest::parse(text).unwrap()),
        repeat_token: None,
        now: now(),
    });
    let queries = asked(step.unwrap());
    assert_eq!(queries.len(), 1, "{queries:?}");
    assert_eq!(settlement.stage(), SettlementStage::Checking);
    (settlement, queries)
}

fn asked(step: SettlementStep) -> Vec<Query> {
    match step {
        SettlementStep::Ask { queries, .. } => queries,
        other => panic!("{other:?}"),
    }
}

fn answer(step: SettlementStep) -> SettlementAnswer {
    match step {
        SettlementStep::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn answered(facts: Facts) -> SettlementEvent {
    SettlementEvent::Answered {
        facts,
        quorum: Quorum::of(1),
        now: now(),
    }
}

/// What the node answers, which has all of it as of one slot.
fn facts(queries: &[Query]) -> Facts {
    let declared = lookup_table::full().facts(&Network::solana_devnet(), queries);
    let newer = Query::from(SvmQuery::LatestBlockhash(Commitment::Processed));
    let newest = queries.contains(&newer).then(|| x402_core::chain::Fact {
        query: newer,
        answer: Answer::Value(Value::Blockhash {
            blockhash: Blockhash::new([8; 32]),
            last_valid_block_height: 1_150,
        }),
        at: None,
        from: x402_core::chain::NodeId(0),
    });
    let all = declared.into_iter().chain(newest);
    all.map(|mut fact| {
        fact.at = Some(Head::Slot(100));
        fact
    })
    .collect()
}

#[test]
fn the_table_is_asked_for_and_the_payment_is_reserved() {
    let (mut settlement, tables) = begun();
    let step = settlement.advance(answered(facts(&tables))).unwrap();
    let SettlementStep::Store(StoreRequest::Load(_)) = step else {
        panic!("{step:?}");
    };
    let step = settlement.advance(SettlementEvent::Stored {
        answer: StoreAnswer::Rows(Rows::default()),
        now: now(),
    });
    let queries = asked(step.unwrap());
    assert!(!queries.contains(&tables[0]), "{queries:?}");
    let step = settlement.advance(answered(facts(&queries))).unwrap();
    let SettlementStep::Store(StoreRequest::Put { rows, .. }) = step else {
        panic!("{step:?}");
    };
    // The row alone tells what transfer is to be proven: no later step needs the table.
    let transfer = rows.settlements[0].expected_transfer().unwrap();
    assert_eq!(
        transfer.pay_to().to_string(),
        "CZJUbiqU5WySMKiqDMS8EfZ8ritAu97jbmhRy3sMX8J"
    );
    let source = rows.settlements[0].authorization.get("source").unwrap();
    assert!(
        source
            .to_string()
            .contains("6nJ5r1EmCMZzujjGsXeGcbCNuoaqcExp5AASt7j32mNY")
    );
}

#[test]
fn a_table_that_is_not_there_refuses_the_first_call_alone() {
    let (mut settlement, tables) = begun();
    let empty = lookup_table::empty().facts(&Network::solana_devnet(), &tables);
    let answer = answer(settlement.advance(answered(empty)).unwrap());
    assert_eq!(answer.response.error_reason.as_deref(), Some(UNAVAILABLE));
    // Of a payment that an earlier call settled, the table may be closed by now.
    assert!(is_certain_failure(&answer.response, true));
    assert!(!is_certain_failure(&answer.response, false));
}

#[test]
fn a_table_that_no_node_answers_for_leaves_the_payment_open() {
    let (mut settlement, _) = begun();
    let answer = answer(settlement.advance(answered(Facts::new())).unwrap());
    assert_eq!((answer.status, answer.retry_after), (503, Some(1)));
    assert!(!is_certain_failure(&answer.response, true));
}
