//! The entry of `accepts` that a client pays, and what it sends back.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Value, json};
use x402_core::{
    Address,
    client::{Account, Choice, RefusedEntry, Spending, Wallet, select},
    json::Json,
    message::PaymentRequired,
};

use super::{Answer, read};
use crate::schema::{Addition, Step};

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    required: Cow<'a, str>,
    accounts: Vec<String>,
    #[serde(default)]
    authentication: Vec<String>,
    add: Option<Addition>,
}

pub(super) fn answer(request: &str) -> Result<Answer, Answer> {
    let given: Request<'_> = read(request)?;
    let required =
        PaymentRequired::parse(&*given.required).map_err(|error| Answer::from(&error))?;
    let wallet = wallet(&given.accounts)?;
    let spending = Spending::new().with_authentication(given.authentication);
    let chosen = match select(&required, &wallet, &spending) {
        Ok(choice) => chosen(&extended(choice, given.add)?)?,
        Err(none) => json!({"entry": null, "skipped": skipped(none.refused())}),
    };
    Ok(Answer::derived([(Step::Choice, chosen.to_string())]))
}

fn wallet(accounts: &[String]) -> Result<Wallet, Answer> {
    let mut wallet = Wallet::new();
    for account in accounts {
        let address: Address = account
            .parse()
            .map_err(|error| Answer::error(format!("accounts: {error}")))?;
        wallet = wallet.with_account(Account::new(address));
    }
    Ok(wallet)
}

/// The choice with what the client adds; the protocol has no code for what cannot be added.
fn extended(mut choice: Choice, addition: Option<Addition>) -> Result<Choice, Answer> {
    if let Some(Addition {
        extension,
        member,
        value,
    }) = addition
    {
        let value = Json::parse(value.get().as_bytes())
            .map_err(|error| Answer::error(format!("add: {error}")))?;
        choice
            .extend(&extension, &member, value.into_owned())
            .map_err(|error| Answer::refused(error.to_string()))?;
    }
    Ok(choice)
}

fn chosen(choice: &Choice) -> Result<Value, Answer> {
    let extensions = choice.extensions().cloned().map(Json::Object);
    let extensions: Option<Value> = extensions
        .map(|extensions| serde_json::from_str(&extensions.to_string()))
        .transpose()
        .map_err(|error| Answer::error(format!("extensions: {error}")))?;
    Ok(json!({
        "entry": choice.index(),
        "skipped": skipped(choice.refused()),
        "extensions": extensions,
    }))
}

fn skipped(refused: &[RefusedEntry]) -> Vec<Value> {
    let entries = refused.iter();
    entries
        .map(|entry| json!({"entry": entry.index(), "reason": entry.reason().as_str()}))
        .collect()
}
