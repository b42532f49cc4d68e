//! Encodings that hold each other, undone one by one and done again.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use serde_json::Value;

use super::{
    digits::{from_base58, from_hex, to_hex},
    transaction,
};
use crate::schema::Coding;

/// What stands behind an encoding.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// Bytes.
    Bytes(Vec<u8>),
    /// A text or a document.
    Value(Value),
}

impl Content {
    /// The bytes, or those of the text.
    pub(super) fn bytes(&self) -> Result<&[u8], String> {
        match self {
            Self::Bytes(raw) => Ok(raw),
            Self::Value(_) => self.text().map(str::as_bytes),
        }
    }

    fn text(&self) -> Result<&str, String> {
        match self {
            Self::Value(Value::String(text)) => Ok(text),
            Self::Bytes(_) | Self::Value(_) => Err("expected a text".to_owned()),
        }
    }

    fn raw(&self) -> Result<&[u8], String> {
        match self {
            Self::Bytes(raw) => Ok(raw),
            Self::Value(_) => Err("expected bytes".to_owned()),
        }
    }

    /// The text or document.
    pub(super) fn value(self) -> Result<Value, String> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Bytes(_) => Err("expected a text".to_owned()),
        }
    }
}

/// What a value holds behind the codings, which write it again to the byte.
pub(super) fn exact(value: &Value, codings: &[Coding]) -> Result<Content, String> {
    let content = undo(value, codings)?;
    if redo(content.clone(), codings)? == *value {
        return Ok(content);
    }
    Err(format!("{codings:?} would write it in another way"))
}

/// What a value holds behind the codings.
pub(super) fn undo(value: &Value, codings: &[Coding]) -> Result<Content, String> {
    codings
        .iter()
        .try_fold(Content::Value(value.clone()), |content, coding| {
            undo_one(&content, *coding).map_err(|error| format!("{coding:?}: {error}"))
        })
}

/// The value that holds the content.
pub(super) fn redo(content: Content, codings: &[Coding]) -> Result<Value, String> {
    codings
        .iter()
        .rev()
        .try_fold(content, |content, coding| {
            redo_one(content, *coding).map_err(|error| format!("{coding:?}: {error}"))
        })?
        .value()
}

fn undo_one(content: &Content, coding: Coding) -> Result<Content, String> {
    let bytes = Content::Bytes;
    let text = |text: Option<String>| {
        text.map(|text| Content::Value(text.into()))
            .ok_or_else(|| "the bytes are no text".to_owned())
    };
    match coding {
        Coding::Base64 => STANDARD.decode(content.text()?).map(bytes).map_err(shown),
        Coding::Base64Url => URL_SAFE.decode(content.text()?).map(bytes).map_err(shown),
        Coding::Base58 => from_base58(content.text()?).map(bytes),
        Coding::Hex => from_hex(content.text()?).map(bytes),
        Coding::PrefixedHex => {
            let digits = content.text()?.strip_prefix("0x");
            from_hex(digits.ok_or("no 0x")?).map(bytes)
        }
        Coding::Utf8 => text(String::from_utf8(content.raw()?.to_vec()).ok()),
        Coding::Utf16Le => text(from_utf16(content.raw()?, u16::from_le_bytes)),
        Coding::Utf16Be => text(from_utf16(content.raw()?, u16::from_be_bytes)),
        Coding::Json => json(content.text()?).map(Content::Value),
        Coding::Solana => transaction::read(content.raw()?).map(Content::Value),
    }
}

fn redo_one(content: Content, coding: Coding) -> Result<Content, String> {
    let text = |text: String| Content::Value(text.into());
    Ok(match coding {
        Coding::Base64 => text(STANDARD.encode(content.raw()?)),
        Coding::Base64Url => text(URL_SAFE.encode(content.raw()?)),
        Coding::Base58 => text(bs58::encode(content.raw()?).into_string()),
        Coding::Hex => text(to_hex(content.raw()?)),
        Coding::PrefixedHex => text(format!("0x{}", to_hex(content.raw()?))),
        Coding::Utf8 => Content::Bytes(content.text()?.into()),
        Coding::Utf16Le => Content::Bytes(utf16(content.text()?, u16::to_le_bytes)),
        Coding::Utf16Be => Content::Bytes(utf16(content.text()?, u16::to_be_bytes)),
        Coding::Json => text(content.value()?.to_string()),
        Coding::Solana => Content::Bytes(transaction::write(&content.value()?)?),
    })
}

/// JSON in which no member stands twice: one colon outside of strings for each member.
fn json(text: &str) -> Result<Value, String> {
    let value: Value = serde_json::from_str(text).map_err(shown)?;
    let (mut colons, mut inside, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = inside,
            b'"' => inside = !inside,
            b':' if !inside => colons += 1,
            _ => {}
        }
    }
    if members(&value) == colons {
        return Ok(value);
    }
    Err("a member stands twice".to_owned())
}

fn members(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.len() + object.values().map(members).sum::<usize>(),
        Value::Array(items) => items.iter().map(members).sum(),
        _ => 0,
    }
}

fn from_utf16(raw: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = raw.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).ok());
    let units = pairs
        .map(|pair| pair.map(unit))
        .collect::<Option<Vec<_>>>()?;
    String::from_utf16(&units).ok()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn shown(error: impl std::fmt::Display) -> String {
    error.to_string()
}
