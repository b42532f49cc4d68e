//! `sign-in-with-x`: a payer who has paid before proves its account (CAIP-122).

use super::definition::Extension;

pub(super) const EXTENSION: Extension = Extension {
    name: "sign-in-with-x",
    dynamic: &["nonce", "issuedAt", "expirationTime"],
    source: "specs/extensions/sign-in-with-x.md",
    ..Extension::ORDINARY
};
