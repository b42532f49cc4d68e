//! The named failures, each with the answer that is expected.

use x402_core::{
    UnixTimestamp,
    facilitator::{RowKeys, SettlementState, StoreAnswer, TransactionState, fill_hole},
};

use crate::{
    node::Nodes,
    payment::sponsor,
    run::{Run, included},
    setup::{Budget, Other, Setup},
};

/// A setup with these faults.
fn faults(change: impl FnOnce(&mut Setup)) -> Run {
    let mut setup = included();
    change(&mut setup);
    Run::new(setup)
}

#[track_caller]
fn assert_paid(answer: Option<String>) {
    let answer = answer.expect("an answer");
    assert!(answer.contains("answers: Paid"), "{answer}");
}

#[test]
fn s1_a_sending_without_an_answer_that_landed_is_success() {
    let mut run = faults(|_| ());
    run.reserve();
    // The model's nodes never answer a sending.
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(0));
    run.settles_down();
}

#[test]
fn s2_a_lost_sending_is_repeated_with_the_same_bytes() {
    let mut run = faults(|setup| setup.budget.lost_sends = 1);
    run.reserve();
    run.prepare(0, 0);
    run.all(&["signs", "puts: done", "sends: lost"]);
    assert!(run.world.chain.pool.is_empty());
    run.poll(0, 0);
    assert_eq!(run.world.chain.pool.len(), 1);
    assert_eq!(run.world.store.attempts.len(), 1);
    run.settles_down();
}

#[test]
fn s3_a_replica_killed_at_reserved_leaves_no_hole() {
    let mut run = faults(|setup| {
        setup.replicas = 2;
        setup.budget.crashes = 1;
    });
    run.reserve();
    run.go("0 crashes");
    run.send(1, 0);
    run.blocks(1);
    run.poll(1, 0);
    let answer = run.ask_again(1, 0);
    assert!(answer.contains("answers: Paid"), "{answer}");
    run.settles_down();
}

#[test]
fn s4_what_is_stored_and_not_sent_is_sent_at_the_start() {
    let mut run = faults(|setup| {
        setup.replicas = 2;
        setup.budget.crashes = 1;
    });
    run.reserve();
    run.prepare(0, 0);
    run.all(&["signs", "puts: done", "0 crashes"]);
    assert!(run.world.chain.pool.is_empty());
    let names = run.poll(1, 0);
    assert!(names.last().unwrap().contains("sends"), "{names:?}");
    assert_eq!(run.world.store.attempts.len(), 1);
    run.settles_down();
}

#[test]
fn s5_nothing_is_sent_after_a_lost_answer_of_the_store_before_a_load() {
    for lost in ["puts: lost", "puts: written"] {
        let mut run = faults(|setup| setup.budget.lost_puts = 1);
        run.reserve();
        run.prepare(0, 0);
        run.all(&["signs", lost]);
        // The rows are read at once in the model: what follows is a question to the chain.
        let names = run.world.next(&run.setup);
        assert!(!names.iter().any(|(name, _)| name.contains("sends")));
        assert!(run.world.chain.transactions.is_empty());
        run.settles_down();
    }
}

#[test]
fn s6_a_foreign_nonce_displaces_and_a_new_transaction_pays() {
    let mut run = faults(|setup| setup.others = &[Other::Foreign]);
    run.reserve();
    run.send(0, 0);
    run.go("a block: empty Some(Foreign)");
    run.blocks(2);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Displaced);
    assert_eq!(run.row(0).transaction, None);
    run.look(0);
    assert_eq!(run.state(1), TransactionState::Reserved);
    run.send(0, 1);
    run.blocks(1);
    run.poll(0, 1);
    let answer = run.look(0).unwrap_or_else(|| run.ask_again(0, 0));
    assert!(answer.contains("answers: Paid"), "{answer}");
    run.settles_down();
}

#[test]
fn what_was_sent_before_is_never_called_abandoned() {
    let mut run = faults(|setup| setup.others = &[Other::Foreign, Other::FrontRun(0)]);
    run.reserve();
    run.send(0, 0);
    run.go("a block: empty Some(Foreign)");
    run.blocks(2);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Displaced);
    // It is reserved anew, and the time for an answer is over.
    assert_eq!(run.look(0), None);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("answers: Unsure"), "{answer}");
    // Any party that has the bytes of the first transaction can still send them.
    run.go("a block: empty Some(FrontRun");
    run.settles_down();
}

#[test]
fn s7_the_old_hash_of_a_replaced_transaction_pays() {
    let mut run = faults(|setup| setup.budget.empty_blocks = 1);
    run.reserve();
    run.send(0, 0);
    run.go("an empty block");
    let names = run.poll(0, 0);
    assert!(names.iter().any(|name| name.contains("signs")), "{names:?}");
    assert_eq!(run.world.store.attempts.len(), 2);
    run.go("a block: lowest fees");
    run.poll(0, 0);
    assert_paid(run.look(0));
    let proof = run.row(0).proof.unwrap();
    let first = run.world.store.attempts.values().next().unwrap();
    assert_eq!(proof.transaction, first.hash);
    run.settles_down();
}

#[test]
fn s8_at_the_cap_the_lane_stalls_and_the_payment_is_pending() {
    let mut setup = included();
    setup.payments = 2;
    setup.replicas = 2;
    setup.budget.empty_blocks = 4;
    let mut run = Run::with(setup, |terms| terms.fee_cap = 215);
    run.reserve();
    run.send(0, 0);
    run.go("an empty block");
    run.poll(0, 0);
    assert_eq!(run.world.store.attempts.len(), 1);
    let lane = run.world.store.lanes.values().next().unwrap();
    assert_eq!(lane.stalled_at, Some(0));
    run.go("an empty block");
    run.go("an empty block");
    let answer = run.look(0).unwrap();
    assert!(answer.contains("settlement_pending"), "{answer}");
    let answer = run.ask_again(1, 1);
    assert!(answer.contains("settlement_over_limit"), "{answer}");
    run.blocks(1);
    run.poll(0, 0);
    let lane = run.world.store.lanes.values().next().unwrap();
    assert_eq!(lane.stalled_at, None);
    let answer = run.ask_again(0, 0);
    assert!(answer.contains("answers: Paid"), "{answer}");
}

#[test]
fn s9_a_reorganised_transaction_is_sent_again() {
    let mut run = faults(|setup| setup.budget.reorganisations = 1);
    run.blocks(2);
    run.reserve();
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    assert_eq!(run.row(0).state, SettlementState::Paid);
    run.go("a reorganisation, keeping: false");
    let names = run.poll(0, 0);
    assert!(names.last().unwrap().contains("sends"), "{names:?}");
    assert_eq!(run.state(0), TransactionState::Stored);
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(0));
    run.settles_down();
}

#[test]
fn s10_a_front_run_payment_is_success_and_a_cancelled_one_is_dead() {
    let mut run = faults(|setup| setup.others = &[Other::FrontRun(0)]);
    run.reserve();
    run.send(0, 0);
    run.go("a block: empty Some(FrontRun");
    run.blocks(1);
    run.poll(0, 0);
    assert_eq!(run.row(0).state, SettlementState::Open);
    // The own transaction has failed, which is not final yet.
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Included);
    assert_paid(run.look(0));
    assert_eq!(run.row(0).state, SettlementState::PaidByOther);
    run.blocks(2);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Final);
    assert_eq!(run.row(0).state, SettlementState::PaidByOther);
    run.settles_down();

    let mut run = faults(|setup| setup.others = &[Other::Cancel(0)]);
    run.reserve();
    run.go("a block: empty Some(Cancel");
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    run.blocks(2);
    run.poll(0, 0);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("authorization_dead"), "{answer}");
    run.settles_down();
}

#[test]
fn s12_a_token_without_reverts_is_not_paid() {
    let mut run = faults(|setup| {
        setup.is_silent = true;
        setup.others = &[Other::Drain];
    });
    run.reserve();
    run.go("a block: empty Some(Drain");
    run.send(0, 0);
    run.blocks(3);
    run.poll(0, 0);
    run.poll(0, 0);
    assert_eq!(run.row(0).state, SettlementState::NotPaidLive);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("answers: Unsure"), "{answer}");
    run.settles_down();
}

#[test]
fn s15_one_payment_at_two_replicas_is_one_transaction() {
    let mut run = faults(|setup| setup.replicas = 2);
    run.all(&["0 gets a request for 0", "0 asks for a request: Honest"]);
    // The payer's server asks another replica as well.
    run.world.payers[0].is_waiting = false;
    run.all(&[
        "1 gets a request for 0",
        "1 asks for a request: Honest",
        "0 puts for a request: done",
        "1 puts for a request: conflict",
    ]);
    assert_eq!(run.world.store.transactions.len(), 1);
    run.send(1, 0);
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(0));
    assert_paid(run.look(1));
}

#[test]
fn s16_a_replica_that_was_stopped_sends_nothing_of_its_own() {
    let mut run = faults(|setup| setup.replicas = 2);
    run.reserve();
    run.prepare(0, 0);
    run.go("0 signs");
    run.send(1, 0);
    run.go("0 puts: conflict");
    assert_eq!(run.world.store.attempts.len(), 1);
    assert_eq!(run.world.chain.transactions.len(), 1);
    run.settles_down();
}

#[test]
fn s17_one_of_three_nodes_lies_and_changes_nothing() {
    let mut run = faults(|setup| {
        setup.nodes = &[Nodes::Lying];
        setup.budget.bad_rounds = 9;
    });
    run.all(&[
        "0 gets a request for 0",
        "0 asks for a request: Lying",
        "0 puts for a request: done",
    ]);
    run.send(0, 0);
    run.blocks(3);
    run.go("0 goes on with 0");
    while run.world.replicas[0].broadcast.is_some() {
        let next = run.world.next(&run.setup);
        let is_asked = next.iter().any(|(name, _)| name.contains("0 asks: Lying"));
        run.go(if is_asked {
            "0 asks: Lying"
        } else {
            "0 puts: done"
        });
    }
    assert_eq!(run.row(0).state, SettlementState::Paid);
    assert_paid(run.look(0));
    run.settles_down();
}

#[test]
fn s18_a_preconfirmed_receipt_is_not_inclusion() {
    let mut run = faults(|setup| {
        setup.nodes = &[Nodes::Preconfirming];
        setup.budget.bad_rounds = 9;
    });
    run.reserve();
    run.send(0, 0);
    run.go("0 goes on with 0");
    while run.world.replicas[0].broadcast.is_some() {
        run.go("0 asks: Preconfirming");
    }
    assert_eq!(run.state(0), TransactionState::Stored);
    assert_eq!(run.row(0).state, SettlementState::Open);
    run.settles_down();
}

#[test]
fn s19_a_signer_without_funds_takes_no_more_payments() {
    let mut run = faults(|setup| {
        setup.replicas = 2;
        setup.payments = 2;
    });
    run.reserve();
    run.world.chain.is_dry = true;
    run.prepare(0, 0);
    run.all(&["signs", "puts: done", "sends: taken", "puts: done"]);
    let lane = run.world.store.lanes.values().next().unwrap();
    assert!(lane.dry);
    let answer = run.ask_again(1, 1);
    assert!(answer.contains("settlement_over_limit"), "{answer}");
    // It has funds again.
    run.world.chain.is_dry = false;
    run.blocks(1);
    run.poll(0, 0);
    let lane = run.world.store.lanes.values().next().unwrap();
    assert!(!lane.dry);
    assert_paid(run.look(0));
}

#[test]
fn a_signer_with_too_little_takes_no_payment_and_one_with_funds_again_does() {
    let mut run = faults(|setup| {
        setup.replicas = 2;
        setup.payments = 2;
    });
    run.world.chain.is_dry = true;
    let answer = run.ask_again(0, 0);
    assert!(answer.contains("has too little"), "{answer}");
    assert!(run.world.store.transactions.is_empty());
    run.world.chain.is_dry = false;
    run.all(&[
        "1 gets a request for 1",
        "1 asks for a request: Honest",
        "1 puts for a request: done",
    ]);
    run.world.chain.is_dry = true;
    run.prepare(1, 0);
    run.all(&["signs", "puts: done", "sends: taken", "puts: done"]);
    let lane = run.world.store.lanes.values().next().unwrap();
    assert!(lane.dry);
    // What it had sent has not landed yet, and it has funds again.
    run.world.chain.is_dry = false;
    run.all(&[
        "0 gets a request for 2",
        "0 asks for a request: Honest",
        "0 puts for a request: done",
    ]);
    let lane = run.world.store.lanes.values().next().unwrap();
    assert!(!lane.dry);
    run.settles_down();
}

#[test]
fn s21_a_restored_database_takes_no_nonce_twice() {
    let mut run = faults(|setup| {
        setup.payments = 2;
        setup.budget.crashes = 1;
    });
    let yesterday = run.world.store.clone();
    run.reserve();
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    run.go("0 crashes");
    // Loses what the day has brought, and that the payment was settled.
    run.world.store = yesterday;
    let next = run.world.next(&run.setup);
    let world = next
        .into_iter()
        .find(|(name, _)| name.contains("0 gets a request for 1"));
    run.world = world.unwrap().1;
    for _ in 0..2 {
        let next = run.world.next(&run.setup);
        let wanted = |name: &str| name.contains("Honest") || name.contains("request: done");
        run.world = next.into_iter().find(|(name, _)| wanted(name)).unwrap().1;
    }
    assert_eq!(run.state(1), TransactionState::Reserved);
}

#[test]
fn s22_a_late_signature_and_one_of_another_key_are_dropped() {
    let mut run = faults(|setup| setup.budget.refused_signatures = 2);
    run.reserve();
    run.prepare(0, 0);
    run.go("gets no signature");
    assert_eq!(run.state(0), TransactionState::Reserved);
    run.prepare(0, 0);
    run.go("gets another key's signature");
    assert_eq!(run.state(0), TransactionState::Reserved);
    assert!(run.world.store.attempts.is_empty() && run.world.chain.transactions.is_empty());
    // The window ends while a person looks at the signer's display.
    run.prepare(0, 0);
    run.world.chain.blocks.resize_with(31, Default::default);
    run.go("0 signs");
    assert!(run.world.store.attempts.is_empty());
    run.go("0 puts: done");
    assert_eq!(run.state(0), TransactionState::Abandoned);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("settlement_abandoned"), "{answer}");
}

#[test]
fn a_free_nonce_is_taken_by_the_next_reservation() {
    let mut run = faults(|setup| {
        setup.payments = 2;
        setup.budget = Budget {
            requests: 3,
            empty_blocks: 9,
            ..setup.budget
        };
    });
    run.reserve();
    run.blocks(3);
    // Nothing was signed in time: the payment is given up.
    let answer = run.look(0).unwrap();
    assert!(answer.contains("settlement_abandoned"), "{answer}");
    assert_eq!(run.state(0), TransactionState::Abandoned);
    let lane = run.world.store.lanes.values().next().unwrap();
    assert_eq!(lane.free.len(), 1);
    run.all(&[
        "0 gets a request for 1",
        "0 asks for a request: Honest",
        "0 puts for a request: done",
    ]);
    assert_eq!(run.state(0), TransactionState::Reserved);
    assert_eq!(run.world.store.transactions.len(), 1);
    run.send(0, 0);
    run.settles_down();
}

#[test]
fn a_transaction_that_waits_behind_a_hole_fills_it() {
    let mut run = faults(|setup| {
        setup.payments = 2;
        setup.replicas = 2;
    });
    run.reserve();
    run.all(&[
        "1 gets a request for 1",
        "1 asks for a request: Honest",
        "1 puts for a request: done",
    ]);
    run.send(1, 1);
    run.blocks(3);
    assert!(run.look(0).unwrap().contains("settlement_abandoned"));
    run.poll(1, 1);
    assert_eq!(run.state(0), TransactionState::Abandoned, "too new");
    run.blocks(3);
    run.poll(1, 1);
    assert_eq!(run.state(0), TransactionState::Reserved);
    run.send(0, 0);
    run.blocks(1);
    run.poll(1, 1);
    let answer = run.look(1).unwrap_or_else(|| run.ask_again(1, 1));
    assert!(answer.contains("answers: Paid"), "{answer}");
    run.settles_down();
}

#[test]
fn a_hole_that_others_wait_for_is_filled_and_costs_21000_gas() {
    let mut run = faults(|setup| {
        setup.payments = 2;
        setup.replicas = 2;
    });
    run.reserve();
    run.all(&[
        "1 gets a request for 1",
        "1 asks for a request: Honest",
        "1 puts for a request: done",
    ]);
    run.send(1, 1);
    run.blocks(3);
    assert!(run.look(0).unwrap().contains("settlement_abandoned"));
    let lane = run.world.store.lanes.keys().next().unwrap().clone();
    let keys = RowKeys {
        lanes: vec![lane.clone()],
        ..RowKeys::default()
    };
    let fill = |run: &Run, nonce| {
        let rows = run.world.store.load(&keys);
        let now = UnixTimestamp::new(run.world.chain.now()).unwrap();
        fill_hole(&rows, &lane, nonce, &run.setup.terms, now)
    };
    assert_eq!(fill(&run, 0), None, "too new");
    run.blocks(3);
    assert_eq!(fill(&run, 1), None, "not free");
    let (rows, key) = fill(&run, 0).unwrap();
    assert_eq!(run.world.store.put(&rows), StoreAnswer::Done);
    run.send(0, key.nonce().unwrap());
    run.blocks(1);
    assert_eq!(
        run.world
            .chain
            .state(run.world.chain.height())
            .nonce(sponsor()),
        2
    );
    let noop = run.world.chain.transactions.values();
    assert!(
        noop.map(|sent| sent.signed.transaction())
            .any(|transaction| {
                transaction.input.is_empty()
                    && transaction.gas_limit == 21_000
                    && transaction.nonce == 0
            })
    );
    run.poll(0, 1);
    let answer = run.look(1).unwrap_or_else(|| run.ask_again(1, 1));
    assert!(answer.contains("Paid"), "{answer}");
    run.poll(0, 0);
    run.blocks(2);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Final);
}
