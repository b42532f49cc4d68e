//! The store in a file.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    sync::{Arc, Barrier},
    thread,
};

use rusqlite::Connection;
use x402_http::store::SqliteStore;

use crate::{contract, folder::Folder};

#[test]
fn it_keeps_the_contract() {
    let folder = Folder::new();
    let path = folder.as_ref().join("a.sqlite");
    let pair = [0, 1].map(|_| Arc::new(SqliteStore::open(&path).unwrap()));
    let beside = Connection::open(&path).unwrap();
    contract::runtime().block_on(contract::run(async || {
        beside.execute("DELETE FROM x402_rows", ()).unwrap();
        pair.clone().map(|store| store as _)
    }));
}

#[test]
fn the_file_and_those_beside_it_are_the_owners_alone() {
    let folder = Folder::new();
    let path = folder.as_ref().join("a.sqlite");
    let store = SqliteStore::open(&path).unwrap();
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.path());
        files += 1;
    }
    // The file, its write-ahead log and the log's index.
    assert_eq!(files, 3);
    drop(store);

    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    let error = SqliteStore::open(&path).unwrap_err().to_string();
    assert!(error.contains("found the mode 640"), "{error}");
}

#[test]
fn programs_that_start_at_once_make_the_tables_once() {
    for _ in 0..10 {
        let folder = Folder::new();
        let path = folder.as_ref().join("a.sqlite");
        let barrier = Barrier::new(6);
        thread::scope(|scope| {
            let opening = [(); 6].map(|()| {
                scope.spawn(|| {
                    barrier.wait();
                    SqliteStore::open(&path)
                })
            });
            for store in opening {
                store.join().unwrap().unwrap();
            }
        });
    }
}

#[test]
fn what_is_not_a_store_is_refused() {
    let folder = Folder::new();
    let missing = folder.as_ref().join("no/such/folder/a.sqlite");
    let error = SqliteStore::open(missing).unwrap_err().to_string();
    assert!(error.contains("No such file"), "{error}");

    let text = folder.as_ref().join("text");
    fs::write(&text, "not a database, whatever it is called. ".repeat(99)).unwrap();
    fs::set_permissions(&text, Permissions::from_mode(0o600)).unwrap();
    let error = SqliteStore::open(text).unwrap_err().to_string();
    assert!(error.contains("not a database"), "{error}");
}
