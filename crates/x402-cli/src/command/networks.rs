//! `x402 networks`: the known networks and their tokens.

use serde_json::{Value, json};
use x402_core::{
    asset::{Asset, AssetTable, TokenProgram},
    network::Network,
    v1::NetworkName,
};

use crate::{cli::NetworksArgs, describe, error::Failure, json, layout, output::Reply};

/// A network and its tokens, the default first.
struct Row {
    network: Network,
    v1_name: Option<&'static str>,
    assets: Vec<Asset>,
}

pub(super) fn run(args: &NetworksArgs) -> Result<Reply, Failure> {
    let filter = args.filter.as_deref().unwrap_or_default();
    let rows: Vec<Row> = rows()
        .into_iter()
        .filter(|row| row.is_like(filter))
        .collect();
    if rows.is_empty() {
        let failure =
            Failure::new("no known network is like this").got(describe::printable(filter));
        let failure = match Network::named(filter) {
            Ok(_) => failure,
            Err(error) => failure.want(error.expected()),
        };
        return Err(failure
            .hint("x402 networks lists all; unknown EVM and Solana networks work too")
            .refused());
    }
    if args.json {
        let networks: Vec<Value> = rows.iter().map(Row::to_json).collect();
        return Ok(Reply::new(json::document(&json!({ "networks": networks }))));
    }
    let mut text = String::new();
    for row in &rows {
        row.write(&mut text);
    }
    Ok(Reply::new(text))
}

/// Networks with a token first come in the table's order; then those that only have a name.
fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let table = AssetTable::default();
    for asset in table.rows() {
        match rows.iter_mut().find(|row| row.network == *asset.network()) {
            Some(row) => row.assets.push(asset.clone()),
            None => rows.push(Row::new(asset.network().clone(), vec![asset.clone()])),
        }
    }
    for name in NetworkName::all() {
        if rows.iter().all(|row| row.network != name.network()) {
            rows.push(Row::new(name.network(), Vec::new()));
        }
    }
    rows
}

impl Row {
    fn new(network: Network, assets: Vec<Asset>) -> Self {
        Self {
            v1_name: NetworkName::of(&network).map(NetworkName::as_str),
            network,
            assets,
        }
    }

    fn is_like(&self, filter: &str) -> bool {
        let filter = filter.to_lowercase();
        let symbols = self.assets.iter().map(Asset::symbol);
        [self.network.as_str(), &describe::network(&self.network)]
            .into_iter()
            .chain(self.v1_name)
            .chain(symbols)
            .any(|text| text.to_lowercase().contains(&filter))
    }

    /// One line for the network, one for each token.
    fn write(&self, text: &mut String) {
        let v1_name = self.v1_name.map(|name| format!("  (version 1: {name})"));
        text.push_str(&describe::network(&self.network));
        text.push_str("  ");
        text.push_str(self.network.as_str());
        text.push_str(&v1_name.unwrap_or_default());
        text.push('\n');
        let lines: Vec<Vec<String>> = self.assets.iter().map(line).collect();
        layout::table(text, &lines);
    }

    fn to_json(&self) -> Value {
        let asset = |asset: &Asset| {
            json!({
                "symbol": asset.symbol(),
                "address": asset.address(),
                "decimals": asset.decimals(),
                "method": method(asset),
                "eip712": asset.eip712().map(|(name, version)| json!({
                    "name": name,
                    "version": version,
                })),
            })
        };
        json!({
            "name": self.network.name(),
            "network": self.network.as_str(),
            "v1_name": self.v1_name,
            "testnet": self.network.is_testnet(),
            "assets": self.assets.iter().map(asset).collect::<Vec<Value>>(),
        })
    }
}

fn line(asset: &Asset) -> Vec<String> {
    vec![
        format!("  {}", asset.symbol()),
        asset.address().to_owned(),
        format!("{} decimals", asset.decimals()),
        method(asset).to_owned(),
    ]
}

/// How a payment moves the token.
fn method(asset: &Asset) -> &'static str {
    match (asset.transfer_method(), asset.token_program()) {
        (Some(method), _) => method.as_str(),
        (None, Some(TokenProgram::Token)) => "spl-token",
        (None, Some(TokenProgram::Token2022)) => "token-2022",
        (None, None) => "-",
    }
}
