//! The ways to pay, and in which order things happen.

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use super::{
    finding::{EndpointFinding, EndpointSubject, FindingLevel},
    no_response::NoResponse,
    probe::ProbeResponse,
};
use crate::{
    any::AnyPaymentRequired,
    asset::AssetTable,
    error::Error,
    header,
    json::Json,
    scheme::Offer,
    server::{BillWarning, BillWarningKind},
    v1,
    value_error::excerpt,
};

/// The terms of a response, and what can be paid.
pub(super) struct Terms {
    /// The messages: of version 2, of version 1, or both.
    pub(super) required: Vec<AnyPaymentRequired>,
    /// What could be paid, with the place in `accepts`.
    pub(super) offers: Vec<(usize, Offer)>,
}

/// Reads the terms; without a response that has some, there is a problem instead.
pub(super) fn read(
    response: Result<&ProbeResponse, NoResponse>,
    findings: &mut Vec<EndpointFinding>,
) -> Option<Terms> {
    let mut problem = |text: String| {
        let (subject, level) = (EndpointSubject::Terms, FindingLevel::Problem);
        findings.push(EndpointFinding::new(subject, level, text));
        None
    };
    let response = match response {
        Ok(response) => response,
        Err(reason) => return problem(format!("expected 402, found {}", reason.found())),
    };
    if response.status != 402 {
        let status = response.status;
        return problem(match (response.location(), status) {
            (Some(location), _) => format!(
                "expected 402, found {status} to {}: name that URL, as not every client follows",
                excerpt(&location)
            ),
            (None, 200..=299) => {
                format!("expected 402, found {status}: the resource is served without a payment")
            }
            (None, 405) => "expected 402, found 405: name the method that is paid for".into(),
            _ => format!("expected 402, found {status}"),
        });
    }
    let mut required = Vec::new();
    for message in [of_header(response), of_body(response)] {
        match message {
            Ok(message) => required.extend(message),
            Err(error) => return problem(format!("the terms cannot be read: {error}")),
        }
    }
    if required.is_empty() {
        let text = "expected the header PAYMENT-REQUIRED (version 2) or a message of version 1 in \
                    the body, found neither";
        return problem(text.into());
    }
    let offers = offers(&required, findings);
    Some(Terms { required, offers })
}

/// The terms of version 2.
fn of_header(response: &ProbeResponse) -> Result<Option<AnyPaymentRequired>, Error> {
    let values: Vec<&str> = response.values("payment-required").collect();
    let Some(value) = header::single("payment-required", &values)? else {
        return Ok(None);
    };
    header::decode_payment_required(value).map(|it| Some(it.into()))
}

/// The terms of version 1, if the body is one of its messages.
fn of_body(response: &ProbeResponse) -> Result<Option<AnyPaymentRequired>, Error> {
    let Ok(body) = Json::parse(&response.body) else {
        return Ok(None);
    };
    let members = body.as_object();
    let version = members.and_then(|it| it.get("x402Version")?.as_number()?.to_u64());
    if version != Some(1) {
        return Ok(None);
    }
    v1::PaymentRequired::parse(&response.body).map(|it| Some(it.into()))
}

fn offers(
    required: &[AnyPaymentRequired],
    findings: &mut Vec<EndpointFinding>,
) -> Vec<(usize, Offer)> {
    let (mut offers, mut wrong) = (Vec::new(), Vec::new());
    for message in required {
        let (version, read): (_, Vec<Result<Offer, String>>) = match message {
            AnyPaymentRequired::V1(message) => {
                let entries = message.accepts.all();
                let read = entries.map(|entry| match entry {
                    Ok(entry) => Offer::parse_v1(entry).map_err(|error| error.to_string()),
                    Err(unread) => Err(unread.error().to_string()),
                });
                (1, read.collect())
            }
            AnyPaymentRequired::V2(message) => {
                let entries = message.accepts.all();
                let read = entries.map(|entry| match entry {
                    Ok(entry) => Offer::parse(entry).map_err(|error| error.to_string()),
                    Err(unread) => Err(unread.error().to_string()),
                });
                (2, read.collect())
            }
        };
        for (index, entry) in read.into_iter().enumerate() {
            match entry {
                Ok(offer) => offers.push((index, offer)),
                Err(error) => wrong.push(format!("version {version}, entry {index}: {error}")),
            }
        }
    }
    let level = if offers.is_empty() {
        FindingLevel::Problem
    } else {
        FindingLevel::Warning
    };
    let table = AssetTable::default();
    let mut add = |level, text| {
        findings.push(EndpointFinding::new(EndpointSubject::Terms, level, text));
    };
    for (index, offer) in &offers {
        add(FindingLevel::Good, described(*index, offer, &table));
    }
    for text in wrong {
        add(level, text);
    }
    for message in required {
        for warning in BillWarning::of(message.into()) {
            if !is_of_a_list(&warning) {
                add(FindingLevel::Warning, warning.to_string());
            }
        }
    }
    for (_, offer) in &offers {
        let finding = flow(offer);
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    offers
}

/// Whether only those who list the resource mind.
fn is_of_a_list(warning: &BillWarning) -> bool {
    let kind = warning.kind();
    matches!(
        kind,
        BillWarningKind::DescriptionLength | BillWarningKind::ServiceMetadata
    )
}

fn described(index: usize, offer: &Offer, table: &AssetTable) -> String {
    let (network, asset) = (offer.network(), offer.asset().to_string());
    let price = match table.by_address(network, &asset) {
        Some(asset) => asset.display(offer.amount()),
        None => format!("{} atomic units of {asset}", offer.amount()),
    };
    let name = network
        .name()
        .map_or_else(|| network.to_string(), Into::into);
    let (version, payee) = (offer.version(), offer.pay_to());
    format!("version {version}, entry {index}: {price} on {name} to {payee}")
}

fn flow(offer: &Offer) -> EndpointFinding {
    let (level, text) = match offer.extra().get("paymentFlow") {
        None | Some(Json::Null) => (
            FindingLevel::Good,
            "authorization: settled after the work".into(),
        ),
        Some(Json::String(flow)) if flow == "authorization" => (
            FindingLevel::Good,
            "authorization: settled after the work".into(),
        ),
        Some(Json::String(flow)) if flow == "upfront" => (
            FindingLevel::Note,
            "upfront: settled before the work; @x402 and x402 (PyPI) prefer other entries".into(),
        ),
        Some(Json::String(flow)) if flow == "escrow" => (
            FindingLevel::Note,
            "escrow: settled before the work and after it".into(),
        ),
        Some(other) => (
            FindingLevel::Warning,
            format!("clients pass over the flow {}", other.describe()),
        ),
    };
    EndpointFinding::new(EndpointSubject::Flow, level, text)
}
