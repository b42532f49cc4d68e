//! The seller's terms, in whatever form they were kept.

use x402_core::{
    Error,
    header::AnyPaymentPayload,
    json::{Json, Object},
    message::{PaymentRequired, PaymentRequirements},
    scheme::{Offer, OfferError},
    v1,
};

use crate::{decoded::Decoded, error::Failure, input::Input};

/// One entry of `accepts`, of either version.
#[derive(Clone, Debug)]
pub(crate) enum Requirements {
    V1(v1::PaymentRequirements),
    V2(PaymentRequirements),
}

impl Requirements {
    pub(crate) fn offer(&self) -> Result<Offer, OfferError> {
        match self {
            Self::V1(requirements) => Offer::parse_v1(requirements),
            Self::V2(requirements) => Offer::parse(requirements),
        }
    }

    /// Reads a file, JSON or a header's value: one entry, or a whole answer with several.
    pub(crate) fn read(argument: &str) -> Result<Vec<Self>, Failure> {
        let input = Input::read(Some(argument))?;
        Self::parse(&input.text)
            .map_err(|error| Failure::malformed("the requirements are not well-formed", &error))
    }

    fn parse(text: &str) -> Result<Vec<Self>, Error> {
        let decoded = Decoded::read(text)?;
        let json = Json::parse(&decoded.bytes)?;
        let member = |name: &str| json.as_object().and_then(|object| object.get(name));
        let is_v1 = member("x402Version")
            .and_then(Json::as_number)
            .and_then(x402_core::json::Number::to_u64)
            == Some(1);
        let has_accepts = member("accepts").is_some();
        let has_v1_amount = member("maxAmountRequired").is_some();
        Ok(match (has_accepts, is_v1) {
            (true, true) => {
                let answer = v1::PaymentRequired::from_json(json)?;
                answer.accepts.into_iter().map(Self::V1).collect()
            }
            (true, false) => {
                let answer = PaymentRequired::from_json(json)?;
                answer.accepts.into_iter().map(Self::V2).collect()
            }
            (false, _) if has_v1_amount => {
                vec![Self::V1(v1::PaymentRequirements::from_json(json)?)]
            }
            (false, _) => vec![Self::V2(PaymentRequirements::from_json(json)?)],
        })
    }

    /// How many of the members that name an entry the payment has too.
    pub(crate) fn likeness(&self, payment: &AnyPaymentPayload) -> usize {
        let same = |claim: &Object<'_>, own: &Object<'_>, names: &[&str]| {
            let equal = |name: &&&str| match (claim.get(name), own.get(name)) {
                (Some(claimed), Some(offered)) => claimed.same(offered),
                _ => false,
            };
            names.iter().filter(equal).count()
        };
        match (self, payment) {
            (Self::V2(own), AnyPaymentPayload::V2(payment)) => match own.to_json() {
                Json::Object(own) => same(&payment.accepted, &own, &NAMES),
                _ => 0,
            },
            (Self::V1(own), AnyPaymentPayload::V1(payment)) => {
                usize::from(own.scheme == payment.scheme)
                    + usize::from(own.network == payment.network)
            }
            _ => 0,
        }
    }
}

/// The members that tell one entry of `accepts` from another.
const NAMES: [&str; 5] = ["scheme", "network", "asset", "amount", "payTo"];
