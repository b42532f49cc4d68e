//! Everything that was found about an endpoint.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use super::{
    browsers,
    clients::{self, ClientFinding},
    discovery,
    finding::{EndpointFinding, FindingLevel},
    no_response::NoResponse,
    probe::{Probe, ProbeResponse},
    terms, transport,
};
use crate::{
    any::AnyPaymentRequired,
    client::Origin,
    json::{Json, Object},
    value_error::ValueError,
};

/// What a paid URL shows to those who have not paid, judged.
///
/// See [`endpoint`](super) for an example.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EndpointReport {
    url: String,
    findings: Vec<EndpointFinding>,
    clients: Vec<ClientFinding>,
}

impl EndpointReport {
    /// Judges the responses; one that did not come is the reason for that, and one that was not
    /// asked for is left out.
    ///
    /// # Errors
    ///
    /// The text is not an `http` or `https` URL.
    pub fn new(
        url: &str,
        responses: &[(Probe, Result<ProbeResponse, NoResponse>)],
    ) -> Result<Self, ValueError> {
        let origin: Origin = url.parse()?;
        let asked = |probe: Probe| {
            let mut responses = responses.iter();
            let found = responses.find(|(other, _)| *other == probe);
            found.map(|(_, response)| response.as_ref().map_err(|reason| *reason))
        };
        let unpaid = asked(Probe::Unpaid).unwrap_or(Err(NoResponse::Connection));
        let mut findings = Vec::new();
        let terms = terms::read(unpaid, &mut findings);
        let mut clients = Vec::new();
        if let (Some(terms), Ok(unpaid)) = (&terms, unpaid) {
            let is_v1 = |it: &AnyPaymentRequired| matches!(it, AnyPaymentRequired::V1(_));
            let is_v1_alone = terms.required.iter().all(is_v1);
            discovery::find(terms, &mut findings);
            if let Some(preflight) = asked(Probe::Preflight) {
                findings.push(browsers::cors(unpaid, preflight, is_v1_alone));
            }
            if let Some(head) = asked(Probe::Head) {
                findings.push(browsers::head(head, is_v1_alone));
            }
            if let Some(page) = asked(Probe::Page) {
                findings.push(browsers::page(page, is_v1_alone));
            }
            findings.push(transport::caching(unpaid));
            clients = clients::find(terms);
        }
        let fault = unpaid.err().and_then(NoResponse::of_tls);
        findings.push(match fault {
            Some(fault) => transport::broken(fault),
            None => transport::https(&origin, asked(Probe::Plain)),
        });
        Ok(Self {
            url: url.to_string(),
            findings,
            clients,
        })
    }

    /// What was found, in the order of the subjects.
    #[must_use]
    pub fn findings(&self) -> &[EndpointFinding] {
        &self.findings
    }

    /// Which published clients can pay; empty if there are no terms.
    #[must_use]
    pub fn clients(&self) -> &[ClientFinding] {
        &self.clients
    }

    /// The worst level of all findings.
    #[must_use]
    pub fn worst(&self) -> FindingLevel {
        let levels = self.findings.iter().map(EndpointFinding::level);
        levels.max().unwrap_or(FindingLevel::Good)
    }

    /// The report as one document.
    #[must_use]
    pub fn to_json(&self) -> Json<'static> {
        let findings = self.findings.iter().map(|finding| {
            let mut object = Object::new();
            object.insert("subject", finding.subject().as_str());
            object.insert("level", finding.level().as_str());
            object.insert("text", finding.text().to_string());
            Json::Object(object)
        });
        let clients = self.clients.iter().map(|finding| {
            let mut object = Object::new();
            object.insert("client", finding.client().as_str());
            object.insert("pays", finding.entry().is_some());
            object.insert("text", finding.text().to_string());
            Json::Object(object)
        });
        let (findings, clients): (Vec<_>, Vec<_>) = (findings.collect(), clients.collect());
        let mut report = Object::new();
        report.insert("format", FORMAT);
        report.insert("url", self.url.clone());
        report.insert("level", self.worst().as_str());
        report.insert("findings", findings);
        report.insert("clients", clients);
        Json::Object(report)
    }
}

const FORMAT: &str = "x402-check/1";
