//! The record that a replay store keeps with a key whose settlement is asked for.

use alloc::{
    boxed::Box,
    string::{String, ToString as _},
};

use crate::{
    any::SettleRequest,
    json::{Json, Number, Object},
};

/// The record of a payment under settlement: what the next exchange for it must know.
///
/// As text it is a JSON object. It holds the payment, which is money until it expires.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Record {
    /// The name of the settlement for the facilitator: 32 lower-case hexadecimal digits.
    pub(super) repeat_token: String,
    /// Whether the handler has begun, or may have.
    pub(super) begun: bool,
    /// The name of the route that the payment was brought to.
    pub(super) route: String,
    /// What the facilitator is asked.
    pub(super) request: Box<SettleRequest>,
}

impl Record {
    pub(super) fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let object = json.as_object()?;
        let text = |name: &str| object.get(name).and_then(Json::as_str);
        let format = object.get("format")?.as_number()?.to_u64()?;
        let Json::Bool(begun) = object.get("begun")? else {
            return None;
        };
        let repeat_token = text("repeatToken").filter(|token| is_token(token))?;
        if format != FORMAT {
            return None;
        }
        Some(Self {
            repeat_token: repeat_token.into(),
            begun: *begun,
            route: text("route")?.into(),
            request: Box::new(SettleRequest::parse(text("request")?).ok()?),
        })
    }

    pub(super) fn write(&self) -> String {
        let mut object = Object::new();
        object.insert("format", Number::from(FORMAT));
        object.insert("repeatToken", self.repeat_token.clone());
        object.insert("begun", self.begun);
        object.insert("route", self.route.clone());
        // As text: nested, a request at the decoder's limits would be beyond them.
        object.insert("request", self.request.to_string());
        Json::Object(object).to_string()
    }
}

fn is_token(text: &str) -> bool {
    let mut digits = text.bytes();
    text.len() == 32 && digits.all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

const FORMAT: u64 = 1;
