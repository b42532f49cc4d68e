//! Solana behind HTTP. It is one node, whatever the path is.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value as Json, json};

use super::LiteSvm;
use crate::{http::Service, node::Node as _};

impl Service for Mutex<LiteSvm> {
    fn answer(&self, _path: &str, body: &[u8]) -> Option<(u16, String)> {
        let body: Json = match serde_json::from_slice(body) {
            Ok(body) => body,
            Err(error) => {
                let error = json!({"code": -32700, "message": error.to_string()});
                let answer = json!({"jsonrpc": "2.0", "id": null, "error": error});
                return Some((200, answer.to_string()));
            }
        };
        let mut node = self.lock().unwrap_or_else(PoisonError::into_inner);
        // Written anew, it is one line.
        node.post(&body.to_string()).ok().map(|text| (200, text))
    }
}
