//! Payments that go together: the named failure S20, and what else can happen to a batch.

use x402_core::facilitator::{SettlementState, TransactionKind, TransactionState};

use crate::{
    run::{Run, included},
    setup::{Other, Setup},
};

/// Two replicas and two payments that may go together, with these faults.
fn two(change: impl FnOnce(&mut Setup)) -> Run {
    let mut setup = included().batching();
    setup.replicas = 2;
    setup.payments = 2;
    change(&mut setup);
    Run::new(setup)
}

/// The first replica waits for payments, then signs, stores and sends.
fn send(run: &mut Run, nonce: u64) {
    run.go(&format!("0 goes on with {nonce}"));
    for part in ["has collected", "signs", "puts: done", "sends: taken"] {
        run.go(&format!("0 {part}"));
    }
}

fn kinds(run: &Run) -> Vec<(TransactionKind, usize)> {
    let rows = run.world.store.transactions.values();
    rows.map(|row| (row.kind, row.settlements.len())).collect()
}

#[track_caller]
fn assert_paid(answer: Option<String>) {
    let answer = answer.expect("an answer");
    assert!(answer.contains("answers: Paid"), "{answer}");
}

#[test]
fn payments_of_two_replicas_go_together_and_each_has_its_own_transfer() {
    let mut run = two(|_| ());
    run.join();
    assert_eq!(kinds(&run), [(TransactionKind::Batch, 2)]);
    send(&mut run, 0);
    run.blocks(1);
    run.poll(1, 0);
    assert_paid(run.look(0));
    assert_paid(run.look(1));
    let proofs = [0, 1].map(|payment| run.row(payment).proof.unwrap());
    assert_eq!(proofs[0].transaction, proofs[1].transaction);
    assert_ne!(proofs[0].log_index, proofs[1].log_index);
    // Two payments of 60,000 gas at 100 wei in all.
    run.blocks(2);
    run.poll(1, 0);
    assert_eq!(run.state(0), TransactionState::Final);
    let spent = run
        .world
        .store
        .spends
        .values()
        .map(|row| row.spent.to_string());
    assert_eq!(spent.collect::<Vec<_>>(), ["6000000"; 3]);
    run.settles_down();
}

#[test]
fn a_payment_alone_stays_single() {
    let mut run = two(|_| ());
    run.reserve();
    send(&mut run, 0);
    assert_eq!(kinds(&run), [(TransactionKind::Single, 1)]);
    // What is signed takes no more payments.
    run.all(&[
        "1 gets a request for 1",
        "1 asks for a request: Honest",
        "1 puts for a request: done",
    ]);
    assert_eq!(kinds(&run), [(TransactionKind::Single, 1); 2]);
    run.settles_down();
}

#[test]
fn a_batch_has_a_limit_of_gas() {
    let mut setup = included().batching();
    setup.replicas = 3;
    setup.payments = 3;
    // Two payments with the margin, and what a batch uses itself.
    let mut run = Run::with(setup, |terms| terms.max_batch_gas = 220_000);
    run.join();
    run.all(&[
        "2 gets a request for 2",
        "2 asks for a request: Honest",
        "2 puts for a request: done",
    ]);
    assert_eq!(
        kinds(&run),
        [(TransactionKind::Batch, 2), (TransactionKind::Single, 1)]
    );
    let limits = run
        .world
        .store
        .transactions
        .values()
        .map(|row| row.gas_limit);
    assert_eq!(limits.collect::<Vec<_>>(), [220_000, 100_000]);
    run.settles_down();
}

#[test]
fn a_payment_gets_the_gas_that_the_nodes_estimate() {
    let limit_of = |change: fn(&mut x402_core::facilitator::Sponsorship)| {
        let mut run = Run::with(included(), change);
        run.all(&["0 gets a request for 0", "0 asks for a request: Honest"]);
        let next = run.world.next(&run.setup);
        if next.iter().any(|(name, _)| name.contains("answers")) {
            return Err(run.go("0 answers"));
        }
        run.go("0 puts for a request: done");
        let row = run
            .world
            .store
            .transactions
            .values()
            .next()
            .unwrap()
            .clone();
        let worst = run.row(0).worst_fee;
        assert_eq!(
            worst,
            x402_core::amount::Amount::from(row.gas_limit * 1_000)
        );
        Ok(row.gas_limit)
    };
    // 70,000, with the margin and within the limit.
    assert_eq!(limit_of(|_| ()), Ok(100_000));
    assert_eq!(limit_of(|terms| terms.gas_margin = 5), Ok(70_005));
    assert_eq!(limit_of(|terms| terms.gas_limit = 80_000), Ok(80_000));
    assert_eq!(limit_of(|terms| terms.gas_limit = 70_000), Ok(70_000));
    let answer = limit_of(|terms| terms.gas_limit = 69_999).unwrap_err();
    assert!(answer.contains("settlement_over_limit"), "{answer}");
}

#[test]
fn a_join_and_a_signature_cannot_both_win() {
    // The attempt is stored first.
    let mut run = two(|_| ());
    run.reserve();
    run.all(&["1 gets a request for 1", "1 asks for a request: Honest"]);
    run.all(&[
        "0 goes on with 0",
        "0 has collected",
        "0 signs",
        "0 puts: done",
    ]);
    run.go("1 puts for a request: conflict");
    assert_eq!(kinds(&run), [(TransactionKind::Single, 1)]);
    run.settles_down();

    // The payment joins first.
    let mut run = two(|_| ());
    run.reserve();
    run.all(&["0 goes on with 0", "0 has collected", "0 signs"]);
    run.all(&[
        "1 gets a request for 1",
        "1 asks for a request: Honest",
        "1 puts for a request: done",
    ]);
    run.go("0 puts: conflict");
    assert!(run.world.store.attempts.is_empty());
    assert_eq!(kinds(&run), [(TransactionKind::Batch, 2)]);
    run.settles_down();
}

#[test]
fn s20_what_fails_in_a_batch_costs_the_others_nothing() {
    let mut run = two(|setup| setup.others = &[Other::FrontRun(1)]);
    run.join();
    send(&mut run, 0);
    run.go("a block: empty Some(FrontRun");
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(0));
    // The other one was paid by the transaction that was first.
    assert_eq!(run.row(1).state, SettlementState::Open);
    assert_eq!(run.row(1).transaction, None);
    assert_paid(run.look(1));
    assert_eq!(run.row(1).state, SettlementState::PaidByOther);
    run.settles_down();

    let mut run = two(|setup| setup.others = &[Other::Cancel(0)]);
    run.join();
    run.go("a block: empty Some(Cancel");
    run.poll(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(1));
    run.settles_down();
}

#[test]
fn s20_a_batch_out_of_gas_goes_again_one_by_one_in_the_next_block() {
    let mut run = two(|setup| setup.others = &[Other::Burn(1)]);
    run.join();
    send(&mut run, 0);
    run.go("a block: empty Some(Burn");
    run.blocks(1);
    run.poll(0, 0);
    for payment in [0, 1] {
        let row = run.row(payment);
        assert_eq!((row.state, row.transaction), (SettlementState::Open, None));
        assert!(row.ended.is_some() && row.spends.is_empty());
    }
    // The first one's request goes on by itself.
    run.look(0);
    assert_eq!(
        kinds(&run),
        [(TransactionKind::Batch, 2), (TransactionKind::Single, 1)]
    );
    run.send(0, 1);
    run.blocks(1);
    run.poll(0, 1);
    assert_paid(run.look(0));
    // The other one cannot be simulated: bytes of it are in the open.
    let answer = run.look(1).unwrap();
    assert!(answer.contains("answers: Unsure"), "{answer}");
    run.settles_down();
}

#[test]
fn what_a_batch_did_not_pay_joins_no_other_payment() {
    let mut setup = included().batching();
    setup.replicas = 3;
    setup.payments = 3;
    setup.others = &[Other::Burn(1)];
    let mut run = Run::new(setup);
    run.join();
    send(&mut run, 0);
    run.go("a block: empty Some(Burn");
    run.blocks(1);
    run.poll(0, 0);
    run.all(&[
        "2 gets a request for 2",
        "2 asks for a request: Honest",
        "2 puts for a request: done",
    ]);
    run.look(0);
    assert_eq!(
        kinds(&run),
        [
            (TransactionKind::Batch, 2),
            (TransactionKind::Single, 1),
            (TransactionKind::Single, 1)
        ]
    );
    run.settles_down();
}

#[test]
fn a_request_that_gives_up_leaves_the_others_their_transaction() {
    let mut run = two(|_| ());
    run.reserve();
    run.blocks(1);
    run.all(&[
        "1 gets a request for 1",
        "1 asks for a request: Honest",
        "1 puts for a request: done",
    ]);
    run.blocks(1);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("settlement_abandoned"), "{answer}");
    assert_eq!(run.row(0).state, SettlementState::Abandoned);
    assert_eq!(kinds(&run), [(TransactionKind::Single, 1)]);
    run.send(1, 0);
    run.blocks(1);
    run.poll(1, 0);
    assert_paid(run.look(1));
    run.settles_down();
}

#[test]
fn a_displaced_batch_is_reserved_anew() {
    let mut run = two(|setup| setup.others = &[Other::Foreign]);
    run.join();
    send(&mut run, 0);
    run.go("a block: empty Some(Foreign)");
    run.blocks(2);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Displaced);
    for payment in [0, 1] {
        assert_eq!(run.row(payment).transaction, None);
    }
    run.settles_down();
}
