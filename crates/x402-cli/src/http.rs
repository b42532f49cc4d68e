//! HTTP messages as they are captured: `curl -si`, a log, some header lines.

/// One message: its start line, its headers and what follows them.
#[derive(Debug, Default)]
pub(crate) struct Block<'a> {
    /// `HTTP/2 402` or `GET / HTTP/1.1`, if it was captured.
    pub(crate) start: Option<&'a str>,
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: &'a str,
}

impl<'a> Block<'a> {
    /// Every value of a header, with the case of names ignored as HTTP has it.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let headers = self.headers.iter();
        headers.filter_map(move |(other, value)| other.eq_ignore_ascii_case(name).then_some(*value))
    }

    /// The status of a response.
    pub(crate) fn status(&self) -> Option<&'a str> {
        let start = self.start.filter(|start| start.starts_with("HTTP/"))?;
        start.split_ascii_whitespace().nth(1)
    }

    /// Whether the server asks for a payment by the Machine Payments Protocol (MPP).
    pub(crate) fn asks_for_mpp(&self) -> bool {
        let mut challenges = self.values("WWW-Authenticate");
        challenges.any(|value| {
            let scheme = value.split_ascii_whitespace().next().unwrap_or_default();
            scheme.eq_ignore_ascii_case("Payment")
        })
    }
}

/// The messages of a text, if it is HTTP: several after a redirect, each with its own headers.
pub(crate) fn blocks(text: &str) -> Option<Vec<Block<'_>>> {
    let mut blocks = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let (block, after) = block(rest)?;
        if after.starts_with("HTTP/") {
            blocks.push(block);
            rest = after;
        } else {
            blocks.push(Block {
                body: after.trim_end(),
                ..block
            });
            return Some(blocks);
        }
    }
}

/// The first message's start line and headers, and what follows their empty line.
fn block(text: &str) -> Option<(Block<'_>, &str)> {
    let mut block = Block::default();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim();
        rest = after;
        if line.is_empty() {
            break;
        }
        let is_first = block.start.is_none() && block.headers.is_empty();
        if is_first && is_start_line(line) {
            block.start = Some(line);
        } else {
            block.headers.push(header_line(line)?);
        }
    }
    (!block.headers.is_empty() || block.start.is_some()).then_some((block, rest.trim_start()))
}

fn is_start_line(line: &str) -> bool {
    line.starts_with("HTTP/") || line.ends_with(" HTTP/1.1") || line.ends_with(" HTTP/1.0")
}

fn header_line(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_name.then_some((name, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_taken_apart() {
        for (text, parts) in [
            ("PAYMENT-SIGNATURE: e30=", vec![(None, 1, "")]),
            (
                "HTTP/2 402\r\nserver: x\r\npayment-required: e30=\r\n\r\n{\"a\":\r\n\r\n1}\r\n",
                vec![(Some("402"), 2, "{\"a\":\r\n\r\n1}")],
            ),
            (
                "GET / HTTP/1.1\nHost: a:8080\nX-PAYMENT: e30=",
                vec![(None, 2, "")],
            ),
            (
                "HTTP/1.1 301 Moved\nlocation: /b\n\nHTTP/1.1 402\na: b\n\nbody",
                vec![(Some("301"), 1, ""), (Some("402"), 1, "body")],
            ),
            ("HTTP/1.1 402 Payment Required", vec![(Some("402"), 0, "")]),
        ] {
            let blocks = blocks(text).expect(text);
            let found: Vec<_> = blocks
                .iter()
                .map(|block| (block.status(), block.headers.len(), block.body))
                .collect();
            assert_eq!(found, parts, "{text:?}");
        }
        for text in ["", "e30=", "e3\n0=", "a\n\nb: c", "{\"a\": 1}"] {
            assert!(blocks(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_challenge_of_mpp_is_known_by_its_scheme() {
        for (text, is_mpp) in [
            ("www-authenticate: Payment id=\"a\", method=\"tempo\"", true),
            ("WWW-Authenticate: payment", true),
            ("WWW-Authenticate: PaymentX a", false),
            ("WWW-Authenticate: Bearer", false),
            ("authenticate: Payment", false),
        ] {
            let blocks = blocks(text).expect(text);
            let is_any = blocks.iter().any(Block::asks_for_mpp);
            assert_eq!(is_any, is_mpp, "{text}");
        }
    }
}
