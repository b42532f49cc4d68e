//! What a paid URL shows to those who have not paid: requests to make, and what is found.
//!
//! A host makes the request of each [`Probe`] and gives the responses to [`EndpointReport::new`]:
//! terms and flow, what facilitators need to list the resource, what scripts in browsers and people
//! see, and which published clients can pay. No payment is made.
//!
//! ```
//! use x402_core::server::endpoint::{EndpointReport, FindingLevel, Probe, ProbeResponse};
//!
//! let url = "https://api.example.com/weather";
//! let request = Probe::Unpaid.request("GET", url)?.expect("it is always made");
//! assert_eq!((&*request.method, &*request.url), ("GET", url));
//! let free = ProbeResponse { status: 200, headers: Vec::new(), body: Vec::new() };
//! let report = EndpointReport::new(url, &[(Probe::Unpaid, Ok(free))])?;
//! assert_eq!(report.worst(), FindingLevel::Problem);
//! assert_eq!(
//!     report.findings()[0].text(),
//!     "expected 402, found 200: the resource is served without a payment"
//! );
//! # Ok::<_, x402_core::ValueError>(())
//! ```

mod browsers;
mod clients;
mod discovery;
mod finding;
mod no_response;
mod probe;
mod report;
mod terms;
mod transport;

pub use self::{
    clients::{ClientFinding, PublishedClient},
    finding::{EndpointFinding, EndpointSubject, FindingLevel},
    no_response::NoResponse,
    probe::{Probe, ProbeRequest, ProbeResponse},
    report::EndpointReport,
};
