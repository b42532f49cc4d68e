//! What a person sees of a store.

use x402_core::facilitator::{FoundRow, RowId, RowKind, StoreCommand, StoreOutcome, StoredRow};
use x402_http::store::{MemoryStore, SqliteStore, Store};

use crate::{contract, folder::Folder};

/// Rows are listed by their kind and in the order of their keys, page by page.
pub(crate) async fn run(store: &dyn Store) {
    let row = |kind, key: &str| {
        let key = key.to_owned();
        StoredRow::new(RowId { kind, key }, 1, format!("{{\"at\":\"{kind}\"}}"))
    };
    let mut rows: Vec<_> = ["1", "2", "3", "a"]
        .map(|key| row(RowKind::Settlement, key))
        .into();
    rows.extend([row(RowKind::Lane, "2"), row(RowKind::Spend, "2")]);
    for (place, row) in rows.iter_mut().enumerate() {
        row.body = format!("{{\"at\":{place}}}");
    }
    let put = StoreCommand::Put { rows, lease: None };
    assert_eq!(store.carry_out(put).await, Ok(StoreOutcome::Done));
    let kind = RowKind::Settlement;
    let found = |places: &[usize]| {
        let body = |place: &usize| format!("{{\"at\":{place}}}");
        let found = places.iter().map(body).map(|body| FoundRow { kind, body });
        Ok(StoreOutcome::Rows(found.collect()))
    };
    assert_eq!(store.list(kind, String::new(), 2).await, found(&[0, 1]));
    assert_eq!(store.list(kind, "2".to_owned(), 9).await, found(&[2, 3]));
    assert_eq!(store.list(kind, "a".to_owned(), 9).await, found(&[]));
}

#[test]
fn memory_is_listed() {
    contract::runtime().block_on(run(&MemoryStore::default()));
}

#[test]
fn a_file_is_listed() {
    let folder = Folder::new();
    let store = SqliteStore::open(folder.as_ref().join("a.sqlite")).unwrap();
    contract::runtime().block_on(run(&store));
}
