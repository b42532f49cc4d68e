//! What a facilitator can do.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{Entries, Text, message};
use crate::json::Object;

message! {
    /// A facilitator's answer to `GET /supported`, in both versions.
    ///
    /// Source: core specification v2 §7.3. `extensions` and `signers`, which version 1 does not
    /// have, may be absent: then they are empty.
    #[derive(Default)]
    pub struct SupportedResponse {
        /// The kinds of payment. One that cannot be read does not spoil the others.
        "kinds" => required kinds: Entries<SupportedKind>,
        /// The extensions, by name.
        "extensions" => defaulted extensions: Vec<String>,
        /// The facilitator's own addresses, by CAIP-2 pattern such as `eip155:*`.
        "signers" => defaulted signers: BTreeMap<String, Vec<String>>,
    }
}

message! {
    /// One kind of payment that a facilitator can verify and settle.
    ///
    /// Versions, schemes and networks that this library does not know are read too.
    ///
    /// Source: core specification v2 §7.3.1.
    pub struct SupportedKind {
        /// The version of the protocol.
        "x402Version" => required x402_version: u64,
        /// The scheme, such as `exact`.
        "scheme" => required scheme: Text,
        /// The network: a CAIP-2 name in version 2, one of version 1's own names there.
        "network" => required network: Text,
        /// What the scheme needs to know besides, such as `feePayer`.
        "extra" => optional extra: Object<'static>,
    }
}
