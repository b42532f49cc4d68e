//! An exchange of a host with nodes: what the chain refuses, decides and contradicts.

use x402_core::{
    Address, Network,
    chain::{
        Answer, BlockId, BlockRef, DeclaredState, Event, EvmQuery, Fact, Facts, Head, Log, NodeId,
        Query, Quorum, Receipt, TransactionId, Value,
    },
    evm, header,
    message::VerifyResponse,
    receipt::SettlementStatusKind,
    server::{
        Exchange, ExchangeEvent, ExchangeStage, ExchangeStep, FacilitatorVerify, MarkAnswer,
        PaymentFlow, Problem, ReplayAnswer, Reservation, Route,
    },
    verify::verify,
};

use crate::{
    declared, lookup_table,
    samples::{self, Sample},
    seller::{
        BASE_SEPOLIA, TRANSACTION, advance, at, bill, context, delivered, error_of, exchange, mark,
        pay, pay_by, responded, route, settled, undecided, unresolved,
    },
};

const ONE: Quorum = Quorum::of(1);
const THREE: Quorum = Quorum::of(3);

const BLOCK: BlockRef = BlockRef {
    number: 700,
    hash: [7; 32],
};

/// An exchange that asks the chain about a payment, and what it asks.
fn checking(route: Route, sample: &Sample) -> (Exchange, Vec<Query>) {
    let mut exchange = exchange(route).with_chain();
    pay(&mut exchange, sample);
    let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
    let ExchangeStep::AskChain { network, queries } = step else {
        panic!("the chain is not asked: {step:?}");
    };
    assert_eq!(network.as_str(), BASE_SEPOLIA);
    (exchange, queries)
}

fn chain(facts: &Facts, quorum: Quorum) -> ExchangeEvent<'_> {
    let context = context().with_chain(facts, quorum);
    ExchangeEvent::Chain { context }
}

#[test]
fn an_empty_account_is_refused_before_the_facilitator_is_asked() {
    for verify in FacilitatorVerify::ALL {
        let sample = samples::eip3009();
        let route = Route::new(bill(&sample)).with_facilitator_verify(*verify);
        let (mut exchange, _) = checking(route, &sample);
        let facts = declared::facts(&sample, &sample.payment(), "balance=9999");
        let step = advance(&mut exchange, chain(&facts, ONE));
        let (response, reservation, problem) = responded(step);
        assert_eq!((response.status, reservation), (402, Reservation::Release));
        assert_eq!(error_of(&response).as_deref(), Some("insufficient_funds"));
        let Problem::Refused(refusal) = problem else {
            panic!("{problem:?}");
        };
        assert_eq!(refusal.code(), "funds.insufficient");
    }
}

#[test]
fn a_payment_that_breaks_a_rule_costs_no_query() {
    let mut sample = samples::eip3009();
    sample.payment = sample
        .payment
        .replace("\"value\": \"10000\"", "\"value\": \"9999\"");
    assert_ne!(sample.payment, samples::eip3009().payment);
    let mut exchange = exchange(Route::new(bill(&sample))).with_chain();
    let (response, ..) = responded(pay(&mut exchange, &sample));
    assert_eq!(response.status, 402);
}

/// Each line: who may decide, the chain's facts, and the next stage or the refusal.
#[test]
fn the_chain_decides_a_contract_wallets_signature_or_the_facilitator_does() {
    for (verify, facts, next) in [
        (
            FacilitatorVerify::Never,
            "payer_code=yes erc1271=yes",
            "serving",
        ),
        (
            FacilitatorVerify::Never,
            "payer_code=yes erc1271=no",
            "signature.contract",
        ),
        (FacilitatorVerify::Never, "", "undecided"),
        (
            FacilitatorVerify::Undecided,
            "payer_code=yes erc1271=yes",
            "serving",
        ),
        (
            FacilitatorVerify::Undecided,
            "payer_code=yes erc1271=no",
            "signature.contract",
        ),
        (FacilitatorVerify::Undecided, "", "verifying"),
        (
            FacilitatorVerify::Always,
            "payer_code=yes erc1271=yes",
            "verifying",
        ),
    ] {
        let sample = undecided();
        let route = Route::new(bill(&sample)).with_facilitator_verify(verify);
        let (mut exchange, _) = checking(route, &sample);
        let facts = declared::facts(&sample, &sample.payment(), facts);
        let step = advance(&mut exchange, chain(&facts, ONE));
        let found = match step {
            ExchangeStep::Respond {
                problem,
                reservation,
                ..
            } => {
                assert_eq!(reservation, Reservation::Release);
                let Problem::Refused(refusal) = *problem else {
                    panic!("{problem:?}");
                };
                refusal.code().to_owned()
            }
            ExchangeStep::Serve(accepted) => {
                assert!(accepted.verified().is_some());
                "serving".to_owned()
            }
            _ => exchange.stage().as_str().to_owned(),
        };
        assert_eq!(found, next, "{verify} {facts:?}");
    }
}

/// By EIP-7702 an account's own signature does not count once it has code.
#[test]
fn a_delegated_account_is_not_served_for_its_own_signature() {
    let sample = samples::eip3009();
    let facts = declared::facts(&sample, &sample.payment(), "payer_code=yes");
    for (verify, stage) in [
        (FacilitatorVerify::Undecided, ExchangeStage::Verifying),
        (FacilitatorVerify::Never, ExchangeStage::Done),
    ] {
        let route = Route::new(bill(&sample)).with_facilitator_verify(verify);
        let (mut exchange, _) = checking(route, &sample);
        advance(&mut exchange, chain(&facts, ONE));
        assert_eq!(exchange.stage(), stage);
        if stage == ExchangeStage::Verifying {
            let event = ExchangeEvent::Verified(Ok(VerifyResponse::new(true)));
            let ExchangeStep::Serve(accepted) = advance(&mut exchange, event) else {
                panic!("not served");
            };
            assert_eq!(accepted.verified(), None, "the facilitator vouches for it");
        }
    }
}

#[test]
fn one_lying_node_of_three_refuses_nothing_and_saves_nothing() {
    let sample = samples::eip3009();
    let by = |node, facts: &str| {
        let facts = declared::facts(&sample, &sample.payment(), facts).into_iter();
        facts.map(move |fact| Fact {
            from: NodeId(node),
            ..fact
        })
    };
    for (honest, lie, stage) in [
        ("balance=10000", "balance=0", ExchangeStage::Serving),
        ("balance=0", "balance=10000", ExchangeStage::Done),
        ("balance=10000", "nonce_used=yes", ExchangeStage::Serving),
        ("", "paused=yes", ExchangeStage::Serving),
    ] {
        let facts: Facts = by(1, honest)
            .chain(by(2, honest))
            .chain(by(3, lie))
            .collect();
        let (mut exchange, _) = checking(Route::new(bill(&sample)), &sample);
        advance(&mut exchange, chain(&facts, THREE));
        assert_eq!(exchange.stage(), stage, "{honest} {lie}");
    }
}

#[test]
fn nodes_that_fail_change_nothing() {
    let nothing = Facts::new();
    let sample = samples::eip3009();
    let (mut exchange, _) = checking(Route::new(bill(&sample)), &sample);
    let step = advance(&mut exchange, chain(&nothing, THREE));
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
    assert_eq!(exchange.shown(), None);

    let mut exchange = at(ExchangeStage::Proving);
    let step = advance(&mut exchange, chain(&nothing, THREE));
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
    assert_eq!(exchange.shown(), Some(SettlementStatusKind::Unknown));
}

/// What a transaction did for the sample's payment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Did {
    Pay,
    PayLess,
    Cancel,
    Fail,
    Nothing,
}

fn receipt(did: Did) -> Receipt {
    let sample = samples::eip3009();
    let verified = verify(&sample.payment(), &sample.offer(), &context()).unwrap();
    let of = verified.expected_transfer();
    let address = |address: Address| -> evm::Address { address.to_string().parse().unwrap() };
    let word = |of: Address| {
        let mut word = [0; 32];
        word[12..].copy_from_slice(address(of).as_bytes());
        word
    };
    let key = verified.replay_key();
    let nonce: TransactionId = key.rsplit('/').next().unwrap().parse().unwrap();
    let TransactionId::Evm(nonce) = nonce else {
        panic!("no nonce");
    };
    let mut logs = Vec::new();
    let mut log = |topics: Vec<[u8; 32]>, data: Vec<u8>| {
        let index = u64::try_from(logs.len()).unwrap();
        logs.push(Log {
            address: address(of.asset()),
            topics,
            data,
            index,
        });
    };
    let mut paid = |amount: u64| {
        log(
            vec![Event::AUTHORIZATION_USED, word(of.payer()), nonce],
            Vec::new(),
        );
        let topics = vec![Event::TRANSFER, word(of.payer()), word(of.pay_to())];
        let amount = x402_core::Amount::from(amount);
        log(topics, amount.to_be_bytes().to_vec());
    };
    match did {
        Did::Pay => paid(10_000),
        Did::PayLess => paid(9_999),
        Did::Cancel => log(
            vec![Event::AUTHORIZATION_CANCELED, word(of.payer()), nonce],
            Vec::new(),
        ),
        Did::Fail | Did::Nothing => {}
    }
    Receipt {
        transaction: hash(),
        block: Some(BLOCK),
        succeeded: did != Did::Fail,
        from: evm::Address::new([0x99; 20]),
        to: None,
        gas_used: 80_000,
        gas_price: None,
        l1_fee: None,
        logs,
    }
}

fn hash() -> [u8; 32] {
    match TRANSACTION.parse().unwrap() {
        TransactionId::Evm(hash) => hash,
        _ => panic!("no hash"),
    }
}

/// What a node answers about a transaction that did this.
fn answers(did: Did, node: u16) -> [Fact; 3] {
    let block = Value::Block(Some(Head::Block {
        number: BLOCK.number,
        hash: Some(BLOCK.hash),
        time: None,
    }));
    [
        (EvmQuery::ChainId, Value::Number(84_532)),
        (
            EvmQuery::Receipt(hash()),
            Value::Receipt(Some(Box::new(receipt(did)))),
        ),
        (EvmQuery::Block(BlockId::Number(BLOCK.number)), block),
    ]
    .map(|(query, value)| Fact {
        query: query.into(),
        answer: Answer::Value(value),
        at: None,
        from: NodeId(node),
    })
}

/// Answers all that is asked about the settlement, and counts the rounds.
fn prove(exchange: &mut Exchange, known: &Facts, quorum: Quorum) -> (ExchangeStep, usize) {
    let mut facts = Facts::new();
    let mut asked: Vec<Query> = vec![EvmQuery::ChainId.into(), EvmQuery::Receipt(hash()).into()];
    let mut round = 0;
    loop {
        round += 1;
        facts.extend(
            known
                .clone()
                .into_iter()
                .filter(|fact| asked.contains(&fact.query)),
        );
        match advance(exchange, chain(&facts, quorum)) {
            ExchangeStep::AskChain { queries, .. } => asked = queries,
            step => return (step, round),
        }
    }
}

#[test]
fn a_facilitator_that_lies_about_a_settlement_is_detected() {
    for (did, shown) in [
        (Did::Nothing, SettlementStatusKind::Unrelated),
        (Did::Fail, SettlementStatusKind::Failed),
        (Did::Cancel, SettlementStatusKind::Cancelled),
        (Did::PayLess, SettlementStatusKind::Short),
    ] {
        let facts: Facts = answers(did, 1).into_iter().collect();
        let mut exchange = at(ExchangeStage::Proving);
        let (step, rounds) = prove(&mut exchange, &facts, ONE);
        let (response, reservation, problem) = responded(step);
        assert_eq!((response.status, reservation), (502, Reservation::Keep));
        assert_eq!(problem, Problem::FalseSettlement(shown));
        assert_eq!(exchange.shown(), Some(shown));
        assert!(problem.to_string().ends_with(shown.text()), "{problem}");
        assert!(rounds <= 2, "{rounds}");
    }
}

#[test]
fn what_the_handler_made_is_thrown_away_for_a_false_settlement() {
    let sample = samples::eip3009();
    let (mut exchange, _) = checking(Route::new(bill(&sample)), &sample);
    let step = advance(&mut exchange, chain(&Facts::new(), ONE));
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
    let step = advance(&mut exchange, ExchangeEvent::Handled { status: 200 });
    mark(&mut exchange, &step);
    advance(
        &mut exchange,
        ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
    );
    let facts: Facts = answers(Did::Nothing, 1).into_iter().collect();
    let (step, _) = prove(&mut exchange, &facts, ONE);
    let (response, reservation, _) = responded(step);
    assert_eq!((response.status, reservation), (502, Reservation::Keep));
    assert_eq!(response.header("payment-response"), None);
}

#[test]
fn a_proven_settlement_is_served_in_both_flows_and_for_every_method() {
    let facts: Facts = answers(Did::Pay, 1).into_iter().collect();
    for flow in [PaymentFlow::Upfront, PaymentFlow::Authorization] {
        for method in ["GET", "POST"] {
            let sample = samples::eip3009();
            let mut exchange = exchange(route().with_flow(flow)).with_chain();
            pay_by(&mut exchange, method, &sample);
            advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
            let mut step = advance(&mut exchange, chain(&Facts::new(), ONE));
            let delivered = loop {
                step = match step {
                    ExchangeStep::MarkSettling { .. } => {
                        advance(&mut exchange, ExchangeEvent::Marked(MarkAnswer::Marked))
                    }
                    ExchangeStep::AskSettle { .. } => {
                        let event = ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA)));
                        advance(&mut exchange, event)
                    }
                    ExchangeStep::AskChain { .. } => prove(&mut exchange, &facts, ONE).0,
                    ExchangeStep::Serve(_) => {
                        advance(&mut exchange, ExchangeEvent::Handled { status: 200 })
                    }
                    step => break delivered(step),
                };
            };
            let receipt = header::decode_payment_response(&delivered.0[0].1).unwrap();
            assert_eq!(receipt.transaction, TRANSACTION);
            assert_eq!(exchange.shown(), Some(SettlementStatusKind::Paid));
        }
    }
}

#[test]
fn one_lying_node_of_three_changes_no_settlement() {
    for (honest, lie, shown) in [
        (Did::Pay, Did::Nothing, SettlementStatusKind::Paid),
        (Did::Pay, Did::Fail, SettlementStatusKind::Paid),
        (Did::Nothing, Did::Pay, SettlementStatusKind::Unrelated),
        (Did::Fail, Did::Pay, SettlementStatusKind::Failed),
    ] {
        let nodes = [answers(honest, 1), answers(honest, 2), answers(lie, 3)];
        let facts: Facts = nodes.into_iter().flatten().collect();
        let mut exchange = at(ExchangeStage::Proving);
        prove(&mut exchange, &facts, THREE);
        assert_eq!(exchange.shown(), Some(shown), "{honest:?} {lie:?}");
    }
    // And a single one of three says nothing.
    let facts: Facts = answers(Did::Nothing, 1).into_iter().collect();
    let mut exchange = at(ExchangeStage::Proving);
    let (step, rounds) = prove(&mut exchange, &facts, THREE);
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
    assert_eq!(exchange.shown(), Some(SettlementStatusKind::Unknown));
    assert!(rounds <= 3, "{rounds}");
}

#[test]
fn a_settlement_that_must_be_proven_waits_for_the_proof() {
    let fact = |query: EvmQuery, value| Fact {
        query: query.into(),
        answer: Answer::Value(value),
        at: None,
        from: NodeId(1),
    };
    // A transaction that no node has, and nodes that do not answer.
    let absent = [
        fact(EvmQuery::ChainId, Value::Number(84_532)),
        fact(EvmQuery::Receipt(hash()), Value::Receipt(None)),
    ];
    for (facts, shown) in [
        (absent.into_iter().collect(), SettlementStatusKind::Absent),
        (Facts::new(), SettlementStatusKind::Unknown),
    ] {
        let mut exchange = at(ExchangeStage::Proving).with_required_proof();
        let (step, _) = prove(&mut exchange, &facts, ONE);
        let (response, reservation, problem) = responded(step);
        assert_eq!(
            (response.status, reservation),
            (503, Reservation::Unresolved)
        );
        assert_eq!(problem, Problem::Pending);
        assert_eq!(exchange.shown(), Some(shown));
    }
    // The payer brings the payment again, and the nodes have it now.
    let mut exchange = exchange(route()).with_required_proof();
    pay(&mut exchange, &samples::eip3009());
    advance(&mut exchange, unresolved(false));
    advance(
        &mut exchange,
        ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
    );
    let facts: Facts = answers(Did::Pay, 1).into_iter().collect();
    let (step, _) = prove(&mut exchange, &facts, ONE);
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
}

#[test]
fn a_resumed_payment_is_proven_by_its_own_terms_and_not_checked_again() {
    let mut exchange = exchange(route()).with_chain();
    pay(&mut exchange, &samples::eip3009());
    let step = advance(&mut exchange, unresolved(false));
    assert!(matches!(step, ExchangeStep::AskSettle { .. }), "{step:?}");
    advance(
        &mut exchange,
        ExchangeEvent::Settled(Ok(settled(BASE_SEPOLIA))),
    );
    let facts: Facts = answers(Did::Pay, 1).into_iter().collect();
    let (step, _) = prove(&mut exchange, &facts, ONE);
    assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
    assert_eq!(exchange.shown(), Some(SettlementStatusKind::Paid));
}

#[test]
fn an_exchange_that_is_given_up_while_the_chain_is_asked_keeps_what_may_be_settled() {
    let checking = at(ExchangeStage::Checking);
    assert_eq!(checking.if_abandoned(), Reservation::Release);
    assert_eq!(checking.accepted(), None);
    let proving = at(ExchangeStage::Proving);
    assert_eq!(proving.if_abandoned(), Reservation::Unresolved);
    assert!(proving.accepted().is_some());
}

/// The queries of the step.
fn asked(step: ExchangeStep) -> Vec<Query> {
    match step {
        ExchangeStep::AskChain { network, queries } => {
            assert_eq!(network, Network::solana_devnet());
            queries
        }
        step => panic!("the chain is not asked: {step:?}"),
    }
}

fn known(state: &DeclaredState, queries: &[Query]) -> Facts {
    state.facts(&Network::solana_devnet(), queries)
}

#[test]
fn the_content_of_a_lookup_table_is_asked_for_before_the_key_is_reserved() {
    let sample = lookup_table::sample();
    for (balance, accepted) in [(10_000, true), (9_999, false)] {
        let state = lookup_table::holding(balance);
        let mut exchange = exchange(Route::new(bill(&sample))).with_chain();
        let first = asked(pay(&mut exchange, &sample));
        assert_eq!(first.len(), 1, "{first:?}");
        assert_eq!(exchange.stage(), ExchangeStage::Checking);
        // Nothing is reserved, so nothing is released.
        assert_eq!(exchange.if_abandoned(), Reservation::Untouched);
        assert_eq!(exchange.accepted(), None);

        let mut facts = known(&state, &first);
        let step = advance(&mut exchange, chain(&facts, ONE));
        assert!(
            matches!(step, ExchangeStep::AskReplayStore { .. }),
            "{step:?}"
        );
        let step = advance(&mut exchange, ExchangeEvent::ReplayStore(ReplayAnswer::New));
        let second = asked(step);
        assert!(
            second.len() > 3 && !second.contains(&first[0]),
            "{second:?}"
        );
        assert_eq!(exchange.if_abandoned(), Reservation::Release);

        facts.merge(known(&state, &second));
        let step = advance(&mut exchange, chain(&facts, ONE));
        if accepted {
            assert!(matches!(step, ExchangeStep::Serve(_)), "{step:?}");
        } else {
            let (response, reservation, _) = responded(step);
            assert_eq!((response.status, reservation), (402, Reservation::Release));
            assert_eq!(error_of(&response).as_deref(), Some("insufficient_funds"));
        }
    }
}

#[test]
fn a_lookup_table_that_is_not_known_or_unfit_is_refused_without_a_further_round() {
    let sample = lookup_table::sample();
    let reason = "invalid_exact_svm_smart_wallet_alt_resolution_not_available";
    for state in [lookup_table::empty(), DeclaredState::default()] {
        let mut exchange = exchange(Route::new(bill(&sample))).with_chain();
        let queries = asked(pay(&mut exchange, &sample));
        let facts = known(&state, &queries);
        let step = advance(&mut exchange, chain(&facts, ONE));
        let (response, reservation, _) = responded(step);
        assert_eq!(
            (response.status, reservation),
            (402, Reservation::Untouched)
        );
        assert_eq!(error_of(&response).as_deref(), Some(reason));
    }
    // A host without nodes asks nothing.
    let mut alone = exchange(Route::new(bill(&sample)));
    let (response, reservation, _) = responded(pay(&mut alone, &sample));
    assert_eq!(
        (response.status, reservation),
        (402, Reservation::Untouched)
    );
    assert_eq!(error_of(&response).as_deref(), Some(reason));
}

#[test]
fn a_table_is_not_asked_for_without_the_payers_signature() {
    let mut sample = lookup_table::sample();
    // Another character within the payer's signature.
    let unsigned = sample.payment.replace("CfhZbk69ggMO", "CfhZbk69ggMP");
    assert_ne!(unsigned, sample.payment);
    sample.payment = unsigned;
    let mut exchange = exchange(Route::new(bill(&sample))).with_chain();
    let (response, reservation, _) = responded(pay(&mut exchange, &sample));
    assert_eq!(
        (response.status, reservation),
        (402, Reservation::Untouched)
    );
}
