//! The grammar and help of `x402 check`.

use std::path::PathBuf;

use clap::Args;

/// Ask a paid URL what those see who have not paid
///
/// Fetches the 402 as a program, a script in a browser, a person's browser and a monitor do, and
/// reports: the terms and the flow, the description, the declaration for discovery, CORS, HEAD,
/// the page, caching, HTTPS, and which published clients can pay. No payment is made.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Exit status:
  0  clients can pay
  1  there is a problem: no client can pay, or the resource is served without a
     payment
  2  wrong usage

Examples:
  x402 check https://api.example.com/weather
  x402 check --method POST --json https://api.example.com/search")]
pub(crate) struct CheckArgs {
    /// The URL of the resource
    #[arg(value_name = "URL")]
    pub(crate) url: String,
    /// The method that is paid for
    #[arg(long, default_value = "GET", value_parser = ["GET", "POST", "PUT", "PATCH", "DELETE"])]
    pub(crate) method: String,
    /// How long a response may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) timeout: u16,
    /// Trust the authorities in this PEM file, and no others, as for a server under test
    #[arg(long, value_name = "FILE")]
    pub(crate) authorities: Option<PathBuf>,
    /// Write one JSON document (see schema/check.schema.json)
    #[arg(long)]
    pub(crate) json: bool,
}
