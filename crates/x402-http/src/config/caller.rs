//! The callers in a configuration.

use std::num::NonZeroU32;

use super::{ConfigError, raw::RawCaller};
use crate::endpoints::Caller;

pub(super) fn read_all(raw: Vec<RawCaller>) -> Result<Vec<Caller>, ConfigError> {
    let mut callers: Vec<Caller> = Vec::with_capacity(raw.len());
    for (number, raw) in raw.into_iter().enumerate() {
        let place = |key: &str| format!("callers[{number}]{key}");
        let caller = read(raw, place)?;
        let has_name = |known: &Caller| known.name == caller.name;
        if callers.iter().any(has_name) {
            let expected = "a name that no other caller has";
            return Err(ConfigError::new(place(".name"), expected));
        }
        if callers
            .iter()
            .any(|known| known.key_hash == caller.key_hash)
        {
            let expected = "a key that no other caller has";
            return Err(ConfigError::new(place(".key_sha256"), expected));
        }
        callers.push(caller);
    }
    Ok(callers)
}

fn read(raw: RawCaller, place: impl Fn(&str) -> String) -> Result<Caller, ConfigError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if raw.name.is_empty() || raw.name.len() > 64 || !raw.name.bytes().all(is_plain) {
        let expected = "1 to 64 letters, digits, `-`, `_` or `.`";
        return Err(ConfigError::new(place(".name"), expected));
    }
    let mut key_hash = [0; 32];
    let hash = alloy_primitives::hex::decode_to_slice(&raw.key_sha256, &mut key_hash);
    if hash.is_err() || raw.key_sha256.len() != 64 {
        let expected = "64 hexadecimal digits, which `x402 facilitator key` writes";
        return Err(ConfigError::new(place(".key_sha256"), expected));
    }
    let most_per_minute = match raw.most_per_minute {
        None => None,
        Some(most) => {
            let expected = "1 or more requests; leave it out for no limit";
            let most = NonZeroU32::new(most);
            Some(most.ok_or_else(|| ConfigError::new(place(".most_per_minute"), expected))?)
        }
    };
    Ok(Caller {
        name: raw.name,
        key_hash,
        most_per_minute,
    })
}
