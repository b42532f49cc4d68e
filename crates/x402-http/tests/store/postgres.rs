//! The store in a database, on a server of the tests' own.

mod server;
mod tls;
mod wire;

use std::sync::Arc;

use x402_core::facilitator::{
    FoundRow, Lease, RowId, RowKind, StoreCommand, StoreOutcome, StoredRow,
};
use x402_http::store::{PostgresStore, Store, StoreError};

pub(crate) use self::server::connect;
use self::{
    server::Server,
    wire::{Cut, Wire},
};
use crate::{contract, folder::Folder, listing};

#[test]
fn it_keeps_the_contract() {
    let server = Server::shared();
    contract::runtime().block_on(async {
        let url = server.database().await;
        let pair = [store(&url).await, store(&url).await];
        let beside = connect(&format!("{url} options='-c synchronous_commit=off'")).await;
        contract::run(async || {
            beside.batch_execute("DELETE FROM x402_rows").await.unwrap();
            pair.clone().map(|store| -> Arc<dyn Store> { store })
        })
        .await;
    });
}

#[test]
fn it_is_listed() {
    let server = Server::shared();
    contract::runtime().block_on(async {
        let url = server.database().await;
        listing::run(&*store(&url).await).await;
    });
}

#[test]
fn programs_that_start_at_once_make_the_tables_once() {
    let server = Server::shared();
    contract::runtime().block_on(async {
        let url = server.database().await;
        let opening = [(); 6].map(|()| {
            let url = url.clone();
            tokio::spawn(async move { PostgresStore::connect(&url).await })
        });
        for store in opening {
            store.await.unwrap().unwrap();
        }
    });
}

#[test]
fn a_server_that_may_lose_rows_is_refused() {
    let server = Server::shared();
    contract::runtime().block_on(async {
        let url = server.database().await;
        for (option, found) in [
            ("synchronous_commit=off", "found `off`"),
            ("synchronous_commit=local", "found `local`"),
            ("default_transaction_read_only=on", "found `on`"),
        ] {
            let url = format!("{url} options='-c {option}'");
            let error = PostgresStore::connect(&url).await.unwrap_err().to_string();
            assert!(error.contains(found), "{option}: {error}");
        }
        store(&format!(
            "{url} options='-c synchronous_commit=remote_apply'"
        ))
        .await;
    });
}

#[test]
fn a_server_that_is_not_there_is_an_error() {
    let folder = Folder::new();
    contract::runtime().block_on(async {
        for url in [server::url(folder.as_ref(), "none"), "nonsense".to_owned()] {
            let error = PostgresStore::connect(&url).await.unwrap_err().to_string();
            assert!(error.starts_with("PostgreSQL: "), "{error}");
        }
    });
}

#[test]
fn a_claim_passes_over_what_another_holds_and_does_not_wait() {
    let server = Server::shared();
    contract::runtime().block_on(async {
        let url = server.database().await;
        let store = store(&url).await;
        put(&store, vec![transaction("t1"), transaction("t2")])
            .await
            .unwrap();
        let mut beside = connect(&url).await;
        let holding = beside.transaction().await.unwrap();
        let hold = "SELECT 1 FROM x402_rows WHERE id = 'transaction t1' FOR UPDATE";
        holding.batch_execute(hold).await.unwrap();
        let claim = StoreCommand::ClaimDue {
            kind: RowKind::Transaction,
            limit: 9,
            lease: Lease {
                owner: "a".to_owned(),
                millis: 3_600_000,
            },
        };
        assert_eq!(store.carry_out(claim.clone()).await, Ok(rows(&["t2"])));
        holding.rollback().await.unwrap();
        assert_eq!(store.carry_out(claim).await, Ok(rows(&["t1"])));
    });
}

#[test]
fn an_answer_that_is_lost_at_a_commit_is_unknown() {
    let server = Server::shared();
    contract::runtime().block_on(async {
        let url = server.database().await;
        let direct = store(&url).await;
        let folder = Folder::new();
        let wire = Wire::lay(folder.as_ref(), server.folder());
        let name = url.rsplit('=').next().unwrap();
        let store = store(&server::url(folder.as_ref(), name)).await;

        for (key, cut, is_unknown, is_written) in [
            ("before", Cut::Before("COMMIT\0"), true, false),
            ("after", Cut::After("COMMIT\0"), true, true),
            ("begun", Cut::Before("a-body"), false, false),
            ("begin", Cut::After("BEGIN"), false, false),
        ] {
            let row = StoredRow::new(id(RowKind::Lane, key), 1, "a-body".to_owned());
            // An open connection, which an idle one is replaced by without a word.
            load(&store, RowKind::Lane, key).await.unwrap();
            wire.cut(cut).await;
            let answer = put(&store, vec![row]).await;
            assert!(wire.is_cut().await, "{key}");
            match answer {
                Err(StoreError::Unknown(_)) if is_unknown => {}
                // It was not begun, so it was carried out over another connection.
                Ok(StoreOutcome::Done) if !is_unknown => {
                    assert_eq!(load(&direct, RowKind::Lane, key).await.unwrap().len(), 1);
                    continue;
                }
                other => panic!("{key}: {other:?}"),
            }
            let found = load(&store, RowKind::Lane, key).await.unwrap();
            assert_eq!(!found.is_empty(), is_written, "{key}");
        }
    });
}

#[test]
fn a_connection_that_the_server_closed_is_replaced() {
    let server = Server::shared();
    contract::runtime().block_on(async {
        let url = server.database().await;
        let store = store(&url).await;
        let beside = connect(&url).await;
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        beside.batch_execute(end).await.unwrap();
        put(&store, vec![transaction("t1")]).await.unwrap();
        let found = load(&store, RowKind::Transaction, "t1").await.unwrap();
        assert_eq!(found.len(), 1);
    });
}

#[test]
fn a_server_that_has_stopped_is_unavailable_and_its_rows_are_there_again() {
    let server = Server::shared();
    contract::runtime().block_on(async {
        let url = server.database().await;
        let store = store(&url).await;
        put(&store, vec![transaction("t1")]).await.unwrap();
        let beside = connect(&server::url(server.folder(), "postgres")).await;
        let name = url.rsplit('=').next().unwrap();
        let away = format!("ALTER DATABASE {name} RENAME TO away");
        let end = format!(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        beside.batch_execute(&end).await.unwrap();
        beside.batch_execute(&away).await.unwrap();
        let answer = put(&store, vec![transaction("t2")]).await;
        assert!(
            matches!(answer, Err(StoreError::Unavailable(_))),
            "{answer:?}"
        );
        let back = format!("ALTER DATABASE away RENAME TO {name}");
        beside.batch_execute(&back).await.unwrap();
        assert_eq!(
            load(&store, RowKind::Transaction, "t1")
                .await
                .unwrap()
                .len(),
            1
        );
        assert!(
            load(&store, RowKind::Transaction, "t2")
                .await
                .unwrap()
                .is_empty()
        );
    });
}

/// The server that all tests share.
pub(crate) fn shared_server() -> Arc<Server> {
    Server::shared()
}

async fn store(url: &str) -> Arc<PostgresStore> {
    Arc::new(PostgresStore::connect(url).await.unwrap())
}

async fn put(store: &PostgresStore, rows: Vec<StoredRow>) -> Result<StoreOutcome, StoreError> {
    store
        .carry_out(StoreCommand::Put { rows, lease: None })
        .await
}

async fn load(
    store: &PostgresStore,
    kind: RowKind,
    key: &str,
) -> Result<Vec<FoundRow>, StoreError> {
    match store
        .carry_out(StoreCommand::Load(vec![id(kind, key)]))
        .await?
    {
        StoreOutcome::Rows(rows) => Ok(rows),
        other => panic!("{other:?}"),
    }
}

/// A transaction that is due. Its body is its key.
fn transaction(key: &str) -> StoredRow {
    let mut row = StoredRow::new(id(RowKind::Transaction, key), 1, key.to_owned());
    row.due = true;
    row
}

fn rows(bodies: &[&str]) -> StoreOutcome {
    let row = |body: &&str| FoundRow {
        kind: RowKind::Transaction,
        body: (*body).to_owned(),
    };
    StoreOutcome::Rows(bodies.iter().map(row).collect())
}

fn id(kind: RowKind, key: &str) -> RowId {
    let key = key.to_owned();
    RowId { kind, key }
}
