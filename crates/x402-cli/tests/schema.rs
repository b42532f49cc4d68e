//! `x402 verify --json` writes what `schema/verify.schema.json` says, and `x402 check --json` what
//! `schema/check.schema.json` says.

use core::error::Error;
use std::process::Command;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use x402_core::server::endpoint::{EndpointReport, NoResponse, Probe, ProbeResponse};

/// The published schema, compiled.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn read() -> Result<Self, Box<dyn Error>> {
        Self::of("verify", include_str!("../schema/verify.schema.json"))
    }

    fn of(command: &str, text: &str) -> Result<Self, Box<dyn Error>> {
        let name = &*format!("https://example.com/{command}.schema.json");
        let text = serde_json::from_str(text)?;
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.add_resource(name, text)?;
        let index = compiler.compile(name, &mut schemas)?;
        Ok(Self { schemas, index })
    }

    /// What the schema has against the document.
    fn objection(&self, document: &Value) -> Option<String> {
        let outcome = self.schemas.validate(document, self.index);
        outcome.err().map(|error| error.to_string())
    }
}

fn verify(arguments: &[&str]) -> Result<Value, Box<dyn Error>> {
    let output = Command::new(env!("CARGO_BIN_EXE_x402"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data"))
        .args(["verify", "--json", "--now", "1740672100"])
        .args(arguments)
        .output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

#[test]
fn every_verdict_fits_the_schema() {
    let schema = Schema::read().expect("a JSON Schema");
    for (verdict, arguments) in [
        ("valid", ["-r", "terms.json", "eip3009.payment"].as_slice()),
        ("valid", &["-r", "terms.json", "solana.payment"]),
        ("valid", &["-r", "v1-terms.json", "v1.payment"]),
        ("valid", &["request.json"]),
        ("valid", &["--trust-accepted", "eip3009.json"]),
        (
            "valid",
            &[
                "-r",
                "terms.json",
                "--fact",
                "erc1271=yes",
                "wallet.payment",
            ],
        ),
        ("invalid", &["-r", "terms.json", "malleable.payment"]),
        (
            "invalid",
            &[
                "-r",
                "terms.json",
                "--chain",
                "state.json",
                "eip3009.payment",
            ],
        ),
        (
            "invalid",
            &[
                "-r",
                "terms.json",
                "--fact",
                "blockhash=no",
                "solana.payment",
            ],
        ),
        ("undecided", &["-r", "terms.json", "wallet.payment"]),
        ("malformed", &["-r", "terms.json", "e30"]),
        ("malformed", &["-r", "terms.json", "{}"]),
    ] {
        let document = verify(arguments).expect("a document");
        assert_eq!(document["verdict"], verdict, "{arguments:?}");
        assert_eq!(schema.objection(&document), None, "{arguments:?}");
    }
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let schema = Schema::read().expect("a JSON Schema");
    let mut document = verify(&["-r", "terms.json", "eip3009.payment"]).expect("a document");
    document["verdict"] = "invalid".into();
    assert!(
        schema.objection(&document).is_some(),
        "invalid without a refusal"
    );
}

/// `x402 check --json` writes the core's report as it is.
#[test]
fn every_report_on_an_endpoint_fits_the_schema() {
    let schema = Schema::of("check", include_str!("../schema/check.schema.json"));
    let schema = schema.expect("a JSON Schema");
    let free = |status| ProbeResponse {
        status,
        headers: Vec::new(),
        body: Vec::new(),
    };
    let body = include_str!("data/v1-terms.json");
    let unpaid = ProbeResponse {
        body: body.into(),
        ..free(402)
    };
    for (url, response, level) in [
        ("https://a.example/", Ok(unpaid.clone()), "warning"),
        ("http://a.example/", Ok(unpaid), "problem"),
        ("HTTPS://a.example/", Ok(free(200)), "problem"),
        (
            "https://a.example/",
            Err(NoResponse::CertificateHost),
            "problem",
        ),
    ] {
        let responses = Probe::ALL.iter().map(|probe| (*probe, response.clone()));
        let responses: Vec<_> = responses.collect();
        let report = EndpointReport::new(url, &responses).expect(url);
        let report = serde_json::from_str(&report.to_json().to_string()).expect(url);
        assert_eq!(schema.objection(&report), None, "{report}");
        assert_eq!(report["level"], level, "{report}");
    }
    let wrong = serde_json::json!({"format": "x402-check/1", "url": "https://a.example"});
    assert!(schema.objection(&wrong).is_some());
}
