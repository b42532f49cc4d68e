//! The seller's terms, in whatever form they were kept.

use x402_core::{
    Error,
    any::{AnyPaymentPayload, AnyPaymentRequired, AnyPaymentRequirements},
    json::{Json, Object},
};

use crate::{decoded::Decoded, error::Failure, input::Input};

/// Reads a file, JSON or a header's value: one entry, or a whole answer with several.
pub(crate) fn read(argument: &str) -> Result<Vec<AnyPaymentRequirements>, Failure> {
    let input = Input::read(Some(argument))?;
    let required = parse(&input.text)
        .map_err(|error| Failure::malformed("the requirements are not well-formed", &error))?;
    Ok(required.into_accepts())
}

/// Reads a 402 of either version; one entry of `accepts` is a 402 with this entry alone.
pub(crate) fn parse(text: &str) -> Result<AnyPaymentRequired, Error> {
    let decoded = Decoded::read(text)?;
    let json = Json::parse(&decoded.bytes)?;
    let has = |name: &str| {
        json.as_object()
            .is_some_and(|object| object.get(name).is_some())
    };
    if has("scheme") && !has("accepts") {
        AnyPaymentRequirements::from_json(json).map(Into::into)
    } else {
        AnyPaymentRequired::from_json(json)
    }
}

/// How many of the members that name an entry the payment has too.
pub(crate) fn likeness(entry: &AnyPaymentRequirements, payment: &AnyPaymentPayload) -> usize {
    let same = |claim: &Object<'_>, own: &Object<'_>, names: &[&str]| {
        let equal = |name: &&&str| match (claim.get(name), own.get(name)) {
            (Some(claimed), Some(offered)) => claimed.same(offered),
            _ => false,
        };
        names.iter().filter(equal).count()
    };
    match (entry, payment) {
        (AnyPaymentRequirements::V2(own), AnyPaymentPayload::V2(payment)) => match own.to_json() {
            Json::Object(own) => same(&payment.accepted, &own, &NAMES),
            _ => 0,
        },
        (AnyPaymentRequirements::V1(own), AnyPaymentPayload::V1(payment)) => {
            usize::from(own.scheme == payment.scheme) + usize::from(own.network == payment.network)
        }
        _ => 0,
    }
}

/// The members that tell one entry of `accepts` from another.
const NAMES: [&str; 5] = ["scheme", "network", "asset", "amount", "payTo"];
