//! A token transfer as a URI for wallets (Solana Pay).

use alloc::{format, string::String};
use core::fmt::Write as _;

use super::terms::SolanaTerms;
use crate::{amount::Amount, money::Money};

/// The URI of a transfer to the payee. Solana Pay counts in whole tokens, so it needs the token's
/// decimals.
pub(crate) fn transfer_uri(terms: &SolanaTerms, amount: Amount, decimals: u8) -> String {
    let SolanaTerms { mint, pay_to, .. } = terms;
    let amount = Money::from_amount(amount, decimals);
    let mut uri = format!("solana:{pay_to}?amount={amount}&spl-token={mint}");
    if let Some(memo) = &terms.memo {
        uri.push_str("&memo=");
        for byte in memo.bytes() {
            push_encoded(&mut uri, byte);
        }
    }
    uri
}

/// Adds a byte of a parameter's value, percent-encoded unless it is unreserved (RFC 3986).
fn push_encoded(uri: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        uri.push(char::from(byte));
    } else {
        // Writing to a string does not fail.
        let _ = write!(uri, "%{byte:02X}");
    }
}
