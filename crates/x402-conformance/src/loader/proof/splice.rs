//! Small operations on texts and bytes.

use super::{coding::Content, digits::from_hex};
use crate::schema::Splice;

/// `content` after the operations, one after the other.
pub(super) fn apply(content: &Content, ops: &[Splice]) -> Result<Content, String> {
    let mut raw = content.bytes()?.to_vec();
    let (mut put, mut gone) = (0_usize, 0_usize);
    for op in ops {
        match op {
            Splice::Splice {
                at,
                remove,
                insert,
                times,
            } => {
                let insert = literal(content, insert)?;
                put = put.saturating_add(insert.len());
                gone = gone.saturating_add(*remove);
                if times.saturating_mul(insert.len()) > LARGEST {
                    return Err(format!("{times} times are too much"));
                }
                let range = range(&raw, *at, *remove)?;
                raw.splice(range, insert.repeat(*times));
            }
            Splice::Duplicate { at, from, length } => {
                let again = raw.get(range(&raw, *from, *length)?).map(<[u8]>::to_vec);
                let range = range(&raw, *at, 0)?;
                raw.splice(range, again.unwrap_or_default());
            }
            Splice::Every { find, insert } => {
                let (find, insert) = (literal(content, find)?, literal(content, insert)?);
                put = put.saturating_add(insert.len());
                gone = gone.saturating_add(find.len());
                raw = every(&raw, &find, &insert)?;
            }
        }
    }
    bounded(put, gone)?;
    match content {
        Content::Bytes(_) => Ok(Content::Bytes(raw)),
        Content::Value(_) => String::from_utf8(raw)
            .map(|text| Content::Value(text.into()))
            .map_err(|_| "a splice cuts a character in half".to_owned()),
    }
}

/// Refuses what leaves too little of the base.
pub(super) fn bounded(put: usize, gone: usize) -> Result<(), String> {
    if put > TAKEN || (gone > TAKEN && put > SMALL) {
        return Err(format!("{put} bytes in the place of {gone} prove nothing"));
    }
    Ok(())
}

fn literal(content: &Content, text: &str) -> Result<Vec<u8>, String> {
    match content {
        Content::Bytes(_) => from_hex(text),
        Content::Value(_) => Ok(text.as_bytes().to_vec()),
    }
}

fn range(raw: &[u8], at: usize, length: usize) -> Result<std::ops::Range<usize>, String> {
    at.checked_add(length)
        .filter(|end| *end <= raw.len())
        .map(|end| at..end)
        .ok_or_else(|| format!("there are no {length} bytes at {at} of {}", raw.len()))
}

fn every(raw: &[u8], find: &[u8], insert: &[u8]) -> Result<Vec<u8>, String> {
    if find.is_empty() {
        return Err("nothing is nowhere".to_owned());
    }
    let (mut out, mut rest) = (Vec::new(), raw);
    while let Some((first, others)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(find) {
            out.extend_from_slice(insert);
            rest = after;
        } else {
            out.push(*first);
            rest = others;
        }
    }
    Ok(out)
}

/// Bytes that may stand in the place of anything.
pub(super) const SMALL: usize = 16;
/// Bytes that more than `SMALL` ones may take the place of; also what may be put into a text.
pub(super) const TAKEN: usize = 256;
/// Bytes that no repetition exceeds.
const LARGEST: usize = 1 << 20;
