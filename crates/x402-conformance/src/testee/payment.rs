//! Payments against offers: `verify` and `digest`.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_core::{
    Address, Error, ValueError, X402Version,
    any::{AnyPaymentPayload, AnyPaymentRequirements},
    chain::{DeclaredState, Facts, Query, Quorum},
    header::{self, PaymentHeader},
    scheme::{Context, Offer, OfferError, Policy, Refusal},
    svm::{
        self, Transaction,
        associated_token::associated_token_address,
        instruction::{TransferAccounts, TransferChecked},
        program::{TOKEN, TOKEN_2022},
    },
    timestamp::UnixTimestamp,
    verify::{self, Report, Verified},
};

use super::{Answer, read};
use crate::schema::Step;

/// A request about a payment, read: everything that a verdict depends on.
#[derive(Clone, Debug)]
pub struct PaymentRequest {
    offer: Offer,
    payment: AnyPaymentPayload,
    now: UnixTimestamp,
    policy: Policy,
    signers: Option<Vec<Address>>,
    state: DeclaredState,
}

/// The request's own members.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    #[serde(borrow)]
    payload_text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    payload_header: Option<Cow<'a, str>>,
    #[serde(borrow)]
    requirements: &'a RawValue,
    now: Option<u64>,
    signers: Option<Vec<String>>,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
    #[serde(borrow)]
    policy: Option<Cow<'a, str>>,
}

impl PaymentRequest {
    /// Reads the line of a `verify` request.
    ///
    /// # Errors
    ///
    /// What to answer instead of a verdict: the payment is malformed, the offer cannot be
    /// paid, the policy or the offer's scheme is not there, or the request is none.
    pub fn read(request: &str) -> Result<Self, Answer> {
        Self::read_at(request, None)
    }

    /// Reads a request line that may leave the moment to us.
    fn read_at(request: &str, now: Option<u64>) -> Result<Self, Answer> {
        let members: Members<'_> = read(request)?;
        let policy = match members.policy.as_deref() {
            None => Policy::strict(),
            Some(name) => Policy::by_name(name).ok_or(Answer::Unsupported)?,
        };
        let Some(now) = members.now.or(now) else {
            return Err(Answer::error("request: expected now, in Unix seconds"));
        };
        let now =
            UnixTimestamp::new(now).map_err(|error| Answer::error(format!("now: {error}")))?;
        let signers = members.signers.as_deref().map(read_signers).transpose()?;
        let offer = read_offer(members.requirements.get())?;
        let payment = members.payment(offer.version())?;
        let state = match members.state {
            None => DeclaredState::default(),
            Some(state) => DeclaredState::parse(state.get())
                .map_err(|error| Answer::error(error.to_string()))?,
        };
        Ok(Self {
            offer,
            payment,
            now,
            policy,
            signers,
            state,
        })
    }

    /// The verdict.
    ///
    /// # Errors
    ///
    /// As [`verify::verify`].
    pub fn verify(&self) -> Result<Verified, Refusal> {
        verify::verify(&self.payment, &self.offer, &self.context())
    }

    /// Every rule's outcome.
    #[must_use]
    pub fn examine(&self) -> Report {
        verify::examine(&self.payment, &self.offer, &self.context())
    }

    /// The payment.
    #[must_use]
    pub fn payment(&self) -> &AnyPaymentPayload {
        &self.payment
    }

    /// What to ask the payment's network.
    pub(super) fn queries(&self) -> Vec<Query> {
        verify::queries(&self.payment, &self.offer, &self.context())
    }

    /// The verdict, with what a node answered.
    pub(super) fn verify_with(&self, facts: &Facts) -> Result<Verified, Refusal> {
        let context = self.context().with_chain(facts, Quorum::of(1));
        verify::verify(&self.payment, &self.offer, &context)
    }

    fn context(&self) -> Context<'_> {
        let context = Context::new(self.now)
            .with_policy(&self.policy)
            .with_state(&self.state);
        match &self.signers {
            None => context,
            Some(signers) => context.with_signers(signers),
        }
    }
}

impl Members<'_> {
    /// The payment in the version that it was offered in.
    fn payment(&self, version: X402Version) -> Result<AnyPaymentPayload, Answer> {
        let payment = match (&self.payload, &self.payload_text, &self.payload_header) {
            (Some(payload), None, None) => AnyPaymentPayload::parse_as(version, payload.get()),
            (None, Some(text), None) => AnyPaymentPayload::parse_as(version, &**text),
            (None, None, Some(value)) => PaymentHeader::new(version, &**value).decode(),
            _ => {
                let expected = "request: expected one of payload, payload_text, payload_header";
                return Err(Answer::error(expected));
            }
        };
        payment.map_err(|error| Answer::from(&error))
    }
}

pub(super) fn read_offer(text: &str) -> Result<Offer, Answer> {
    let requirements =
        AnyPaymentRequirements::parse(text).map_err(|error| refuse_requirements(&error))?;
    Offer::parse_any(&requirements).map_err(|error| refuse_offer(&error))
}

/// Requirements that are not terms: the seller's error, which no payment can satisfy.
fn refuse_requirements(error: &Error) -> Answer {
    Answer::Reject {
        code: Some(error.code().as_str().to_owned()),
        wire_code: None,
        path: None,
        detail: format!("requirements: {error}"),
    }
}

/// Nothing pays an offer that cannot be paid: the seller's error, and never an acceptance.
fn refuse_offer(error: &OfferError) -> Answer {
    match error.pointer() {
        "/scheme" | "/network" => Answer::Unsupported,
        _ => Answer::Reject {
            code: None,
            wire_code: Some("invalid_payment_requirements".to_owned()),
            path: None,
            detail: error.to_string(),
        },
    }
}

fn read_signers(signers: &[String]) -> Result<Vec<Address>, Answer> {
    let signers: Result<_, _> = signers.iter().map(|text| text.parse()).collect();
    signers.map_err(|error: ValueError| Answer::error(format!("signers: {error}")))
}

pub(super) fn verify(request: &str) -> Result<Answer, Answer> {
    Ok(Answer::from(&PaymentRequest::read(request)?.verify()))
}

pub(super) fn digest(request: &str) -> Result<Answer, Answer> {
    // No intermediate value depends on the moment.
    let request = PaymentRequest::read_at(request, Some(0))?;
    let mut derived: BTreeMap<Step, Option<String>> = request
        .examine()
        .notes()
        .iter()
        .filter_map(|note| {
            let step = step_of(note.name)?;
            let nobody = step == Step::Recovered && note.value == "nobody";
            Some((step, (!nobody).then(|| note.value.clone())))
        })
        .collect();
    if let Some(accounts) = TokenAccounts::derive(&request) {
        let TokenAccounts {
            source,
            destination,
        } = accounts;
        derived.insert(Step::SourceTokenAccount, Some(source.to_string()));
        derived.insert(Step::DestinationTokenAccount, Some(destination.to_string()));
    }
    Ok(Answer::Digest { derived })
}

/// The associated token accounts of payer and payee: those that a payment should name,
/// whatever it does name.
struct TokenAccounts {
    source: svm::Address,
    destination: svm::Address,
}

impl TokenAccounts {
    /// None where the payment is no Solana transaction with a transfer.
    fn derive(request: &PaymentRequest) -> Option<Self> {
        let (mint, pay_to) = (
            request.offer.asset().as_svm()?,
            request.offer.pay_to().as_svm()?,
        );
        let text = request.payment.payload().get("transaction")?.as_str()?;
        let bytes = header::decode_base64(text, header::MAX_LENGTH).ok()?;
        let transaction = Transaction::parse(&bytes).ok()?;
        let transfer = transaction.instructions().find(|instruction| {
            let is_token = [TOKEN, TOKEN_2022].contains(&instruction.program());
            is_token && TransferChecked::from_data(instruction.data()).is_some()
        })?;
        let authority = TransferAccounts::from_indexes(transfer.account_indexes())?.authority;
        let payer = transaction.account_key(authority)?;
        let account = |owner| associated_token_address(owner, &transfer.program(), &mint);
        Some(Self {
            source: account(&payer)?.0,
            destination: account(&pay_to)?.0,
        })
    }
}

/// The step that a note of the core is about.
fn step_of(note: &str) -> Option<Step> {
    Some(match note {
        "domain_separator" => Step::DomainSeparator,
        "struct_hash" => Step::StructHash,
        "digest" => Step::SigningHash,
        "recovered" => Step::Recovered,
        "message_hash" => Step::MessageHash,
        _ => return None,
    })
}
