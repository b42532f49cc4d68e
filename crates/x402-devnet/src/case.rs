//! A case: a payment with its terms and the chain's state, and what the core decides about it.

use std::{borrow::Cow, str::FromStr};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json, value::RawValue};
use x402_conformance::{
    Suite,
    schema::{Input, Op},
    testee::{Answer, PaymentRequest},
};
use x402_core::{
    any::{AnyPaymentRequirements, SettleRequest},
    network::{Family, Network},
    scheme::{Offer, Refusal},
    verify::Verified,
};

use crate::{
    Result,
    error::Error,
    state::{ChainState, State},
};

/// A payment, its terms and the chain's state.
#[derive(Clone, Debug)]
pub struct Case {
    /// The vector's id; for a mutation also its number.
    pub name: String,
    /// The request, as a testee gets it.
    pub line: String,
    /// The current time, in Unix seconds.
    pub now: u64,
}

/// What the core decides about a payment.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The payment is verified.
    Accepted(Box<Verified>),
    /// Only the chain can prove the signature.
    Undecided,
    /// The payment is refused, with this code.
    Refused(String),
}

/// The members of a request that set a chain up. The core's reader is not used: what it refuses
/// is of interest here.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    payload_text: Option<Cow<'a, str>>,
    payload_header: Option<Cow<'a, str>>,
    #[serde(borrow)]
    requirements: &'a RawValue,
    state: Option<State>,
    #[serde(borrow)]
    policy: Option<&'a RawValue>,
}

impl Case {
    /// Every vector about a payment.
    #[must_use]
    pub fn of_suite(suite: &Suite) -> Vec<Self> {
        #[derive(Serialize)]
        struct Line<'a> {
            id: &'a str,
            op: &'a str,
            now: u64,
            #[serde(skip_serializing_if = "Option::is_none")]
            state: Option<&'a RawValue>,
            #[serde(flatten)]
            input: &'a Input,
        }
        let payments = suite
            .vectors()
            .filter(|(_, vector)| vector.op == Op::Verify);
        let cases = payments.filter_map(|(group, vector)| {
            let now = vector.now.or(group.defaults.now)?;
            let line = Line {
                id: &vector.id,
                op: vector.op.as_str(),
                now,
                state: vector.state.as_deref(),
                input: &vector.input,
            };
            Some(Self {
                name: vector.id.clone(),
                line: serde_json::to_string(&line).ok()?,
                now,
            })
        });
        cases.collect()
    }

    /// The payments of published clients, one a line, as `generate/published_clients` of the
    /// vectors prints them.
    ///
    /// # Errors
    ///
    /// A line is not one.
    pub fn of_clients(lines: &str) -> Result<Vec<Self>> {
        let cases = lines.lines().map(|line| {
            let payment: Json = serde_json::from_str(line)?;
            let text = |name: &str| payment.get(name).and_then(Json::as_str);
            let now = payment.get("now").and_then(Json::as_u64);
            let parts = (text("package"), text("version"), text("name"), now);
            let (Some(package), Some(version), Some(name), Some(now)) = parts else {
                return Err(Error::new(format!("not a client's payment: {line}")));
            };
            let request = json!({
                "id": name,
                "op": Op::Verify.as_str(),
                "now": now,
                "payload_header": payment.get("header"),
                "requirements": payment.get("requirements"),
            });
            Ok(Self {
                name: format!("{package} {version}, {name}"),
                line: request.to_string(),
                now,
            })
        });
        cases.collect()
    }

    /// What the core decides.
    ///
    /// # Errors
    ///
    /// The case is not one: the reference testee cannot read it.
    pub fn verdict(&self) -> Result<Verdict> {
        let request = match PaymentRequest::read(&self.line) {
            Ok(request) => request,
            Err(Answer::Reject { code, .. }) => {
                return Ok(Verdict::Refused(code.unwrap_or_else(|| "offer".to_owned())));
            }
            Err(Answer::Unsupported) => return Ok(Verdict::Refused("offer".to_owned())),
            Err(other) => return Err(Error::new(format!("{}: {other:?}", self.name))),
        };
        Ok(match request.verify() {
            Ok(verified) => Verdict::Accepted(Box::new(verified)),
            Err(Refusal::Malformed(error)) => Verdict::Refused(error.code().as_str().to_owned()),
            Err(Refusal::Rejected(rejection)) => Verdict::Refused(rejection.code().to_owned()),
            Err(Refusal::Undecided(_)) => Verdict::Undecided,
        })
    }

    fn members(&self) -> Result<Members<'_>> {
        serde_json::from_str(&self.line).map_err(|error| Error::from(error).of(&self.name))
    }

    /// Whether the payment is given as JSON, and not as a text or a header.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let members = self.members();
        members.is_ok_and(|members| members.payload.is_some())
    }

    /// Whether the payment is to be verified by the strict rules.
    #[must_use]
    pub fn has_default_policy(&self) -> bool {
        let members = self.members();
        members.is_ok_and(|members| members.policy.is_none())
    }

    /// The seller's terms; `None` where they are not usable.
    ///
    /// # Errors
    ///
    /// The case is not JSON.
    pub fn offer(&self) -> Result<Option<Offer>> {
        let requirements = AnyPaymentRequirements::parse(self.members()?.requirements.get());
        Ok(requirements
            .ok()
            .and_then(|terms| Offer::parse_any(&terms).ok()))
    }

    /// The scheme's own part of the payment as sent, by a reader of JSON that is not the core's.
    ///
    /// # Errors
    ///
    /// The case is not JSON.
    pub fn payload(&self) -> Result<Option<Json>> {
        self.member("payload")
    }

    /// The extensions that came with the payment.
    ///
    /// # Errors
    ///
    /// The case is not JSON.
    pub fn extensions(&self) -> Result<Option<Json>> {
        self.member("extensions")
    }

    fn member(&self, name: &str) -> Result<Option<Json>> {
        let message = self.message()?;
        Ok(message.and_then(|mut message| message.get_mut(name).map(Json::take)))
    }

    fn message(&self) -> Result<Option<Json>> {
        let members = self.members()?;
        let text = match (
            &members.payload,
            &members.payload_text,
            &members.payload_header,
        ) {
            (Some(payload), ..) => payload.get().to_owned(),
            (None, Some(text), _) => text.to_string(),
            (None, None, Some(header)) => {
                let bytes = BASE64_STANDARD
                    .decode(header.as_bytes())
                    .unwrap_or_default();
                String::from_utf8_lossy(&bytes).into_owned()
            }
            (None, None, None) => return Ok(None),
        };
        Ok(serde_json::from_str(&text).ok())
    }

    /// The request to a facilitator that settles the payment; `None` where it is not one.
    ///
    /// # Errors
    ///
    /// The case is not JSON.
    pub fn settle_request(&self) -> Result<Option<SettleRequest>> {
        let Some(payment) = self.message()? else {
            return Ok(None);
        };
        let body = json!({
            "x402Version": payment.get("x402Version"),
            "paymentPayload": payment,
            "paymentRequirements": self.members()?.requirements,
        });
        Ok(SettleRequest::parse(body.to_string()).ok())
    }

    /// What the case states about the offer's network.
    ///
    /// # Errors
    ///
    /// The case is not JSON.
    pub fn state(&self, network: &Network) -> Result<ChainState> {
        let state = self.members()?.state.unwrap_or_default();
        Ok(state
            .networks
            .get(network.as_str())
            .cloned()
            .unwrap_or_default())
    }

    /// The family of the offer's network; that of the spelling where the offer is not usable.
    #[must_use]
    pub fn is_of(&self, family: Family) -> bool {
        match self.offer() {
            Ok(Some(offer)) => offer.network().family() == Some(family),
            _ => family == Family::Evm,
        }
    }
}

/// Reads a member that is text.
#[must_use]
pub fn text<T: FromStr>(object: &Json, name: &str) -> Option<T> {
    object.get(name)?.as_str()?.parse().ok()
}
