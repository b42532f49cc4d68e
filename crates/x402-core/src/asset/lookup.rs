//! Tokens by network, and then by symbol, by address or as the default.

use alloc::{borrow::Cow, format, string::ToString, vec::Vec};

use super::{Asset, table};
use crate::{
    amount::Amount,
    money::{Money, UNDERSTOOD},
    network::Network,
    value_error::ValueError,
};

/// The tokens that are known by name: the well-known ones and the caller's own.
///
/// The first token of a network is its default: the one that a price in dollars means.
///
/// ```
/// use x402_core::{asset::AssetTable, money::Money, network::Network};
///
/// let table = AssetTable::default();
/// let (asset, amount) = table.price(&Network::eip155(8453), &Money::parse("$0.01")?)?;
/// assert_eq!(asset.symbol(), "USDC");
/// assert_eq!(amount.to_string(), "10000");
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AssetTable {
    rows: Cow<'static, [Asset]>,
}

impl AssetTable {
    /// A table without the well-known tokens.
    #[must_use]
    pub const fn empty() -> Self {
        Self {
            rows: Cow::Borrowed(&[]),
        }
    }

    /// Adds a token, in the place of one with its address or its symbol on the same network.
    ///
    /// It does not become the default unless it takes the default's place or is the network's
    /// first: a price in dollars must not change its meaning because a token in euros was added.
    #[must_use]
    pub fn with_asset(mut self, asset: Asset) -> Self {
        let rows = self.rows.to_mut();
        let place = rows.iter().position(|row| row.collides_with(&asset));
        rows.retain(|row| !row.collides_with(&asset));
        rows.insert(place.unwrap_or(rows.len()), asset);
        self
    }

    /// Adds a token as the default of its network; [`with_asset`](Self::with_asset) keeps the default.
    #[must_use]
    pub fn with_default(mut self, asset: Asset) -> Self {
        let rows = self.rows.to_mut();
        rows.retain(|row| !row.collides_with(&asset));
        rows.insert(0, asset);
        self
    }

    /// Every token; a network's default before its others.
    pub fn rows(&self) -> impl Iterator<Item = &Asset> {
        self.rows.iter()
    }

    /// The token that a price in dollars means.
    #[must_use]
    pub fn default_for(&self, network: &Network) -> Option<&Asset> {
        self.on(network).next()
    }

    /// The token with this symbol: spelled exactly so, else the only one that differs in case.
    #[must_use]
    pub fn by_symbol(&self, network: &Network, symbol: &str) -> Option<&Asset> {
        by_spelling(self.on(network), symbol)
    }

    /// The token symbol that a limit names, in the table's spelling; `None` for dollars.
    ///
    /// # Errors
    ///
    /// No known token, on any network, has the symbol: such a limit would never apply.
    pub(crate) fn limit_symbol(&self, limit: &Money) -> Result<Option<&str>, ValueError> {
        let Some(symbol) = limit.symbol() else {
            return Ok(None);
        };
        let known = by_spelling(self.rows.iter(), symbol);
        known
            .map(|asset| Some(asset.symbol()))
            .ok_or_else(|| self.unknown_unit(limit))
    }

    /// The token at this address; on EVM chains the case of the digits does not count.
    #[must_use]
    pub fn by_address(&self, network: &Network, address: &str) -> Option<&Asset> {
        self.on(network).find(|row| row.is_at(address))
    }

    /// The token that a price means on a network, and the price in its atomic units.
    ///
    /// # Errors
    ///
    /// The network has no token of the price's symbol, or no default; the price has more decimal
    /// places than the token, or is above 2^256-1 of its units.
    pub fn price(&self, network: &Network, price: &Money) -> Result<(&Asset, Amount), ValueError> {
        let asset = match price.symbol() {
            Some(symbol) => self.by_symbol(network, symbol),
            None => self.default_for(network),
        };
        let asset = asset.ok_or_else(|| self.unknown_token(network, price))?;
        Ok((asset, price.to_amount(asset.decimals)?))
    }

    fn unknown_unit(&self, limit: &Money) -> ValueError {
        let mut symbols: Vec<&str> = self.rows().map(Asset::symbol).collect();
        symbols.sort_unstable();
        symbols.dedup();
        let expected = match symbols.as_slice() {
            [] => format!("{UNDERSTOOD}; no token is known"),
            _ => format!("{UNDERSTOOD}; known tokens are {}", symbols.join(", ")),
        };
        ValueError::new("limit", expected, &limit.to_string())
    }

    fn unknown_token(&self, network: &Network, price: &Money) -> ValueError {
        let symbols: Vec<&str> = self.on(network).map(Asset::symbol).collect();
        let expected = match symbols.as_slice() {
            [] => match network.meant() {
                Some(meant) => format!("a network that exists, perhaps `{meant}`, not {network}"),
                None => format!("a network with a known token instead of {network}"),
            },
            _ => format!("one of the tokens of {network}: {}", symbols.join(", ")),
        };
        ValueError::new("price", expected, &price.to_string())
    }

    /// Whether a token is well known and exists on this network only, as far as is known.
    ///
    /// A caller's own token says nothing of other networks: wrapped SOL is on every cluster.
    pub(crate) fn is_known_nowhere_else(network: &Network, address: &str) -> bool {
        let mut known = table::WELL_KNOWN.iter().filter(|row| row.is_at(address));
        let first = known.next();
        first.is_some_and(|row| row.network == *network) && known.next().is_none()
    }

    fn on<'a>(&'a self, network: &Network) -> impl Iterator<Item = &'a Asset> + Clone {
        self.rows.iter().filter(move |row| row.network == *network)
    }
}

impl Default for AssetTable {
    /// The well-known tokens. Costs nothing.
    fn default() -> Self {
        Self {
            rows: Cow::Borrowed(table::WELL_KNOWN),
        }
    }
}

/// The first token with exactly this symbol; else the first one that differs in case, unless
/// tokens that differ in case are of several symbols.
fn by_spelling<'a>(
    rows: impl Iterator<Item = &'a Asset> + Clone,
    symbol: &str,
) -> Option<&'a Asset> {
    let exact = rows.clone().find(|row| row.symbol == symbol);
    let mut similar = rows.filter(|row| row.symbol.eq_ignore_ascii_case(symbol));
    exact.or_else(|| {
        let first = similar.next()?;
        similar
            .all(|row| row.symbol == first.symbol)
            .then_some(first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE_USDC: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    const SOLANA_USDC: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    const EURC: &str = "0x60a3E35Cc302bFA44Cb288Bc5a4F316Fdb1adb42";

    fn base() -> Network {
        Network::eip155(8453)
    }

    fn eurc() -> Asset {
        Asset::erc20(base(), EURC, "EURC", 6)
            .and_then(|asset| asset.with_eip3009("EURC", "2"))
            .expect("EURC")
    }

    #[test]
    fn prices_become_amounts_of_a_token() {
        let table = AssetTable::default();
        for (network, price, symbol, amount) in [
            ("eip155:8453", "$0.01", "USDC", "10000"),
            ("eip155:8453", "0.01 USDC", "USDC", "10000"),
            ("eip155:8453", "0.01 USD", "USDC", "10000"),
            ("eip155:4326", "$0.01", "MegaUSD", "10000000000000000"),
            ("eip155:42220", "$1", "USDC", "1000000"),
            ("eip155:42220", "1 USAT", "USAT", "1000000"),
            ("eip155:14", "1 USDT0", "USDT0", "1000000"),
            ("eip155:14", "1 usdt0", "USDT0", "1000000"),
            ("eip155:8453", "5 cents", "USDC", "50000"),
            ("eip155:8453", "0.05 usd", "USDC", "50000"),
            ("eip155:8453", "0.05 usdc", "USDC", "50000"),
            (Network::solana_mainnet().as_str(), "$0.01", "USDC", "10000"),
            (
                Network::solana_mainnet().as_str(),
                "2 PYUSD",
                "PYUSD",
                "2000000",
            ),
            (
                Network::solana_devnet().as_str(),
                "2 USDG",
                "USDG",
                "2000000",
            ),
        ] {
            let network: Network = network.parse().expect(network);
            let price = Money::parse(price).expect(price);
            let (asset, units) = table.price(&network, &price).expect("a price");
            assert_eq!(
                (asset.symbol(), &*units.to_string()),
                (symbol, amount),
                "{price}"
            );
        }
    }

    #[test]
    fn prices_without_a_token_say_which_there_are() {
        let table = AssetTable::default();
        for (network, price, error) in [
            (
                42220,
                "1 FOO",
                "not a valid price: expected one of the tokens of eip155:42220: USDC, USDT, USAT, \
                 found \"1 FOO\"",
            ),
            (
                43113,
                "$1",
                "not a valid price: expected a network with a known token instead of \
                 eip155:43113, found \"1\"",
            ),
            (
                8453,
                "$0.0000001",
                "not a valid price: expected at most 6 decimal places, as the token has, \
                 found \"0.0000001\"",
            ),
        ] {
            let price = Money::parse(price).expect(price);
            let found = table.price(&Network::eip155(network), &price).unwrap_err();
            assert_eq!(found.to_string(), error);
        }
    }

    #[test]
    fn symbols_that_differ_in_case_are_told_apart() {
        let shadow = Asset::erc20(base(), EURC, "usdc", 6).expect("usdc");
        let table = AssetTable::default().with_asset(shadow);
        for (symbol, found) in [
            ("USDC", Some("USDC")),
            ("usdc", Some("usdc")),
            ("Usdc", None),
        ] {
            let asset = table.by_symbol(&base(), symbol);
            assert_eq!(asset.map(Asset::symbol), found, "{symbol}");
        }
    }

    #[test]
    fn a_limit_names_a_known_unit() {
        let table = AssetTable::default();
        for (limit, symbol) in [
            ("$0.05", None),
            ("0.05 usd", None),
            ("5 cents", None),
            ("0.05 usdc", Some("USDC")),
            ("0.05 megausd", Some("MegaUSD")),
        ] {
            let limit = Money::parse(limit).expect(limit);
            assert_eq!(table.limit_symbol(&limit), Ok(symbol), "{limit}");
        }
        let limit = Money::parse("0.05 DAI").expect("a price");
        let error = table.limit_symbol(&limit).unwrap_err().to_string();
        assert!(
            error.starts_with(
                "not a valid limit: expected `$0.05`, `0.05`, `0.05 USD`, `5 cents` or an amount \
                 of a token such as `0.05 USDC`; known tokens are CASH, MegaUSD, "
            ),
            "{error}"
        );
        assert!(error.ends_with(", found \"0.05 DAI\""), "{error}");
        assert!(AssetTable::empty().limit_symbol(&limit).is_err());
    }

    #[test]
    fn addresses_are_found_by_their_bytes() {
        let table = AssetTable::default();
        let hex = BASE_USDC.trim_start_matches("0x");
        for (address, is_found) in [
            (BASE_USDC.to_string(), true),
            (BASE_USDC.to_lowercase(), true),
            (format!("0x{}", hex.to_uppercase()), true),
            (BASE_USDC.to_uppercase(), false),
            (hex.to_string(), false),
            (EURC.to_string(), false),
        ] {
            let asset = table.by_address(&base(), &address);
            assert_eq!(asset.is_some(), is_found, "{address}");
            assert!(table.by_address(&Network::eip155(1), &address).is_none());
        }
        let mainnet = Network::solana_mainnet();
        assert!(table.by_address(&mainnet, SOLANA_USDC).is_some());
        assert!(
            table
                .by_address(&mainnet, &SOLANA_USDC.to_lowercase())
                .is_none()
        );
    }

    #[test]
    fn the_callers_tokens_win() {
        let default = AssetTable::default().default_for(&base()).cloned();

        let table = AssetTable::default().with_asset(eurc());
        assert_eq!(table.by_symbol(&base(), "EURC"), Some(&eurc()));
        assert_eq!(
            table.default_for(&base()),
            default.as_ref(),
            "not by the way"
        );

        let table = table.with_default(eurc());
        assert_eq!(table.default_for(&base()), Some(&eurc()));
        assert_eq!(table.rows().filter(|row| row.symbol() == "EURC").count(), 1);

        let renamed = Asset::erc20(base(), &BASE_USDC.to_lowercase(), "Dollar", 6).expect("USDC");
        let table = AssetTable::default().with_asset(renamed.clone());
        assert_eq!(table.default_for(&base()), Some(&renamed), "same address");
        assert_eq!(table.by_symbol(&base(), "USDC"), None);

        let other = Asset::erc20(base(), EURC, "USDC", 18).expect("other");
        let table = AssetTable::default().with_asset(other.clone());
        assert_eq!(table.default_for(&base()), Some(&other), "same symbol");
        assert_eq!(table.by_address(&base(), BASE_USDC), None);

        let only = AssetTable::empty().with_asset(eurc());
        assert_eq!(only.default_for(&base()), Some(&eurc()));
        assert_eq!(only.rows().count(), 1);
    }

    #[test]
    fn one_token_can_take_the_place_of_two() {
        let two = AssetTable::empty()
            .with_asset(Asset::erc20(base(), BASE_USDC, "USDC", 6).expect("USDC"))
            .with_asset(eurc());
        let both = Asset::erc20(base(), EURC, "USDC", 6).expect("both");
        assert_eq!(
            two.with_asset(both.clone()).rows().collect::<Vec<_>>(),
            [&both]
        );
    }
}
