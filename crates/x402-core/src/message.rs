//! The messages of version 2, one file per noun.
//!
//! Every message has the same five ways in and out: `parse` reads JSON text, `from_json` a tree
//! that was read before, `to_json` gives the tree, `Display` writes the canonical text (compact,
//! known members in the specification's order, then unknown ones as they arrived), and serde
//! does both with any self-describing format. All of them pass the one gate,
//! [`Json`](crate::json::Json).
//!
//! A message that a program fills may hold more than that gate takes: more than 64 arrays and
//! objects inside each other, or more than 4,096 values. `check_limits` finds it, and serde
//! refuses to write it.
//!
//! The entries of `accepts` and `kinds` are read one by one: one that cannot be read does not spoil
//! the others, and is kept as it arrived, with its reason. See [`Entries`].
//!
//! An optional member that is `null` counts as absent. A member whose name is a known one in
//! another case or in `snake_case` is an error: some readers would take it and others would not.

mod declare;
mod entries;
mod limits;
mod members;
mod non_empty;
mod path;
mod payment_payload;
mod payment_required;
mod payment_requirements;
mod resource_info;
mod settle_response;
mod supported_response;
mod text;
mod verify_response;
pub(crate) mod wire;

pub(crate) use self::{
    declare::{in_and_out, message},
    members::{members, near_miss},
    path::Path,
    wire::{View, Wire},
};
pub use self::{
    entries::{Entries, UnreadEntry},
    non_empty::NonEmpty,
    payment_payload::PaymentPayload,
    payment_required::PaymentRequired,
    payment_requirements::PaymentRequirements,
    resource_info::{ResourceInfo, Tags},
    settle_response::SettleResponse,
    supported_response::{SupportedKind, SupportedResponse},
    text::{IconUrl, Label, Text},
    verify_response::VerifyResponse,
};
