//! `x402 demo`: the four steps of the protocol, and why forgeries fail. Offline and always the same.

mod forgery;
mod scenario;
mod text;

use serde_json::{Value, json};
use x402_core::{chain::ChainCheck, scheme::Refusal};

use self::{
    forgery::Forgery,
    scenario::{NOW, Payment},
};
use crate::{cli::DemoArgs, error::Failure, json, output::Reply, status::Status};

pub(super) fn run(args: DemoArgs) -> Result<Reply, Failure> {
    let payments = scenario::payments()?;
    let forgeries = forgery::forgeries(&payments)?;
    let is_right = payments
        .iter()
        .all(|payment| payment.report.verdict().is_ok())
        && forgeries
            .iter()
            .all(|forgery| forgery.report.verdict().is_err());
    let result = if args.json {
        json::document(&json!({
            "now": NOW,
            "payments": payments.iter().map(payment_json).collect::<Vec<Value>>(),
            "forgeries": forgeries.iter().map(forgery_json).collect::<Vec<Value>>(),
        }))
    } else {
        text::render(&payments, &forgeries)
    };
    let status = if is_right {
        Status::Success
    } else {
        Status::Refused
    };
    Ok(Reply::new(result).status(status))
}

fn payment_json(payment: &Payment) -> Value {
    let verdict = payment.report.verdict();
    json!({
        "title": payment.title,
        "payment_required": payment.bill.header(),
        "payment_signature": payment.signed.header_text(),
        "verdict": if verdict.is_ok() { "valid" } else { "invalid" },
        "payer": payment.signed.payer().to_string(),
        "unchecked": verdict.map_or_else(|_| Vec::new(), |verified| {
            verified.unchecked().map(ChainCheck::as_str).collect()
        }),
    })
}

fn forgery_json(forgery: &Forgery) -> Value {
    let refusal = forgery.report.verdict().err();
    json!({
        "title": forgery.title,
        "payment_signature": forgery.header,
        "code": refusal.map(Refusal::code),
        "wire_code": refusal.map(Refusal::wire_code),
    })
}
