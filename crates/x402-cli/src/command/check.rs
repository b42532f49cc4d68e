//! `x402 check`: what a paid URL shows to those who have not paid.

use core::time::Duration;
use std::{fs, path::Path};

use x402_core::server::endpoint::{EndpointReport, FindingLevel};
use x402_http::{Authorities, probe, probe_trusting, tokio::runtime::Builder};

use crate::{
    cli::CheckArgs,
    describe::printable,
    error::Failure,
    json, layout,
    output::{Colour, Reply, paint},
    status::Status,
};

pub(super) fn run(args: &CheckArgs) -> Result<Reply, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|error| Failure::new("the network cannot be used").got(error.to_string()))?;
    let within = Duration::from_secs(args.timeout.into());
    let authorities = args.authorities.as_deref().map(authorities).transpose()?;
    let responses = runtime.block_on(async {
        let (url, method) = (&args.url, &args.method);
        match &authorities {
            None => probe(url, method, within).await,
            Some(authorities) => probe_trusting(authorities, url, method, within).await,
        }
    });
    let report = responses.and_then(|responses| EndpointReport::new(&args.url, &responses));
    let report = report.map_err(|error| {
        Failure::new("the URL cannot be asked")
            .got(error.to_string())
            .hint("a whole URL, such as https://api.example.com/weather")
    })?;
    let text = if args.json {
        json::document(&json::value(&report.to_json()))
    } else {
        readable(&report)
    };
    let is_problem = report.worst() == FindingLevel::Problem;
    let status = if is_problem {
        Status::Refused
    } else {
        Status::Success
    };
    Ok(Reply::new(text).status(status))
}

fn authorities(file: &Path) -> Result<Authorities, Failure> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string());
    let read =
        text.and_then(|text| Authorities::from_pem(&text).map_err(|error| error.to_string()));
    read.map_err(|error| Failure::new(format!("{} cannot be used", file.display())).got(error))
}

fn readable(report: &EndpointReport) -> String {
    let mut text = String::new();
    for finding in report.findings() {
        let (word, colour) = match finding.level() {
            FindingLevel::Good => ("ok  ", Colour::Green),
            FindingLevel::Note => ("note", Colour::Yellow),
            FindingLevel::Warning => ("WARN", Colour::Yellow),
            FindingLevel::Problem => ("FAIL", Colour::Red),
        };
        layout::line(
            &mut text,
            &format!("{} {}", paint(word, colour), finding.subject()),
        );
        layout::row(&mut text, "", 2, &printable(finding.text()));
    }
    if !report.clients().is_empty() {
        layout::line(&mut text, "\npublished clients, as they are by default");
    }
    for finding in report.clients() {
        let (word, colour) = match finding.entry() {
            Some(_) => ("ok  ", Colour::Green),
            None => ("no  ", Colour::Yellow),
        };
        let client = finding.client();
        layout::line(&mut text, &format!("{} {client}", paint(word, colour)));
        layout::row(&mut text, "", 2, &printable(finding.text()));
    }
    text
}
