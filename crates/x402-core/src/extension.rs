//! The extensions of the protocol: what a seller advertises in `extensions`, and what a payer may
//! answer.
//!
//! An extension that is not in the registry passes through, under the specification's rule alone:
//! what the seller advertised comes back unchanged. To add one that departs from it, or that will
//! have types of its own, add a file with its row and list the file twice below: `mod`, and the
//! row in the registry.
//!
//! ```
//! use x402_core::extension;
//!
//! let extension = extension::find("sign-in-with-x").expect("a known extension");
//! assert_eq!(extension.dynamic, ["nonce", "issuedAt", "expirationTime"]);
//! assert!(extension::find("weather-forecast").is_none());
//! ```

mod auth_hints;
mod bazaar;
mod builder_code;
mod definition;
pub(crate) mod echo;
pub(crate) mod extend;
mod json_schema;
mod offer_receipt;
mod payment_identifier;
mod sign_in_with_x;

pub use auth_hints::{AuthHints, AuthRequirement};
pub use bazaar::{
    Bazaar, BodyType, DiscoveredResource, DiscoveryDeclaration, DiscoveryInput, DiscoveryOutput,
    HttpInput, HttpMethod, McpInput, McpTransport, RouteTemplate, ServiceMetadata,
};
pub use definition::{Additive, Extension};
pub use echo::check_extensions;
pub use payment_identifier::{PaymentId, PaymentIdentifier};

/// The extensions with rules or types of their own, one file each.
static REGISTRY: &[&Extension] = &[
    &auth_hints::EXTENSION,
    &bazaar::EXTENSION,
    &builder_code::EXTENSION,
    &offer_receipt::EXTENSION,
    &payment_identifier::EXTENSION,
    &sign_in_with_x::EXTENSION,
];

/// The extensions with rules or types of their own, in the order of their names.
pub fn all() -> impl Iterator<Item = &'static Extension> {
    REGISTRY.iter().copied()
}

/// The extension of this name, if it has rules or types of its own.
#[must_use]
pub fn find(name: &str) -> Option<&'static Extension> {
    all().find(|extension| extension.name == name)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn each_row_is_whole_and_has_its_own_name() {
        let names: Vec<_> = all().map(|extension| extension.name).collect();
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
        for extension in all() {
            assert_eq!(find(extension.name), Some(extension));
            assert!(!extension.name.is_empty() && !extension.source.is_empty());
            let rules = extension.dynamic.len()
                + usize::from(extension.additive.is_some())
                + usize::from(extension.owned.is_some());
            let typed = [AuthHints::NAME, Bazaar::NAME, PaymentIdentifier::NAME];
            let has_types = typed.contains(&extension.name);
            assert!(
                rules > 0 || has_types,
                "{} departs in nothing",
                extension.name
            );
        }
    }
}
