//! The named failures on Solana, each with the answer that is expected.

use x402_core::{
    chain::Level,
    facilitator::{SettlementState, TransactionState},
};

use super::{
    chain::{FINAL, LIFE, Other},
    node::Nodes,
    run::Run,
    setup::Setup,
};

/// A setup with these faults.
fn faults(change: impl FnOnce(&mut Setup)) -> Run {
    let mut setup = Setup::new();
    setup.height = 40;
    setup.budget.requests = 9;
    change(&mut setup);
    Run::new(setup)
}

#[track_caller]
fn assert_paid(answer: Option<String>) {
    let answer = answer.expect("an answer");
    assert!(answer.contains("answers: Paid"), "{answer}");
}

#[test]
fn a_payment_is_signed_once_sent_and_followed_until_it_is_final() {
    let mut run = faults(|_| ());
    run.reserve();
    run.send(0);
    run.blocks(2);
    run.poll(0);
    assert_eq!(run.row().level, Some(Level::Included));
    assert_paid(run.look(0));
    run.blocks(FINAL);
    run.poll(0);
    let states = (SettlementState::Paid, TransactionState::Final);
    assert_eq!(
        (run.states(), run.row().level),
        (states, Some(Level::Finalized))
    );
    // The fee that it did cost has taken the place of the one that was reserved.
    for spend in run.world.store.spends.values() {
        assert_eq!(
            (spend.reserved, spend.spent),
            (0_u64.into(), 10_000_u64.into())
        );
    }
    run.settles_down();
}

#[test]
fn s2_a_lost_sending_is_repeated_with_the_same_bytes() {
    let mut run = faults(|setup| setup.budget.lost_sends = 2);
    run.reserve();
    run.all(&["0 goes on with 0", "signs", "puts: done", "sends: lost"]);
    run.all(&["0 goes on with 0", "asks: Honest", "sends: lost"]);
    assert!(run.world.chain.pool.is_empty());
    run.poll(0);
    assert_eq!(run.world.chain.pool.len(), 1);
    assert_eq!(run.world.store.attempts.len(), 1);
    run.settles_down();
}

#[test]
fn s3_a_replica_killed_at_reserved_leaves_the_message_to_another() {
    let mut run = faults(|setup| {
        setup.replicas = 2;
        setup.budget.crashes = 1;
    });
    run.reserve();
    run.go("0 crashes");
    run.send(1);
    run.blocks(2);
    run.poll(1);
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
    run.all(&["0 goes on with 0", "signs", "puts: done", "0 crashes"]);
    assert!(run.world.chain.pool.is_empty());
    let names = run.poll(1);
    assert!(names.last().unwrap().contains("sends"), "{names:?}");
    run.settles_down();
}

#[test]
fn s5_nothing_is_sent_after_a_lost_answer_of_the_store_before_a_load() {
    for lost in ["puts: lost", "puts: written"] {
        let mut run = faults(|setup| setup.budget.lost_puts = 1);
        run.reserve();
        run.all(&["0 goes on with 0", "signs", lost]);
        let names = run.world.next(&run.setup);
        assert!(!names.iter().any(|(name, _)| name.contains("sends")));
        assert!(run.world.chain.transactions.is_empty());
        run.settles_down();
    }
}

#[test]
fn s9_a_fork_drops_the_block_and_the_same_bytes_are_sent_again() {
    let mut run = faults(|setup| {
        *setup = setup.clone().finalized();
        setup.fork = 2;
        setup.budget.reorganisations = 1;
    });
    run.blocks(2);
    run.reserve();
    run.send(0);
    run.blocks(2);
    run.poll(0);
    assert_eq!(run.states().1, TransactionState::Included);
    run.go("a fork, keeping: false");
    let names = run.poll(0);
    assert!(names.last().unwrap().contains("sends"), "{names:?}");
    let states = (SettlementState::Open, TransactionState::Stored);
    assert_eq!(run.states(), states);
    assert_eq!(run.world.store.attempts.len(), 1);
    run.settles_down();
}

#[test]
fn s9_a_dropped_payment_of_a_drained_payer_is_reversed() {
    let mut run = faults(|setup| {
        setup.fork = 2;
        setup.budget.reorganisations = 1;
        setup.others = &[Other::Drain];
        setup.born = FINAL + 1;
    });
    run.blocks(2);
    run.reserve();
    run.send(0);
    run.blocks(2);
    run.poll(0);
    // It is told paid, and the block is dropped: the seller's risk at this level.
    let next = run.world.next(&run.setup);
    assert!(next.iter().any(|(name, _)| name.contains("looks after")));
    run.go("looks after");
    run.go("puts for a request: done");
    run.world.replicas[0].call = None;
    run.go("a fork, keeping: false");
    run.go("a block: empty Drain");
    run.poll(0);
    run.blocks(FINAL + 1);
    run.poll(0);
    run.poll(0);
    let states = (SettlementState::Reversed, TransactionState::Final);
    assert_eq!(run.states(), states);
}

#[test]
fn s14_a_lagging_height_does_not_end_what_can_still_land() {
    // The second node is far behind: its own height would end the message before its time.
    for nodes in ["Lagging", "Lying"] {
        let mut run = faults(|setup| {
            setup.nodes = &[Nodes::Lagging, Nodes::Lying];
            setup.budget.bad_rounds = 9;
            setup.budget.lost_sends = 9;
            setup.born = LIFE;
        });
        run.blocks(LIFE - FINAL + 1);
        run.go("0 gets a request for 0");
        run.go(&format!("0 asks for a request: {nodes}"));
        run.go("0 puts for a request: done");
        let lifetime = run.world.store.transactions.values().next().unwrap();
        let last = lifetime.lifetime.as_ref().unwrap().last_valid_height;
        let height = u64::try_from(run.world.chain.height() + LIFE).unwrap();
        assert_eq!(last, height, "{nodes}");
        run.all(&["0 goes on with 0", "signs", "puts: done", "sends: lost"]);
        // It lands in the last block that can take it.
        run.blocks(LIFE - 2);
        run.all(&["0 goes on with 0", "asks: Honest", "sends: taken"]);
        run.blocks(1);
        for _ in 0..=FINAL {
            run.all(&["0 goes on with 0", &format!("asks: {nodes}")]);
            while run.world.replicas[0].broadcast.is_some() {
                let names = run.world.next(&run.setup);
                let asks = format!("0 asks: {nodes}");
                let mut parts = [asks.as_str(), "0 puts: done", "0 sends: taken"].into_iter();
                let part = parts.find(|part| names.iter().any(|(name, _)| name == part));
                run.go(part.expect("a step"));
            }
            run.blocks(1);
        }
        assert!(run.states().0.is_paid(), "{nodes}");
        run.settles_down();
    }
}

#[test]
fn s14_a_provider_of_several_machines_gives_no_bound() {
    let mut run = faults(|setup| {
        setup.nodes = &[Nodes::Split];
        setup.budget.bad_rounds = 1;
    });
    run.go("0 gets a request for 0");
    run.go("0 asks for a request: Split");
    let answer = run.look(0).unwrap();
    assert!(answer.contains("answers: Unsure"), "{answer}");
    assert!(run.world.store.settlements.is_empty());
    run.settles_down();
}

#[test]
fn a_message_that_never_landed_is_dead_behind_its_last_valid_height() {
    ends_behind_its_last_valid_height("Honest");
}

#[test]
fn one_node_that_claims_a_life_without_end_leaves_no_lost_payment_pending() {
    ends_behind_its_last_valid_height("Boasting");
}

/// A message whose reservation is answered so by the nodes, and that never lands.
fn ends_behind_its_last_valid_height(nodes: &str) {
    let mut run = faults(|setup| {
        *setup = setup.clone().patient();
        setup.nodes = &[Nodes::Boasting];
        setup.budget.bad_rounds = 1;
        setup.budget.lost_sends = 90;
    });
    run.all(&[
        "0 gets a request for 0",
        &format!("0 asks for a request: {nodes}"),
        "0 puts for a request: done",
    ]);
    run.all(&["0 goes on with 0", "signs", "puts: done", "sends: lost"]);
    let last = run.world.chain.height() + LIFE;
    while run.world.chain.height() < last {
        run.all(&["0 goes on with 0", "asks: Honest", "sends: lost"]);
        run.blocks(1);
    }
    // At its last valid height it is sent once more; behind it, it is only asked for.
    run.all(&["0 goes on with 0", "asks: Honest", "sends: lost"]);
    for _ in 0..FINAL {
        run.blocks(1);
        let names = run.poll(0);
        assert!(
            !names.iter().any(|name| name.contains("sends")),
            "{names:?}"
        );
        assert_eq!(run.states().1, TransactionState::Stored);
    }
    run.blocks(1);
    run.poll(0);
    let states = (SettlementState::NotPaidDead, TransactionState::Expired);
    assert_eq!(run.states(), states);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("authorization_dead"), "{answer}");
    assert!(answer.contains("answers: Failed"), "{answer}");
    run.settles_down();
}

#[test]
fn a_transaction_that_fails_in_a_final_block_is_dead() {
    let mut run = faults(|setup| {
        *setup = setup.clone().patient();
        setup.others = &[Other::Drain];
    });
    run.reserve();
    run.go("a block: empty Drain");
    run.send(0);
    run.blocks(2);
    run.poll(0);
    // A fork could still drop it, and then it might land and pay.
    let states = (SettlementState::Open, TransactionState::Included);
    assert_eq!(run.states(), states);
    run.blocks(FINAL);
    run.poll(0);
    let states = (SettlementState::NotPaidDead, TransactionState::Final);
    assert_eq!(run.states(), states);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("answers: Failed"), "{answer}");
    run.settles_down();
}

#[test]
fn s15_two_replicas_and_one_payment_make_one_transaction() {
    let mut run = faults(|setup| setup.replicas = 2);
    run.all(&[
        "0 gets a request for 0",
        "0 asks for a request: Honest",
        "0 puts for a request: done",
    ]);
    run.all(&["0 goes on with 0", "1 goes on with 0", "0 signs", "1 signs"]);
    run.all(&["0 puts: done", "1 puts: conflict"]);
    assert_eq!(run.world.store.attempts.len(), 1);
    run.settles_down();
}

#[test]
fn s21_a_store_of_yesterday_finds_what_was_paid_since() {
    let mut run = faults(|setup| setup.budget.requests = 9);
    run.reserve();
    run.send(0);
    run.blocks(2);
    run.poll(0);
    // All rows are lost, and what was sent is not.
    run.world.replicas[0].call = None;
    run.world.payers[0].is_waiting = false;
    run.world.store = crate::store::Store::default();
    let transactions = run.world.chain.transactions.clone();
    let parts = [
        "0 gets a request for 0",
        "0 asks for a request: Honest",
        "0 puts for a request: done",
        "0 goes on with 0",
        "0 signs",
        "0 puts: done",
        "0 sends: taken",
    ];
    for part in parts {
        let next = run.world.next(&run.setup);
        let found = next.into_iter().find(|(name, _)| name.contains(part));
        run.world = found.unwrap_or_else(|| panic!("{part}")).1;
    }
    run.poll(0);
    assert_paid(run.look(0));
    assert_eq!(run.world.chain.transactions, transactions);
    run.settles_down();
}

#[test]
fn s22_another_keys_signature_is_not_used() {
    for signature in ["gets no signature", "gets another key's signature"] {
        let mut run = faults(|setup| setup.budget.refused_signatures = 1);
        run.reserve();
        run.all(&["0 goes on with 0", signature]);
        assert!(run.world.store.attempts.is_empty());
        run.send(0);
        run.settles_down();
    }
}

#[test]
fn a_fee_above_the_limits_is_not_paid() {
    let most = |change: fn(&mut x402_core::facilitator::Sponsorship)| {
        let mut run = faults(|setup| change(std::sync::Arc::make_mut(&mut setup.terms)));
        run.all(&["0 gets a request for 0", "0 asks for a request: Honest"]);
        run.look(0).unwrap()
    };
    for change in [
        |terms: &mut x402_core::facilitator::Sponsorship| {
            terms.most_per_payment = Some(10_000_u64.into());
        },
        |terms: &mut x402_core::facilitator::Sponsorship| {
            terms.most_per_payer = Some(10_000_u64.into());
        },
    ] {
        let answer = most(change);
        assert!(answer.contains("settlement_over_limit"), "{answer}");
    }
}
