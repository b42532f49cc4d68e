//! `builder-code`: who built the application, the wallet and the services in between.

use super::definition::{Additive, Extension};

pub(super) const EXTENSION: Extension = Extension {
    name: "builder-code",
    // The services. Five of the payer's and five of the seller's leave room for the facilitator's.
    additive: Some(Additive { name: "s", max: 10 }),
    // The application.
    owned: Some("a"),
    source: "specs/extensions/builder_code.md",
    ..Extension::ORDINARY
};
