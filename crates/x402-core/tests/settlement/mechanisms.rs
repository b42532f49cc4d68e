//! Payments by Permit2, by contract wallets and in tokens that keep a fee, through the machines.

use x402_core::{
    amount::Amount,
    chain::TransactionId,
    facilitator::{SettlementState, TransactionState},
};

use crate::{
    double::chain::Act,
    node::Nodes,
    payer::Told,
    payment::Kind,
    run::{Run, included},
    setup::{Other, Setup},
};

fn run_of(kind: Kind, change: impl FnOnce(&mut Setup)) -> Run {
    let mut setup = included();
    setup.kind = kind;
    change(&mut setup);
    Run::new(setup)
}

#[track_caller]
fn assert_paid(answer: Option<String>) {
    let answer = answer.expect("an answer");
    assert!(answer.contains("answers: Paid"), "{answer}");
}

/// The request comes, is sent, lands and is answered.
fn settle(run: &mut Run) {
    run.reserve();
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(0));
    run.blocks(2);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Final);
    assert_eq!(run.row(0).state, SettlementState::Paid);
    run.settles_down();
}

#[test]
fn payments_of_every_kind_settle() {
    for kind in [
        Kind::Account,
        Kind::Permit2,
        Kind::Wallet,
        Kind::WalletPermit2,
        Kind::Undeployed,
    ] {
        settle(&mut run_of(kind, |_| ()));
    }
}

#[test]
fn a_wallet_of_a_factory_that_is_not_allowed_is_not_deployed() {
    let mut run = run_of(Kind::Undeployed, |setup| {
        setup.capabilities = Setup::without_factories();
    });
    run.all(&["0 gets a request for 0", "0 asks for a request: Honest"]);
    let answer = run.go("0 answers: ");
    assert!(answer.contains("\"success\":false"), "{answer}");
    assert!(run.world.store.settlements.is_empty());
}

/// The wallet is there by the time the transaction lands: its deployment fails, the payment does
/// not.
#[test]
fn a_wallet_that_was_deployed_meanwhile_pays() {
    let mut run = run_of(Kind::Undeployed, |setup| setup.others = &[Other::Deploy]);
    run.reserve();
    run.go("a block: empty Some(Deploy");
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(0));
    run.settles_down();
}

/// Another sender settles a permit before the facilitator does; no event has its nonce.
fn front_run(kind: Kind) -> Run {
    let mut run = run_of(kind, |setup| {
        setup.others = &[Other::FrontRun(0)];
        setup.payments = 2;
    });
    // Another payment of the same payer to the same payee comes before it.
    run.all(&[
        "0 gets a request for 1",
        "0 asks for a request: Honest",
        "0 puts for a request: done",
    ]);
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(0));
    run.reserve();
    run.send(0, 1);
    run.go("a block: empty Some(FrontRun");
    run.blocks(1);
    run.poll(0, 1);
    run.blocks(2);
    run.poll(0, 1);
    assert_eq!(run.state(1), TransactionState::Final);
    run
}

#[test]
fn s11_a_front_run_permit_is_success_by_the_block_of_its_nonce() {
    for kind in [Kind::Permit2, Kind::WalletPermit2] {
        let mut run = front_run(kind);
        assert_paid(run.look(0));
        let row = run.row(0);
        assert_eq!(row.state, SettlementState::PaidByOther);
        let ours = run.world.store.attempts.values();
        let proof = row.proof.unwrap().transaction;
        assert!(ours.into_iter().all(|attempt| attempt.hash != proof));
        assert!(matches!(
            proof,
            TransactionId::Evm([0, 0, 0, 0, 0, 0, 0, 4, ..])
        ));
        run.settles_down();
    }
}

#[test]
fn s11_a_front_run_permit_is_found_although_a_node_lies() {
    let mut run = front_run(Kind::Permit2);
    run.setup.nodes = &[Nodes::Lying];
    run.world.budget.bad_rounds = 20;
    let mut answer = String::new();
    run.go("0 looks after a request");
    while !answer.contains("answers") {
        let next = run.world.next(&run.setup);
        let lying = "0 asks for a request: Lying";
        let is_asked = next.iter().any(|(name, _)| name.contains(lying));
        let is_put = next
            .iter()
            .any(|(name, _)| name.contains("0 puts for a request: done"));
        answer = run.go(match (is_asked, is_put) {
            (true, _) => lying,
            (_, true) => "0 puts for a request: done",
            _ => "0 answers: ",
        });
    }
    assert_paid(Some(answer));
}

/// The payer invalidates the nonce before the transaction lands.
fn invalidated(kind: Kind) -> Run {
    let mut run = run_of(kind, |setup| setup.others = &[Other::Cancel(0)]);
    run.reserve();
    run.go("a block: empty Some(Cancel");
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    run
}

#[test]
fn s11_a_permit_that_its_payer_invalidated_is_dead_when_that_is_final() {
    for kind in [Kind::Permit2, Kind::WalletPermit2] {
        let mut run = invalidated(kind);
        assert_eq!(run.row(0).state, SettlementState::Open);
        run.blocks(1);
        run.poll(0, 0);
        let answer = run.look(0).unwrap();
        assert!(answer.contains("authorization_dead"), "{answer}");
        let row = run.row(0);
        assert_eq!(row.state, SettlementState::NotPaidDead);
        assert!(matches!(
            row.ended,
            Some(TransactionId::Evm([0, 0, 0, 0, 0, 0, 0, 3, ..]))
        ));
        run.settles_down();
    }
}

/// No row states when it was unused: the state of the block before does.
#[test]
fn s11_a_permit_that_was_invalidated_before_it_came_is_dead() {
    let mut run = run_of(Kind::Permit2, |setup| setup.others = &[Other::Cancel(0)]);
    run.go("a block: empty Some(Cancel");
    let answer = run.ask_again(0, 0);
    assert!(answer.contains("answers: Unsure"), "{answer}");
    run.blocks(2);
    let answer = run.ask_again(0, 0);
    assert!(answer.contains("authorization_dead"), "{answer}");
    assert_eq!(run.row(0).state, SettlementState::NotPaidDead);
}

/// Permit2 lets used nonces be invalidated too.
#[test]
fn s11_an_invalidation_behind_the_payment_ends_nothing() {
    let mut run = run_of(Kind::Permit2, |setup| {
        setup.others = &[Other::FrontRun(0), Other::Cancel(0)];
    });
    run.reserve();
    run.send(0, 0);
    run.go("a block: empty Some(FrontRun");
    run.go("a block: empty Some(Cancel");
    run.blocks(1);
    run.poll(0, 0);
    run.blocks(2);
    run.poll(0, 0);
    assert_paid(run.look(0));
    assert_eq!(run.row(0).state, SettlementState::PaidByOther);
    run.settles_down();
}

/// The nonce's bit is set in a block in which the payee is paid too, by another permit of the same
/// payer: neither of the two is proven.
#[test]
fn s11_another_payment_in_the_block_of_an_invalidation_does_not_pay() {
    let mut run = run_of(Kind::Permit2, |setup| {
        setup.payments = 2;
        setup.replicas = 2;
    });
    for (replica, payment) in [(0, 1), (1, 0)] {
        run.all(&[
            &format!("{replica} gets a request for {payment}"),
            &format!("{replica} asks for a request: Honest"),
            &format!("{replica} puts for a request: done"),
        ]);
    }
    run.send(0, 0);
    let invalidation = Act::Cancel(run.setup.kind.signed(0));
    let payment = run.world.chain.ready(true);
    run.world.chain.mine(payment, vec![invalidation]);
    run.send(1, 1);
    run.blocks(1);
    run.poll(1, 1);
    run.blocks(2);
    run.poll(1, 1);
    let answer = run.look(1).unwrap();
    assert!(answer.contains("answers: Unsure"), "{answer}");
    assert_eq!(run.row(0).state, SettlementState::Unresolved);
}

#[test]
fn s13_a_token_that_keeps_a_fee_is_short() {
    for kind in [Kind::Account, Kind::Permit2] {
        let mut run = run_of(kind, |setup| setup.keeps = 100);
        run.reserve();
        run.send(0, 0);
        run.blocks(3);
        run.poll(0, 0);
        run.poll(0, 0);
        let row = run.row(0);
        assert_eq!(row.state, SettlementState::Short);
        assert_eq!(row.received, Some(Amount::from(9_900_u64)));
        let answer = run.look(0).unwrap();
        assert!(answer.contains("answers: Unsure"), "{answer}");
        assert!(answer.contains("settlement_short"), "{answer}");
        // It is not paid a second time.
        let again = run.ask_again(0, 0);
        assert!(again.contains("settlement_short"), "{again}");
        assert_eq!(run.world.store.transactions.len(), 1);
    }
}

/// Another sender's transaction paid less than the amount.
#[test]
fn s13_a_front_run_payment_in_such_a_token_is_short() {
    let mut run = run_of(Kind::Permit2, |setup| {
        setup.keeps = 100;
        setup.others = &[Other::FrontRun(0)];
    });
    run.reserve();
    run.send(0, 0);
    run.go("a block: empty Some(FrontRun");
    run.blocks(1);
    run.poll(0, 0);
    run.blocks(2);
    run.poll(0, 0);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("settlement_short"), "{answer}");
    assert_eq!(run.row(0).state, SettlementState::Short);
}

/// Paid at the level included, which the answer says, until its block is replaced and the payer has
/// moved the funds away.
fn reorganised(window: u64) -> Run {
    let mut run = run_of(Kind::Account, |setup| {
        setup.budget.reorganisations = 1;
        setup.last_block = window;
        setup.others = &[Other::Drain];
    });
    run.blocks(2);
    run.reserve();
    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    assert_paid(run.look(0));
    run.go("a reorganisation, keeping: false");
    run.go("a block: empty Some(Drain");
    let names = run.poll(0, 0);
    assert!(names.last().unwrap().contains("sends"), "{names:?}");
    run
}

#[test]
fn s9_a_payment_whose_payer_is_drained_behind_a_reorganisation_is_reversed() {
    // It lands at the window's last block and reverts; when that is final, the window is over.
    let mut run = reorganised(8);
    run.blocks(1);
    run.poll(0, 0);
    run.blocks(3);
    run.poll(0, 0);
    assert_eq!(run.state(0), TransactionState::Final);
    assert_eq!(run.row(0).state, SettlementState::Reversed);
    // Another server of the payee's asks.
    run.world.payers[0].told = Told::Unsure;
    let answer = run.ask_again(0, 0);
    assert!(answer.contains("authorization_dead"), "{answer}");
}

#[test]
fn s9_a_reversal_is_found_by_a_request_when_the_window_ends_later() {
    let mut run = reorganised(12);
    run.blocks(3);
    run.poll(0, 0);
    run.poll(0, 0);
    assert_eq!(run.row(0).state, SettlementState::NotPaidLive);
    run.blocks(5);
    // Another server of the payee's asks.
    run.world.payers[0].told = Told::Unsure;
    let answer = run.ask_again(0, 0);
    assert!(answer.contains("authorization_dead"), "{answer}");
    assert_eq!(run.row(0).state, SettlementState::Reversed);
}
