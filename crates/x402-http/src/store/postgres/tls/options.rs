//! The options of a connection that are about TLS, which its parser does not know all of.

/// What a connection string asks for.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Options {
    pub(super) sslmode: Option<String>,
    pub(super) sslrootcert: Option<String>,
}

impl Options {
    /// Keeps an option that is about TLS; gives whether it is one.
    fn keep(&mut self, key: &str, value: String) -> bool {
        match key {
            "sslmode" => self.sslmode = Some(value),
            "sslrootcert" => self.sslrootcert = Some(value),
            _ => return false,
        }
        true
    }
}

/// The connection string without the options that are about TLS, and these.
///
/// It is a URL with parameters, or words of the form `key=value`, as libpq takes them.
pub(super) fn take(text: &str) -> Result<(String, Options), String> {
    let is_url = ["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    if is_url { of_url(text) } else { of_words(text) }
}

fn of_url(url: &str) -> Result<(String, Options), String> {
    // A password may have a question mark, but none that is not percent-encoded for libpq.
    let Some((rest, parameters)) = url.split_once('?') else {
        return Ok((url.to_owned(), Options::default()));
    };
    let mut options = Options::default();
    let mut others = Vec::new();
    for parameter in parameters.split('&') {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if !options.keep(key, percent_decoded(value)?) {
            others.push(parameter);
        }
    }
    let rest = match others.join("&") {
        others if others.is_empty() => rest.to_owned(),
        others => format!("{rest}?{others}"),
    };
    Ok((rest, options))
}

fn percent_decoded(text: &str) -> Result<String, String> {
    let wrong = || "expected UTF-8 and `%` with two hexadecimal digits in a parameter".to_owned();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let pair = digit().zip(digit()).ok_or_else(wrong)?;
        bytes.push(u8::try_from(pair.0 * 16 + pair.1).map_err(|_| wrong())?);
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

fn of_words(text: &str) -> Result<(String, Options), String> {
    let mut options = Options::default();
    let mut others = String::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let word = rest;
        let Some((key, after)) = rest.split_once('=') else {
            // It is the parser's to refuse.
            others.push_str(word);
            break;
        };
        let (value, after) = value(after.trim_start())?;
        if !options.keep(key.trim(), value) {
            let length = word.len() - after.len();
            others.push_str(word.get(..length).unwrap_or(word));
            others.push(' ');
        }
        rest = after.trim_start();
    }
    Ok((others.trim_end().to_owned(), options))
}

/// A value at the beginning of a text, in quotes or up to a space, and the text behind it.
fn value(text: &str) -> Result<(String, &str), String> {
    let quoted = text.strip_prefix('\'');
    let body = quoted.unwrap_or(text);
    let mut value = String::new();
    let mut characters = body.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            '\'' if quoted.is_some() => {
                return Ok((value, body.get(place + 1..).unwrap_or_default()));
            }
            space if space.is_whitespace() && quoted.is_none() => {
                return Ok((value, body.get(place..).unwrap_or_default()));
            }
            other => value.push(other),
        }
    }
    if quoted.is_some() {
        return Err("expected a quote at the end of a value, found none".to_owned());
    }
    Ok((value, ""))
}

#[cfg(test)]
mod tests {
    use super::{Options, take};

    fn options(sslmode: Option<&str>, sslrootcert: Option<&str>) -> Options {
        Options {
            sslmode: sslmode.map(str::to_owned),
            sslrootcert: sslrootcert.map(str::to_owned),
        }
    }

    #[test]
    fn the_options_of_tls_are_taken_out() {
        for (text, rest, found) in [
            (
                "postgresql://a@b/c",
                "postgresql://a@b/c",
                options(None, None),
            ),
            (
                "postgres://a@b/c?sslmode=verify-full",
                "postgres://a@b/c",
                options(Some("verify-full"), None),
            ),
            (
                "postgresql://b/c?user=a&sslrootcert=%2Fa%20b.pem&sslmode=require&port=1",
                "postgresql://b/c?user=a&port=1",
                options(Some("require"), Some("/a b.pem")),
            ),
            (
                "host=b sslmode = verify-ca  sslrootcert='/a b\\'c.pem' user='x y'",
                "host=b user='x y'",
                options(Some("verify-ca"), Some("/a b'c.pem")),
            ),
            (
                "options='-c sslmode=x' host=/run dbname=c",
                "options='-c sslmode=x' host=/run dbname=c",
                options(None, None),
            ),
            ("nonsense", "nonsense", options(None, None)),
            ("", "", options(None, None)),
        ] {
            assert_eq!(take(text), Ok((rest.to_owned(), found)), "{text}");
        }
        for text in ["host=b sslmode='require", "postgresql://b?sslmode=%zz"] {
            assert!(take(text).is_err(), "{text}");
        }
    }
}
