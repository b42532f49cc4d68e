//! The requests that show what an endpoint answers to those who have not paid.

use std::time::Duration;

use tokio::time::timeout;
use x402_core::{
    ValueError,
    server::endpoint::{NoResponse, Probe, ProbeResponse},
};

mod authorities;

pub use self::authorities::{Authorities, AuthoritiesError};
use crate::chain::Https;

/// Makes every request that applies, one after another, each within this time, and gives the
/// responses to [`EndpointReport::new`](x402_core::server::endpoint::EndpointReport::new).
///
/// No redirect is followed, and no payment is made. A body that is longer than 1 MiB is not a
/// response. Certificates of Mozilla's list of authorities are trusted, as clients trust them.
///
/// # Errors
///
/// The text is not an `http` or `https` URL.
pub async fn probe(url: &str, method: &str, within: Duration) -> Result<Responses, ValueError> {
    ask(Https::new(), url, method, within).await
}

/// As [`probe`], for a server whose certificate is of a private authority, such as one under test:
/// these authorities are trusted, and no others.
///
/// # Errors
///
/// The text is not an `http` or `https` URL.
pub async fn probe_trusting(
    authorities: &Authorities,
    url: &str,
    method: &str,
    within: Duration,
) -> Result<Responses, ValueError> {
    ask(Https::trusting(authorities), url, method, within).await
}

/// What came back for each request, in the order in which they were made.
type Responses = Vec<(Probe, Result<ProbeResponse, NoResponse>)>;

async fn ask(
    https: Https,
    url: &str,
    method: &str,
    within: Duration,
) -> Result<Responses, ValueError> {
    let mut responses = Vec::new();
    for probe in Probe::ALL {
        let Some(request) = probe.request(method, url)? else {
            continue;
        };
        let sent = timeout(within, https.send(&request)).await;
        responses.push((*probe, sent.unwrap_or(Err(NoResponse::Timeout))));
    }
    Ok(responses)
}
