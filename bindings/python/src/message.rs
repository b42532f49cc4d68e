//! The messages of version 2, and those of both versions, one file per noun.

mod payment_payload;
mod payment_required;
mod payment_requirements;
mod resource_info;
mod settle_response;
mod unread_entry;

pub(crate) use self::{
    payment_payload::PaymentPayload, payment_required::PaymentRequired,
    payment_requirements::PaymentRequirements, resource_info::ResourceInfo,
    settle_response::SettleResponse, unread_entry::UnreadEntry,
};
