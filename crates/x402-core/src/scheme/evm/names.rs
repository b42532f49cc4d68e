//! The EIP-712 names that an offer states, against those of the tokens that are known.

use alloc::format;

use crate::{
    asset::AssetTable,
    network::Network,
    scheme::{fault::Fault, offer::OfferError},
    value_error::excerpt,
};

/// Whether the names are not those of a known token that may have been renamed.
///
/// No chain fact gives the contract's domain yet; one that did would outrank the table.
///
/// # Errors
///
/// They are not those of a known token that keeps its names: no signature under them settles.
pub(crate) fn is_renamed(
    network: &Network,
    asset: &str,
    [name, version]: [&str; 2],
) -> Result<bool, OfferError> {
    let table = AssetTable::default();
    let Some(known) = Known::of(&table, network, asset) else {
        return Ok(false);
    };
    let differing = [
        ("/extra/name", known.name, name),
        ("/extra/version", known.version, version),
    ]
    .into_iter()
    .find(|(_, known, stated)| known != stated);
    match differing {
        Some((pointer, known_as, stated)) if known.is_stable => {
            let expected = format!("{known_as:?}, which the token's contract signs under");
            Err(OfferError::new(pointer, expected, excerpt(stated)))
        }
        differing => Ok(differing.is_some()),
    }
}

/// The warning for names that are not the known ones.
pub(crate) fn renamed(network: &Network, asset: &str, [name, version]: [&str; 2]) -> Fault {
    let table = AssetTable::default();
    let known = Known::of(&table, network, asset);
    let known = known.map(|known| (known.name, known.version));
    let (known_name, known_version) = known.unwrap_or_default();
    Fault::new(
        format!("the token's known name {known_name:?}, version {known_version:?}"),
        format!("name {name:?}, version {version:?}"),
    )
}

/// A token's names in the table.
struct Known<'t> {
    name: &'t str,
    version: &'t str,
    is_stable: bool,
}

impl<'t> Known<'t> {
    fn of(table: &'t AssetTable, network: &Network, asset: &str) -> Option<Self> {
        let asset = table.by_address(network, asset)?;
        let (name, version) = asset.eip712()?;
        Some(Self {
            name,
            version,
            is_stable: asset.has_stable_eip712(),
        })
    }
}

/// The members of `extra` that name the token's EIP-712 domain.
pub(crate) const NAME: &str = "name";
pub(crate) const VERSION: &str = "version";
