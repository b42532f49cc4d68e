//! Declared chain state, and what it means for one payment.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use x402_core::{
    Address, ValueError,
    amount::Amount,
    any::AnyPaymentPayload,
    evm,
    json::{Json, Object},
    scheme::{ChainFacts, Context, Offer},
    svm,
    timestamp::UnixTimestamp,
    verify,
};

/// Chain facts by network; what is left out is unknown. Unknown members are ignored.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct State {
    /// By CAIP-2 network.
    pub networks: BTreeMap<String, ChainState>,
}

/// What is known of one chain.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct ChainState {
    /// By address: lower-case hex or base58.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub accounts: BTreeMap<String, AccountState>,
    /// The nonces that are known to be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nonces_used: Vec<NonceUsed>,
    /// Solana: the addresses in a lookup table, by the table's own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lookup_tables: BTreeMap<String, Vec<String>>,
    /// Whether a simulation of this payment's settlement succeeds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulation: Option<bool>,
    /// Solana: whether this transaction's blockhash is still valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blockhash_valid: Option<bool>,
}

/// What is known of one account.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct AccountState {
    /// EVM: the code as `0x` hex; `0x` for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// EVM: what `isValidSignature` answers for this request's digest and signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erc1271: Option<bool>,
    /// EVM: how much of each token the account holds, in atomic units.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub balances: BTreeMap<String, String>,
    /// EVM: how much of each token Permit2 may move for the account.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub allowances: BTreeMap<String, String>,
    /// Solana: the program that owns the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Solana: an account without lamports does not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lamports: Option<String>,
    /// Solana: what the token account holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenState>,
}

/// What a Solana token account holds.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct TokenState {
    /// Of which mint.
    pub mint: String,
    /// How much, in atomic units.
    pub amount: String,
}

/// A nonce that is known to be used.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct NonceUsed {
    /// The token; Permit2's nonces are the same for all of its tokens.
    pub token: String,
    /// The payer.
    pub from: String,
    /// As the payment writes it: `0x` hex, for Permit2 decimal.
    pub nonce: String,
}

impl State {
    /// Reads a state that may have no member that this version does not know.
    ///
    /// # Errors
    ///
    /// It is no JSON of this shape.
    pub fn parse_closed(text: &str) -> Result<Self, StateError> {
        let json = |error: serde_json::Error| StateError(error.to_string());
        let state: Self = serde_json::from_str(text).map_err(json)?;
        let written: serde_json::Value = serde_json::from_str(text).map_err(json)?;
        if serde_json::to_value(&state).map_err(json)? == written {
            return Ok(state);
        }
        Err(StateError("expected known members only".to_owned()))
    }

    /// What the state says about one payment of one offer.
    ///
    /// A payment that cannot be read leaves the facts about its payer unknown; its verdict
    /// needs none.
    ///
    /// # Errors
    ///
    /// An address or amount on the offer's network cannot be read.
    pub fn facts(
        &self,
        payment: &AnyPaymentPayload,
        offer: &Offer,
    ) -> Result<ChainFacts, StateError> {
        let Some(chain) = self.networks.get(offer.network().as_str()) else {
            return Ok(ChainFacts::unknown());
        };
        let mut facts = match offer.asset() {
            Address::Evm(asset) => chain.evm_facts(payment, asset)?,
            Address::Svm(mint) => chain.solana_facts(payment, offer, mint)?,
            _ => ChainFacts::unknown(),
        };
        if let Some(succeeds) = chain.simulation {
            facts = facts.simulation_succeeds(succeeds);
        }
        if let Some(valid) = chain.blockhash_valid {
            facts = facts.blockhash_valid(valid);
        }
        Ok(facts)
    }
}

impl ChainState {
    fn evm_facts(
        &self,
        payment: &AnyPaymentPayload,
        asset: evm::Address,
    ) -> Result<ChainFacts, StateError> {
        let accounts = keyed::<evm::Address, _>(&self.accounts)?;
        let mut facts = ChainFacts::unknown();
        if let Some(code) = accounts.get(&asset).and_then(|token| token.code.as_ref()) {
            facts = facts.asset_has_code(code != NO_CODE);
        }
        let Some(signed) = EvmPayment::read(payment.payload()) else {
            return Ok(facts);
        };
        for used in &self.nonces_used {
            let token = used.token.parse::<evm::Address>()? == asset || signed.is_permit2;
            let from = used.from.parse::<evm::Address>()? == signed.payer;
            if token && from && used.nonce.eq_ignore_ascii_case(signed.nonce) {
                facts = facts.nonce_used(true);
            }
        }
        let Some(payer) = accounts.get(&signed.payer) else {
            return Ok(facts);
        };
        if let Some(code) = &payer.code {
            facts = facts.payer_has_code(code != NO_CODE);
        }
        if let Some(valid) = payer.erc1271 {
            facts = facts.erc1271_valid(valid);
        }
        if let Some(balance) = keyed::<evm::Address, _>(&payer.balances)?.get(&asset) {
            facts = facts.balance(balance.parse()?);
        }
        if let Some(allowance) = keyed::<evm::Address, _>(&payer.allowances)?.get(&asset) {
            facts = facts.allowance(allowance.parse()?);
        }
        Ok(facts)
    }

    fn solana_facts(
        &self,
        payment: &AnyPaymentPayload,
        offer: &Offer,
        mint: svm::Address,
    ) -> Result<ChainFacts, StateError> {
        let accounts = keyed::<svm::Address, _>(&self.accounts)?;
        let mut facts = ChainFacts::unknown();
        for (table, addresses) in &self.lookup_tables {
            let addresses: Result<Vec<svm::Address>, ValueError> =
                addresses.iter().map(|address| address.parse()).collect();
            facts = facts.lookup_table(table.parse()?, addresses?);
        }
        // Which accounts the transaction moves tokens between, as the rules themselves see it.
        let context = Context::new(UnixTimestamp::new(0)?).with_chain(&facts);
        let report = verify::examine(payment, offer, &context);
        let account = |name: &str| {
            let note = report.notes().iter().find(|note| note.name == name)?;
            let address: svm::Address = note.value.parse().ok()?;
            accounts.get(&address).copied()
        };
        let (source, destination) = (account("source"), account("destination"));
        let exist = [source, destination].map(|account| account.and_then(AccountState::exists));
        match exist {
            [Some(false), _] | [_, Some(false)] => facts = facts.accounts_exist(false),
            [Some(true), Some(true)] => facts = facts.accounts_exist(true),
            _ => {}
        }
        if let Some(token) = source.and_then(|source| source.token.as_ref()) {
            let amount: Amount = token.amount.parse()?;
            if token.mint.parse::<svm::Address>()? == mint {
                facts = facts.balance(amount);
            }
        }
        Ok(facts)
    }
}

impl AccountState {
    /// Whether a Solana token account stands here, as far as is known.
    fn exists(&self) -> Option<bool> {
        if self.lamports.as_deref() == Some("0") {
            return Some(false);
        }
        if self.token.is_some() {
            return Some(true);
        }
        // Whoever owns it, an account that holds no token is no token account.
        self.owner.as_ref().map(|_| false)
    }
}

/// Who pays on an EVM chain, and with which nonce.
struct EvmPayment<'a> {
    payer: evm::Address,
    nonce: &'a str,
    is_permit2: bool,
}

impl<'a> EvmPayment<'a> {
    fn read(payload: &'a Object<'static>) -> Option<Self> {
        let object = |name| payload.get(name).and_then(Json::as_object);
        let permit = object("permit2Authorization");
        let signed = permit.or_else(|| object("authorization"))?;
        let text = |name| signed.get(name).and_then(Json::as_str);
        Some(Self {
            payer: evm::Address::parse_unchecked_case(text("from")?).ok()?,
            nonce: text("nonce")?,
            is_permit2: permit.is_some(),
        })
    }
}

/// A map by address, its keys read.
fn keyed<A, V>(map: &BTreeMap<String, V>) -> Result<BTreeMap<A, &V>, StateError>
where
    A: std::str::FromStr<Err = ValueError> + Ord,
{
    map.iter()
        .map(|(address, value)| Ok((address.parse()?, value)))
        .collect()
}

/// A state that cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StateError(String);

impl From<ValueError> for StateError {
    fn from(error: ValueError) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "state: {}", self.0)
    }
}

impl std::error::Error for StateError {}

const NO_CODE: &str = "0x";

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn a_closed_state_has_known_members_only() {
        for (text, known) in [
            ("{}", true),
            (r#"{"eip155:1":{}}"#, true),
            (r#"{"eip155:1":{"accounts":{"0x00":{"code":"0x"}}}}"#, true),
            (
                r#"{"eip155:1":{"accounts":{"0x00":{"color":"0x"}}}}"#,
                false,
            ),
            (
                r#"{"eip155:1":{"accounts":{"0x00":{"token":{"mint":"m","amount":"1","fee":"1"}}}}}"#,
                false,
            ),
            (r#"{"eip155:1":{"blocks":{}}}"#, false),
            (r#"{"eip155:1":{"accounts":{"0x00":{"code":7}}}}"#, false),
            ("[]", false),
        ] {
            assert_eq!(State::parse_closed(text).is_ok(), known, "{text}");
        }
    }
}
