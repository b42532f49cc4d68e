//! The rows in the form in which databases keep them: what they are found by, and when they go.

use x402_core::{
    chain::Level,
    facilitator::{
        AttemptRow, FoundRow, FreeNonce, LaneRow, Lease, RowId, RowKeys, RowKind, Rows,
        SettlementRow, SettlementState, SpendRow, StoreAnswer, StoreCommand, StoreOutcome,
        StoreRequest, StoredRow, TransactionKey, TransactionRow, TransactionState,
    },
};

use crate::facilitator_rows::{attempt, lane, settlement, spend, transaction};

const TRANSACTION: &str = "transaction eip155:8453/0xd407e409e34e0b9afb99ecceb609bdbcd5e7f1bf/7";

fn id(text: &str) -> RowId {
    text.parse().unwrap()
}

/// One row of each kind.
fn rows() -> Rows {
    Rows {
        settlements: vec![SettlementRow::parse(settlement()).unwrap()],
        transactions: vec![TransactionRow::parse(transaction()).unwrap()],
        attempts: vec![AttemptRow::parse(attempt()).unwrap()],
        lanes: vec![LaneRow::parse(lane()).unwrap()],
        spends: vec![SpendRow::parse(spend()).unwrap()],
    }
}

#[test]
fn a_settlement_belongs_to_its_transaction_and_names_its_spends() {
    let mut row = SettlementRow::parse(settlement()).unwrap();
    row.spends = vec![SpendRow::parse(spend()).unwrap().key];
    let stored = StoredRow::from(&row);
    assert_eq!(stored.id, id(&format!("settlement {}", row.key)));
    assert_eq!(stored.version, 3);
    assert_eq!(stored.body, row.to_string());
    assert_eq!(stored.parent, Some(id(TRANSACTION)));
    let spend = "spend eip155:8453/signer/0xd407e409e34e0b9afb99ecceb609bdbcd5e7f1bf/20146";
    assert_eq!(stored.links, [id(spend)]);
    assert_eq!(
        (stored.alias, stored.position, stored.due),
        (None, None, false)
    );

    row.transaction = None;
    assert_eq!(StoredRow::from(&row).parent, None);
}

#[test]
fn a_transaction_is_due_until_it_has_ended() {
    let mut row = TransactionRow::parse(transaction()).unwrap();
    let stored = StoredRow::from(&row);
    assert_eq!(stored.id, id(TRANSACTION));
    let lane = "lane eip155:8453/0xd407e409e34e0b9afb99ecceb609bdbcd5e7f1bf";
    assert_eq!(stored.parent, Some(id(lane)));
    assert_eq!(
        stored.links,
        [id(&format!("settlement {}", row.settlements[0]))]
    );
    assert_eq!(stored.position, Some(7));
    assert_eq!(stored.prune_after, None);
    for state in TransactionState::ALL {
        row.state = *state;
        let has_ended = matches!(
            state,
            TransactionState::Final
                | TransactionState::Displaced
                | TransactionState::Expired
                | TransactionState::Abandoned
        );
        assert_eq!(StoredRow::from(&row).due, !has_ended, "{state}");
    }
    let TransactionKey::Nonce { nonce, .. } = &mut row.key else {
        panic!("a nonce");
    };
    *nonce = u64::MAX;
    assert_eq!(StoredRow::from(&row).position, Some(u64::MAX / 2));
}

#[test]
fn a_message_is_in_no_lane() {
    let mut row = TransactionRow::parse(transaction()).unwrap();
    let key = format!(
        "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/0x{}",
        "3f".repeat(32)
    );
    row.key = key.parse().unwrap();
    let stored = StoredRow::from(&row);
    assert_eq!(stored.id, id(&format!("transaction {key:#}")));
    assert_eq!((stored.parent, stored.position), (None, None));
}

#[test]
fn an_attempt_is_inserted_and_found_by_its_hash() {
    let row = AttemptRow::parse(attempt()).unwrap();
    let stored = StoredRow::from(&row);
    let key = TRANSACTION.strip_prefix("transaction ").unwrap();
    assert_eq!(stored.id, id(&format!("attempt {key:#}/0")));
    assert_eq!(stored.version, 1);
    assert_eq!(stored.parent, Some(id(TRANSACTION)));
    let alias = format!("eip155:8453/{}", row.hash);
    assert_eq!(stored.alias, Some(alias.clone()));

    let request = StoreRequest::ByHash {
        network: "eip155:8453".parse().unwrap(),
        hash: row.hash,
    };
    assert_eq!(StoreCommand::from(&request), StoreCommand::ByAlias(alias));
}

#[test]
fn a_lane_names_the_transactions_whose_nonce_is_free() {
    let mut row = LaneRow::parse(lane()).unwrap();
    row.free = vec![FreeNonce::new(7, 0), FreeNonce::new(9, 0)];
    let stored = StoredRow::from(&row);
    assert_eq!(
        stored.links,
        [id(TRANSACTION), id(&TRANSACTION.replace("/7", "/9"))]
    );
    assert_eq!(
        (stored.version, stored.parent, stored.prune_after),
        (9, None, None)
    );
}

#[test]
fn a_settlement_is_needed_until_it_has_ended_and_its_window_is_over() {
    use SettlementState as State;

    let mut row = SettlementRow::parse(settlement()).unwrap();
    let after = |row: &SettlementRow| StoredRow::from(row).prune_after;
    row.level = Some(Level::Finalized);
    // The window is longer than any clock counts.
    assert_eq!(after(&row), None);
    for (valid_until, expected) in [(5, 9), (9, 9), (20, 20), (u64::MAX / 2, u64::MAX / 2)] {
        row.valid_until = valid_until.into();
        row.updated = 9;
        assert_eq!(after(&row), Some(expected));
    }
    row.valid_until = (u64::MAX / 2 + 1).into();
    assert_eq!(after(&row), None);

    row.valid_until = 20_u64.into();
    for state in State::ALL {
        row.state = *state;
        for level in [
            None,
            Some(Level::Included),
            Some(Level::Safe),
            Some(Level::Finalized),
        ] {
            row.level = level;
            let has_ended = match state {
                State::Open | State::Unresolved | State::Reversed => false,
                State::Paid | State::PaidByOther => level == Some(Level::Finalized),
                State::NotPaidLive | State::NotPaidDead | State::Short | State::Abandoned => true,
            };
            assert_eq!(after(&row), has_ended.then_some(20), "{state} {level:?}");
        }
    }
}

#[test]
fn a_spend_is_needed_until_its_day_is_over_and_nothing_is_reserved() {
    let mut row = SpendRow::parse(spend()).unwrap();
    assert_eq!(StoredRow::from(&row).prune_after, None);
    row.reserved = 0_u64.into();
    assert_eq!(StoredRow::from(&row).prune_after, Some(20_147 * 86_400));
    row.key.day = u64::MAX;
    assert_eq!(StoredRow::from(&row).prune_after, None);
}

#[test]
fn what_is_put_is_read_back_in_the_order_of_the_keys() {
    let mut rows = rows();
    let mut tenth = rows.attempts[0].clone();
    tenth.number = 10;
    let mut second = rows.attempts[0].clone();
    second.number = 2;
    rows.attempts.extend([second, tenth]);
    let lease = Lease {
        owner: "a".to_owned(),
        millis: u64::MAX,
    };
    let request = StoreRequest::Put {
        rows: rows.clone(),
        lease: Some(lease),
    };
    let StoreCommand::Put {
        rows: mut stored,
        lease,
    } = StoreCommand::from(&request)
    else {
        panic!();
    };
    // Two puts never wait for each other.
    assert!(stored.is_sorted_by(|one, other| one.id < other.id));
    // No sum with a clock's time overflows.
    assert!(lease.unwrap().millis < u64::MAX / 4);
    stored.reverse();
    let found = |row: StoredRow| FoundRow {
        kind: row.id.kind,
        body: row.body,
    };
    let found: Vec<_> = stored.into_iter().map(found).collect();
    let answer = StoreOutcome::Rows(found.clone()).answer();
    assert_eq!(answer, Ok(StoreAnswer::Rows(rows.clone())));
    let answer = StoreOutcome::Conflict(found).answer();
    assert_eq!(answer, Ok(StoreAnswer::Conflict(rows)));
    assert_eq!(StoreOutcome::Done.answer(), Ok(StoreAnswer::Done));
}

#[test]
fn a_body_of_another_kind_is_an_error() {
    let found = FoundRow {
        kind: RowKind::Lane,
        body: spend(),
    };
    StoreOutcome::Rows(vec![found]).answer().unwrap_err();
}

#[test]
fn a_load_names_what_it_asks_for() {
    let rows = rows();
    let keys = RowKeys {
        settlements: vec![rows.settlements[0].key],
        transactions: vec![rows.transactions[0].key.clone()],
        lanes: vec![rows.lanes[0].key.clone()],
        spends: vec![rows.spends[0].key.clone()],
    };
    let StoreCommand::Load(ids) = StoreCommand::from(&StoreRequest::Load(keys)) else {
        panic!();
    };
    let stored = [
        StoredRow::from(&rows.settlements[0]),
        StoredRow::from(&rows.transactions[0]),
        StoredRow::from(&rows.lanes[0]),
        StoredRow::from(&rows.spends[0]),
    ];
    assert_eq!(ids, stored.map(|row| row.id));
}

#[test]
fn a_stored_row_for_people_shows_no_signed_bytes() {
    let command = StoreCommand::from(&StoreRequest::Put {
        rows: rows(),
        lease: None,
    });
    let text = format!("{command:?}");
    assert!(text.contains("Attempt") && !text.contains("02f8"), "{text}");
    let found = FoundRow {
        kind: RowKind::Attempt,
        body: attempt(),
    };
    assert!(!format!("{found:?}").contains("02f8"));
}

#[test]
fn a_name_is_read_from_its_text() {
    for text in ["settlement a", "lane a b", "attempt  "] {
        assert_eq!(id(text).to_string(), text);
    }
    for text in ["", "lane", "row a", "Lane a", " lane a"] {
        assert!(text.parse::<RowId>().is_err(), "{text}");
    }
}
