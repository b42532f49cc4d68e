//! Arguments that are values: what is read of their text.

use x402_core::{
    ValueError,
    amount::Amount,
    asset::{Asset, AssetTable, TokenProgram},
    chain::ChainCheck,
    money::Money,
    nearest,
    network::Network,
};

use crate::describe;

/// One offer as it was written: `PRICE on NETWORK to PAYEE`.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) price: Money,
    pub(crate) network: Network,
    pub(crate) payee: String,
}

/// Reads `PRICE on NETWORK to PAYEE`.
pub(crate) fn parse_words(text: &str) -> Result<Words, String> {
    let words = || {
        let (price, rest) = text.split_once(" on ")?;
        let (network, payee) = rest.rsplit_once(" to ")?;
        Some((price.trim(), network.trim(), payee.trim()))
    };
    let (price, network, payee) =
        words().ok_or("want PRICE on NETWORK to PAYEE, such as `$0.01 on base to 0x…`")?;
    Ok(Words {
        price: Money::parse(price).map_err(|error| error.to_string())?,
        network: Network::named(network)
            .map_err(|error| format!("{error}; `x402 networks` lists them"))?,
        payee: payee.to_owned(),
    })
}

/// Reads `NETWORK,ADDRESS,SYMBOL,DECIMALS`, and then what the token's family has: the EIP-712 name
/// and version of a token with EIP-3009, or Solana's token program.
pub(crate) fn parse_token(text: &str) -> Result<Asset, String> {
    let fields: Vec<&str> = text.split(',').map(str::trim).collect();
    let [network, address, symbol, decimals, rest @ ..] = fields.as_slice() else {
        return Err(TOKEN.to_owned());
    };
    let network = Network::named(network).map_err(|error| error.to_string())?;
    let decimals = decimals
        .parse()
        .map_err(|_| format!("want the token's decimals, 0 to 255, instead of {decimals:?}"))?;
    let program = match rest {
        [program] => program.parse().map_err(|_| TOKEN.to_owned())?,
        _ => TokenProgram::Token,
    };
    let asset = Asset::new(network, address, symbol, decimals);
    let asset = asset.and_then(|asset| match rest {
        [] => Ok(asset),
        [_] => asset.with_token_program(program),
        // A name may have commas, a version has none.
        [name @ .., version] => asset.with_eip3009(&name.join(","), version),
    });
    asset.map_err(|error| error.to_string())
}

/// The well-known tokens and those of `--token`.
pub(crate) fn table(tokens: &[Asset]) -> AssetTable {
    let tokens = tokens.iter().cloned();
    tokens.fold(AssetTable::default(), AssetTable::with_asset)
}

const TOKEN: &str = "want NETWORK,ADDRESS,SYMBOL,DECIMALS, followed by ,NAME,VERSION of EIP-712 for \
                     a token with EIP-3009, or by ,Token-2022";

/// 32 bytes for the nonce.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entropy(pub(crate) [u8; 32]);

/// Reads `0x` and 64 hex digits.
pub(crate) fn parse_entropy(text: &str) -> Result<Entropy, String> {
    describe::unhex(text)
        .and_then(|bytes| bytes.try_into().ok())
        .map(Entropy)
        .ok_or_else(|| "want 0x and 64 hex digits".to_owned())
}

/// An answer from the chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    pub(crate) check: ChainCheck,
    pub(crate) answer: Answer,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    Bool(bool),
    Amount(Amount),
}

/// Reads `NAME=VALUE`.
pub(crate) fn parse_fact(text: &str) -> Result<Fact, String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("want NAME=VALUE, such as payer_code=no")?;
    let check = ChainCheck::ALL
        .iter()
        .copied()
        .find(|check| check.as_str() == name)
        .filter(|check| !matches!(check, ChainCheck::LookupTables | ChainCheck::MintExtensions))
        .ok_or_else(|| {
            let known = ChainCheck::ALL.iter().map(|check| check.as_str());
            match nearest(name, known) {
                Some(meant) => format!("no fact is called {name}, perhaps {meant}"),
                None => format!("no fact is called {name}; see `x402 verify --help`"),
            }
        })?;
    let answer = match (check, value) {
        (ChainCheck::Allowance | ChainCheck::Balance, amount) => Answer::Amount(
            amount
                .parse()
                .map_err(|error: ValueError| format!("want {}", error.expected()))?,
        ),
        (_, "yes") => Answer::Bool(true),
        (_, "no") => Answer::Bool(false),
        _ => return Err("want yes or no".to_owned()),
    };
    Ok(Fact { check, answer })
}
