//! The requests that show what an endpoint answers to those who have not paid.

use std::time::Duration;

use tokio::time::timeout;
use x402_core::{
    ValueError,
    server::endpoint::{Probe, ProbeResponse},
};

use crate::chain::Https;

/// Makes every request that applies, one after another, each within this time, and gives the
/// responses to [`EndpointReport::new`](x402_core::server::endpoint::EndpointReport::new).
///
/// No redirect is followed, and no payment is made. A request fails as if there was no response
/// where the host has none, the certificate is not valid, or the body is longer than 1 MiB.
///
/// # Errors
///
/// The text is not an `http` or `https` URL.
pub async fn probe(
    url: &str,
    method: &str,
    within: Duration,
) -> Result<Vec<(Probe, Option<ProbeResponse>)>, ValueError> {
    let https = Https::new();
    let mut responses = Vec::new();
    for probe in Probe::ALL {
        let Some(request) = probe.request(method, url)? else {
            continue;
        };
        let sent = timeout(within, https.send(&request)).await;
        responses.push((*probe, sent.ok().flatten()));
    }
    Ok(responses)
}
