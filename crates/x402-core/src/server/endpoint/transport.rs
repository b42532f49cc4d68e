//! What is on the way: caches, and connections that are not encrypted.

use alloc::{format, string::String};

use super::{
    finding::{EndpointFinding, EndpointSubject, FindingLevel},
    no_response::NoResponse,
    probe::ProbeResponse,
};
use crate::{client::Origin, value_error::excerpt};

/// What caches may keep of the 402.
pub(super) fn caching(unpaid: &ProbeResponse) -> EndpointFinding {
    let directives = unpaid.list("cache-control");
    let has = |name: &str| directives.iter().any(|it| it == name);
    let lives = directives.iter().find(|directive| {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let is_age = matches!(name.trim(), "max-age" | "s-maxage");
        is_age && value.trim().trim_matches('"') != "0"
    });
    let (level, text) = if has("no-store") {
        (FindingLevel::Good, "no-store".into())
    } else if let Some(lives) = lives.filter(|_| !has("no-cache") && !has("private")) {
        let text = format!(
            "a cache may give this 402 to a payer: {}; send `Cache-Control: no-store`",
            excerpt(lives)
        );
        (FindingLevel::Warning, text)
    } else {
        let text: String =
            "a 402 is not kept unless a header allows it; `Cache-Control: no-store` \
                            states it"
                .into();
        (FindingLevel::Note, text)
    };
    EndpointFinding::new(EndpointSubject::Caching, level, text)
}

/// Whether a payment can be read on the way.
pub(super) fn https(
    origin: &Origin,
    plain: Option<Result<&ProbeResponse, NoResponse>>,
) -> EndpointFinding {
    let (level, text) = if origin.is_loopback() {
        (FindingLevel::Note, "this machine: nothing leaves it".into())
    } else if !origin.is_secure() {
        let text = "plain http: any party on the way can name itself as the payee, and clients \
                    refuse to pay";
        (FindingLevel::Problem, text.into())
    } else {
        match plain {
            None => (FindingLevel::Good, "https".into()),
            Some(Err(_)) => (
                FindingLevel::Good,
                "https; plain http has no response".into(),
            ),
            Some(Ok(response)) => over_http(response),
        }
    };
    EndpointFinding::new(EndpointSubject::Https, level, text)
}

/// A connection that clients end, for this reason.
pub(super) fn broken(reason: &str) -> EndpointFinding {
    EndpointFinding::new(EndpointSubject::Https, FindingLevel::Problem, reason)
}

fn over_http(response: &ProbeResponse) -> (FindingLevel, String) {
    match response.location() {
        Some(location)
            if location
                .get(..8)
                .is_some_and(|it| it.eq_ignore_ascii_case("https://")) =>
        {
            let text = "plain http is redirected to https".into();
            (FindingLevel::Good, text)
        }
        Some(location) => {
            let text = format!("plain http is redirected to {}", excerpt(&location));
            (FindingLevel::Warning, text)
        }
        None if response.status == 402 => {
            let text = "plain http answers 402, too: redirect it to https".into();
            (FindingLevel::Warning, text)
        }
        None if response.status < 300 => {
            let text = format!(
                "plain http answers {}: redirect it to https",
                response.status
            );
            (FindingLevel::Problem, text)
        }
        None => {
            let text = format!("https; plain http answers {}", response.status);
            (FindingLevel::Good, text)
        }
    }
}
