//! The seller's terms, in whatever form they were kept.

use x402_core::{
    Error,
    any::{AnyPaymentRequired, AnyPaymentRequirements},
    header,
    json::Json,
};

use crate::{decoded::Decoded, error::Failure, input::Input};

/// Reads a file, JSON or a header's value: one entry, or a whole answer with several.
pub(crate) fn read(argument: &str) -> Result<Vec<AnyPaymentRequirements>, Failure> {
    let input = Input::read(Some(argument))?;
    Ok(parse(&input)?.into_accepts())
}

/// Reads a 402 of either version; one entry of `accepts` is a 402 with this entry alone.
pub(crate) fn parse(input: &Input) -> Result<AnyPaymentRequired, Failure> {
    let all = Decoded::all(&input.text).unwrap_or_default();
    let is_terms = |decoded: &&Decoded| decoded.header == Some(header::PAYMENT_REQUIRED);
    if all.iter().filter(is_terms).count() > 1 {
        return Err(
            Failure::new("PAYMENT-REQUIRED is there twice with different values")
                .want("one value, as clients do")
                .hint("x402 inspect shows them all; ask the server which one it means"),
        );
    }
    read_text(&input.text).map_err(|error| Failure::malformed(input.is_not("402 of x402"), &error))
}

fn read_text(text: &str) -> Result<AnyPaymentRequired, Error> {
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
