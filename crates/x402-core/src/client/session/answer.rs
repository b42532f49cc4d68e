//! Reading an answer's headers and body.

use alloc::{format, vec::Vec};
use core::str;

use super::retry_after;
use crate::{
    Error, ErrorCode, Position, ValueError, X402Version,
    any::{AnyPaymentRequired, stated_version},
    header,
    json::Json,
    message::SettleResponse,
    scheme::ReasonClass,
};

/// An answer: of its headers only those that matter here.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    required: Vec<Vec<u8>>,
    receipts: Vec<Vec<u8>>,
    v1_receipts: Vec<Vec<u8>>,
    locations: Vec<Vec<u8>>,
    retry_after: Vec<Vec<u8>>,
    dates: Vec<Vec<u8>>,
    body: Option<&'a [u8]>,
}

impl<'a> Answer<'a> {
    pub(super) fn new<N, V>(
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: Option<&'a [u8]>,
    ) -> Self
    where
        N: AsRef<[u8]>,
        V: AsRef<[u8]>,
    {
        let mut answer = Self {
            status,
            required: Vec::new(),
            receipts: Vec::new(),
            v1_receipts: Vec::new(),
            locations: Vec::new(),
            retry_after: Vec::new(),
            dates: Vec::new(),
            body,
        };
        for (name, value) in headers {
            let is = |known: &str| name.as_ref().eq_ignore_ascii_case(known.as_bytes());
            let values = if is(header::PAYMENT_REQUIRED) {
                &mut answer.required
            } else if is(header::PAYMENT_RESPONSE) {
                &mut answer.receipts
            } else if is(header::X_PAYMENT_RESPONSE) {
                &mut answer.v1_receipts
            } else if is("location") {
                &mut answer.locations
            } else if is("retry-after") {
                &mut answer.retry_after
            } else if is("date") {
                &mut answer.dates
            } else {
                continue;
            };
            values.push(value.as_ref().to_vec());
        }
        answer
    }

    /// What a 402 asks for.
    ///
    /// A header is version 2's, and whoever could alter the body must not undo it: version 1 is
    /// looked for in the body only where there is no header at all.
    pub(super) fn payment_required(&self) -> Result<AnyPaymentRequired, Error> {
        if let Some(value) = header::single(header::PAYMENT_REQUIRED, &self.required)? {
            return header::decode_payment_required(value).map(AnyPaymentRequired::V2);
        }
        let missing = |found: &str| {
            let expected = "PAYMENT-REQUIRED, or a body of version 1";
            Error::new(ErrorCode::HeaderMissing, Position::Headers, expected, found)
        };
        let body = self.body.ok_or_else(|| missing("neither"))?;
        let json = Json::parse(body).map_err(|_| missing("a body that is not JSON"))?;
        match stated_version(&json) {
            Some(1) => AnyPaymentRequired::from_json_as(X402Version::V1, json),
            Some(version) => Err(missing(&format!("a body of version {version}"))),
            None => Err(missing("a body of something else")),
        }
    }

    /// The receipt, if there is one; version 2's before version 1's.
    pub(super) fn receipt(&self) -> Option<Result<SettleResponse, Error>> {
        let receipt = |name, values, decode: fn(&Vec<u8>) -> Result<SettleResponse, Error>| {
            let value = header::single(name, values).transpose()?;
            Some(value.and_then(decode))
        };
        receipt(header::PAYMENT_RESPONSE, &self.receipts, |value| {
            header::decode_payment_response(value)
        })
        .or_else(|| {
            receipt(header::X_PAYMENT_RESPONSE, &self.v1_receipts, |value| {
                header::decode_x_payment_response(value)
            })
        })
    }

    /// After how many seconds the server wants to be asked again.
    pub(super) fn retry_after(&self) -> Option<u64> {
        let date = self.dates.first().map(Vec::as_slice);
        retry_after::seconds(self.retry_after.first()?, date)
    }

    /// Where a redirect leads, if the answer is one.
    pub(super) fn location(&self) -> Option<Result<&str, ValueError>> {
        if !matches!(self.status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let (first, others) = self.locations.split_first()?;
        let is_one = others.iter().all(|other| other == first);
        let text = str::from_utf8(first).ok().filter(|_| is_one);
        Some(text.ok_or_else(|| {
            ValueError::new("location", "one URL", "several, or bytes that are no text")
        }))
    }
}

/// Whether a settlement was begun and is not finished.
pub(super) fn is_pending(reason: Option<&str>) -> bool {
    reason == Some(SettleResponse::PENDING)
}

/// Whether a reason that a server gives proves that the payment was not settled.
///
/// `first` is whether the payment was sent once. Only reasons that are known to be given before a
/// transaction is sent count: official servers also report timeouts of their facilitator as a
/// failure, and money may have moved then.
pub(super) fn is_before_settlement(reason: Option<&str>, first: bool) -> bool {
    reason.is_some_and(|reason| {
        let class = ReasonClass::of(reason);
        class.is_some_and(|class| class.is_certain(first))
            || first && NOT_LOOKED_AT.contains(&reason)
    })
}

/// Whether a server reports that its facilitator was not reached: the payment is unused.
pub(super) fn is_unused(receipt: &SettleResponse) -> bool {
    let state = receipt
        .extra
        .as_ref()
        .and_then(|extra| extra.get(SettleResponse::PAYMENT_STATE));
    state.and_then(Json::as_str) == Some(SettleResponse::UNUSED)
}

/// The servers' texts for a payment that they did not look at.
const NOT_LOOKED_AT: &[&str] = &[
    "Payment required",
    "Payment required to access this tool",
    "PAYMENT-SIGNATURE header is required",
    "X-PAYMENT header is required",
    "No matching payment requirements",
    "No matching payment requirements found",
];
