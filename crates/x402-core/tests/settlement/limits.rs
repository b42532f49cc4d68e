//! What a facilitator pays at most, and to whom it answers what.

use std::sync::Arc;

use x402_core::{
    UnixTimestamp,
    amount::Amount,
    chain::{Answer, BlockId, EvmQuery, Fact, Facts, NodeId, Query, Quorum, Read, Value},
    facilitator::{
        Admission, PaymentStop, Settlement, SettlementAnswer, SettlementEvent, SettlementStep,
        Sponsorship, StoreAnswer, StoreRequest,
    },
    scheme::is_certain_failure,
};

use crate::{
    node::{Nodes, ask},
    payment::{START, request},
    run::{Run, included},
    setup::Setup,
};

/// A setup whose limit of gas is what the nodes estimate, with the margin.
fn setup() -> Setup {
    let mut setup = included();
    Arc::make_mut(&mut setup.terms).gas_limit = 100_000;
    setup
}

/// Payments whose windows end on the next day, and terms.
fn with(change: impl FnOnce(&mut Sponsorship)) -> Run {
    let mut setup = setup();
    setup.payments = 3;
    setup.last_block = 3_000;
    setup.budget.empty_blocks = 9;
    Run::with(setup, change)
}

/// What the terms of the tests let a payment cost at most.
fn worst() -> Amount {
    setup().terms.worst_fee(None)
}

/// The fee for L1, as each of the three nodes reports it.
type L1Fees = [Option<u64>; 3];

/// A request without faults: its answer, or nothing once it follows a transaction.
fn settle(
    run: &mut Run,
    payment: usize,
    token: Option<&str>,
    now: u64,
    l1_fees: L1Fees,
) -> Option<SettlementAnswer> {
    let now = UnixTimestamp::new(now).unwrap();
    let (capabilities, terms) = (run.setup.capabilities.clone(), run.setup.terms.clone());
    let mut machine = Settlement::new(capabilities, terms);
    let mut event = SettlementEvent::Request {
        request: Box::new(request(run.setup.kind, payment, run.setup.last_block)),
        repeat_token: token.map(Into::into),
        now,
    };
    loop {
        event = match machine.advance(event).unwrap() {
            SettlementStep::Store(StoreRequest::Load(keys)) => {
                let answer = StoreAnswer::Rows(run.world.store.load(&keys));
                SettlementEvent::Stored { answer, now }
            }
            SettlementStep::Store(StoreRequest::Put { rows, .. }) => {
                let answer = run.world.store.put(&rows);
                SettlementEvent::Stored { answer, now }
            }
            SettlementStep::Store(other) => panic!("{other:?}"),
            SettlementStep::Ask { mut queries, .. } => {
                queries.retain(|query| *query != l1_fee());
                let mut facts = ask(&run.world.chain, &queries, Nodes::Honest);
                facts.extend(reported(l1_fees));
                let quorum = Quorum::of(3);
                SettlementEvent::Answered { facts, quorum, now }
            }
            SettlementStep::Follow { .. } => return None,
            SettlementStep::Answer(answer) => return Some(answer),
        };
    }
}

fn l1_fee() -> Query {
    let read = Read::L1FeeUpperBound { size: 2_048 };
    let at = BlockId::Latest;
    EvmQuery::Read { read, at }.into()
}

fn reported(l1_fees: L1Fees) -> Facts {
    let nodes = (1..).zip(l1_fees);
    nodes
        .filter_map(|(node, fee)| {
            Some(Fact {
                query: l1_fee(),
                answer: Answer::Value(Value::Amount(Amount::from(fee?))),
                at: None,
                from: NodeId(node),
            })
        })
        .collect()
}

const NO_L1: L1Fees = [None; 3];

/// The reason of the answer, and its text.
#[track_caller]
fn assert_refused(answer: Option<SettlementAnswer>, text: &str) {
    let response = answer.expect("an answer").response;
    let reason = response.error_reason.as_deref();
    assert_eq!(reason, Some("settlement_over_limit"));
    let message = response.error_message.as_deref().unwrap();
    assert!(message.contains(text), "{message}");
}

fn less(amount: Amount) -> Amount {
    amount.checked_sub(Amount::from(1_u64)).unwrap()
}

#[test]
fn a_payment_that_can_cost_more_than_is_paid_for_one_is_refused() {
    let mut run = with(|terms| terms.most_per_payment = Some(less(terms.worst_fee(None))));
    assert_refused(settle(&mut run, 0, None, START + 20, NO_L1), "for one");
    assert!(run.world.store.settlements.is_empty() && run.world.store.lanes.is_empty());
    Arc::make_mut(&mut run.setup.terms).most_per_payment = Some(worst());
    assert_eq!(settle(&mut run, 0, None, START + 20, NO_L1), None);
}

/// The limits of a day, each alone.
const DAILY: [fn(&mut Sponsorship, Amount); 3] = [
    |terms, most| terms.most_per_signer = Some(most),
    |terms, most| terms.most_per_payer = Some(most),
    |terms, most| terms.most_per_payee = Some(most),
];

#[test]
fn what_is_reserved_counts_for_the_limits_of_its_day() {
    for limit in DAILY {
        let mut run = with(|terms| limit(terms, worst()));
        assert_eq!(settle(&mut run, 0, None, START + 20, NO_L1), None);
        let second = settle(&mut run, 1, None, START + 20, NO_L1);
        assert_refused(second, "limit of a day");
        assert_eq!(run.world.store.transactions.len(), 1);
        // At midnight a new day begins.
        let midnight = (START / 86_400 + 1) * 86_400;
        let late = settle(&mut run, 1, None, midnight - 1, NO_L1);
        assert_refused(late, "limit of a day");
        assert_eq!(settle(&mut run, 1, None, midnight, NO_L1), None);
    }
}

#[test]
fn at_the_end_what_it_did_cost_takes_the_place_of_the_worst_fee() {
    let cost = Amount::from(60_000_u64 * 100);
    let both = worst().checked_add(cost).unwrap();
    for limit in DAILY {
        for (most, fits) in [(both, true), (less(both), false)] {
            let mut run = with(|terms| limit(terms, most));
            run.reserve();
            run.send(0, 0);
            run.blocks(3);
            let second = settle(&mut run, 1, None, START + 20, NO_L1);
            assert_refused(second, "limit of a day");
            run.poll(0, 0);
            run.poll(0, 0);
            let mut spends = run.world.store.spends.values();
            assert!(spends.all(|row| row.reserved.is_zero() && row.spent == cost));
            let second = settle(&mut run, 1, None, START + 20, NO_L1);
            match second {
                None => assert!(fits),
                refused => {
                    assert!(!fits);
                    assert_refused(refused, "limit of a day");
                }
            }
        }
    }
}

#[test]
fn a_payment_that_is_given_up_costs_nothing() {
    let mut run = with(|terms| terms.most_per_payer = Some(worst()));
    run.reserve();
    run.blocks(3);
    let answer = run.look(0).unwrap();
    assert!(answer.contains("settlement_abandoned"), "{answer}");
    let mut spends = run.world.store.spends.values();
    assert!(spends.all(|row| row.reserved.is_zero() && row.spent.is_zero()));
    assert_eq!(settle(&mut run, 1, None, START + 60, NO_L1), None);
}

#[test]
fn the_fee_for_l1_is_part_of_the_worst_fee_and_one_node_does_not_move_it() {
    let fee = |l1: u64| setup().terms.worst_fee(Some(Amount::from(l1)));
    for (l1_fees, expected) in [
        ([Some(500), Some(500), Some(500)], Some(500)),
        ([Some(500), Some(700), Some(u64::MAX)], Some(700)),
        ([Some(0), Some(500), Some(500)], Some(500)),
        ([Some(500), None, Some(500)], Some(500)),
        ([Some(500), None, None], None),
        ([None; 3], None),
    ] {
        let mut run = with(|terms| terms.has_l1_fee = true);
        let answer = settle(&mut run, 0, None, START + 20, l1_fees);
        let Some(expected) = expected else {
            assert_eq!(answer.unwrap().status, 503, "{l1_fees:?}");
            assert!(run.world.store.settlements.is_empty());
            continue;
        };
        assert_eq!(answer, None);
        assert_eq!(run.row(0).worst_fee, fee(expected), "{l1_fees:?}");
        let mut spends = run.world.store.spends.values();
        assert!(spends.all(|row| row.reserved == fee(expected)));
    }
    let mut run = with(|terms| {
        terms.has_l1_fee = true;
        terms.most_per_payment = Some(worst());
    });
    let answer = settle(&mut run, 0, None, START + 20, [Some(1); 3]);
    assert_refused(answer, "for one");
}

#[test]
fn the_first_answer_that_reports_paid_is_success_and_later_ones_are_duplicates() {
    let mut run = with(|_| ());
    assert_eq!(settle(&mut run, 0, Some("a"), START + 20, NO_L1), None);
    run.send(0, 0);
    // While it is open, every caller waits for the one transaction.
    assert_eq!(settle(&mut run, 0, Some("b"), START + 20, NO_L1), None);
    assert_eq!(run.world.store.transactions.len(), 1);
    run.blocks(1);
    run.poll(0, 0);
    let answer = |run: &mut Run, token| settle(run, 0, token, START + 40, NO_L1).unwrap().response;
    // A published server retries without a token, and gets the first report.
    let first = answer(&mut run, None);
    assert!(first.success && !first.transaction.is_empty());
    for token in [None, Some("b")] {
        let later = answer(&mut run, token);
        assert_eq!(later.error_reason.as_deref(), Some("duplicate_settlement"));
        assert_eq!(later.transaction, first.transaction);
    }
    // The server that reserved it may always ask again.
    for _ in 0..2 {
        let own = answer(&mut run, Some("a"));
        assert!(own.success && own.transaction == first.transaction);
    }
    let row = run.row(0);
    assert!(row.reported && row.repeat_token.as_deref() == Some("a"));
}

/// What the operator does not take from now on.
fn admit(run: &mut Run, change: impl FnOnce(&mut Admission)) {
    let capabilities = Arc::make_mut(&mut run.setup.capabilities);
    let mut admission = capabilities.admission().clone();
    change(&mut admission);
    *capabilities = capabilities.clone().with_admission(admission);
}

#[test]
fn a_stop_takes_no_new_payment_and_ends_what_is_open() {
    let mut run = with(|_| ());
    assert_eq!(settle(&mut run, 0, Some("a"), START + 20, NO_L1), None);
    let network = run.row(0).network.clone();
    let stop = PaymentStop::of(Some(network), None, None).unwrap();
    admit(&mut run, |admission| admission.stops.push(stop));

    let rows = run.world.store.clone();
    let refused = settle(&mut run, 1, Some("b"), START + 20, NO_L1).unwrap();
    assert_eq!(refused.status, 200);
    let reason = refused.response.error_reason.as_deref();
    assert_eq!(reason, Some("settlement_stopped"));
    assert!(is_certain_failure(&refused.response, true));
    assert_eq!(run.world.store, rows);

    run.send(0, 0);
    run.blocks(1);
    run.poll(0, 0);
    let own = settle(&mut run, 0, Some("a"), START + 40, NO_L1).unwrap();
    assert!(own.response.success, "{}", own.response);

    admit(&mut run, |admission| admission.stops.clear());
    assert_eq!(settle(&mut run, 1, Some("b"), START + 20, NO_L1), None);
}

/// The fees of each attempt: the most, and the tip, in wei for a unit of gas.
fn fees(run: &Run) -> Vec<(u64, u64)> {
    let attempts = run.world.store.attempts.values();
    attempts
        .map(|row| (row.max_fee.to_u64().unwrap(), row.max_tip.to_u64().unwrap()))
        .collect()
}

/// The nodes propose a base fee of 100 and a tip of 10.
#[test]
fn a_replacement_raises_both_fees_by_an_eighth_until_the_cap() {
    let mut run = with(|terms| terms.fee_cap = 270);
    run.reserve();
    run.send(0, 0);
    for expected in [
        vec![(210, 10)],
        vec![(210, 10), (237, 12)],
        vec![(210, 10), (237, 12), (267, 14)],
    ] {
        assert_eq!(fees(&run), expected);
        run.go("an empty block");
        run.poll(0, 0);
    }
    // An eighth more would be 301.
    assert_eq!(fees(&run).len(), 3);
    let lane = run.world.store.lanes.values().next().unwrap();
    assert_eq!(lane.stalled_at, Some(0));
    for (name, cap, first) in [("tip and base", 150, (150, 10)), ("the tip", 5, (5, 5))] {
        let mut run = with(|terms| terms.fee_cap = cap);
        run.reserve();
        run.send(0, 0);
        assert_eq!(fees(&run), [first], "{name}");
    }
}

/// Fees that were kept with a reservation are not used when they are old.
#[test]
fn old_fees_are_asked_for_again() {
    let mut run = with(|_| ());
    run.reserve();
    run.blocks(1);
    run.go("0 goes on with 0");
    run.go("0 asks: Honest");
    run.go("0 signs");
    let row = run.world.store.transactions.values().next().unwrap();
    assert!(row.fees.is_some());
}
