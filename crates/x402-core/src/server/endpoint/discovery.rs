//! What facilitators need to list the resource.

use alloc::{format, string::ToString as _, vec::Vec};

use super::{
    finding::{EndpointFinding, EndpointSubject, FindingLevel},
    terms::Terms,
};
use crate::{
    any::AnyPaymentRequired,
    extension::{Bazaar, DiscoveryInput},
    server::{BillWarning, BillWarningKind},
};

pub(super) fn find(terms: &Terms, findings: &mut Vec<EndpointFinding>) {
    for message in &terms.required {
        let warnings = BillWarning::of(message.into());
        let long = warnings
            .iter()
            .find(|it| it.pointer().ends_with("/description"));
        let length = length(message);
        let (level, text) = match (long, length) {
            (Some(warning), _) => (FindingLevel::Warning, format!("{warning}")),
            (None, 0) => (
                FindingLevel::Note,
                "the resource has no description: a list shows none".into(),
            ),
            (None, length) => (FindingLevel::Good, format!("{length} characters")),
        };
        findings.push(EndpointFinding::new(
            EndpointSubject::Description,
            level,
            text,
        ));
        let AnyPaymentRequired::V2(message) = message else {
            continue;
        };
        let (level, text) = match Bazaar::read(message.extensions.as_ref()) {
            Ok(None) => (
                FindingLevel::Note,
                "not declared: facilitators do not list the resource".into(),
            ),
            Err(error) => (FindingLevel::Warning, format!("cannot be listed: {error}")),
            Ok(Some(bazaar)) => match (bazaar.unchecked(), bazaar.input()) {
                (Some(keyword), _) => (
                    FindingLevel::Note,
                    format!("can be listed, if `{keyword}` allows it, which is not checked here"),
                ),
                (None, DiscoveryInput::Http(input)) => (
                    FindingLevel::Good,
                    format!("can be listed: {}", input.method),
                ),
                (None, DiscoveryInput::Mcp(input)) => (
                    FindingLevel::Good,
                    format!("can be listed: the tool {}", input.tool_name),
                ),
            },
        };
        findings.push(EndpointFinding::new(EndpointSubject::Bazaar, level, text));
        let left_out = warnings.iter();
        let left_out = left_out.filter(|it| it.kind() == BillWarningKind::ServiceMetadata);
        findings.extend(left_out.map(|warning| {
            let (level, text) = (FindingLevel::Warning, warning.to_string());
            EndpointFinding::new(EndpointSubject::Bazaar, level, text)
        }));
    }
}

/// The characters of the longest description.
fn length(message: &AnyPaymentRequired) -> usize {
    match message {
        AnyPaymentRequired::V1(message) => {
            let entries = message.accepts.iter();
            let lengths = entries.filter_map(|it| Some(it.description.as_ref()?.chars().count()));
            lengths.max().unwrap_or(0)
        }
        AnyPaymentRequired::V2(message) => {
            let resource = message.resource.as_ref();
            let description = resource.and_then(|it| it.description.as_ref());
            description.map_or(0, |it| it.chars().count())
        }
    }
}
