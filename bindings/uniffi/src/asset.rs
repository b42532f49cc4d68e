//! The tokens that are known by name.

use std::sync::Arc;

use x402_core::{asset, money::Money};

use crate::{
    error::ValueError,
    mirror::mirror,
    value::{amount, digits, network},
};

mirror! {
    /// How a payment moves an EVM token.
    TransferMethod = asset::TransferMethod;
    /// `transferWithAuthorization` of the token itself (EIP-3009).
    Eip3009,
    /// A transfer that the Permit2 contract makes with the payer's allowance.
    Permit2,
    /// A transfer out of the payer's delegation (ERC-7710).
    Erc7710,
}

mirror! {
    /// The program that owns a Solana token's mint and its accounts.
    TokenProgram = asset::TokenProgram;
    /// The first token program.
    Token,
    /// The token program with extensions, such as transfer fees.
    Token2022,
}

/// A token's EIP-712 domain, as far as it does not follow from its address.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Eip712Name {
    /// The domain's name, such as `USD Coin`.
    pub name: String,
    /// The domain's version, such as `2`.
    pub version: String,
}

/// A token on one network, and how payments in it are signed.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Asset {
    /// The network: its name, such as `base`, or its CAIP-2 name.
    pub network: String,
    /// The token's contract, on Solana its mint.
    pub address: String,
    /// Its symbol, such as `USDC`.
    pub symbol: String,
    /// How many decimal places one token has.
    pub decimals: u8,
    /// EVM: its EIP-712 domain, where it is known.
    #[uniffi(default = None)]
    pub eip712: Option<Eip712Name>,
    /// EVM: how payments move it; by Permit2 if not said.
    #[uniffi(default = None)]
    pub transfer_method: Option<TransferMethod>,
    /// EVM: whether it takes signed approvals (EIP-2612).
    #[uniffi(default = false)]
    pub supports_eip2612: bool,
    /// Solana: the program that owns its mint; the first token program if not said.
    #[uniffi(default = None)]
    pub token_program: Option<TokenProgram>,
}

impl From<&asset::Asset> for Asset {
    fn from(asset: &asset::Asset) -> Self {
        Self {
            network: asset.network().to_string(),
            address: asset.address().to_owned(),
            symbol: asset.symbol().to_owned(),
            decimals: asset.decimals(),
            eip712: asset.eip712().map(|(name, version)| Eip712Name {
                name: name.to_owned(),
                version: version.to_owned(),
            }),
            transfer_method: asset.transfer_method().map(Into::into),
            supports_eip2612: asset.supports_eip2612(),
            token_program: asset.token_program().map(Into::into),
        }
    }
}

impl Asset {
    fn read(&self) -> Result<asset::Asset, ValueError> {
        let network = network(&self.network)?;
        let token = asset::Asset::new(network, &self.address, &self.symbol, self.decimals)?;
        if let Some(program) = self.token_program {
            return Ok(token.with_token_program(program.into())?);
        }
        Ok(match (&self.eip712, self.transfer_method) {
            (Some(domain), Some(TransferMethod::Eip3009)) => {
                token.with_eip3009(&domain.name, &domain.version)?
            }
            (Some(domain), _) if self.supports_eip2612 => {
                token.with_eip2612(&domain.name, &domain.version)?
            }
            _ => token,
        })
    }
}

#[uniffi::export]
impl Asset {
    /// An amount of atomic units for people, such as `0.01 USDC`.
    pub fn display(&self, amount: String) -> Result<String, ValueError> {
        Ok(self.read()?.display(self::amount(&amount)?))
    }
}

/// A price in atomic units of a token.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct PricedAsset {
    /// The token.
    pub asset: Asset,
    /// How much, in atomic units: decimal digits.
    pub amount: String,
}

/// The tokens that are known by name: the well-known ones and the caller's own.
#[derive(Debug, Default, uniffi::Object)]
pub struct AssetTable(pub(crate) asset::AssetTable);

#[uniffi::export]
impl AssetTable {
    /// The well-known tokens.
    #[uniffi::constructor]
    pub fn new() -> Self {
        Self::default()
    }

    /// No token.
    #[uniffi::constructor]
    pub fn empty() -> Self {
        Self(asset::AssetTable::empty())
    }

    /// The same table with this token too.
    pub fn with_asset(&self, asset: Asset) -> Result<Arc<Self>, ValueError> {
        Ok(Arc::new(Self(self.0.clone().with_asset(asset.read()?))))
    }

    /// The same table with this token as its network's default.
    pub fn with_default(&self, asset: Asset) -> Result<Arc<Self>, ValueError> {
        Ok(Arc::new(Self(self.0.clone().with_default(asset.read()?))))
    }

    /// All tokens.
    pub fn rows(&self) -> Vec<Asset> {
        self.0.rows().map(Into::into).collect()
    }

    /// The token that a price in dollars is paid in on this network.
    pub fn default_for(&self, network: String) -> Result<Option<Asset>, ValueError> {
        Ok(self
            .0
            .default_for(&self::network(&network)?)
            .map(Into::into))
    }

    /// The token of this symbol.
    pub fn by_symbol(&self, network: String, symbol: String) -> Result<Option<Asset>, ValueError> {
        Ok(self
            .0
            .by_symbol(&self::network(&network)?, &symbol)
            .map(Into::into))
    }

    /// The token at this address.
    pub fn by_address(
        &self,
        network: String,
        address: String,
    ) -> Result<Option<Asset>, ValueError> {
        Ok(self
            .0
            .by_address(&self::network(&network)?, &address)
            .map(Into::into))
    }

    /// A price as people write it, such as `$0.01` or `0.01 USDC`, in units of the network's token.
    pub fn price(&self, network: String, price: String) -> Result<PricedAsset, ValueError> {
        let money = Money::parse(&price)?;
        let (asset, amount) = self.0.price(&self::network(&network)?, &money)?;
        Ok(PricedAsset {
            asset: asset.into(),
            amount: digits(amount),
        })
    }
}
