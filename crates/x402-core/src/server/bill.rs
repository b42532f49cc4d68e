//! What a resource costs, written once.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{BillWarning, PaymentFlow, PaymentOption};
use crate::{
    any::{AnyPaymentPayload, PaymentRequiredRef, Submission},
    asset::AssetTable,
    chain::Query,
    error::{Error, Position},
    extension::{Bazaar, PaymentIdentifier, check_extensions},
    header::{self, PaymentHeader},
    json::{Json, Object},
    message::{NonEmpty, PaymentRequired, PaymentRequirements, ResourceInfo},
    network::Network,
    scheme::{Context, Offer, OfferError, Refusal, mechanism},
    v1,
    verify::{Verified, matching},
    version::X402Version,
};

/// What a resource costs: the ways to pay, read as [`Offer`]s and encoded for the 402 once.
///
/// Version 2 is always offered; version 1 beside it on request.
///
/// ```
/// use x402_core::{asset::AssetTable, message::ResourceInfo, money::Money, network::Network};
/// use x402_core::server::{Bill, PaymentOption};
///
/// let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// let options = [PaymentOption::new(Network::eip155(84532), Money::parse("$0.01")?, pay_to)];
/// let resource = ResourceInfo::new("https://api.example.com/weather".parse()?);
/// let bill = Bill::from_options(&options, resource, &AssetTable::default())?;
/// assert_eq!(bill.offers().len(), 1);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bill {
    required: PaymentRequired,
    offers: Vec<Offer>,
    header: String,
    v1: Option<BillV1>,
}

#[derive(Clone, Debug)]
struct BillV1 {
    required: v1::PaymentRequired,
    offers: Vec<Offer>,
    body: String,
}

impl Bill {
    /// The bill that this message is. Without an `error`, it says `Payment required`.
    ///
    /// # Errors
    ///
    /// No payment could ever satisfy one of `accepts`, or the message is deeper, longer or has more
    /// values than clients read; the pointer says where.
    pub fn from_message(mut required: PaymentRequired) -> Result<Self, OfferError> {
        let offers = read_offers(&required.accepts, Offer::parse)?;
        check_payment_identifier(&required)?;
        required
            .error
            .get_or_insert_with(|| PAYMENT_REQUIRED.into());
        // A route may declare its flow in each entry.
        let longest = declared(&required, PaymentFlow::Upfront);
        within_limits(header::encode_payment_required(&longest))?;
        let header = within_limits(header::encode_payment_required(&required))?;
        Ok(Self {
            header,
            required,
            offers,
            v1: None,
        })
    }

    /// The bill for these options.
    ///
    /// # Errors
    ///
    /// There is no option, one is the seller's mistake, or two are the same; the pointer says which.
    pub fn from_options(
        options: &[PaymentOption],
        resource: ResourceInfo,
        table: &AssetTable,
    ) -> Result<Self, OfferError> {
        let accepts = read_all(options, |option| option.to_requirements(table))?;
        check_distinct(&accepts)?;
        let mut required = PaymentRequired::new(non_empty(accepts)?);
        required.resource = Some(resource);
        Self::from_message(required)
    }

    /// The same bill, which advertises this extension in version 2. One of the same name is replaced.
    ///
    /// # Errors
    ///
    /// The extension is the seller's mistake, or the message is deeper, longer or has more values
    /// than clients read; the pointer says where.
    pub fn with_extension(
        self,
        name: impl Into<String>,
        extension: Json<'static>,
    ) -> Result<Self, OfferError> {
        let mut required = self.required;
        let extensions = required.extensions.get_or_insert_with(Object::new);
        let name = name.into();
        let is_bazaar = name == Bazaar::NAME;
        extensions.insert(name, extension);
        if is_bazaar {
            // A facilitator would not list the resource, and some would not settle the payment.
            Bazaar::read(required.extensions.as_ref()).map_err(|error| malformed(&error))?;
        }
        let bill = Self::from_message(required)?;
        Ok(Self {
            v1: self.v1,
            ..bill
        })
    }

    /// The same bill, which takes an id with a payment, so that a repeated payment gets the first
    /// response again: see [`Exchange::with_responses`](super::Exchange::with_responses).
    ///
    /// With `required`, a payment without an id is answered 400.
    ///
    /// # Errors
    ///
    /// Those of [`with_extension`](Self::with_extension).
    pub fn with_payment_identifier(self, required: bool) -> Result<Self, OfferError> {
        let advertised = PaymentIdentifier::advertised(required);
        self.with_extension(PaymentIdentifier::NAME, advertised.to_json())
    }

    /// The same bill, whose resource can be found: a facilitator that settles a payment for it learns
    /// what the resource takes and gives.
    ///
    /// # Errors
    ///
    /// Those of [`with_extension`](Self::with_extension).
    pub fn with_bazaar(self, bazaar: &Bazaar) -> Result<Self, OfferError> {
        self.with_extension(Bazaar::NAME, bazaar.to_json())
    }

    /// The same bill, to be paid in version 1 too.
    ///
    /// # Errors
    ///
    /// No payment could ever satisfy one of `accepts`, or the message is deeper or has more values
    /// than clients read; the pointer says where.
    pub fn with_v1_message(self, mut required: v1::PaymentRequired) -> Result<Self, OfferError> {
        let offers = read_offers(&required.accepts, Offer::parse_v1)?;
        required
            .error
            .get_or_insert_with(|| PAYMENT_REQUIRED.into());
        within_limits(required.check_limits())?;
        let v1 = Some(BillV1 {
            body: required.to_string(),
            required,
            offers,
        });
        Ok(Self { v1, ..self })
    }

    /// The same bill, to be paid by these options in version 1 too.
    ///
    /// # Errors
    ///
    /// There is no option, the bill names no resource, or an option is the seller's mistake or
    /// none that version 1 has.
    pub fn with_v1_options(
        self,
        options: &[PaymentOption],
        table: &AssetTable,
    ) -> Result<Self, OfferError> {
        let resource = self.required.resource.as_ref().ok_or_else(|| {
            OfferError::new("/resource", "a resource, which version 1 names", "none")
        })?;
        let accepts = read_all(options, |option| option.to_requirements_v1(table, resource))?;
        self.with_v1_message(v1::PaymentRequired::new(non_empty(accepts)?))
    }

    /// The same bill, whose entries declare this flow as `extra.paymentFlow`.
    ///
    /// The protocol's default, `authorization`, is declared by no member. The offers stay as they
    /// are: a payment that does not repeat the member is as good.
    pub(super) fn declaring(self, flow: PaymentFlow) -> Self {
        let required = declared(&self.required, flow);
        let header = header::encode(&required);
        Self {
            required,
            header,
            ..self
        }
    }

    /// The ways to pay in version 2, in the order of `accepts`.
    #[must_use]
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// The ways to pay in version 1, in the order of `accepts`; none unless it is offered.
    #[must_use]
    pub fn offers_v1(&self) -> &[Offer] {
        self.v1.as_ref().map_or(&[], |v1| &v1.offers)
    }

    /// Decodes a payment header, and verifies the payment against the offers that it may be for and
    /// its extensions against those that the bill advertises.
    ///
    /// The number is the place of the offer that is paid: in [`offers_v1`](Self::offers_v1) for a
    /// payment of version 1, otherwise in [`offers`](Self::offers).
    ///
    /// # Errors
    ///
    /// Those of [`verify_any`](crate::verify::verify_any) and of
    /// [`check_extensions`](crate::extension::check_extensions); [`Refusal::Malformed`] if the value
    /// is not a payment of the header's version.
    ///
    /// # Examples
    ///
    /// ```
    /// use x402_core::header::{PaymentHeader, encode_base64};
    /// use x402_core::{message::PaymentRequired, scheme::Context};
    /// use x402_core::{server::Bill, timestamp::UnixTimestamp};
    ///
    /// let accepted = r#"{
    ///     "scheme": "exact", "network": "eip155:84532", "amount": "10000",
    ///     "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    ///     "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    ///     "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"}
    /// }"#;
    /// let required = format!(r#"{{"x402Version": 2, "accepts": [{accepted}]}}"#);
    /// let bill = Bill::from_message(PaymentRequired::parse(required)?)?;
    ///
    /// // The specification's own payment, section 5.2.
    /// let payment = format!(r#"{{"x402Version": 2, "accepted": {accepted}, "payload": {{
    ///     "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
    ///     "authorization": {{
    ///         "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
    ///         "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    ///         "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
    ///         "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    ///     }}
    /// }}}}"#);
    /// let value = encode_base64(payment);
    ///
    /// let context = Context::new(UnixTimestamp::new(1_740_672_100)?);
    /// let header = PaymentHeader::PaymentSignature(value.as_bytes());
    /// let (index, verified) = bill.verify(&header, &context)?;
    /// assert_eq!(index, 0);
    /// assert_eq!(verified.payer().to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn verify(
        &self,
        payment: &PaymentHeader<'_>,
        context: &Context<'_>,
    ) -> Result<(usize, Verified), Refusal> {
        let payment = payment.decode()?;
        self.verify_payment(&payment, context)
            .map_err(|(_, refusal)| refusal)
    }

    /// Verifies a payment; a refusal comes with the place of its offer.
    pub(super) fn verify_payment(
        &self,
        payment: &AnyPaymentPayload,
        context: &Context<'_>,
    ) -> Result<(usize, Verified), (usize, Refusal)> {
        let offers = self.offers_of(payment.version());
        let candidates = matching::candidates(&payment.into(), offers)?;
        if let AnyPaymentPayload::V2(payment) = payment {
            check_extensions(self.required.extensions.as_ref(), payment)
                .map_err(|rejection| (0, rejection.into()))?;
        }
        matching::verify_candidates(payment.into(), offers, &candidates, context)
    }

    /// What the network of a refused payment's offer has to be asked before the rules can be
    /// applied to it.
    pub(super) fn first_queries(
        &self,
        index: usize,
        refusal: &Refusal,
        payment: &AnyPaymentPayload,
        context: &Context<'_>,
    ) -> Option<(Network, Vec<Query>)> {
        let offer = self.offers_of(payment.version()).get(index)?;
        let Refusal::Rejected(rejection) = refusal else {
            return None;
        };
        let queries = mechanism::first_queries(rejection, &payment.into(), offer, context);
        (!queries.is_empty()).then(|| (offer.network().clone(), queries))
    }

    /// The ways to pay in this version.
    pub(super) fn offers_of(&self, version: X402Version) -> &[Offer] {
        match version {
            X402Version::V1 => self.offers_v1(),
            X402Version::V2 => self.offers(),
        }
    }

    /// The message that goes into `PAYMENT-REQUIRED`.
    #[must_use]
    pub fn required(&self) -> &PaymentRequired {
        &self.required
    }

    /// The message that goes into the body for version 1, where it is offered.
    #[must_use]
    pub fn required_v1(&self) -> Option<&v1::PaymentRequired> {
        self.v1.as_ref().map(|v1| &v1.required)
    }

    /// What is allowed in it, and refused by some facilitators, verifiers or payers.
    #[must_use]
    pub fn warnings(&self) -> Vec<BillWarning> {
        BillWarning::of(PaymentRequiredRef::V2(&self.required))
    }

    /// The value of `PAYMENT-REQUIRED`.
    #[must_use]
    pub fn header(&self) -> &str {
        &self.header
    }

    /// The value of `PAYMENT-REQUIRED` with another `error`.
    #[must_use]
    pub fn header_with_error(&self, error: &str) -> String {
        let mut required = self.required.clone();
        required.error = Some(error.into());
        header::encode(&required)
    }

    /// The body for version 1, where it is offered.
    #[must_use]
    pub fn body_v1(&self) -> Option<&str> {
        self.v1.as_ref().map(|v1| v1.body.as_str())
    }

    /// The body for version 1 with another `error`, where it is offered.
    #[must_use]
    pub fn body_v1_with_error(&self, error: &str) -> Option<String> {
        let mut required = self.required_v1()?.clone();
        required.error = Some(error.into());
        Some(required.to_string())
    }
}

/// An id of the seller's own could only be repeated by every payer.
fn check_payment_identifier(required: &PaymentRequired) -> Result<(), OfferError> {
    let found = PaymentIdentifier::read(required.extensions.as_ref());
    let Some(id) = found
        .map_err(|error| malformed(&error))?
        .and_then(|it| it.id)
    else {
        return Ok(());
    };
    let pointer = "/extensions/payment-identifier/info/id";
    Err(OfferError::new(
        pointer,
        "no id: it is the payer's",
        id.to_string(),
    ))
}

fn declared(required: &PaymentRequired, flow: PaymentFlow) -> PaymentRequired {
    let mut required = required.clone();
    for entry in required.accepts.iter_mut() {
        match flow {
            PaymentFlow::Authorization => {
                if let Some(extra) = &mut entry.extra {
                    extra.remove(PAYMENT_FLOW);
                }
            }
            PaymentFlow::Upfront => {
                let extra = entry.extra.get_or_insert_with(Object::new);
                extra.insert(PAYMENT_FLOW, flow.as_str());
            }
        }
    }
    required
}

const PAYMENT_FLOW: &str = "paymentFlow";

/// The offer that a facilitator's requirements were made of: without the declared flow, which a
/// payment need not repeat.
pub(super) fn offer_of(submission: &Submission) -> Result<Offer, OfferError> {
    match submission {
        Submission::V1 {
            payment_requirements,
            ..
        } => Offer::parse_v1(payment_requirements),
        Submission::V2 {
            payment_requirements,
            ..
        } => {
            let mut requirements = payment_requirements.clone();
            if let Some(extra) = &mut requirements.extra {
                extra.remove(PAYMENT_FLOW);
            }
            Offer::parse(&requirements)
        }
    }
}

/// Reads a list of a seller's; a mistake says in which entry of `accepts` it is.
fn read_all<T, U>(
    entries: &[T],
    read: impl Fn(&T) -> Result<U, OfferError>,
) -> Result<Vec<U>, OfferError> {
    let entries = entries.iter().enumerate();
    entries
        .map(|(index, entry)| {
            read(entry).map_err(|error| error.within(&format!("/accepts/{index}")))
        })
        .collect()
}

/// The offers of a message's entries. One that cannot be read is the seller's mistake: clients skip
/// it.
fn read_offers<T>(
    entries: &NonEmpty<T>,
    read: impl Fn(&T) -> Result<Offer, OfferError>,
) -> Result<Vec<Offer>, OfferError> {
    if let Some(unread) = entries.unread().first() {
        return Err(malformed(unread.error()));
    }
    read_all(entries, read)
}

/// The same way to pay twice is a mistake: a network that is named in two ways.
fn check_distinct(accepts: &[PaymentRequirements]) -> Result<(), OfferError> {
    let mut seen = BTreeSet::new();
    for (index, entry) in accepts.iter().enumerate() {
        if !seen.insert(entry.to_string()) {
            let expected = "a network, token or payee that no other option has";
            let found = format!("{} a second time", entry.network);
            return Err(OfferError::new(
                format!("/accepts/{index}/network"),
                expected,
                found,
            ));
        }
    }
    Ok(())
}

/// A bill that no client can read is the seller's mistake.
fn within_limits<T>(checked: Result<T, Error>) -> Result<T, OfferError> {
    checked.map_err(|error| malformed(&error))
}

fn malformed(error: &Error) -> OfferError {
    let pointer = match error.position() {
        Position::Pointer(pointer) => pointer.clone(),
        _ => String::new(),
    };
    OfferError::new(pointer, error.expected().to_string(), error.found())
}

fn non_empty<T>(entries: Vec<T>) -> Result<NonEmpty<T>, OfferError> {
    NonEmpty::new(entries).map_err(|error| OfferError::value("/accepts", &error))
}

/// What a bill says unless it says something else; both official SDKs say so.
const PAYMENT_REQUIRED: &str = "Payment required";
