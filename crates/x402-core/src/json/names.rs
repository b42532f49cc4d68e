//! The protocol's member names, so that owned messages need not copy them.

/// The protocol's own copy of a member name, if it is one of the usual ones.
pub(super) fn well_known(name: &str) -> Option<&'static str> {
    macro_rules! names {
        ($($name:literal)*) => {
            match name {
                $($name => Some($name),)*
                _ => None,
            }
        };
    }
    names!(
        // PaymentRequired, PaymentPayload, ResourceInfo
        "x402Version" "error" "resource" "accepts" "accepted" "payload" "extensions"
        "url" "description" "mimeType"
        // PaymentRequirements
        "scheme" "network" "amount" "asset" "payTo" "maxTimeoutSeconds" "extra"
        "maxAmountRequired" "outputSchema"
        // extra
        "name" "version" "assetTransferMethod" "facilitatorAddress" "feePayer" "memo"
        // payload
        "signature" "authorization" "from" "to" "value" "validAfter" "validBefore" "nonce"
        "permit2Authorization" "permitted" "token" "spender" "deadline" "witness" "facilitator"
        "transaction"
        // extensions
        "info" "schema"
    )
}
