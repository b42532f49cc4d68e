//! One entry of `accepts`, of either version.

use super::declare::either;
use crate::{json::Json, version::X402Version};

either! {
    /// A `PaymentRequirements` of either version: one way to pay.
    ///
    /// It states no version. Only version 1 calls the price `maxAmountRequired`.
    ///
    /// Source: core specification v2 §5.1, v1 §5.1.
    AnyPaymentRequirements, PaymentRequirements, version_by_price
}

fn version_by_price(entry: &Json<'_>) -> X402Version {
    let price = entry
        .as_object()
        .and_then(|entry| entry.get("maxAmountRequired"));
    if price.is_some() {
        X402Version::V1
    } else {
        X402Version::V2
    }
}
