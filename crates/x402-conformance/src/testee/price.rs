//! Prices in money, in units of a token.

use std::borrow::Cow;

use serde::Deserialize;
use x402_core::{ValueError, asset::AssetTable, money::Money};

use super::{Answer, read};
use crate::schema::Step;

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    price: Cow<'a, str>,
    #[serde(borrow)]
    network: Cow<'a, str>,
}

pub(super) fn answer(request: &str) -> Result<Answer, Answer> {
    let Request { price, network } = read(request)?;
    Ok(convert(&price, &network).unwrap_or_else(|error| Answer::refused(error.to_string())))
}

fn convert(price: &str, network: &str) -> Result<Answer, ValueError> {
    let table = AssetTable::default();
    let (asset, amount) = table.price(&network.parse()?, &Money::parse(price)?)?;
    Ok(Answer::derived([
        (Step::Asset, asset.address().to_owned()),
        (Step::Amount, amount.to_string()),
    ]))
}
