//! `offer-receipt`: offers and receipts that the seller signs.

use super::definition::Extension;

pub(super) const EXTENSION: Extension = Extension {
    name: "offer-receipt",
    dynamic: &["offers"],
    source: "specs/extensions/extension-offer-and-receipt.md",
    ..Extension::ORDINARY
};
