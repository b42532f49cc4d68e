//! Enums that are the core's, name by name.

/// Declares an enum with the core's variants, and the way here.
///
/// `; else` names what stands for a variant that the core may add before this list does; without
/// it, the list is complete and the way back is there too.
macro_rules! mirror {
    (
        $(#[$doc:meta])*
        $name:ident = $core:path;
        $($(#[$variant_doc:meta])* $variant:ident,)*
        ; else $(#[$other_doc:meta])* $other:ident
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, PartialEq, uniffi::Enum)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            $(#[$other_doc])* $other,
        }

        impl From<$core> for $name {
            fn from(value: $core) -> Self {
                use $core as Core;
                match value {
                    $(Core::$variant => Self::$variant,)*
                    _ => Self::$other,
                }
            }
        }
    };
    (
        $(#[$doc:meta])*
        $name:ident = $core:path;
        $($(#[$variant_doc:meta])* $variant:ident,)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, PartialEq, uniffi::Enum)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<$core> for $name {
            fn from(value: $core) -> Self {
                use $core as Core;
                match value {
                    $(Core::$variant => Self::$variant,)*
                }
            }
        }

        impl From<$name> for $core {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => Self::$variant,)*
                }
            }
        }
    };
}
pub(crate) use mirror;
