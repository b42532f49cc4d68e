//! What a resource costs, written once.

use std::sync::Arc;

use x402_core::server;

use super::{PaymentOption, payment_option::table_of};
use crate::{
    asset::AssetTable,
    error::OfferError,
    message::{PaymentRequired, ResourceInfo},
    scheme::Offer,
    v1::PaymentRequiredV1,
};

/// What a resource costs: the ways to pay, read as offers and encoded for the 402 once.
///
/// Version 2 is always offered; version 1 beside it on request.
#[derive(Debug, uniffi::Object)]
pub struct Bill(pub(crate) server::Bill);

/// A bill, in one record.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct BillFacts {
    /// The message that goes into `PAYMENT-REQUIRED`.
    pub required: PaymentRequired,
    /// The value of `PAYMENT-REQUIRED`.
    pub header: String,
    /// The message that goes into the body for version 1, where it is offered.
    pub required_v1: Option<PaymentRequiredV1>,
    /// The body for version 1, where it is offered.
    pub body_v1: Option<String>,
}

#[uniffi::export]
impl Bill {
    /// The bill that this message is. Without an `error`, it says `Payment required`.
    #[uniffi::constructor]
    pub fn from_message(required: &PaymentRequired) -> Result<Self, OfferError> {
        Ok(Self(server::Bill::from_message(required.read()?)?))
    }

    /// The bill for these options; a mistake says in which entry it is.
    #[uniffi::constructor(default(table = None))]
    pub fn from_options(
        options: Vec<PaymentOption>,
        resource: &ResourceInfo,
        table: Option<Arc<AssetTable>>,
    ) -> Result<Self, OfferError> {
        let (options, table) = (read(&options)?, table_of(table.as_deref()));
        Ok(Self(server::Bill::from_options(
            &options,
            resource.read()?,
            &table,
        )?))
    }

    /// The same bill, to be paid in version 1 too.
    pub fn with_v1_message(&self, required: &PaymentRequiredV1) -> Result<Arc<Self>, OfferError> {
        let bill = self.0.clone().with_v1_message(required.read()?)?;
        Ok(Arc::new(Self(bill)))
    }

    /// The same bill, to be paid by these options in version 1 too.
    #[uniffi::method(default(table = None))]
    pub fn with_v1_options(
        &self,
        options: Vec<PaymentOption>,
        table: Option<Arc<AssetTable>>,
    ) -> Result<Arc<Self>, OfferError> {
        let (options, table) = (read(&options)?, table_of(table.as_deref()));
        let bill = self.0.clone().with_v1_options(&options, &table)?;
        Ok(Arc::new(Self(bill)))
    }

    /// The same bill, which takes an id of a payment (`payment-identifier`): a repeated payment gets
    /// the first response again. `required`: a payment without an id is answered 400.
    pub fn with_payment_identifier(&self, required: bool) -> Result<Arc<Self>, OfferError> {
        let bill = self.0.clone().with_payment_identifier(required)?;
        Ok(Arc::new(Self(bill)))
    }

    /// The bill, in one call.
    pub fn facts(&self) -> BillFacts {
        let Self(bill) = self;
        BillFacts {
            required: bill.required().into(),
            header: bill.header().to_owned(),
            required_v1: bill.required_v1().map(Into::into),
            body_v1: bill.body_v1().map(str::to_owned),
        }
    }

    /// The ways to pay in version 2, in the order of `accepts`.
    pub fn offers(&self) -> Vec<Arc<Offer>> {
        let offers = self.0.offers().iter().cloned();
        offers.map(|offer| Arc::new(Offer(offer))).collect()
    }

    /// The ways to pay in version 1, in the order of `accepts`; none unless it is offered.
    pub fn offers_v1(&self) -> Vec<Arc<Offer>> {
        let offers = self.0.offers_v1().iter().cloned();
        offers.map(|offer| Arc::new(Offer(offer))).collect()
    }

    /// The value of `PAYMENT-REQUIRED` with another `error`.
    pub fn header_with_error(&self, error: String) -> String {
        self.0.header_with_error(&error)
    }

    /// The body for version 1 with another `error`, where it is offered.
    pub fn body_v1_with_error(&self, error: String) -> Option<String> {
        self.0.body_v1_with_error(&error)
    }
}

fn read(options: &[PaymentOption]) -> Result<Vec<server::PaymentOption>, OfferError> {
    let options: Result<Vec<_>, _> = options.iter().map(PaymentOption::read).collect();
    Ok(options?)
}
