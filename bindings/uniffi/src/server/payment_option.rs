//! One way to be paid, as a seller says it.

use x402_core::{asset, money::Money, server};

use crate::{
    asset::{AssetTable, TransferMethod},
    error::{OfferError, ValueError},
    message::{PaymentRequirements, ResourceInfo},
    v1::PaymentRequirementsV1,
    value::{amount, network, parse},
};

/// How much is charged.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum Price {
    /// So many atomic units of the token.
    Amount {
        /// Decimal digits.
        units: String,
    },
    /// A price as people write it, which must be a whole number of atomic units.
    Money {
        /// Such as `$0.01` or `0.01 USDC`.
        text: String,
    },
}

/// One way to be paid: a price on a network, and to whom it goes.
///
/// It becomes an entry of a bill with the help of an `AssetTable`, which knows the tokens. A token
/// that the table does not know is added to the table first.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct PaymentOption {
    /// The network: its name, such as `base`, or its CAIP-2 name.
    pub network: String,
    /// How much is charged.
    pub price: Price,
    /// Who is paid.
    pub pay_to: String,
    /// The token to be paid in, by its address or its symbol; else the one that the price names,
    /// else the network's default.
    #[uniffi(default = None)]
    pub asset: Option<String>,
    /// How long, in seconds, the payment may take to complete; 300 if not said.
    #[uniffi(default = None)]
    pub max_timeout_seconds: Option<u64>,
    /// How the token is transferred on an EVM chain, if not as the table says.
    #[uniffi(default = None)]
    pub transfer_method: Option<TransferMethod>,
    /// Who pays Solana's transaction fee: one of the facilitator's accounts. Solana needs it.
    #[uniffi(default = None)]
    pub fee_payer: Option<String>,
    /// What the payer must write into the transaction's memo on Solana: at most 256 bytes.
    #[uniffi(default = None)]
    pub memo: Option<String>,
}

impl PaymentOption {
    pub(super) fn read(&self) -> Result<server::PaymentOption, ValueError> {
        let network = network(&self.network)?;
        let price: server::Price = match &self.price {
            Price::Amount { units } => amount(units)?.into(),
            Price::Money { text } => Money::parse(text)?.into(),
        };
        let mut option = server::PaymentOption::new(network, price, &self.pay_to);
        if let Some(asset) = &self.asset {
            option = option.with_asset(asset);
        }
        if let Some(seconds) = self.max_timeout_seconds {
            option = option.with_max_timeout_seconds(seconds);
        }
        if let Some(method) = self.transfer_method {
            option = option.with_transfer_method(method.into());
        }
        if let Some(fee_payer) = &self.fee_payer {
            option = option.with_fee_payer(parse(fee_payer)?);
        }
        if let Some(memo) = &self.memo {
            option = option.with_memo(memo);
        }
        Ok(option)
    }
}

/// The entry of a version 2 bill that an option is; without a table, by the well-known tokens.
#[uniffi::export(default(table = None))]
pub fn to_requirements(
    option: &PaymentOption,
    table: Option<std::sync::Arc<AssetTable>>,
) -> Result<PaymentRequirements, OfferError> {
    let requirements = option
        .read()?
        .to_requirements(&table_of(table.as_deref()))?;
    Ok((&requirements).into())
}

/// The entry of a version 1 bill for a resource that an option is.
#[uniffi::export(default(table = None))]
pub fn to_requirements_v1(
    option: &PaymentOption,
    resource: &ResourceInfo,
    table: Option<std::sync::Arc<AssetTable>>,
) -> Result<PaymentRequirementsV1, OfferError> {
    let (option, table) = (option.read()?, table_of(table.as_deref()));
    Ok((&option.to_requirements_v1(&table, &resource.read()?)?).into())
}

/// The table that was given, else the well-known tokens.
pub(super) fn table_of(table: Option<&AssetTable>) -> asset::AssetTable {
    table.map_or_else(asset::AssetTable::default, |table| table.0.clone())
}
