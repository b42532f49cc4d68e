//! A Solana transaction as a document, and back to the same bytes.
//!
//! It is the suite's own reader: what the core refuses must be told as well. Accounts of
//! instructions are addresses; an index stays a number where it points at no key, or at a key that
//! stands twice.

use serde_json::{Map, Value, json};

use super::digits::{from_base58, from_hex, to_hex};

/// The document of a transaction's bytes.
pub(super) fn read(raw: &[u8]) -> Result<Value, String> {
    let mut rest = Reader(raw);
    let signatures = rest.list(|rest| rest.address(64))?;
    let first = rest.byte()?;
    let legacy = first & 0x80 == 0;
    let required = if legacy { first } else { rest.byte()? };
    let header = [required, rest.byte()?, rest.byte()?];
    let keys = rest.list(|rest| rest.address(32))?;
    let name = |index: u8| {
        let key = keys.get(usize::from(index));
        let known =
            key.filter(|key| keys.iter().position(|one| one == *key) == Some(usize::from(index)));
        known.cloned().unwrap_or_else(|| index.into())
    };
    let blockhash = rest.address(32)?;
    let instructions = rest.list(|rest| {
        let program = name(rest.byte()?);
        let accounts: Vec<_> = rest.short_bytes()?.iter().map(|one| name(*one)).collect();
        let data = format!("0x{}", to_hex(rest.short_bytes()?));
        Ok(json!({"programId": program, "accounts": accounts, "data": data}))
    })?;
    let version = if legacy {
        json!("legacy")
    } else {
        json!(first & 0x7f)
    };
    let mut document = Map::new();
    document.insert("signatures".to_owned(), signatures.into());
    document.insert("version".to_owned(), version);
    let header = COUNTS
        .map(str::to_owned)
        .into_iter()
        .zip(header.map(Value::from));
    document.insert("header".to_owned(), Value::Object(header.collect()));
    document.insert("accountKeys".to_owned(), keys.into());
    document.insert("recentBlockhash".to_owned(), blockhash);
    document.insert("instructions".to_owned(), instructions.into());
    if !legacy {
        let tables = rest.list(|rest| {
            let key = rest.address(32)?;
            let (written, read) = (rest.short_bytes()?.to_vec(), rest.short_bytes()?.to_vec());
            Ok(json!({"accountKey": key, "writableIndexes": written, "readonlyIndexes": read}))
        })?;
        document.insert("addressTableLookups".to_owned(), tables.into());
    }
    if rest.0.is_empty() {
        return Ok(Value::Object(document));
    }
    Err(format!("{} bytes follow the transaction", rest.0.len()))
}

/// The bytes of a transaction's document.
pub(super) fn write(document: &Value) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let signatures = items(document, "signatures")?;
    short(&mut out, signatures.len())?;
    for signature in signatures {
        out.extend(from_base58(text(signature)?)?);
    }
    out.extend(message(document)?);
    Ok(out)
}

/// The bytes that are signed.
pub(super) fn message(document: &Value) -> Result<Vec<u8>, String> {
    let keys = items(document, "accountKeys")?;
    let index = |name: &Value| match name {
        Value::String(_) => keys
            .iter()
            .position(|key| key == name)
            .and_then(|index| u8::try_from(index).ok())
            .ok_or_else(|| format!("{name} is none of the account keys")),
        _ => byte(name),
    };
    let mut out = Vec::new();
    let legacy = member(document, "version")? == "legacy";
    if !legacy {
        out.push(0x80 | byte(member(document, "version")?)?);
    }
    for count in COUNTS {
        out.push(byte(member(member(document, "header")?, count)?)?);
    }
    short(&mut out, keys.len())?;
    for key in keys {
        out.extend(from_base58(text(key)?)?);
    }
    out.extend(from_base58(text(member(document, "recentBlockhash")?)?)?);
    let instructions = items(document, "instructions")?;
    short(&mut out, instructions.len())?;
    for instruction in instructions {
        out.push(index(member(instruction, "programId")?)?);
        let accounts = items(instruction, "accounts")?;
        short(&mut out, accounts.len())?;
        for account in accounts {
            out.push(index(account)?);
        }
        let data = text(member(instruction, "data")?)?;
        let data = from_hex(data.strip_prefix("0x").ok_or("data without 0x")?)?;
        short(&mut out, data.len())?;
        out.extend(data);
    }
    if legacy {
        return Ok(out);
    }
    let tables = items(document, "addressTableLookups")?;
    short(&mut out, tables.len())?;
    for table in tables {
        out.extend(from_base58(text(member(table, "accountKey")?)?)?);
        for name in ["writableIndexes", "readonlyIndexes"] {
            let indexes = items(table, name)?;
            short(&mut out, indexes.len())?;
            for one in indexes {
                out.push(byte(one)?);
            }
        }
    }
    Ok(out)
}

struct Reader<'r>(&'r [u8]);

impl<'r> Reader<'r> {
    fn take(&mut self, length: usize) -> Result<&'r [u8], String> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or("the transaction ends early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, String> {
        self.take(1).map(|taken| taken.iter().sum())
    }

    fn address(&mut self, length: usize) -> Result<Value, String> {
        let taken = self.take(length)?;
        Ok(bs58::encode(taken).into_string().into())
    }

    /// A compact-u16; one that is longer than it must be is told by writing it again.
    fn short(&mut self) -> Result<usize, String> {
        let mut number = 0;
        for shift in [0, 7, 14] {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("no compact-u16".to_owned())
    }

    fn short_bytes(&mut self) -> Result<&'r [u8], String> {
        let length = self.short()?;
        self.take(length)
    }

    fn list(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<Value, String>,
    ) -> Result<Vec<Value>, String> {
        let length = self.short()?;
        (0..length).map(|_| item(self)).collect()
    }
}

fn short(out: &mut Vec<u8>, number: usize) -> Result<(), String> {
    let mut rest = u16::try_from(number).map_err(|_| "a list is too long".to_owned())?;
    loop {
        let low = u8::try_from(rest & 0x7f).unwrap_or_default();
        rest >>= 7;
        out.push(if rest == 0 { low } else { low | 0x80 });
        if rest == 0 {
            return Ok(());
        }
    }
}

fn member<'d>(document: &'d Value, name: &str) -> Result<&'d Value, String> {
    document.get(name).ok_or_else(|| format!("no {name}"))
}

fn items<'d>(document: &'d Value, name: &str) -> Result<&'d [Value], String> {
    let items = member(document, name)?.as_array();
    Ok(items.ok_or_else(|| format!("{name} is no list"))?)
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("{value} is no text"))
}

fn byte(value: &Value) -> Result<u8, String> {
    let number = value.as_u64().and_then(|number| u8::try_from(number).ok());
    number.ok_or_else(|| format!("{value} is no byte"))
}

const COUNTS: [&str; 3] = [
    "numRequiredSignatures",
    "numReadonlySignedAccounts",
    "numReadonlyUnsignedAccounts",
];
