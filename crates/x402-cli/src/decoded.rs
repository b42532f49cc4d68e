//! What an input text is made of: an HTTP message, a header's line, base64, JSON or MCP.

use x402_core::{
    Error,
    header::{self, MAX_LENGTH, PaymentHeader},
    json::Json,
};

use crate::{
    http::{self, Block},
    mcp,
};

/// A text without its header name and its base64.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The header's name, if the text had it.
    pub(crate) header: Option<&'static str>,
    /// How many characters of base64 there were, if any.
    pub(crate) base64: Option<usize>,
    /// Where it was in what is around it, as `body` or `result.structuredContent`.
    pub(crate) place: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

impl Decoded {
    /// The first message of a text: terms of a server before anything else.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let mut all = Self::all(text)?;
        all.truncate(1);
        if let Some(decoded) = all.pop() {
            return Ok(decoded);
        }
        let lines = header_lines(text).unwrap_or_default();
        let header = PaymentHeader::require(lines)?;
        let value = String::from_utf8_lossy(header.value());
        Self::of_base64(Some(header.name()), &value)
    }

    /// Every message of a text, of an HTTP response its headers' before its body's. None if the
    /// text is an HTTP message without any.
    pub(crate) fn all(text: &str) -> Result<Vec<Self>, Error> {
        if is_json(text) {
            return Ok(Self::of_body(text, None));
        }
        let Some(blocks) = http::blocks(text) else {
            return Ok(vec![Self::of_base64(None, text)?]);
        };
        // After a redirect the last answer counts; those before it are asked if it has nothing.
        for block in blocks.iter().rev() {
            let found = Self::of_block(block)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    fn of_block(block: &Block<'_>) -> Result<Vec<Self>, Error> {
        let mut found = Vec::new();
        for name in HEADERS {
            let mut seen: Vec<&str> = Vec::new();
            for value in block.values(name) {
                if !seen.contains(&value) {
                    seen.push(value);
                    found.push(Self::of_base64(Some(name), value)?);
                }
            }
        }
        if is_json(block.body) {
            let bodies = Self::of_body(block.body, Some(BODY)).into_iter();
            let is_of_x402 = |body: &Self| body.place.as_deref() != Some(BODY) || body.is_message();
            found.extend(bodies.filter(is_of_x402));
        }
        Ok(found)
    }

    /// JSON, or what it has of x402 if it is a message of MCP.
    fn of_body(text: &str, place: Option<&str>) -> Vec<Self> {
        let json = Json::parse(text.as_bytes());
        let inner = json.as_ref().map(mcp::unwrap).unwrap_or_default();
        if inner.is_empty() {
            return vec![Self::of_json(text, place.map(str::to_owned))];
        }
        let inner = inner.into_iter();
        inner
            .map(|(place, text)| Self::of_json(&text, Some(format!("MCP, {place}"))))
            .collect()
    }

    fn of_json(text: &str, place: Option<String>) -> Self {
        Self {
            header: None,
            base64: None,
            place,
            bytes: text.as_bytes().to_vec(),
        }
    }

    fn of_base64(header: Option<&'static str>, value: &str) -> Result<Self, Error> {
        Ok(Self {
            header,
            base64: Some(value.len()),
            place: None,
            bytes: header::decode_base64(value, MAX_LENGTH)?,
        })
    }

    /// Whether it has a member that only x402's messages have: a body may be anything.
    fn is_message(&self) -> bool {
        let json = Json::parse(&self.bytes);
        let members = [
            &["x402Version"][..],
            &["accepts"],
            &["paymentPayload"],
            &["isValid"],
            &["success", "transaction"],
        ];
        json.is_ok_and(|json| {
            let object = json.as_object();
            let has = |name: &&str| object.is_some_and(|object| object.get(name).is_some());
            members.iter().any(|names| names.iter().all(has))
        })
    }
}

pub(crate) fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[', '"']) || matches!(text, "null" | "true" | "false")
}

/// The header lines of the last HTTP message of a text, if it is one.
pub(crate) fn header_lines(text: &str) -> Option<Vec<(&str, &str)>> {
    http::blocks(text)?.pop().map(|block| block.headers)
}

const BODY: &str = "body";

const HEADERS: [&str; 5] = [
    header::PAYMENT_REQUIRED,
    header::PAYMENT_SIGNATURE,
    header::PAYMENT_RESPONSE,
    header::X_PAYMENT,
    header::X_PAYMENT_RESPONSE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_header_is_taken() {
        let decoded = Decoded::read("server: x\npayment-response: e30=").unwrap();
        assert_eq!(decoded.header, Some(header::PAYMENT_RESPONSE));
        assert_eq!(decoded.bytes, b"{}");
        assert!(Decoded::read("server: x").is_err());
    }

    #[test]
    fn a_response_has_the_messages_of_its_headers_and_its_body() {
        let places = |text: &str| -> Vec<_> {
            let all = Decoded::all(text).expect(text).into_iter();
            all.map(|decoded| {
                decoded
                    .header
                    .map_or(decoded.place, |name| Some(name.to_owned()))
            })
            .collect()
        };
        let some = |texts: &[&str]| -> Vec<_> {
            texts.iter().map(|text| Some((*text).to_owned())).collect()
        };
        for (text, found) in [
            (
                "HTTP/2 402\r\nPayment-Required: e30=\r\npayment-required: e30=\r\n\r\n{\"accepts\":[]}",
                some(&[header::PAYMENT_REQUIRED, "body"]),
            ),
            ("HTTP/2 200\r\na: b\r\n\r\n{\"temperature\": 1}", vec![]),
            ("HTTP/2 200\r\na: b\r\n\r\n<html>", vec![]),
            (
                "HTTP/2 402\npayment-required: e30=\n\nHTTP/2 200\na: b\n\nhello",
                some(&[header::PAYMENT_REQUIRED]),
            ),
            (
                r#"{"jsonrpc":"2.0","id":1,"error":{"code":402,"data":{"accepts":[]}}}"#,
                some(&["MCP, error.data"]),
            ),
            (
                r#"{"jsonrpc":"2.0","id":1,"result":{"isError":true,"structuredContent":{"accepts":[]},"content":[{"type":"text","text":"{\"accepts\":[]}"}]}}"#,
                some(&["MCP, result.structuredContent"]),
            ),
            (
                r#"{"isError":true,"content":[{"type":"text","text":"pay"},{"type":"text","text":"{\"accepts\":[]}"}]}"#,
                some(&["MCP, content[1].text"]),
            ),
            (
                r#"{"method":"tools/call","params":{"name":"a","_meta":{"x402/payment":{}}}}"#,
                some(&[r#"MCP, params._meta["x402/payment"]"#]),
            ),
            (
                r#"{"result":{"content":[],"_meta":{"x402/payment-response":{}}}}"#,
                some(&[r#"MCP, result._meta["x402/payment-response"]"#]),
            ),
        ] {
            assert_eq!(places(text), found, "{text}");
        }
    }
}
