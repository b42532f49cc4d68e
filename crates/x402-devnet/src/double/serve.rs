//! The double behind HTTP.

use std::{
    io,
    sync::{Mutex, PoisonError},
};

use x402_core::evm::Address;

use super::{Double, model::state::Genesis};
use crate::{
    Result,
    http::{Service, listen},
};

/// Serves nodes at `/1`, `/2` and so on, and commands at `/control`, until the input ends.
///
/// The first line of the output is the URL.
///
/// # Errors
///
/// There is no port.
pub fn serve() -> Result<()> {
    // Until the first command states what the chain is.
    let double = Double::new(Genesis {
        chain_id: 0,
        start: 0,
        block_seconds: 1,
        token: Address::ZERO,
        separator: [0; 32],
        is_silent: false,
        keeps: 0,
        funds: [].into(),
        wallets: [].into(),
    });
    println!("http://{}", listen(Mutex::new(double))?);
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

impl Service for Mutex<Double> {
    fn answer(&self, path: &str, body: &[u8]) -> Option<(u16, String)> {
        let mut double = self.lock().unwrap_or_else(PoisonError::into_inner);
        if path == "/control" {
            return Some(match double.control(body) {
                Ok(answer) => (200, answer.to_string()),
                Err(error) => (
                    400,
                    serde_json::json!({"error": error.to_string()}).to_string(),
                ),
            });
        }
        let node = path.trim_start_matches('/').parse().unwrap_or(1_usize);
        double.post(node.saturating_sub(1), body)
    }
}
