//! Settlements that no transaction carries, and what becomes of them without a request.

use x402_core::{
    chain::Level,
    facilitator::{SettlementState, TransactionState},
};

use crate::{
    payer::Told,
    run::{Run, included},
    setup::Other,
};

/// A setup in which replicas reconcile, and others do these things.
fn run(others: &'static [Other]) -> Run {
    let mut setup = included();
    setup.reconciles = true;
    setup.others = others;
    setup.budget.crashes = 1;
    setup.budget.reorganisations = 1;
    Run::new(setup)
}

#[test]
fn a_displaced_payment_is_settled_without_another_request() {
    let mut run = run(&[Other::Foreign]);
    run.reserve();
    run.send(0, 0);
    run.go("0 crashes");
    run.go("a block: empty Some(Foreign)");
    run.blocks(2);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Displaced);
    assert!(run.is_due());
    let names = run.reconcile(0);
    assert!(names.iter().any(|name| name.contains("puts")), "{names:?}");
    assert_eq!(run.state(1), TransactionState::Reserved);
    assert!(!run.is_due());
    run.send(0, 1);
    run.blocks(3);
    run.poll(0, 1);
    run.poll(0, 1);
    let row = run.row(0);
    assert_eq!(
        (row.state, row.level),
        (SettlementState::Paid, Some(Level::Finalized))
    );
    assert!(!run.is_due());
    run.settles_down();
}

#[test]
fn a_front_run_payment_is_followed_to_its_end_without_another_request() {
    let mut run = run(&[Other::FrontRun(0)]);
    run.reserve();
    run.send(0, 0);
    run.go("0 crashes");
    run.go("a block: empty Some(FrontRun");
    run.blocks(1);
    run.poll(0, 0);
    run.poll(0, 0);
    let row = run.row(0);
    let included = Some(Level::Included);
    assert_eq!(
        (row.state, row.level),
        (SettlementState::PaidByOther, included)
    );
    assert!(
        !run.is_due(),
        "the facilitator's own transaction is not final"
    );
    run.blocks(2);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Final);
    assert!(run.is_due() && run.row(0).spends.is_empty());
    run.reconcile(0);
    assert_eq!(run.row(0).level, Some(Level::Finalized));
    assert!(!run.is_due());
    run.settles_down();
}

#[test]
fn a_front_run_payment_is_success_while_the_own_transaction_waits() {
    let mut run = run(&[Other::FrontRun(0)]);
    run.reserve();
    run.send(0, 0);
    run.go("a block: empty Some(FrontRun");
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Stored);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("answers: Paid"), "{answer}");
    assert_eq!(run.row(0).state, SettlementState::PaidByOther);
    run.settles_down();
}

#[test]
fn a_payment_that_was_reported_and_is_gone_is_reversed() {
    let mut run = run(&[Other::FrontRun(0), Other::Drain]);
    run.blocks(2);
    run.reserve();
    run.send(0, 0);
    run.go("a block: empty Some(FrontRun");
    run.poll(0, 0);
    assert!(run.look(0).unwrap().contains("answers: Paid"));
    // The level `included` is what a replaced block takes back.
    run.world.payers[0].told = Told::Unsure;
    run.go("a reorganisation, keeping: false");
    run.go("a block: empty Some(Drain");
    // The own transaction reverts, and the other one is not in the chain any more.
    run.blocks(4);
    run.poll(0, 0);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Final);
    assert_eq!(run.row(0).state, SettlementState::PaidByOther);
    run.reconcile(0);
    assert_eq!(run.row(0).state, SettlementState::Open);
    run.reconcile(0);
    assert_eq!(
        run.row(0).state,
        SettlementState::Open,
        "it may be used again"
    );
    run.blocks(26);
    run.reconcile(0);
    assert_eq!(run.row(0).state, SettlementState::Reversed);
    assert!(!run.is_due());
}

/// The search is for the nodes' own limits.
#[test]
fn a_search_takes_smaller_pages_where_nodes_search_few_blocks() {
    for most in [1, 3, 2_000] {
        let mut run = run(&[Other::FrontRun(0)]);
        run.world.chain.most_blocks = most;
        run.reserve();
        run.send(0, 0);
        run.go("a block: empty Some(FrontRun");
        run.blocks(12);
        run.poll(0, 0);
        run.poll(0, 0);
        assert_eq!(run.row(0).state, SettlementState::Open);
        let names = run.reconcile(0);
        let rounds = names.iter().filter(|name| name.contains("asks")).count();
        println!("{most} blocks at once: {rounds} rounds");
        assert_eq!(run.row(0).state, SettlementState::PaidByOther, "{most}");
    }
}

/// A settlement whose window is over for a day is left to people.
#[test]
fn what_is_never_resolved_is_not_asked_for_for_ever() {
    let mut run = run(&[]);
    run.reserve();
    let mut row = run.row(0);
    row.transaction = None;
    row.valid_until = 1_000_u64.into();
    for state in [SettlementState::Open, SettlementState::Unresolved] {
        row.state = state;
        row.updated = 1_000 + 86_400;
        assert!(row.is_due(), "{state}");
        row.updated += 1;
        assert!(!row.is_due(), "{state}");
    }
}
