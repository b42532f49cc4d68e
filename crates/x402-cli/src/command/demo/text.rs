//! The demonstration as a page to read.

use x402_core::{
    chain::ChainCheck,
    message::PaymentRequirements,
    scheme::Refusal,
    timestamp::UnixTimestamp,
    verify::{Outcome, Report},
};

use super::{
    forgery::Forgery,
    scenario::{NOW, Payment},
};
use crate::{
    describe, layout,
    output::{self, Colour},
};

pub(super) fn render(payments: &[Payment], forgeries: &[Forgery]) -> String {
    let mut text = String::new();
    paragraph(
        &mut text,
        0,
        "x402 at work: four payments and five forgeries. Everything happens on this machine, \
         with public test keys and fixed nonces; nothing is sent and no money moves.",
    );
    paragraph(
        &mut text,
        0,
        &format!("The time is always {}.", describe::moment(NOW.into(), None)),
    );
    for (payment, number) in payments.iter().zip(1..) {
        heading(&mut text, &format!("{number}. {}", payment.title));
        render_payment(&mut text, payment);
    }
    heading(&mut text, "Five forgeries");
    for forgery in forgeries {
        render_forgery(&mut text, forgery);
    }
    text.push('\n');
    paragraph(
        &mut text,
        0,
        "A valid payment is not yet money: settle it, and serve when the chain says so. \
         Next: `x402 verify --help`, `x402 explain signature.malleable`.",
    );
    text
}

fn render_payment(text: &mut String, payment: &Payment) {
    let header = payment.bill.header();
    step(
        text,
        "offer",
        "the server answers 402 and says what it wants",
    );
    header_line(text, "PAYMENT-REQUIRED", header);
    if let Some(entry) = payment.required.accepts.first() {
        decoded(text, entry);
    }
    step(
        text,
        "sign",
        &format!("the client signs {}", payment.to_sign),
    );
    step(text, "send", "and asks again, with the payment");
    header_line(
        text,
        payment.signed.header_name(),
        payment.signed.header_text(),
    );
    payload(text, payment);
    verdict(text, payment);
}

/// The terms, member by member.
fn decoded(text: &mut String, entry: &PaymentRequirements) {
    let asset = describe::asset(&entry.network, &entry.asset);
    let amount = describe::amount(entry.amount, asset.as_ref());
    item(
        text,
        "network",
        &format!("{} ({})", entry.network, describe::network(&entry.network)),
    );
    item(text, "amount", &format!("{} ({amount})", entry.amount));
    let symbol = asset.map_or_else(String::new, |asset| format!(" ({})", asset.symbol()));
    item(text, "asset", &format!("{}{symbol}", entry.asset));
    item(text, "payTo", &entry.pay_to);
    let extra = entry.extra.iter().flatten();
    for (name, value) in extra.filter(|(name, _)| !matches!(*name, "name" | "version")) {
        item(text, name, &describe::json(value));
    }
}

/// What the payload holds, shortened where it could be settled.
fn payload(text: &mut String, payment: &Payment) {
    item(text, "payer", &payment.signed.payer().to_string());
    let payload = payment.signed.message().payload();
    let signed = ["authorization", "permit2Authorization"]
        .into_iter()
        .find_map(|name| payload.get(name)?.as_object());
    for name in ["validBefore", "deadline"] {
        let value = signed.and_then(|signed| signed.get(name)?.as_str());
        if let Some(seconds) = value.and_then(|text| text.parse().ok()) {
            let now = UnixTimestamp::new(NOW).ok();
            item(text, name, &describe::moment(seconds, now));
        }
    }
    for name in ["signature", "transaction"] {
        if let Some(value) = payload.get(name) {
            item(text, name, &describe::shortened(&describe::json(value)));
        }
    }
}

fn verdict(text: &mut String, payment: &Payment) {
    let report = &payment.report;
    let count = |wanted: fn(&Outcome) -> bool| {
        report
            .findings()
            .iter()
            .filter(|finding| wanted(&finding.outcome))
            .count()
    };
    let passed = count(|outcome| matches!(outcome, Outcome::Passed));
    let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
    step(
        text,
        "verify",
        &format!("the server checks {} rules offline", passed + failed),
    );
    match report.verdict() {
        Err(refusal) => reason(text, refusal),
        Ok(verified) => {
            let about = "the signature is proven, every term is the offered one";
            word(text, "valid", Colour::Green, about);
            for note in report.notes() {
                match note.name {
                    "recovered" => item(text, "recovered", &format!("{}, the payer", note.value)),
                    "destination" => item(text, "paid to", &format!("{}, the payee's", note.value)),
                    "worst_fee_lamports" => {
                        let fee = format!("at most {} lamports, paid by the sponsor", note.value);
                        item(text, "fee", &fee);
                    }
                    _ => {}
                }
            }
            let checks: Vec<&str> = verified.unchecked().map(ChainCheck::as_str).collect();
            item(
                text,
                "chain",
                &format!("left to ask: {}", checks.join(", ")),
            );
            for warning in verified.warnings() {
                item(text, "warning", &warning.to_string());
            }
        }
    }
}

fn render_forgery(text: &mut String, forgery: &Forgery) {
    text.push('\n');
    step(
        text,
        "forged",
        &format!("{}: {}", forgery.title, forgery.story),
    );
    verdict_of(text, &forgery.report);
}

fn verdict_of(text: &mut String, report: &Report) {
    match report.verdict() {
        Err(refusal) => reason(text, refusal),
        Ok(_) => item(text, "valid", "which it should not be"),
    }
}

fn reason(text: &mut String, refusal: &Refusal) {
    word(text, "invalid", Colour::Red, refusal.code());
    if let Refusal::Rejected(rejection) = refusal {
        let at = match rejection.instruction() {
            Some(index) => format!("{}, instruction {index}", rejection.pointer()),
            None => rejection.pointer().to_owned(),
        };
        item(text, "at", &at);
        item(text, "got", rejection.found());
        item(text, "want", rejection.expected());
    }
}

/// The verdict in one word, and what it is about.
fn word(text: &mut String, word: &str, colour: Colour, about: &str) {
    let padding = " ".repeat(ITEM_WIDTH.saturating_sub(word.len()) + 2);
    let first = format!(
        "{}{}{padding}",
        " ".repeat(INDENT),
        output::paint(word, colour)
    );
    layout::paragraph(text, &first, INDENT + ITEM_WIDTH + 2, about);
}

fn heading(text: &mut String, title: &str) {
    text.push('\n');
    text.push_str(title);
    text.push('\n');
}

fn step(text: &mut String, label: &str, what: &str) {
    layout::row(text, label, STEP_WIDTH, what);
}

fn header_line(text: &mut String, name: &str, value: &str) {
    let length = value.len();
    let line = format!(
        "{name}: {} ({length} characters)",
        describe::shortened(value)
    );
    paragraph(text, INDENT, &line);
}

fn item(text: &mut String, label: &str, value: &str) {
    let first = format!("{}{label:ITEM_WIDTH$}  ", " ".repeat(INDENT));
    layout::paragraph(
        text,
        &first,
        INDENT + ITEM_WIDTH.max(label.len()) + 2,
        value,
    );
}

fn paragraph(text: &mut String, indent: usize, what: &str) {
    layout::paragraph(text, &" ".repeat(indent), indent, what);
}

/// The width of `verify`.
const STEP_WIDTH: usize = 6;

/// Where a step's text stands.
const INDENT: usize = STEP_WIDTH + 4;

/// The width of `transaction`.
const ITEM_WIDTH: usize = 11;
