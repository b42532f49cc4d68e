//! What the caller knows from the chain: `--fact`, and `--chain` in the suite's `state` form.

use x402_core::{
    Address,
    amount::Amount,
    header::AnyPaymentPayload,
    json::{Json, Object},
    scheme::{ChainFacts, Offer, Question},
    svm,
    verify::Report,
};

use crate::{
    cli::{Answer, Fact},
    error::Failure,
    input::Input,
};

/// Declared chain state, by network.
pub(super) struct State(Object<'static>);

/// Reads `--chain`.
pub(super) fn read_state(name: &str) -> Result<State, Failure> {
    let what = "the chain state is not well-formed";
    let input = Input::file(name)?;
    let json = Json::parse(input.text.as_bytes())
        .map_err(|error| Failure::malformed(what, &error))?
        .into_owned();
    match json {
        Json::Object(networks) if networks.iter().all(|(name, _)| name.contains(':')) => {
            Ok(State(networks))
        }
        _ => Err(Failure::new(what)
            .at(input.origin)
            .want("an object by network, such as {\"eip155:84532\": {\"accounts\": {…}}}")),
    }
}

/// The facts about one payment: those of the state, then those given one by one.
pub(super) fn gather(
    state: Option<&State>,
    given: &[Fact],
    payment: &AnyPaymentPayload,
    offer: &Offer,
    examine: impl Fn(&ChainFacts) -> Report,
) -> ChainFacts {
    let network = state.and_then(|state| state.0.get(offer.network().as_str())?.as_object());
    let facts = match (network, offer.asset()) {
        (None, _) => ChainFacts::unknown(),
        (Some(network), Address::Evm(_)) => of_evm(network, payment, offer),
        (Some(network), _) => of_solana(network, offer, examine),
    };
    given.iter().fold(facts, with)
}

fn with(facts: ChainFacts, fact: &Fact) -> ChainFacts {
    match (fact.question, fact.answer) {
        (Question::Accounts, Answer::Bool(answer)) => facts.accounts_exist(answer),
        (Question::Allowance, Answer::Amount(amount)) => facts.allowance(amount),
        (Question::AssetCode, Answer::Bool(answer)) => facts.asset_has_code(answer),
        (Question::Balance, Answer::Amount(amount)) => facts.balance(amount),
        (Question::Blockhash, Answer::Bool(answer)) => facts.blockhash_valid(answer),
        (Question::Erc1271, Answer::Bool(answer)) => facts.erc1271_valid(answer),
        (Question::Nonce, Answer::Bool(unused)) => facts.nonce_used(!unused),
        (Question::PayerCode, Answer::Bool(answer)) => facts.payer_has_code(answer),
        (Question::Simulation, Answer::Bool(answer)) => facts.simulation_succeeds(answer),
        _ => facts,
    }
}

fn of_evm(network: &Object<'_>, payment: &AnyPaymentPayload, offer: &Offer) -> ChainFacts {
    let mut facts = ChainFacts::unknown();
    let payload = payment.payload();
    let signed = ["authorization", "permit2Authorization"]
        .into_iter()
        .find_map(|name| payload.get(name)?.as_object());
    let text = |name: &str| Some(signed?.get(name)?.as_str()?.to_ascii_lowercase());
    let asset = offer.asset().to_string().to_ascii_lowercase();
    if let Some(code) = account(network, &asset).and_then(|account| code(account)) {
        facts = facts.asset_has_code(code);
    }
    let payer = text("from");
    if let Some(payer) = payer.as_deref().and_then(|payer| account(network, payer)) {
        if let Some(code) = code(payer) {
            facts = facts.payer_has_code(code);
        }
        if let Some(valid) = payer.get("erc1271").and_then(Json::as_bool) {
            facts = facts.erc1271_valid(valid);
        }
        if let Some(balance) = amount(payer, "balances", &asset) {
            facts = facts.balance(balance);
        }
        if let Some(allowance) = amount(payer, "allowances", &asset) {
            facts = facts.allowance(allowance);
        }
    }
    if let Some(used) = network.get("nonces_used").and_then(Json::as_array) {
        let is_this = |entry: &&Object<'_>| {
            let same = |name: &str, own: Option<&str>| {
                let stated = entry.get(name).and_then(Json::as_str);
                stated.is_some_and(|stated| Some(stated.to_ascii_lowercase().as_str()) == own)
            };
            same("from", payer.as_deref()) && same("nonce", text("nonce").as_deref())
        };
        let used = used
            .iter()
            .filter_map(Json::as_object)
            .any(|entry| is_this(&entry));
        facts = facts.nonce_used(used);
    }
    facts
}

fn of_solana(
    network: &Object<'_>,
    offer: &Offer,
    examine: impl Fn(&ChainFacts) -> Report,
) -> ChainFacts {
    let mut facts = ChainFacts::unknown();
    let tables = network.get("lookup_tables").and_then(Json::as_object);
    for (table, addresses) in tables.into_iter().flatten() {
        let addresses = addresses.as_array().unwrap_or_default();
        let addresses = addresses
            .iter()
            .map(|address| address.as_str()?.parse::<svm::Address>().ok());
        if let (Ok(table), Some(addresses)) = (table.parse(), addresses.collect()) {
            facts = facts.lookup_table(table, addresses);
        }
    }
    // The token accounts are derived by the rules themselves, who note them.
    let report = examine(&facts);
    let noted = |name: &str| {
        let note = report.notes().iter().find(|note| note.name == name)?;
        network.get("accounts")?.as_object()?.get(&note.value)
    };
    if let (Some(source), Some(destination)) = (noted("source"), noted("destination")) {
        facts = facts.accounts_exist(!source.is_null() && !destination.is_null());
    }
    let token = noted("source")
        .and_then(Json::as_object)
        .and_then(|account| account.get("token")?.as_object());
    let mint = offer.asset().to_string();
    if let Some(token) = token.filter(|token| string(token, "mint") == Some(&mint)) {
        if let Some(balance) = string(token, "amount").and_then(|text| text.parse().ok()) {
            facts = facts.balance(balance);
        }
    }
    facts
}

/// An account's state; the keys are lower-case hex.
fn account<'o>(network: &'o Object<'_>, address: &str) -> Option<&'o Object<'o>> {
    let accounts = network.get("accounts")?.as_object()?;
    accounts.iter().find_map(|(key, account)| {
        key.eq_ignore_ascii_case(address)
            .then(|| account.as_object())?
    })
}

/// Whether the account's stated code is any.
fn code(account: &Object<'_>) -> Option<bool> {
    string(account, "code").map(|code| !matches!(code, "" | "0x"))
}

fn amount(account: &Object<'_>, kind: &str, asset: &str) -> Option<Amount> {
    account
        .get(kind)?
        .as_object()?
        .iter()
        .find_map(|(key, amount)| key.eq_ignore_ascii_case(asset).then(|| amount.as_str())?)?
        .parse()
        .ok()
}

fn string<'o>(object: &'o Object<'_>, name: &str) -> Option<&'o str> {
    object.get(name)?.as_str()
}
