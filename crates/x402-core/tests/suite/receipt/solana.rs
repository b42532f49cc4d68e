//! Solana: the same message, and what the payee's account received.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use x402_core::{
    amount::Amount,
    chain::{
        Answer, Fact, Facts, Level, NodeId, SvmQuery, TokenBalance, TransactionFault,
        TransactionId, TransactionOutcome, Value,
    },
    receipt::{self, Movement, SettlementStatus, movements},
    svm::{Address, Signature, Transaction, associated_token::associated_token_address, program},
};

use super::{ONE, expected};
use crate::samples;

fn svm(address: x402_core::Address) -> Address {
    address.to_string().parse().unwrap()
}

/// The outcome of the sample's transaction: the payee's account before and after.
fn outcome(before: u64, after: u64) -> TransactionOutcome {
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
        assert_eq!(queries, [query.clone().into()]);
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
            let facts: Facts = [fact].into_iter().collect();
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
