//! The macro by which a message of either version is declared, and how its version is found.

use crate::{json::Json, version::X402Version};

/// The `x402Version` that a message states, however the integer is written.
///
/// ```
/// use x402_core::{any::stated_version, json::Json};
///
/// assert_eq!(stated_version(&Json::parse(br#"{"x402Version": 2.0}"#)?), Some(2));
/// assert_eq!(stated_version(&Json::parse(br#"{"x402Version": "2"}"#)?), None);
/// # Ok::<(), x402_core::Error>(())
/// ```
#[must_use]
pub fn stated_version(message: &Json<'_>) -> Option<u64> {
    let version = message.as_object()?.get("x402Version")?;
    version.as_number()?.to_u64()
}

/// Version 1 if the message states it, otherwise version 2, whose reader then reports what is
/// wrong.
pub(super) fn version_to_read(message: &Json<'_>) -> X402Version {
    if stated_version(message) == Some(X402Version::V1.number()) {
        X402Version::V1
    } else {
        X402Version::V2
    }
}

/// Declares a message of either version: the enum of its two types, the ways in and out, and
/// `version`. `$version` finds the version in which a JSON value is to be read.
macro_rules! either {
    ($(#[$doc:meta])* $name:ident, $message:ident, $version:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        #[expect(
            clippy::exhaustive_enums,
            reason = "a new case must break the build of every caller"
        )]
        pub enum $name {
            /// The message of version 1.
            V1($crate::v1::$message),
            /// The message of version 2.
            V2($crate::message::$message),
        }

        impl $name {
            /// The version of the protocol.
            #[must_use]
            pub fn version(&self) -> $crate::X402Version {
                match self {
                    Self::V1(_) => $crate::X402Version::V1,
                    Self::V2(_) => $crate::X402Version::V2,
                }
            }

            /// Reads the message from JSON text, in this version only.
            ///
            /// # Errors
            ///
            /// As for [`parse`](Self::parse), and the message is of the other version.
            pub fn parse_as(
                version: $crate::X402Version,
                text: impl AsRef<[u8]>,
            ) -> Result<Self, $crate::Error> {
                Self::from_json_as(version, $crate::json::Json::parse(text.as_ref())?)
            }

            /// Reads the message from a JSON value, in this version only.
            ///
            /// # Errors
            ///
            /// As for [`from_json`](Self::from_json), and the message is of the other version.
            pub fn from_json_as(
                version: $crate::X402Version,
                json: $crate::json::Json<'_>,
            ) -> Result<Self, $crate::Error> {
                Self::read_as(version, json, &$crate::message::Path::Root)
            }

            fn read_as(
                version: $crate::X402Version,
                json: $crate::json::Json<'_>,
                path: &$crate::message::Path<'_>,
            ) -> Result<Self, $crate::Error> {
                match version {
                    $crate::X402Version::V1 => {
                        $crate::message::Wire::read(json, path).map(Self::V1)
                    }
                    $crate::X402Version::V2 => {
                        $crate::message::Wire::read(json, path).map(Self::V2)
                    }
                }
            }
        }

        impl $crate::message::Wire for $name {
            const NOUN: &'static str = "an object";

            fn read(
                json: $crate::json::Json<'_>,
                path: &$crate::message::Path<'_>,
            ) -> Result<Self, $crate::Error> {
                let version: fn(&$crate::json::Json<'_>) -> $crate::X402Version = $version;
                Self::read_as(version(&json), json, path)
            }

            fn view(&self) -> $crate::message::View<'_> {
                match self {
                    Self::V1(message) => $crate::message::Wire::view(message),
                    Self::V2(message) => $crate::message::Wire::view(message),
                }
            }
        }

        impl From<$crate::v1::$message> for $name {
            fn from(message: $crate::v1::$message) -> Self {
                Self::V1(message)
            }
        }

        impl From<$crate::message::$message> for $name {
            fn from(message: $crate::message::$message) -> Self {
                Self::V2(message)
            }
        }

        $crate::message::in_and_out!($name);
    };
}
pub(super) use either;
