//! An EVM chain that is not there. It knows the facts that a request's `state` declares; what is
//! not declared is fine, except that no signature is ever assumed good.

use std::sync::{Arc, Mutex};

use alloy_primitives::{Address, B256, Bytes, Signature, U256, hex};
use alloy_sol_types::{Eip712Domain, eip712_domain};
use serde_json::{Value, json};

const ERC6492_SUFFIX: [u8; 32] =
    hex!("6492649264926492649264926492649264926492649264926492649264926492");

/// Half of secp256k1's order.
const HALF_ORDER: [u8; 32] =
    hex!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/// What a contract reads as the signature of an account without code: 65 bytes; Circle's tokens
/// take no great s, Permit2 takes 64 bytes too.
#[derive(Clone, Copy)]
pub enum Forms {
    Token,
    Permit2,
    Validator,
}

#[derive(Clone)]
pub struct Chain {
    pub id: u64,
    /// This network's part of the request's `state`.
    state: Value,
    /// Its token has code, and its `extra` names the token's EIP-712 domain.
    offer: Value,
    unforeseen: Arc<Mutex<Option<String>>>,
}

impl Chain {
    pub fn new(id: u64, state: &Value, offer: &Value) -> Self {
        let (state, offer) = (state.clone(), offer.clone());
        Self {
            id,
            state,
            offer,
            unforeseen: Arc::default(),
        }
    }

    /// A call that nobody foresaw: the adapter's own failure, never a verdict.
    pub fn failure(&self) -> Option<Value> {
        let call = self.unforeseen.lock().expect("no one panics here");
        let detail = format!("adapter: no answer to {}", call.as_ref()?);
        Some(json!({ "result": "error", "detail": detail }))
    }

    fn account(&self, of: Address) -> &Value {
        &self.state["accounts"][format!("{of:#x}")]
    }

    /// Tokens have code, and so has who answers as a wallet.
    pub fn code(&self, of: Address) -> Bytes {
        let asset = self.offer["asset"].as_str();
        let is_asset = asset.and_then(|text| text.parse().ok()) == Some(of);
        let is_wallet = self.account(of).get("erc1271").is_some();
        let undeclared = if is_asset || is_wallet {
            "0x6001"
        } else {
            "0x"
        };
        let code = self.account(of)["code"].as_str().unwrap_or(undeclared);
        code.parse().unwrap_or_default()
    }

    pub fn declared_empty(&self, of: Address) -> bool {
        self.account(of)["code"] == json!("0x")
    }

    /// What the owner has of a token: `balances` or `allowances`.
    pub fn amount(&self, owner: Address, kind: &str, token: Address) -> U256 {
        let declared = self.account(owner)[kind][format!("{token:#x}")].as_str();
        let declared = declared.and_then(|text| text.parse().ok());
        declared.unwrap_or(U256::MAX)
    }

    /// Whether the owner used the nonce, with the token if that matters.
    pub fn used(&self, token: Option<Address>, from: Address, nonce: &str) -> bool {
        let is = |value: &Value, of: Address| *value == format!("{of:#x}");
        let list = self.state["nonces_used"].as_array();
        list.into_iter().flatten().any(|it| {
            let of_token = token.is_none_or(|token| is(&it["token"], token));
            of_token && is(&it["from"], from) && it["nonce"] == nonce
        })
    }

    /// The token's `name` or `version`, which signers bind themselves to.
    pub fn token_text(&self, member: &str) -> String {
        let undeclared = if member == "name" { "USDC" } else { "2" };
        let declared = self.offer["extra"][member].as_str();
        declared.unwrap_or(undeclared).to_owned()
    }

    pub fn token_domain(&self, token: Address) -> Eip712Domain {
        eip712_domain! {
            name: self.token_text("name"),
            version: self.token_text("version"),
            chain_id: self.id,
            verifying_contract: token,
        }
    }

    /// Contracts, also those that a wrapped signature deploys, answer what is declared; everyone
    /// else must have signed, in a form that the asking contract reads.
    pub fn signed(&self, by: Address, hash: B256, signature: &[u8], forms: Forms) -> bool {
        if !self.code(by).is_empty() || signature.ends_with(&ERC6492_SUFFIX) {
            return self.account(by)["erc1271"] == json!(true);
        }
        let high_s = signature.get(32..64).is_some_and(|s| s > &HALF_ORDER[..]);
        let parsed = match (signature.len(), forms) {
            (64, Forms::Permit2) => Some(Signature::from_erc2098(signature)),
            (65, Forms::Token) if high_s => None,
            (65, _) if matches!(signature[64], 27 | 28) => Signature::from_raw(signature).ok(),
            _ => None,
        };
        let signer = parsed.and_then(|it| it.recover_address_from_prehash(&hash).ok());
        signer == Some(by)
    }

    pub fn unforeseen(&self, what: String) -> String {
        *self.unforeseen.lock().expect("no one panics here") = Some(what.clone());
        what
    }
}
