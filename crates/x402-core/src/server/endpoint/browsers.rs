//! What browsers see: scripts on other sites, people, and programs that ask by `HEAD`.

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use super::{
    finding::{EndpointFinding, EndpointSubject, FindingLevel},
    no_response::NoResponse,
    probe::{ProbeResponse, SENT, SITE},
};

/// The headers of a response that a payer's script reads.
const READ: [&str; 2] = ["payment-required", "payment-response"];

/// What scripts may send and read: the response to a request, and to the preflight before it.
pub(super) fn cors(
    unpaid: &ProbeResponse,
    preflight: Result<&ProbeResponse, NoResponse>,
    is_v1_alone: bool,
) -> EndpointFinding {
    let finding = |level, text: String| EndpointFinding::new(EndpointSubject::Cors, level, text);
    let is_open = |response: &ProbeResponse| {
        let mut values = response.values("access-control-allow-origin");
        values.any(|value| value == "*" || value == SITE)
    };
    let allows =
        |response: &ProbeResponse| (200..300).contains(&response.status) && is_open(response);
    if !is_open(unpaid) && !preflight.is_ok_and(is_open) {
        let text = "scripts on other sites cannot pay: no Access-Control-Allow-Origin";
        return finding(FindingLevel::Note, text.into());
    }
    let mut faults: Vec<String> = Vec::new();
    if !is_open(unpaid) {
        faults.push("the 402 has no Access-Control-Allow-Origin".into());
    }
    let exposed = unpaid.list("access-control-expose-headers");
    // The terms of version 1 are in the body, which a script may read.
    let needed = READ.iter().filter(|_| !is_v1_alone);
    let hidden: Vec<&str> = needed
        .copied()
        .filter(|name| !has(&exposed, name))
        .collect();
    if !hidden.is_empty() {
        let names = hidden.join(", ");
        faults.push(format!("Access-Control-Expose-Headers lacks {names}"));
    }
    match preflight {
        Ok(response) if allows(response) => {
            let allowed = response.list("access-control-allow-headers");
            let refused: Vec<&str> = SENT.split(',').filter(|it| !has(&allowed, it)).collect();
            if !refused.is_empty() {
                let names = refused.join(", ");
                faults.push(format!(
                    "Access-Control-Allow-Headers of the preflight lacks {names}"
                ));
            }
        }
        Ok(response) => {
            let status = response.status;
            faults.push(format!("the preflight is refused with {status}"));
        }
        Err(_) => faults.push("the preflight has no response".into()),
    }
    if faults.is_empty() {
        let text = "scripts on other sites can pay".to_string();
        return finding(FindingLevel::Good, text);
    }
    let text = format!("scripts on other sites cannot pay: {}", faults.join("; "));
    finding(FindingLevel::Warning, text)
}

/// Whether a list of headers has one; `*` is all of them.
fn has(list: &[String], name: &str) -> bool {
    list.iter().any(|other| other == "*" || other == name)
}

/// The response to `HEAD`.
pub(super) fn head(
    response: Result<&ProbeResponse, NoResponse>,
    is_v1_alone: bool,
) -> EndpointFinding {
    let (level, text) = match response {
        Err(reason) => (FindingLevel::Warning, reason.found().into()),
        Ok(response) => match response.status {
            402 if is_v1_alone => (FindingLevel::Good, "402".into()),
            402 => match response.values("payment-required").next() {
                Some(_) => (FindingLevel::Good, "402 with the terms".into()),
                None => (
                    FindingLevel::Warning,
                    "402 without PAYMENT-REQUIRED: no client can read the terms".into(),
                ),
            },
            200..=299 => (
                FindingLevel::Note,
                format!(
                    "{}: served without a payment, without its body",
                    response.status
                ),
            ),
            404 | 405 | 501 => (
                FindingLevel::Note,
                format!("{}: not served", response.status),
            ),
            status => (
                FindingLevel::Warning,
                format!("expected 402, found {status}"),
            ),
        },
    };
    EndpointFinding::new(EndpointSubject::Head, level, text)
}

/// What a person sees.
pub(super) fn page(
    response: Result<&ProbeResponse, NoResponse>,
    is_v1_alone: bool,
) -> EndpointFinding {
    let finding = |level, text: String| EndpointFinding::new(EndpointSubject::Page, level, text);
    let response = match response {
        Ok(response) => response,
        Err(reason) => return finding(FindingLevel::Warning, reason.found().into()),
    };
    let media_type = response.values("content-type").next().unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let is_html = media_type.eq_ignore_ascii_case("text/html");
    match response.status {
        402 => {}
        status @ 200..=299 => {
            let text =
                format!("expected 402, found {status}: a browser is served without a payment");
            return finding(FindingLevel::Problem, text);
        }
        405 => {
            return finding(
                FindingLevel::Note,
                "405: a browser's GET is not served".into(),
            );
        }
        status => {
            return finding(
                FindingLevel::Warning,
                format!("expected 402, found {status}"),
            );
        }
    }
    if !is_html {
        let text = "a person sees the program's response, not a page";
        return finding(FindingLevel::Note, text.into());
    }
    if !is_v1_alone && response.values("payment-required").next().is_none() {
        let text = "the page lacks PAYMENT-REQUIRED: a wallet in the browser cannot read the terms";
        return finding(FindingLevel::Warning, text.into());
    }
    if !has(&response.list("vary"), "accept") {
        let text = "the page lacks `Vary: Accept`: a cache can give it to a program";
        return finding(FindingLevel::Warning, text.into());
    }
    finding(FindingLevel::Good, "a page for people".into())
}
