//! The store for tests.

use std::sync::Arc;

use x402_http::store::{MemoryStore, Store};

use crate::contract;

#[test]
fn it_keeps_the_contract() {
    contract::runtime().block_on(contract::run(async || {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        [Arc::clone(&store), store]
    }));
}
