//! One way to be paid, as a seller says it.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{
    ValueError,
    address::Address,
    amount::Amount,
    asset::{Asset, AssetTable, TransferMethod},
    message::{PaymentRequirements, ResourceInfo, Text},
    money::Money,
    network::Network,
    scheme::{Offer, OfferError, extra::ExtraRequest, mechanism},
    svm, v1,
    value_error::excerpt,
};

/// One way to be paid: a price on a network, and to whom it goes.
///
/// It becomes an entry of a bill with the help of an [`AssetTable`], which knows the tokens:
/// their decimals, their EIP-712 names, how they are transferred. A token that the table does
/// not know is added to the table first.
///
/// ```
/// use x402_core::{asset::AssetTable, money::Money, network::Network, server::PaymentOption};
///
/// let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// let option = PaymentOption::new(Network::eip155(84532), Money::parse("$0.01")?, pay_to);
/// let requirements = option.to_requirements(&AssetTable::default())?;
/// assert_eq!(requirements.amount.to_string(), "10000");
/// assert_eq!(requirements.max_timeout_seconds, 300);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentOption {
    network: Network,
    price: Price,
    pay_to: String,
    asset: Option<String>,
    max_timeout_seconds: u64,
    extra: ExtraRequest,
}

/// How much is charged.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Price {
    /// So many atomic units of the token.
    Amount(Amount),
    /// A price as people write it, which must be a whole number of atomic units.
    Money(Money),
}

impl From<Amount> for Price {
    fn from(amount: Amount) -> Self {
        Self::Amount(amount)
    }
}

impl From<Money> for Price {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

impl PaymentOption {
    /// How long a payment may take to complete if nothing else is said: 300 seconds.
    pub const DEFAULT_MAX_TIMEOUT_SECONDS: u64 = 300;

    /// A price to be paid by the scheme `exact`, within
    /// [`DEFAULT_MAX_TIMEOUT_SECONDS`](Self::DEFAULT_MAX_TIMEOUT_SECONDS), in the token that the price
    /// names or else the network's default, transferred as that token is transferred.
    #[must_use]
    pub fn new(network: Network, price: impl Into<Price>, pay_to: &str) -> Self {
        Self {
            network,
            price: price.into(),
            pay_to: pay_to.to_string(),
            asset: None,
            max_timeout_seconds: Self::DEFAULT_MAX_TIMEOUT_SECONDS,
            extra: ExtraRequest::default(),
        }
    }

    /// The token to be paid in, by its address or its symbol.
    #[must_use]
    pub fn with_asset(self, asset: &str) -> Self {
        let asset = Some(asset.to_string());
        Self { asset, ..self }
    }

    /// Who pays Solana's transaction fee: one of the facilitator's own accounts. Solana needs it.
    #[must_use]
    pub fn with_fee_payer(mut self, fee_payer: svm::Address) -> Self {
        self.extra.fee_payer = Some(fee_payer);
        self
    }

    /// Where it is paid.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// How much is charged.
    #[must_use]
    pub fn price(&self) -> &Price {
        &self.price
    }

    /// Who is paid, as the seller wrote it.
    #[must_use]
    pub fn pay_to(&self) -> &str {
        &self.pay_to
    }

    /// Who pays Solana's transaction fee, where the seller or the facilitator has named it.
    #[must_use]
    pub fn fee_payer(&self) -> Option<svm::Address> {
        self.extra.fee_payer
    }

    /// How long, in seconds, the payment may take to complete.
    #[must_use]
    pub fn with_max_timeout_seconds(self, max_timeout_seconds: u64) -> Self {
        Self {
            max_timeout_seconds,
            ..self
        }
    }

    /// What the payer must write into the transaction's memo on Solana: at most 256 bytes.
    #[must_use]
    pub fn with_memo(mut self, memo: &str) -> Self {
        self.extra.memo = Some(memo.to_string());
        self
    }

    /// How the token is transferred on an EVM chain, if not as the table says.
    #[must_use]
    pub fn with_transfer_method(mut self, transfer_method: TransferMethod) -> Self {
        self.extra.transfer_method = Some(transfer_method);
        self
    }

    /// The entry of a version 2 bill.
    ///
    /// `amount` is in atomic units, addresses are in their canonical spelling, and `extra` has
    /// what the transfer method needs: `name` and `version` of the token's EIP-712 domain,
    /// `assetTransferMethod` unless it is `eip3009`, `feePayer` and `memo` on Solana.
    ///
    /// # Errors
    ///
    /// The seller's mistake: the network has no such token, the price has more decimal places
    /// than the token, an address is none or fails its checksum, the token cannot be
    /// transferred so, or what its network needs is missing.
    pub fn to_requirements(&self, table: &AssetTable) -> Result<PaymentRequirements, OfferError> {
        let (asset, amount) = self.priced(table)?;
        if amount == Amount::ZERO {
            let expected = "a price above 0: what costs nothing is not offered";
            return Err(OfferError::new("/amount", expected, "0"));
        }
        let extra = mechanism::extra(&self.network, asset, &self.extra)?;
        let mut requirements = PaymentRequirements::new(
            text("/scheme", mechanism::PRICED)?,
            self.network.clone(),
            amount,
            text("/asset", asset.address())?,
            text("/payTo", &self.canonical_pay_to()?)?,
            self.max_timeout_seconds,
        );
        requirements.extra = (!extra.is_empty()).then_some(extra);
        Offer::parse(&requirements)?;
        Ok(requirements)
    }

    /// The entry of a version 1 bill for this resource.
    ///
    /// # Errors
    ///
    /// Those of [`to_requirements`](Self::to_requirements); the network has no version 1 name, or
    /// the transfer method is one that version 1 does not have.
    pub fn to_requirements_v1(
        &self,
        table: &AssetTable,
        resource: &ResourceInfo,
    ) -> Result<v1::PaymentRequirements, OfferError> {
        let v2 = self.to_requirements(table)?;
        let name = v1::NetworkName::of(&v2.network).ok_or_else(|| {
            let expected = "a network that version 1 has a name for";
            OfferError::new("/network", expected, excerpt(v2.network.as_str()))
        })?;
        mechanism::check_version_1(v2.extra.as_ref())?;
        let mut requirements = v1::PaymentRequirements::new(
            v2.scheme,
            text("/network", name.as_str())?,
            v2.amount,
            v2.asset,
            v2.pay_to,
            resource.url.as_str().to_string(),
            v2.max_timeout_seconds,
        );
        // Version 1 requires both texts; an empty one says nothing.
        requirements.description = Some(resource.description.clone().unwrap_or_default());
        requirements.mime_type = Some(resource.mime_type.clone().unwrap_or_default());
        requirements.extra = v2.extra;
        Offer::parse_v1(&requirements)?;
        Ok(requirements)
    }

    /// The token, and the price in its atomic units.
    fn priced<'t>(&self, table: &'t AssetTable) -> Result<(&'t Asset, Amount), OfferError> {
        let amount_error = |error: ValueError| OfferError::value("/amount", &error);
        let asset = match (&self.asset, &self.price) {
            (None, Price::Money(money)) => {
                return table.price(&self.network, money).map_err(amount_error);
            }
            (None, Price::Amount(_)) => table.default_for(&self.network),
            (Some(asset), _) => self.named_asset(table, asset)?,
        };
        let asset = asset.ok_or_else(|| {
            let expected = format!("a token that the asset table has on {}", self.network);
            let found = self.asset.as_deref();
            OfferError::new("/asset", expected, found.map_or("none".into(), excerpt))
        })?;
        let amount = match &self.price {
            Price::Amount(amount) => *amount,
            Price::Money(money) => {
                if let Some(symbol) = money.symbol().filter(|symbol| *symbol != asset.symbol()) {
                    let expected = format!("a price in {}", asset.symbol());
                    return Err(OfferError::new("/amount", expected, excerpt(symbol)));
                }
                money.to_amount(asset.decimals()).map_err(amount_error)?
            }
        };
        Ok((asset, amount))
    }

    fn named_asset<'t>(
        &self,
        table: &'t AssetTable,
        asset: &str,
    ) -> Result<Option<&'t Asset>, OfferError> {
        if let Some(family) = self.network.family().filter(|family| family.claims(asset)) {
            Address::parse(family, asset).map_err(|error| OfferError::value("/asset", &error))?;
        }
        let by_address = table.by_address(&self.network, asset);
        Ok(by_address.or_else(|| table.by_symbol(&self.network, asset)))
    }

    /// The payee as clients of every language read it: on EVM chains with the EIP-55 checksum.
    fn canonical_pay_to(&self) -> Result<String, OfferError> {
        let Some(family) = self.network.family() else {
            return Ok(self.pay_to.clone());
        };
        let pay_to = Address::parse(family, &self.pay_to);
        let pay_to = pay_to.map_err(|error| OfferError::value("/payTo", &error))?;
        Ok(pay_to.to_string())
    }
}

fn text(pointer: &'static str, text: &str) -> Result<Text, OfferError> {
    text.parse()
        .map_err(|error| OfferError::value(pointer, &error))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    const PAY_TO_SVM: &str = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse";

    fn dollars(network: u64, price: &str) -> PaymentOption {
        let price = Money::parse(price).unwrap();
        PaymentOption::new(Network::eip155(network), price, PAY_TO)
    }

    fn solana(price: &str) -> PaymentOption {
        let price = Money::parse(price).unwrap();
        PaymentOption::new(Network::solana_devnet(), price, PAY_TO_SVM)
    }

    fn fee_payer() -> svm::Address {
        "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"
            .parse()
            .unwrap()
    }

    #[test]
    fn entries() {
        for (option, expected) in [
            (
                dollars(84532, "$0.01"),
                r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":300,"extra":{"name":"USDC","version":"2"}}"#,
            ),
            (
                dollars(42220, "0.5 USDT").with_max_timeout_seconds(60),
                r#"{"scheme":"exact","network":"eip155:42220","amount":"500000","asset":"0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"name":"Tether USD","version":"1"}}"#,
            ),
            (
                dollars(42220, "$0.5").with_asset("USDT"),
                r#"{"scheme":"exact","network":"eip155:42220","amount":"500000","asset":"0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":300,"extra":{"name":"Tether USD","version":"1"}}"#,
            ),
            (
                PaymentOption::new(
                    Network::eip155(8453),
                    Amount::from(7_u64),
                    &PAY_TO.to_lowercase(),
                )
                .with_asset("0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"),
                r#"{"scheme":"exact","network":"eip155:8453","amount":"7","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":300,"extra":{"name":"USD Coin","version":"2"}}"#,
            ),
            // An EIP-3009 token by Permit2 states no names: Permit2 has a domain of its own.
            (
                dollars(84532, "1").with_transfer_method(TransferMethod::Permit2),
                r#"{"scheme":"exact","network":"eip155:84532","amount":"1000000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":300,"extra":{"assetTransferMethod":"permit2"}}"#,
            ),
            (
                dollars(31611, "1"),
                r#"{"scheme":"exact","network":"eip155:31611","amount":"1000000000000000000","asset":"0x118917a40FAF1CD7a13dB0Ef56C86De7973Ac503","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":300,"extra":{"assetTransferMethod":"permit2","name":"Mezo USD","version":"1"}}"#,
            ),
            (
                solana("$0.01")
                    .with_fee_payer(fee_payer())
                    .with_memo("order-42"),
                r#"{"scheme":"exact","network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1","amount":"10000","asset":"4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU","payTo":"GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse","maxTimeoutSeconds":300,"extra":{"feePayer":"9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu","memo":"order-42"}}"#,
            ),
        ] {
            let requirements = option.to_requirements(&AssetTable::default()).unwrap();
            assert_eq!(requirements.to_string(), expected);
        }
    }

    #[test]
    fn version_1_has_its_own_names() {
        let resource = ResourceInfo::new("https://api.example.com/weather".parse().unwrap());
        let entry = dollars(84532, "$0.01")
            .to_requirements_v1(&AssetTable::default(), &resource)
            .unwrap();
        assert_eq!(
            entry.to_string(),
            r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/weather","description":"","mimeType":"","maxTimeoutSeconds":300,"extra":{"name":"USDC","version":"2"}}"#
        );
        for (option, pointer) in [
            (dollars(42161, "$0.01"), "/network"),
            (
                dollars(84532, "$1").with_transfer_method(TransferMethod::Permit2),
                "/extra/assetTransferMethod",
            ),
        ] {
            let table = AssetTable::default();
            let error = option.to_requirements_v1(&table, &resource).unwrap_err();
            assert_eq!(error.pointer(), pointer, "{error}");
        }
    }

    #[test]
    fn sellers_mistakes() {
        let wrong_checksum = PAY_TO.replace("Bc6", "bc6");
        let base = Network::eip155(84532);
        let one = Money::parse("$1").unwrap();
        for (option, pointer) in [
            (
                PaymentOption::new(base.clone(), one.clone(), &wrong_checksum),
                "/payTo",
            ),
            (
                PaymentOption::new(base.clone(), one.clone(), "0x"),
                "/payTo",
            ),
            (
                PaymentOption::new(base, one, "0x0000000000000000000000000000000000000000"),
                "/payTo",
            ),
            (dollars(84532, "$0.0000001"), "/amount"),
            (dollars(84532, "1 FOO"), "/amount"),
            (dollars(84532, "1 USDT").with_asset("USDC"), "/amount"),
            (dollars(84532, "$1").with_asset("FOO"), "/asset"),
            (
                dollars(84532, "$1").with_asset("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
                "/asset",
            ),
            (
                dollars(84532, "$1").with_asset("0x036cbD53842c5426634e7929541eC2318f3dCF7e"),
                "/asset",
            ),
            (dollars(43113, "$1"), "/amount"),
            (
                PaymentOption::new(Network::eip155(43113), Amount::from(1_u64), PAY_TO),
                "/asset",
            ),
            (
                dollars(31611, "$1").with_transfer_method(TransferMethod::Eip3009),
                "/extra/assetTransferMethod",
            ),
            (dollars(84532, "$1").with_memo("m"), "/extra/memo"),
            (
                dollars(84532, "$1").with_fee_payer(fee_payer()),
                "/extra/feePayer",
            ),
            (solana("$1"), "/extra/feePayer"),
            (
                solana("$1")
                    .with_fee_payer(fee_payer())
                    .with_memo(&"m".repeat(257)),
                "/extra/memo",
            ),
            (
                solana("$1").with_transfer_method(TransferMethod::Permit2),
                "/extra/assetTransferMethod",
            ),
        ] {
            let error = option.to_requirements(&AssetTable::default()).unwrap_err();
            assert_eq!(error.pointer(), pointer, "{option:?}: {error}");
        }
    }
}
