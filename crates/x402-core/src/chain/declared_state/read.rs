//! Reads the JSON form of a declared state.

use alloc::{collections::BTreeMap, format, string::String, vec, vec::Vec};
use core::str::FromStr;

use super::Chain;
use crate::{
    ValueError,
    amount::Amount,
    chain::{
        query::Read,
        value::{AccountInfo, Code, Value},
    },
    evm::{self, hex, permit2::PERMIT2},
    header::decode_base64,
    json::{Json, Number, Object},
    network::{Family, Network},
    svm::{self, program},
};

type Result<T> = core::result::Result<T, ValueError>;

pub(super) fn networks(text: &str, is_closed: bool) -> Result<BTreeMap<String, Chain>> {
    let json = Json::parse(text.as_bytes())
        .map_err(|error| ValueError::new(NOUN, "JSON", &format!("{error}")))?;
    let mut networks = BTreeMap::new();
    for (name, state) in object(&json)? {
        let network: Network = name.parse()?;
        networks.insert(
            String::from(name),
            chain(&network, object(state)?, is_closed)?,
        );
    }
    Ok(networks)
}

fn chain(network: &Network, state: &Object<'_>, is_closed: bool) -> Result<Chain> {
    let mut chain = Chain::default();
    for (name, value) in state {
        match (name, network.family()) {
            ("simulation", _) => chain.simulation = Some(flag(value)?),
            ("accounts", Some(Family::Evm)) => {
                for (address, account) in object(value)? {
                    evm_account(&mut chain, address.parse()?, object(account)?, is_closed)?;
                }
            }
            ("nonces_used" | "nonces_unused", Some(Family::Evm)) => {
                let is_used = name == "nonces_used";
                for nonce in value.as_array().ok_or_else(|| wrong("a list", value))? {
                    let read = nonce_read(object(nonce)?, is_closed)?;
                    chain.reads.insert(read, Value::Flag(is_used));
                }
            }
            ("accounts", Some(Family::Svm)) => {
                for (address, account) in object(value)? {
                    svm_account(&mut chain, address.parse()?, object(account)?, is_closed)?;
                }
            }
            ("blockhash_valid", Some(Family::Svm)) => chain.blockhash_valid = Some(flag(value)?),
            ("latest_blockhash", Some(Family::Svm)) => {
                chain.latest_blockhash = Some(parse(value)?);
            }
            ("lookup_tables", Some(Family::Svm)) => {
                for (address, held) in object(value)? {
                    let table = lookup_table(held)?;
                    chain.accounts.insert(address.parse()?, Some(table));
                }
            }
            _ => unknown(name, is_closed)?,
        }
    }
    Ok(chain)
}

fn evm_account(
    chain: &mut Chain,
    address: evm::Address,
    account: &Object<'_>,
    is_closed: bool,
) -> Result<()> {
    let token = address;
    for (name, value) in account {
        match name {
            "code" => {
                let code = hex::decode("code", text(value)?)?;
                chain.codes.insert(address, Code::of(&code));
            }
            "erc1271" => {
                chain.contracts.insert(address, flag(value)?);
            }
            "paused" => {
                let paused = Value::Flag(flag(value)?);
                chain.reads.insert(Read::Paused { token }, paused);
            }
            "domain_separator" => {
                let separator = hex::decode_array("domain separator", text(value)?)?;
                let read = Read::DomainSeparator { token };
                chain.reads.insert(read, Value::Hash(separator));
            }
            "balances" | "allowances" | "blacklisted" => {
                for (token, value) in object(value)? {
                    let (read, value) = of_a_token(name, token.parse()?, address, value)?;
                    chain.reads.insert(read, value);
                }
            }
            _ => unknown(name, is_closed)?,
        }
    }
    Ok(())
}

/// What a token keeps of an account.
fn of_a_token(
    name: &str,
    token: evm::Address,
    account: evm::Address,
    value: &Json<'_>,
) -> Result<(Read, Value)> {
    let owner = account;
    Ok(match name {
        "balances" => (Read::Balance { token, owner }, Value::Amount(parse(value)?)),
        "allowances" => {
            let spender = PERMIT2;
            let read = Read::Allowance {
                token,
                owner,
                spender,
            };
            (read, Value::Amount(parse(value)?))
        }
        _ => {
            let read = Read::IsBlacklisted { token, account };
            (read, Value::Flag(flag(value)?))
        }
    })
}

fn nonce_read(used: &Object<'_>, is_closed: bool) -> Result<Read> {
    let member = |name| {
        used.get(name)
            .ok_or_else(|| wrong("token, from and nonce", &Json::Null))
    };
    if let Some((name, _)) = used
        .iter()
        .find(|(name, _)| !["token", "from", "nonce"].contains(name))
    {
        unknown(name, is_closed)?;
    }
    let (token, from) = (parse(member("token")?)?, parse(member("from")?)?);
    let nonce = text(member("nonce")?)?;
    Ok(if nonce.starts_with("0x") {
        Read::AuthorizationState {
            token,
            authorizer: from,
            nonce: hex::decode_array("nonce", nonce)?,
        }
    } else {
        let nonce: Amount = nonce.parse()?;
        Read::PermitNonce { owner: from, nonce }
    })
}

/// An account, if enough is declared of it.
fn svm_account(
    chain: &mut Chain,
    address: svm::Address,
    account: &Object<'_>,
    is_closed: bool,
) -> Result<()> {
    let (mut owner, mut lamports, mut data) = (None, None, None);
    for (name, value) in account {
        match name {
            "owner" => owner = Some(parse::<svm::Address>(value)?),
            "lamports" => lamports = Some(text(value)?),
            "token" => data = Some(token_account(object(value)?, is_closed)?),
            "mint" => data = Some(mint(object(value)?, is_closed)?),
            "data" => {
                let bytes = decode_base64(text(value)?, MAX_DATA);
                let bytes =
                    bytes.map_err(|error| ValueError::new(NOUN, "base64", &format!("{error}")))?;
                data = Some(bytes);
            }
            _ => unknown(name, is_closed)?,
        }
    }
    let lamports: Option<u64> = match lamports {
        Some(text) => {
            let wrong = || ValueError::new("lamports", "decimal lamports", text);
            let lamports: Amount = text.parse()?;
            Some(lamports.to_u64().ok_or_else(wrong)?)
        }
        None => None,
    };
    let info = match (owner, data) {
        _ if lamports == Some(0) => None,
        (None, None) => return Ok(()),
        (owner, data) => Some(AccountInfo {
            owner: owner.unwrap_or(program::TOKEN),
            lamports: lamports.unwrap_or(1),
            executable: false,
            data: data.unwrap_or_default(),
        }),
    };
    chain.accounts.insert(address, info);
    Ok(())
}

/// The data of a token account with these tokens; its owner is not declared.
fn token_account(token: &Object<'_>, is_closed: bool) -> Result<Vec<u8>> {
    let mut data = vec![0; 165];
    let mut put = |at: usize, bytes: &[u8]| {
        for (to, from) in data.iter_mut().skip(at).zip(bytes) {
            *to = *from;
        }
    };
    put(108, &[1]);
    for (name, value) in token {
        match name {
            "mint" => put(0, parse::<svm::Address>(value)?.as_bytes()),
            "amount" => {
                let amount: Amount = parse(value)?;
                let wrong = || wrong("an amount below 2^64", value);
                put(64, &amount.to_u64().ok_or_else(wrong)?.to_le_bytes());
            }
            "frozen" if flag(value)? => put(108, &[2]),
            "frozen" => {}
            _ => unknown(name, is_closed)?,
        }
    }
    if token.get("mint").is_none() || token.get("amount").is_none() {
        return Err(ValueError::new(NOUN, "mint and amount", "neither or one"));
    }
    Ok(data)
}

/// The data of a mint with these decimals; its supply and its authorities are not declared.
fn mint(mint: &Object<'_>, is_closed: bool) -> Result<Vec<u8>> {
    let mut data = vec![0; 82];
    let mut decimals = None;
    for (name, value) in mint {
        match name {
            "decimals" => {
                let number = value.as_number().and_then(Number::to_u64);
                let number = number.and_then(|number| u8::try_from(number).ok());
                decimals = Some(number.ok_or_else(|| wrong("a number from 0 to 255", value))?);
            }
            _ => unknown(name, is_closed)?,
        }
    }
    let decimals = decimals.ok_or_else(|| ValueError::new(NOUN, "decimals", "none"))?;
    // The decimals, and that it is initialized.
    for (to, from) in data.iter_mut().skip(44).zip([decimals, 1]) {
        *to = from;
    }
    Ok(data)
}

fn lookup_table(held: &Json<'_>) -> Result<AccountInfo> {
    let held = held.as_array().ok_or_else(|| wrong("a list", held))?;
    let mut data = vec![0; 56];
    // An initialized table that has not been deactivated.
    for (to, from) in data
        .iter_mut()
        .zip([1, 0, 0, 0].into_iter().chain([0xff; 8]))
    {
        *to = from;
    }
    for address in held {
        data.extend_from_slice(parse::<svm::Address>(address)?.as_bytes());
    }
    Ok(AccountInfo {
        owner: program::ADDRESS_LOOKUP_TABLE,
        lamports: 1,
        executable: false,
        data,
    })
}

fn parse<T: FromStr<Err = ValueError>>(value: &Json<'_>) -> Result<T> {
    text(value)?.parse()
}

fn text<'j>(value: &'j Json<'_>) -> Result<&'j str> {
    value.as_str().ok_or_else(|| wrong("a string", value))
}

fn flag(value: &Json<'_>) -> Result<bool> {
    value.as_bool().ok_or_else(|| wrong("a boolean", value))
}

fn object<'j, 'a>(value: &'j Json<'a>) -> Result<&'j Object<'a>> {
    value.as_object().ok_or_else(|| wrong("an object", value))
}

fn wrong(expected: &'static str, found: &Json<'_>) -> ValueError {
    ValueError::new(NOUN, expected, &found.describe())
}

fn unknown(name: &str, is_closed: bool) -> Result<()> {
    if is_closed {
        return Err(ValueError::new(NOUN, "known members only", name));
    }
    Ok(())
}

const NOUN: &str = "declared state";

/// The most base64 of an account's data: the reader of JSON bounds the whole text.
const MAX_DATA: usize = 65_536;
