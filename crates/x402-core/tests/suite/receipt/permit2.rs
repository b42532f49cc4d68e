//! Permit2, whose events do not name the permit.

use x402_core::{
    amount::Amount,
    chain::{
        Answer, BlockId, Cause, Event, EvmQuery, Fact, Facts, Failure, Level, Log, NodeId, Read,
        Value,
    },
    evm::permit2::EXACT_PROXY,
    message::PaymentPayload,
    receipt::{self, ExpectedTransfer, Movement, SettlementStatus, movements},
};

use super::{
    BLOCK, ONE, TRANSACTION, evm, expected, fact, honest, is_paid, landed, prove, transfer,
};
use crate::samples;

/// The sample's payment as a contract wallet's, with another nonce.
fn with_nonce(nonce: usize) -> ExpectedTransfer {
    let sample = samples::permit2();
    let payload = sample.payment().payload;
    let signature = payload.get("signature").unwrap().to_string();
    let text = sample
        .payment
        .replace(&signature, "\"0x1234\"")
        .replace(r#""nonce": "1""#, &format!(r#""nonce": "{nonce}""#));
    let payment = PaymentPayload::parse(&text).unwrap();
    ExpectedTransfer::read(&payment, &sample.offer(), &sample.context()).unwrap()
}

fn settled() -> Log {
    Log {
        address: EXACT_PROXY,
        topics: vec![Event::SETTLED],
        data: vec![],
        index: 0,
    }
}

#[test]
fn the_nonce_around_the_block_names_the_permit() {
    let payment = [expected(&samples::permit2())];
    let paid = landed([transfer(&payment[0]), settled()]);
    let nonce = |number| EvmQuery::Read {
        read: Read::PermitNonce {
            owner: evm(payment[0].payer()),
            nonce: Amount::from(1_u64),
        },
        at: BlockId::Number(number),
    };
    let pruned = Fact {
        query: nonce(BLOCK.number - 1).into(),
        answer: Answer::Failed(Failure::new(Cause::HistoryUnavailable)),
        at: None,
        from: NodeId(1),
    };
    let at = |flag| fact(nonce(BLOCK.number), Value::Flag(flag), 1);
    let before = |flag| fact(nonce(BLOCK.number - 1), Value::Flag(flag), 1);
    for (nonces, wanted) in [
        (vec![at(true), before(false)], None),
        (
            vec![at(true), before(true)],
            Some(SettlementStatus::Unrelated),
        ),
        (
            vec![at(false), before(false)],
            Some(SettlementStatus::Unrelated),
        ),
        (vec![at(true), pruned], Some(SettlementStatus::Unnamed)),
        (vec![at(true)], Some(SettlementStatus::Unnamed)),
        (vec![before(false)], Some(SettlementStatus::Unknown)),
        (vec![], Some(SettlementStatus::Unknown)),
    ] {
        let facts = [honest(&paid, 1), nonces].concat();
        let [status] = prove(&payment, facts, ONE)[..] else {
            panic!("one status");
        };
        match wanted {
            None => assert!(is_paid(status), "{status:?}"),
            Some(wanted) => assert_eq!(status, wanted),
        }
    }
    let facts: Facts = honest(&paid, 1).into_iter().collect();
    let queries = receipt::queries(&payment, &TRANSACTION, Level::Included, &facts, ONE);
    let wanted = [BLOCK.number, BLOCK.number - 1].map(|number| nonce(number).into());
    assert_eq!(queries, wanted);
}

#[test]
fn a_permit_needs_the_proxys_event_and_a_transfer_of_its_own() {
    let payment = expected(&samples::permit2());
    let paid = transfer(&payment);
    let with_permit = Log {
        topics: vec![Event::SETTLED_WITH_PERMIT],
        ..settled()
    };
    let foreign = Log {
        address: [0x44; 20].into(),
        ..settled()
    };
    let is_moved = |logs: Vec<Log>, count: usize| {
        let payments: Vec<_> = (1..).take(count).map(with_nonce).collect();
        let moved = movements(&payments, &landed(logs));
        moved
            .iter()
            .filter(|moved| {
                matches!(
                    moved,
                    Movement::Paid {
                        names_payment: false,
                        ..
                    }
                )
            })
            .count()
    };
    assert_eq!(is_moved(vec![paid.clone(), settled()], 1), 1);
    assert_eq!(is_moved(vec![paid.clone(), with_permit], 1), 1);
    assert_eq!(is_moved(vec![paid.clone()], 1), 0);
    assert_eq!(is_moved(vec![paid.clone(), foreign], 1), 0);
    assert_eq!(is_moved(vec![settled()], 1), 0);
    assert_eq!(is_moved(vec![paid.clone(), settled()], 2), 1);
    assert_eq!(is_moved(vec![paid.clone(), settled(), settled()], 2), 1);
    assert_eq!(
        is_moved(vec![paid.clone(), settled(), paid, settled()], 2),
        2
    );
}
