//! The macro by which a message declares its members, once.

/// Declares a message: its struct, its constructor, its reader, its writer and its public ways
/// in and out.
///
/// ```text
/// message! {
///     /// What the message is. Source: section of the specification.
///     pub struct PaymentPayload {
///         "x402Version" => version V2,
///         /// What is paid for.
///         "resource" => optional resource: ResourceInfo,
///         /// The payment itself, in the scheme's own form.
///         "payload" => required payload: Object<'static>,
///     }
/// }
/// ```
///
/// To add a member, add its documentation and one line, at the place where it is written:
/// `"nameOnTheWire" => kind field: Type,`. Nothing else has to change. The kinds are:
///
/// | kind | the field | read from an absent member or `null` | written |
/// |---|---|---|---|
/// | `required` | `Type`, an argument of `new` | an error (`null` is another type) | always |
/// | `optional` | `Option<Type>` | `None` | if it is there |
/// | `lenient` | `Option<Type>` | `None`, also of a value that is not one, which then is unknown | if it is there |
/// | `defaulted` | `Type` | `Type::default()` | always |
///
/// `version V2` comes first, without documentation, in a message that has an `x402Version`: it is
/// the constant `VERSION`, which the reader demands and the writer writes.
///
/// A `Type` implements [`Wire`](super::Wire): every message does, and the usual types do in
/// `wire.rs`.
///
/// Members are read and written in the order of the declaration, so it decides which of two errors
/// is reported. Unknown members follow the known ones, in the order in which they arrived.
macro_rules! message {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($version_wire:literal => $version:ident $number:ident,)?
            $(
                $(#[$member_doc:meta])+
                $wire:literal =>
                $(required $required:ident: $required_type:ty,)?
                $(optional $optional:ident: $optional_type:ty,)?
                $(lenient $lenient:ident: $lenient_type:ty,)?
                $(defaulted $defaulted:ident: $defaulted_type:ty,)?
            )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub struct $name {
            $(
                $(#[$member_doc])+
                pub
                $($required: $required_type,)?
                $($optional: Option<$optional_type>,)?
                $($lenient: Option<$lenient_type>,)?
                $($defaulted: $defaulted_type,)?
            )*
            unknown: $crate::json::Object<'static>,
        }

        impl $name {
            $(
                /// The `x402Version` of this message.
                pub const VERSION: $crate::X402Version = $crate::X402Version::$number;
            )?

            /// A message with these members, which it must have, and no others.
            #[must_use]
            #[allow(clippy::too_many_arguments, reason = "one for each required member")]
            pub fn new($($($required: $required_type,)?)*) -> Self {
                Self {
                    $(
                        $($required,)?
                        $($optional: None,)?
                        $($lenient: None,)?
                        $($defaulted: <$defaulted_type>::default(),)?
                    )*
                    unknown: $crate::json::Object::new(),
                }
            }

            /// The members that the specification does not know, as they arrived.
            #[must_use]
            pub fn unknown(&self) -> &$crate::json::Object<'static> {
                &self.unknown
            }
        }

        impl $crate::message::Wire for $name {
            const NOUN: &'static str = "an object";

            fn read(
                json: $crate::json::Json<'_>,
                path: &$crate::message::Path<'_>,
            ) -> Result<Self, $crate::Error> {
                let names = [$($version_wire,)? $($wire,)*];
                #[allow(unused_mut, reason = "only a lenient member adds to it")]
                let ([$($version,)? $($($required,)? $($optional,)? $($lenient,)? $($defaulted,)?)*], mut unknown) =
                    $crate::message::members(json, path, names)?;
                $($version.version(Self::VERSION)?;)?
                Ok(Self {
                    $(
                        $($required: $required.required()?,)?
                        $($optional: $optional.optional()?,)?
                        $($lenient: $lenient.lenient(&mut unknown),)?
                        $($defaulted: $defaulted.optional()?.unwrap_or_default(),)?
                    )*
                    unknown,
                })
            }

            fn view(&self) -> $crate::message::View<'_> {
                const NAMES: &[&str] = &[$($version_wire,)? $($wire,)*];
                $crate::message::View::members(NAMES.len())
                    $(.with($version_wire, $crate::message::View::Integer(Self::VERSION.number())))?
                    $(
                        $(.with($wire, self.$required.view()))?
                        $(.with_some($wire, self.$optional.as_ref()))?
                        $(.with_some($wire, self.$lenient.as_ref()))?
                        $(.with($wire, self.$defaulted.view()))?
                    )*
                    .and_unknown(&self.unknown)
            }
        }

        $crate::message::in_and_out!($name);
    };
}
pub(crate) use message;

/// Gives a message its public ways in and out.
macro_rules! in_and_out {
    ($name:ident) => {
        impl $name {
            /// Reads the message from JSON text.
            ///
            /// # Errors
            ///
            /// The text is not JSON as [`Json::parse`](crate::json::Json::parse) reads it, or not
            /// this message.
            pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, $crate::Error> {
                Self::from_json($crate::json::Json::parse(text.as_ref())?)
            }

            /// Reads the message from a JSON value.
            ///
            /// # Errors
            ///
            /// A member is missing, misspelt, or has another type or a value that its grammar
            /// excludes. The error says where.
            pub fn from_json(json: $crate::json::Json<'_>) -> Result<Self, $crate::Error> {
                $crate::message::Wire::read(json, &$crate::message::Path::Root)
            }

            /// The message as a JSON value, its members in the order in which they are written.
            #[must_use]
            pub fn to_json(&self) -> $crate::json::Json<'static> {
                $crate::message::Wire::view(self).to_json()
            }

            /// Checks that [`parse`](Self::parse) would not refuse the message for its depth or
            /// its size. A message that was read passes.
            ///
            /// # Errors
            ///
            /// `json.depth` or `json.nodes` at the first value too many: more than
            /// [`MAX_DEPTH`](crate::json::Json::MAX_DEPTH) arrays and objects inside each other,
            /// the message itself counted, or more than
            /// [`MAX_NODES`](crate::json::Json::MAX_NODES) values.
            pub fn check_limits(&self) -> Result<(), $crate::Error> {
                $crate::message::Wire::view(self).check_limits()
            }
        }

        /// Writes the canonical JSON text.
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut text = alloc::string::String::new();
                $crate::message::Wire::view(self).write(&mut text);
                f.write_str(&text)
            }
        }

        /// Writes the message, unless [`check_limits`](Self::check_limits) refuses it.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let view = $crate::message::Wire::view(self);
                view.check_limits().map_err(serde::ser::Error::custom)?;
                serde::Serialize::serialize(&view, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let json =
                    <$crate::json::Json<'de> as serde::Deserialize>::deserialize(deserializer)?;
                Self::from_json(json).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use in_and_out;
