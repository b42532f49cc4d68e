//! The tokens that are known by name.

mod form;
mod lookup;
mod table;
mod token_program;
mod transfer_method;

pub use lookup::AssetTable;
pub use token_program::TokenProgram;
pub use transfer_method::TransferMethod;

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};

use self::form::{Eip712, EvmForm, Form, NOUN};
use crate::{
    address::Address,
    amount::Amount,
    money::{Money, named_token},
    network::Network,
    value_error::ValueError,
};

/// A token on one network, and how payments in it are signed.
///
/// # The EIP-712 name
///
/// A signature over [`eip712`](Self::eip712)'s name and version is bound to these exact texts,
/// and a token contract has but one of each. They differ between tokens that people take for one:
/// USDC calls itself `USD Coin` on Base and `USDC` on Base Sepolia, and Flare's USDT0 has a
/// tugrik sign in `USD₮0`. Take them from the row of the network, never from the symbol.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Asset {
    network: Network,
    address: Cow<'static, str>,
    symbol: Cow<'static, str>,
    decimals: u8,
    form: Form,
}

impl Asset {
    /// A token on a network of any family, paid as every token of that family can be paid: by
    /// Permit2 on an EVM chain, by the first token program on Solana.
    ///
    /// Say [`with_eip3009`](Self::with_eip3009), [`with_eip2612`](Self::with_eip2612) or
    /// [`with_token_program`](Self::with_token_program) if the token is another.
    ///
    /// ```
    /// use x402_core::{asset::Asset, network::Network};
    ///
    /// let eurc = "0x60a3E35Cc302bFA44Cb288Bc5a4F316Fdb1adb42";
    /// let asset = Asset::new(Network::eip155(8453), eurc, "EURC", 6)?.with_eip3009("EURC", "2")?;
    /// assert_eq!(asset.eip712(), Some(("EURC", "2")));
    /// # Ok::<(), x402_core::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The network is of no known family; the address is not `0x` and 40 hexadecimal digits or is
    /// of mixed case and fails its EIP-55 checksum, on Solana it is not base58 of 32 bytes; or the
    /// symbol is not a symbol, or is `USD`.
    pub fn new(
        network: Network,
        address: &str,
        symbol: &str,
        decimals: u8,
    ) -> Result<Self, ValueError> {
        let Some(family) = network.family() else {
            let expected = "a network of a known family";
            return Err(ValueError::new(NOUN, expected, network.as_str()));
        };
        Self::of_form(network, address, symbol, decimals, Form::plain(family))
    }

    /// A token contract on an EVM chain, paid by Permit2, which every ERC-20 token allows.
    ///
    /// Say [`with_eip3009`](Self::with_eip3009) or [`with_eip2612`](Self::with_eip2612) if the
    /// contract can do more.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new), and the network is not an EVM chain.
    pub fn erc20(
        network: Network,
        address: &str,
        symbol: &str,
        decimals: u8,
    ) -> Result<Self, ValueError> {
        let form = Form::Evm(EvmForm::PLAIN);
        Self::of_form(network, address, symbol, decimals, form)
    }

    /// A mint on Solana.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new), and the network is not of Solana.
    pub fn spl(
        network: Network,
        mint: &str,
        symbol: &str,
        decimals: u8,
        token_program: TokenProgram,
    ) -> Result<Self, ValueError> {
        let form = Form::Svm(token_program);
        Self::of_form(network, mint, symbol, decimals, form)
    }

    fn of_form(
        network: Network,
        address: &str,
        symbol: &str,
        decimals: u8,
        form: Form,
    ) -> Result<Self, ValueError> {
        form.fits(&network)?;
        let address = Address::parse(form.family(), address)?;
        Ok(Self {
            address: Cow::Owned(address.to_string()),
            symbol: token_symbol(symbol)?,
            network,
            decimals,
            form,
        })
    }

    /// The token is paid by `transferWithAuthorization` (EIP-3009), under these names of its
    /// EIP-712 domain.
    ///
    /// # Errors
    ///
    /// The token is not on an EVM chain, or a name is empty.
    pub fn with_eip3009(self, name: &str, version: &str) -> Result<Self, ValueError> {
        self.with_form(Form::Evm(EvmForm {
            eip712: Some(Eip712::new(name, version)?),
            transfer_method: TransferMethod::Eip3009,
            supports_eip2612: false,
        }))
    }

    /// The token is paid by Permit2, and its allowance can be signed too (EIP-2612), under these
    /// names of its EIP-712 domain.
    ///
    /// # Errors
    ///
    /// The token is not on an EVM chain, or a name is empty.
    pub fn with_eip2612(self, name: &str, version: &str) -> Result<Self, ValueError> {
        self.with_form(Form::Evm(EvmForm {
            eip712: Some(Eip712::new(name, version)?),
            transfer_method: TransferMethod::Permit2,
            supports_eip2612: true,
        }))
    }

    /// The token's mint is owned by this program.
    ///
    /// # Errors
    ///
    /// The token is not on Solana.
    pub fn with_token_program(self, token_program: TokenProgram) -> Result<Self, ValueError> {
        self.with_form(Form::Svm(token_program))
    }

    fn with_form(self, form: Form) -> Result<Self, ValueError> {
        form.fits(&self.network)?;
        Ok(Self { form, ..self })
    }

    /// Where the token is.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The contract's address in EIP-55 spelling, or the mint in base58.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What people call it, such as `USDC`; unique on its network within a table.
    #[must_use]
    pub fn symbol(&self) -> &str {
        &self.symbol
    }

    /// How many decimal places the token has: one unit is 10^-decimals.
    #[must_use]
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// The name and version in the contract's EIP-712 domain, where they are known.
    #[must_use]
    pub fn eip712(&self) -> Option<(&str, &str)> {
        let Eip712 { name, version, .. } = self.form.evm()?.eip712.as_ref()?;
        Some((name, version))
    }

    /// Whether the contract's EIP-712 names are known and stay as they are: a bridged token may be
    /// renamed when its issuer takes it over.
    pub(crate) fn has_stable_eip712(&self) -> bool {
        let names = self.form.evm().and_then(|form| form.eip712.as_ref());
        names.is_some_and(|names| names.is_stable)
    }

    /// The name and version that an offer states in its `extra`: those that a payer signs under.
    ///
    /// That is the domain's for EIP-3009 and for Permit2 with EIP-2612, and none otherwise:
    /// Permit2 signs under a domain of its own.
    #[must_use]
    pub fn offered_eip712(&self) -> Option<(&str, &str)> {
        match self.transfer_method()? {
            TransferMethod::Eip3009 => self.eip712(),
            TransferMethod::Permit2 if self.supports_eip2612() => self.eip712(),
            TransferMethod::Permit2 | TransferMethod::Erc7710 => None,
        }
    }

    /// How payments are transferred on an EVM chain.
    #[must_use]
    pub fn transfer_method(&self) -> Option<TransferMethod> {
        self.form.evm().map(|form| form.transfer_method)
    }

    /// Whether an allowance for Permit2 can be signed instead of sent (EIP-2612).
    #[must_use]
    pub fn supports_eip2612(&self) -> bool {
        self.form.evm().is_some_and(|form| form.supports_eip2612)
    }

    /// The program that owns the mint on Solana.
    #[must_use]
    pub fn token_program(&self) -> Option<TokenProgram> {
        self.form.token_program()
    }

    /// So many atomic units as people read them, such as `0.01 USDC`.
    #[must_use]
    pub fn display(&self, amount: Amount) -> String {
        format!(
            "{} {}",
            Money::from_amount(amount, self.decimals),
            self.symbol
        )
    }

    /// Whether the text is this token's address, in any spelling of its family.
    fn is_at(&self, address: &str) -> bool {
        self.form.family().same_spelling(&self.address, address)
    }

    /// Whether a table must not hold both.
    fn collides_with(&self, other: &Self) -> bool {
        self.network == other.network && (self.symbol == other.symbol || self.is_at(&other.address))
    }
}

fn token_symbol(symbol: &str) -> Result<Cow<'static, str>, ValueError> {
    match named_token(symbol)? {
        Some(symbol) => Ok(Cow::Owned(String::from(symbol))),
        None => Err(ValueError::new(
            NOUN,
            "a symbol that names one token",
            symbol,
        )),
    }
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
    fn usdc_has_not_one_eip712_name() {
        let table = AssetTable::default();
        for (chain_id, name) in [
            (1, "USD Coin"),
            (137, "USD Coin"),
            (8453, "USD Coin"),
            (42161, "USD Coin"),
            (43114, "USD Coin"),
            (143, "USDC"),
            (42220, "USDC"),
            (84532, "USDC"),
        ] {
            let asset = table
                .by_symbol(&Network::eip155(chain_id), "USDC")
                .expect("USDC");
            assert_eq!(asset.offered_eip712(), Some((name, "2")), "{chain_id}");
        }
    }

    #[test]
    fn names_are_offered_where_they_are_signed() {
        let table = AssetTable::default();
        for (chain_id, method, eip2612, offered) in [
            (
                8453,
                TransferMethod::Eip3009,
                false,
                Some(("USD Coin", "2")),
            ),
            (
                14,
                TransferMethod::Eip3009,
                false,
                Some(("USD\u{20ae}0", "1")),
            ),
            (
                31612,
                TransferMethod::Permit2,
                true,
                Some(("Mezo USD", "1")),
            ),
            (38833, TransferMethod::Permit2, false, None),
        ] {
            let network = Network::eip155(chain_id);
            let asset = table.default_for(&network).expect("a default");
            assert_eq!(asset.transfer_method(), Some(method), "{chain_id}");
            assert_eq!(asset.supports_eip2612(), eip2612, "{chain_id}");
            assert_eq!(asset.offered_eip712(), offered, "{chain_id}");
            assert!(asset.eip712().is_some() && asset.token_program().is_none());
        }
        for (symbol, program) in [
            ("USDC", TokenProgram::Token),
            ("USDT", TokenProgram::Token),
            ("USDG", TokenProgram::Token2022),
            ("CASH", TokenProgram::Token2022),
        ] {
            let mainnet = Network::solana_mainnet();
            let asset = table.by_symbol(&mainnet, symbol).expect(symbol);
            assert_eq!(asset.token_program(), Some(program), "{symbol}");
            assert_eq!((asset.transfer_method(), asset.eip712()), (None, None));
            assert!(!asset.supports_eip2612());
        }
    }

    #[test]
    fn a_token_has_the_form_of_its_networks_family() {
        let solana = Network::solana_mainnet;
        for (asset, own) in [
            (
                Asset::new(base(), BASE_USDC, "USDC", 6),
                Asset::erc20(base(), BASE_USDC, "USDC", 6),
            ),
            (
                Asset::new(solana(), SOLANA_USDC, "USDC", 6),
                Asset::spl(solana(), SOLANA_USDC, "USDC", 6, TokenProgram::Token),
            ),
            (
                Asset::new(solana(), SOLANA_USDC, "USDC", 6)
                    .and_then(|asset| asset.with_token_program(TokenProgram::Token2022)),
                Asset::spl(solana(), SOLANA_USDC, "USDC", 6, TokenProgram::Token2022),
            ),
        ] {
            assert_eq!(asset.expect("a token"), own.expect("a token"));
        }
    }

    #[test]
    fn tokens_are_checked() {
        let erc20 = |network, address: &str, symbol| Asset::erc20(network, address, symbol, 6);
        let spl = |network, mint| Asset::spl(network, mint, "USDC", 6, TokenProgram::Token);
        let solana = Network::solana_mainnet;
        let one_letter_off = BASE_USDC.replace('f', "F");
        for (asset, expected) in [
            (erc20(solana(), BASE_USDC, "USDC"), "an `eip155` network"),
            (erc20(base(), SOLANA_USDC, "USDC"), "`0x` and 40 hex digits"),
            (erc20(base(), "0x8335", "USDC"), "`0x` and 40 hex digits"),
            (
                erc20(base(), &BASE_USDC.replace("0x", "0X"), "USDC"),
                "`0x` and 40 hex digits",
            ),
            (
                erc20(
                    base(),
                    &BASE_USDC.to_lowercase().replace("0x", "0x0x"),
                    "USDC",
                ),
                "`0x` and 40 hex digits",
            ),
            (
                erc20(base(), &one_letter_off, "USDC"),
                "lower case throughout or the checksum",
            ),
            (erc20(base(), BASE_USDC, ""), "a letter followed by"),
            (erc20(base(), BASE_USDC, "US DC"), "a letter followed by"),
            (
                erc20(base(), BASE_USDC, "USD"),
                "a symbol that names one token",
            ),
            (eurc().with_eip2612("", "2"), "an EIP-712 name"),
            (eurc().with_eip3009("EURC", ""), "an EIP-712 name"),
            (spl(base(), SOLANA_USDC), "a `solana` network"),
            (spl(solana(), BASE_USDC), "32 bytes in base58"),
            (spl(solana(), "1111"), "32 bytes in base58"),
            (spl(solana(), &SOLANA_USDC.repeat(2)), "32 bytes in base58"),
            (
                spl(solana(), SOLANA_USDC).and_then(|asset| asset.with_eip3009("USDC", "2")),
                "an `eip155` network",
            ),
            (
                eurc().with_token_program(TokenProgram::Token),
                "a `solana` network",
            ),
            (
                Asset::new("tvm:-239".parse().unwrap(), BASE_USDC, "USDC", 6),
                "a network of a known family",
            ),
            (
                Asset::new(solana(), BASE_USDC, "USDC", 6),
                "32 bytes in base58",
            ),
        ] {
            let error = asset.expect_err(expected);
            assert!(error.expected().starts_with(expected), "{error}");
        }
        for address in [
            BASE_USDC.to_lowercase(),
            BASE_USDC.to_uppercase().replace("0X", "0x"),
        ] {
            let asset = erc20(base(), &address, "USDC").expect(&address);
            assert_eq!(asset.address(), BASE_USDC, "spelled as EIP-55 does");
        }
    }

    #[test]
    fn amounts_are_shown_with_their_symbol() {
        assert_eq!(eurc().display(Amount::from(10_000_u64)), "0.01 EURC");
    }
}
