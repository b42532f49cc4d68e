//! The messages of version 2, one file per noun, each declared by one macro.

mod any;
mod payment_payload;
mod payment_required;
mod payment_requirements;
mod resource_info;
mod settle_response;
mod supported_response;
mod unread_entry;
mod verify_request;
mod verify_response;

pub(crate) use self::unread_entry::Merged;
pub use self::{
    any::{AnyPaymentPayload, AnyPaymentRequired, AnyPaymentRequirements},
    payment_payload::PaymentPayload,
    payment_required::PaymentRequired,
    payment_requirements::PaymentRequirements,
    resource_info::ResourceInfo,
    settle_response::SettleResponse,
    supported_response::{SupportedKind, SupportedResponse},
    unread_entry::UnreadEntry,
    verify_request::{SettleRequest, VerifyRequest},
    verify_response::VerifyResponse,
};

/// Declares the record of a message: its fields, its JSON, and the way from and to the core's.
///
/// The members that the specification does not know are the last field, so that they survive. A list
/// whose elements are read one by one is followed by `+` and the field of those that could not be
/// read.
macro_rules! message {
    (
        $(#[$doc:meta])*
        $name:ident($core:ty), $version:expr, $parse:ident;
        $(
            $(#[$field_doc:meta])*
            $field:ident: $type:ty = $wire:literal, |$message:ident| $get:expr;
            $(
                + $(#[$unread_doc:meta])*
                $unread:ident: $list:ident;
            )?
        )*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
        pub struct $name {
            $(
                $(#[$field_doc])* pub $field: $type,
                $(
                    $(#[$unread_doc])*
                    #[uniffi(default = [])]
                    pub $unread: Vec<$crate::message::UnreadEntry>,
                )?
            )*
            /// The members that the specification does not know, as they arrived: a JSON object.
            #[uniffi(default = None)]
            pub unknown: Option<$crate::json::JsonText>,
        }

        impl From<&$core> for $name {
            fn from(message: &$core) -> Self {
                Self {
                    $(
                        $field: { let $message = message; $get },
                        $($unread: $crate::message::UnreadEntry::all(message.$list.unread()),)?
                    )*
                    unknown: match message.unknown() {
                        unknown if unknown.is_empty() => None,
                        unknown => Some($crate::json::JsonText::of(unknown)),
                    },
                }
            }
        }

        impl $name {
            /// The core's message; what is wrong with a field is malformed.
            pub(crate) fn read(&self) -> Result<$core, $crate::error::Refusal> {
                let text = $crate::json::Member::written(self)?.unwrap_or_default();
                Ok(<$core>::parse(text)?)
            }
        }

        impl $crate::json::Member for $name {
            fn written(&self) -> $crate::json::Written {
                let mut writer = $crate::json::Writer::default();
                let version: Option<u64> = $version;
                writer.member("x402Version", &version)?;
                $(writer.member($wire, $crate::message::written!(self, $field $(, $unread)?))?;)*
                writer.members(self.unknown.as_ref())?;
                Ok(Some(writer.finish()))
            }
        }

        #[uniffi::export]
        impl $name {
            /// The canonical JSON text: compact, members in the specification's order.
            ///
            /// A field that this message may not have is malformed.
            pub fn to_json(&self) -> Result<String, $crate::error::Refusal> {
                Ok(self.read()?.to_string())
            }
        }

        /// Reads the message from JSON text, strictly; text that is none is malformed.
        #[uniffi::export]
        pub fn $parse(text: String) -> Result<$name, $crate::error::Refusal> {
            Ok($name::from(&<$core>::parse(text)?))
        }
    };
}
pub(crate) use message;

/// The field that becomes a member, with what could not be read at its place.
macro_rules! written {
    ($message:ident, $field:ident) => {
        &$message.$field
    };
    ($message:ident, $field:ident, $unread:ident) => {
        &$crate::message::Merged {
            read: &$message.$field,
            unread: &$message.$unread,
        }
    };
}
pub(crate) use written;
