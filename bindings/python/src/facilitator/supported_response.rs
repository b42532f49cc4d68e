//! What a facilitator can do.

use std::collections::BTreeMap;

use x402_core::message;

use crate::wire::{message, write};
use crate::{json::Dict, message::UnreadEntry, out::Tuple};

message! {
    /// A facilitator's answer to `GET /supported`, in both versions.
    SupportedResponse(message::SupportedResponse), "x402_core", None;
    required {
        kinds = "kinds" as write::messages;
    }
    optional {
        extensions = "extensions" as write::any;
        signers = "signers" as write::any;
    }
    get {
        kinds: Tuple<SupportedKind> = |m| {
            Tuple(m.kinds.iter().cloned().map(SupportedKind).collect())
        };
        unread: Tuple<UnreadEntry> = |m| UnreadEntry::all(m.kinds.unread());
        extensions: Tuple<&str> = |m| texts(&m.extensions);
        signers: BTreeMap<&str, Tuple<&str>> = |m| {
            let signers = m.signers.iter();
            signers.map(|(pattern, addresses)| (&**pattern, texts(addresses))).collect()
        };
    }
}

message! {
    /// One kind of payment that a facilitator can verify and settle.
    SupportedKind(message::SupportedKind), "x402_core", None;
    required {
        x402_version = "x402Version" as write::any;
        scheme = "scheme" as write::any;
        network = "network" as write::any;
    }
    optional {
        extra = "extra" as write::any;
    }
    get {
        x402_version: u64 = |m| m.x402_version;
        scheme: &str = |m| &m.scheme;
        network: &str = |m| &m.network;
        extra: Option<Dict<'_>> = |m| m.extra.as_ref().map(Dict);
    }
}

fn texts(texts: &[String]) -> Tuple<&str> {
    Tuple(texts.iter().map(String::as_str).collect())
}
