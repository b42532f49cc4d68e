//! Values in the units and words of people.

use core::cmp::Ordering;

use x402_core::{
    amount::Amount,
    asset::{Asset, AssetTable},
    json::Json,
    network::Network,
    timestamp::UnixTimestamp,
    v1::NetworkName,
};

/// A foreign text that cannot write on the reader's terminal: controls, marks that reorder text
/// and invisible characters are escaped.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_visible(c) {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    out
}

fn is_visible(c: char) -> bool {
    matches!(c,
        ' '..='~'
        | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201f}' | '…' // dashes, quotation marks
        | '\u{20a0}'..='\u{20cf}' // currencies
        | '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}' // pictures
    ) || (!c.is_ascii() && c.is_alphanumeric())
}

/// A JSON value on one line: texts as they are, the rest as JSON.
pub(crate) fn json(value: &Json<'_>) -> String {
    match value {
        Json::String(text) if text.is_empty() => "\"\"".to_owned(),
        Json::String(text) => printable(text),
        other => printable(&other.to_string()),
    }
}

/// The beginning and the end of a long secret-like text, such as a signature.
pub(crate) fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= 24 {
        return printable(text);
    }
    let head: String = text.chars().take(10).collect();
    let tail: String = text.chars().skip(count - 8).collect();
    format!("{}…{}", printable(&head), printable(&tail))
}

/// What people call a network; else its CAIP-2 name.
pub(crate) fn network(network: &Network) -> String {
    network
        .name()
        .map_or_else(|| printable(network.as_str()), str::to_owned)
}

/// An amount in units of the token, if the token is known: `0.01 USDC`.
pub(crate) fn amount(amount: Amount, asset: Option<&Asset>) -> String {
    asset.map_or_else(
        || "atomic units of a token that is not known here".to_owned(),
        |asset| asset.display(amount),
    )
}

/// The well-known token at this address.
pub(crate) fn asset(network: &Network, address: &str) -> Option<Asset> {
    AssetTable::default().by_address(network, address).cloned()
}

/// A moment as UTC, and how far it is from `now`.
pub(crate) fn moment(seconds: Amount, now: Option<UnixTimestamp>) -> String {
    if seconds.is_zero() {
        return "from the beginning".to_owned();
    }
    let Some(moment) = seconds
        .to_u64()
        .and_then(|seconds| UnixTimestamp::new(seconds).ok())
    else {
        return "never".to_owned();
    };
    let utc = moment.utc();
    let Some(now) = now else {
        return utc.to_string();
    };
    let (now, then) = (now.seconds(), moment.seconds());
    let distance = duration(now.abs_diff(then));
    match then.cmp(&now) {
        Ordering::Less => format!("{utc}, {distance} ago"),
        Ordering::Equal => format!("{utc}, now"),
        Ordering::Greater => format!("{utc}, in {distance}"),
    }
}

/// A span of time, in its largest unit that has at least two of it.
pub(crate) fn duration(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        172_800..63_072_000 => format!("{} days", seconds / 86_400),
        _ => format!("{} years", seconds / 31_536_000),
    }
}

/// Lamports, and what they are in SOL.
pub(crate) fn lamports(lamports: u128) -> String {
    let (whole, rest) = (lamports / LAMPORTS_PER_SOL, lamports % LAMPORTS_PER_SOL);
    let decimals = format!("{rest:09}");
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{lamports} lamports, {whole}{point}{decimals} SOL")
}

/// Bytes as `0x` hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold("0x".to_owned(), |mut text, byte| {
        text.extend(
            [byte >> 4, byte & 15]
                .into_iter()
                .filter_map(|digit| char::from_digit(u32::from(digit), 16)),
        );
        text
    })
}

/// `0x` hex as bytes.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x")?;
    if digits.len() % 2 != 0 {
        return None;
    }
    let digit = |byte: &u8| {
        char::from(*byte)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    digits
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}

/// A network of a message: by its CAIP-2 name, or by its name in version 1.
pub(crate) fn message_network(text: &str) -> Option<Network> {
    let name = text.parse::<NetworkName>().map(NetworkName::network);
    name.or_else(|_| text.parse()).ok()
}

const LAMPORTS_PER_SOL: u128 = 1_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_write_on_the_terminal() {
        for (text, shown) in [
            ("plain text", "plain text"),
            ("red\u{1b}[31m\n", "red\\u{1b}[31m\\u{a}"),
            ("abc\u{202e}def", "abc\\u{202e}def"),
            ("USD₮0 “ok” 😀 é", "USD₮0 “ok” 😀 é"),
        ] {
            assert_eq!(printable(text), shown, "{text:?}");
        }
    }

    #[test]
    fn times_are_told_from_now() {
        let now = UnixTimestamp::new(1_740_672_100).ok();
        for (seconds, text) in [
            ("0", "from the beginning"),
            ("1740672089", "2025-02-27T16:01:29Z, 11 s ago"),
            ("1740672100", "2025-02-27T16:01:40Z, now"),
            ("1740672400", "2025-02-27T16:06:40Z, in 5 min"),
            ("1740768500", "2025-02-28T18:48:20Z, in 26 h"),
            ("99999999999", "5138-11-16T09:46:39Z, in 3115 years"),
            ("340282366920938463463374607431768211455", "never"),
        ] {
            assert_eq!(moment(seconds.parse().unwrap(), now), text, "{seconds}");
        }
    }

    #[test]
    fn lamports_are_told_in_sol() {
        assert_eq!(lamports(10_001), "10001 lamports, 0.000010001 SOL");
        assert_eq!(lamports(2_000_000_000), "2000000000 lamports, 2 SOL");
    }

    #[test]
    fn hex_round_trips() {
        assert_eq!(unhex("0x00ff1a"), Some(vec![0, 255, 26]));
        assert_eq!(hex(&[0, 255, 26]), "0x00ff1a");
        for text in ["00", "0x0", "0xzz", "0x+1"] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }
}
