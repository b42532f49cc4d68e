//! The one payment header of a request.

use alloc::format;

use super::{MAX_LENGTH, PAYMENT_SIGNATURE, X_PAYMENT, decode_base64};
use crate::{
    any::AnyPaymentPayload,
    error::{Error, ErrorCode, Position},
    version::X402Version,
};

/// The one payment header of a request, not yet decoded.
///
/// ```
/// use x402_core::header::PaymentHeader;
///
/// let headers = [("host", "api.example.com"), ("payment-signature", "e30=")];
/// let found = PaymentHeader::find(headers.iter().map(|(name, value)| (*name, *value)))?;
/// assert_eq!(found, Some(PaymentHeader::PaymentSignature(b"e30=")));
/// # Ok::<_, x402_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum PaymentHeader<'h> {
    /// The value of `PAYMENT-SIGNATURE`: version 2.
    PaymentSignature(&'h [u8]),
    /// The value of `X-PAYMENT`: version 1.
    XPayment(&'h [u8]),
}

impl<'h> PaymentHeader<'h> {
    /// The header that carries a payment of this version, with this value.
    #[must_use]
    pub fn new(version: X402Version, value: &'h (impl AsRef<[u8]> + ?Sized)) -> Self {
        match version {
            X402Version::V1 => Self::XPayment(value.as_ref()),
            X402Version::V2 => Self::PaymentSignature(value.as_ref()),
        }
    }

    /// Picks the payment out of a request's headers, whose names may have any case.
    ///
    /// `None` is no error: the request does not pay, and the server asks for payment.
    ///
    /// # Errors
    ///
    /// There are two payment headers, of one name or of both, or one value is a list. Which of
    /// two payments counts must not depend on who reads them.
    pub fn find<N, V>(
        headers: impl IntoIterator<Item = (&'h N, &'h V)>,
    ) -> Result<Option<Self>, Error>
    where
        N: AsRef<[u8]> + ?Sized + 'h,
        V: AsRef<[u8]> + ?Sized + 'h,
    {
        let mut payment: Option<Self> = None;
        for (name, value) in headers {
            let (name, value) = (name.as_ref(), value.as_ref());
            let next = if name.eq_ignore_ascii_case(PAYMENT_SIGNATURE.as_bytes()) {
                Self::PaymentSignature(value)
            } else if name.eq_ignore_ascii_case(X_PAYMENT.as_bytes()) {
                Self::XPayment(value)
            } else {
                continue;
            };
            if let Some(first) = payment {
                let found = format!("{} and {}", first.name(), next.name());
                return Err(duplicate(found));
            }
            if value.contains(&b',') {
                return Err(duplicate(format!("a list in {}", next.name())));
            }
            payment = Some(next);
        }
        Ok(payment)
    }

    /// Picks the payment out of the headers of a request that has to pay.
    ///
    /// # Errors
    ///
    /// Those of [`find`](Self::find), and there is no payment header.
    pub fn require<N, V>(headers: impl IntoIterator<Item = (&'h N, &'h V)>) -> Result<Self, Error>
    where
        N: AsRef<[u8]> + ?Sized + 'h,
        V: AsRef<[u8]> + ?Sized + 'h,
    {
        Self::find(headers)?.ok_or_else(|| {
            let (code, expected) = (ErrorCode::HeaderMissing, "one payment header");
            Error::new(code, Position::Headers, expected, "none")
        })
    }

    /// The header's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::PaymentSignature(_) => PAYMENT_SIGNATURE,
            Self::XPayment(_) => X_PAYMENT,
        }
    }

    /// The header's value.
    #[must_use]
    pub fn value(&self) -> &'h [u8] {
        match self {
            Self::PaymentSignature(value) | Self::XPayment(value) => value,
        }
    }

    /// The version that the payment must have.
    #[must_use]
    pub fn version(&self) -> X402Version {
        match self {
            Self::PaymentSignature(_) => X402Version::V2,
            Self::XPayment(_) => X402Version::V1,
        }
    }

    /// Reads the payment.
    ///
    /// # Errors
    ///
    /// The value is longer than [`MAX_LENGTH`] or not base64, its text is not JSON, or the JSON
    /// is no payment of the header's version.
    pub fn decode(&self) -> Result<AnyPaymentPayload, Error> {
        self.decode_within(MAX_LENGTH)
    }

    /// Reads the payment, with another limit.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode), with `max_length` for the limit.
    pub fn decode_within(&self, max_length: usize) -> Result<AnyPaymentPayload, Error> {
        let text = decode_base64(self.value(), max_length)?;
        AnyPaymentPayload::parse_as(self.version(), text)
    }
}

fn duplicate(found: alloc::string::String) -> Error {
    let (code, expected) = (
        ErrorCode::HeaderDuplicate,
        "one payment header with one value",
    );
    Error::new(code, Position::Headers, expected, found)
}
