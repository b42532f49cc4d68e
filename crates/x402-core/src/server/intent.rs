//! A payment with an id, and the request that it came with.

use alloc::string::{String, ToString as _};

use alloy_primitives::hex;
use sha2::{Digest as _, Sha256};

use super::response_record::{Progress, ResponseRecord};
use crate::{
    any::AnyPaymentPayload,
    error::Error,
    extension::{PaymentId, PaymentIdentifier},
    json::Object,
};

/// A request, as far as an id is bound to it: its URL and a hash of its body.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    url: String,
    /// `None` where the body is not bounded: then method and URL count.
    body: Option<[u8; 32]>,
}

impl Binding {
    pub(super) fn new(url: &str, body: Option<&[u8]>) -> Self {
        Self {
            url: url.into(),
            body: body.map(|body| Sha256::digest(body).into()),
        }
    }
}

/// The id that a payment came with, and what it is bound to.
#[derive(Clone, Debug)]
pub(super) struct Intent {
    /// The key in the store of responses.
    pub(super) key: String,
    /// A hash of the request and of the exact payment. The store is asked before the payment is
    /// verified: only who has the payment gets the response to it.
    pub(super) fingerprint: String,
}

impl Intent {
    /// The intent of a payment; `None` if the seller takes no id, or none came and none is required.
    ///
    /// The id is that of the extension, or of `Idempotency-Key` where the payment has none. A key
    /// that is not an id counts as none.
    ///
    /// # Errors
    ///
    /// The payment's id is not one, or the seller requires one and there is none.
    pub(super) fn read(
        advertised: Option<&Object<'_>>,
        payment: &AnyPaymentPayload,
        method: &str,
        headers: &[(&str, &[u8])],
        binding: &Binding,
    ) -> Result<Option<Self>, Error> {
        let Ok(Some(seller)) = PaymentIdentifier::read(advertised) else {
            return Ok(None);
        };
        let extensions = match payment {
            AnyPaymentPayload::V1(_) => None,
            AnyPaymentPayload::V2(payment) => payment.extensions.as_ref(),
        };
        let own = PaymentIdentifier::read(extensions)?.and_then(|found| found.id);
        match own.or_else(|| idempotency_key(headers)) {
            Some(id) => Ok(Some(Self {
                key: id.to_string(),
                fingerprint: fingerprint(payment, method, binding),
            })),
            None if seller.required => Err(PaymentIdentifier::missing()),
            None => Ok(None),
        }
    }

    /// The record of an exchange with this entropy that begins to work on it.
    pub(super) fn begun(&self, entropy: [u8; 16]) -> ResponseRecord {
        ResponseRecord {
            fingerprint: self.fingerprint.clone(),
            progress: Progress::Begun(hex::encode(entropy)),
        }
    }
}

/// The value of `Idempotency-Key`, quoted or not, if it can be an id.
fn idempotency_key(headers: &[(&str, &[u8])]) -> Option<PaymentId> {
    let mut values = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("idempotency-key"));
    let (_, value) = values.next()?;
    let text = core::str::from_utf8(value).ok()?.trim();
    let quoted = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let id = quoted.unwrap_or(text).parse().ok();
    id.filter(|_| values.next().is_none())
}

fn fingerprint(payment: &AnyPaymentPayload, method: &str, binding: &Binding) -> String {
    let mut hash = Sha256::new();
    let payment = payment.to_string();
    for part in [&*method.to_ascii_uppercase(), &*binding.url, &*payment] {
        hash.update(Sha256::digest(part));
    }
    // A body that is empty differs from one that does not count: its hash is there.
    if let Some(body) = &binding.body {
        hash.update(body);
    }
    hex::encode(hash.finalize())
}
