//! Two versions of the program with one database: the same source, whose next version has a
//! column more and rows of the next format.

use std::{fs, os::unix::fs::PermissionsExt as _, sync::Arc};

use rusqlite::Connection;
use x402_core::facilitator::{
    LaneKey, LaneRow, ROW_FORMAT, RowKeys, Rows, StoreAnswer, StoreRequest,
};
use x402_http::store::{Migration, PostgresStore, SqliteStore, Store, ask};

use crate::{
    contract::{self, Pair},
    folder::Folder,
    postgres::{connect, shared_server},
};

const COLUMN: &str = "ALTER TABLE x402_rows ADD COLUMN colour text NOT NULL DEFAULT 'grey'";

/// The tables of the next version, which this one can use.
fn next(known: &[Migration]) -> &'static [Migration] {
    with(known, Migration::new(2, 1, COLUMN))
}

/// The tables of a later version, which this one cannot use.
fn later(known: &[Migration]) -> &'static [Migration] {
    let narrower = "ALTER TABLE x402_rows DROP COLUMN colour";
    with(next(known), Migration::new(3, 3, narrower))
}

fn with(known: &[Migration], step: Migration) -> &'static [Migration] {
    let mut steps = known.to_vec();
    steps.push(step);
    Vec::leak(steps)
}

#[test]
fn two_versions_share_a_file() {
    let folder = Folder::new();
    let path = folder.as_ref().join("a.sqlite");
    let known = SqliteStore::migrations();
    let old = SqliteStore::open(&path).unwrap();
    let new = SqliteStore::open_with(&path, next(known)).unwrap();
    // Also one that starts after the upgrade.
    let restarted = SqliteStore::open(&path).unwrap();
    let beside = Connection::open(&path).unwrap();
    contract::runtime().block_on(async {
        share(&old, &new, async || {
            beside
                .execute("UPDATE x402_rows SET colour = 'red'", ())
                .unwrap();
        })
        .await;
        let colour = "SELECT colour FROM x402_rows";
        let colour: String = beside.query_row(colour, (), |row| row.get(0)).unwrap();
        assert_eq!(colour, "red");
        beside.execute("DELETE FROM x402_rows", ()).unwrap();

        let pair: Pair = [Arc::new(restarted), Arc::new(new)];
        contract::run(async || {
            beside.execute("DELETE FROM x402_rows", ()).unwrap();
            pair.clone()
        })
        .await;
    });
    SqliteStore::open_with(&path, later(known)).unwrap();
    let error = SqliteStore::open(&path).unwrap_err().to_string();
    assert!(
        error.contains("this program has version 1: run a newer one"),
        "{error}"
    );
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
}

#[test]
fn two_versions_share_postgres() {
    let server = shared_server();
    let known = PostgresStore::migrations();
    contract::runtime().block_on(async {
        let url = server.database().await;
        let old = PostgresStore::connect(&url).await.unwrap();
        let new = PostgresStore::connect_with(&url, next(known))
            .await
            .unwrap();
        let beside = connect(&format!("{url} options='-c synchronous_commit=off'")).await;
        share(&old, &new, async || {
            let paint = "UPDATE x402_rows SET colour = 'red'";
            beside.batch_execute(paint).await.unwrap();
        })
        .await;
        let colour = beside.query_one("SELECT colour FROM x402_rows", &[]).await;
        assert_eq!(colour.unwrap().get::<_, &str>(0), "red");
        drop(old);

        let restarted = PostgresStore::connect(&url).await.unwrap();
        let pair: Pair = [Arc::new(restarted), Arc::new(new)];
        contract::run(async || {
            beside.batch_execute("DELETE FROM x402_rows").await.unwrap();
            pair.clone()
        })
        .await;
        PostgresStore::connect_with(&url, later(known))
            .await
            .unwrap();
        let error = PostgresStore::connect(&url).await.unwrap_err().to_string();
        assert!(
            error.contains("this program has version 1: run a newer one"),
            "{error}"
        );
    });
}

/// The new version writes a row of its format with a member of its own, the old one changes it,
/// and both the member and the column are as they were.
async fn share(old: &dyn Store, new: &dyn Store, paint: impl AsyncFnOnce()) {
    let text = format!(
        r#"{{"format":{},"key":"eip155:8453/0xd407e409e34e0b9afb99ecceb609bdbcd5e7f1bf","version":1,"nextNonce":7,"free":[],"dry":false,"colour":{{"a":[1.0,null]}}}}"#,
        ROW_FORMAT + 1
    );
    let row = LaneRow::parse(&text).unwrap();
    let key = row.key.clone();
    assert_eq!(put(new, row).await, StoreAnswer::Done);
    paint().await;

    let mut row = lane(old, &key).await;
    assert_eq!(row.to_string(), text);
    row.version += 1;
    row.next_nonce = 8;
    assert_eq!(put(old, row.clone()).await, StoreAnswer::Done);

    let changed = text.replace(
        r#""version":1,"nextNonce":7"#,
        r#""version":2,"nextNonce":8"#,
    );
    assert_eq!(lane(new, &key).await.to_string(), changed);
    // The new version's own writing of the same version comes too late.
    let conflict = put(new, row.clone()).await;
    let rows = Rows {
        lanes: vec![row],
        ..Rows::default()
    };
    assert_eq!(conflict, StoreAnswer::Conflict(rows));
}

async fn put(store: &dyn Store, row: LaneRow) -> StoreAnswer {
    let rows = Rows {
        lanes: vec![row],
        ..Rows::default()
    };
    ask(store, &StoreRequest::Put { rows, lease: None })
        .await
        .unwrap()
}

async fn lane(store: &dyn Store, key: &LaneKey) -> LaneRow {
    let keys = RowKeys {
        lanes: vec![key.clone()],
        ..RowKeys::default()
    };
    match ask(store, &StoreRequest::Load(keys)).await.unwrap() {
        StoreAnswer::Rows(mut rows) => rows.lanes.remove(0),
        other => panic!("{other:?}"),
    }
}
