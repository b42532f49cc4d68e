//! The verdict and its reasons, for a person.

use x402_core::{
    Error,
    scheme::{PayerSignature, Refusal, Rejection, Undecided},
    verify::{Outcome, Report, Verified},
};

use super::{Judged, Judgement, Terms};
use crate::{
    describe, layout,
    output::{self, Colour},
};

/// The first line: the verdict in one word, and what it is about.
pub(super) fn verdict_line(judgement: &Judgement) -> String {
    let (word, colour, about) = match judgement.refusal() {
        None => (
            "valid",
            Colour::Green,
            judgement
                .judged
                .as_ref()
                .map_or_else(|_| String::new(), price),
        ),
        Some(Refusal::Undecided(_)) => (
            "undecided",
            Colour::Yellow,
            "only the chain can prove the payer's signature".to_owned(),
        ),
        Some(Refusal::Malformed(error)) => ("malformed", Colour::Red, error.code().to_string()),
        Some(refusal) => ("invalid", Colour::Red, refusal.code().to_owned()),
    };
    format!("{}  {about}\n", output::paint(word, colour))
}

pub(super) fn text(judgement: &Judgement) -> String {
    let mut text = verdict_line(judgement);
    match judgement.refusal() {
        None => {
            if let Ok(Ok(verified)) = judgement
                .judged
                .as_ref()
                .map(|judged| judged.report.verdict())
            {
                valid(&mut text, verified);
            }
        }
        Some(Refusal::Malformed(error)) => malformed(&mut text, &error),
        Some(Refusal::Rejected(rejection)) => rejected(&mut text, &rejection),
        Some(Refusal::Undecided(undecided)) => ask(&mut text, &undecided),
    }
    circumstances(&mut text, judgement);
    match (&judgement.judged, judgement.refusal()) {
        // No rule was reached.
        (Err(_), _) | (_, Some(Refusal::Malformed(_))) => {}
        (Ok(Judged { report, .. }), _) => {
            checks(&mut text, report);
            notes(&mut text, report);
            unchecked(&mut text, report);
        }
    }
    text
}

/// What is paid where: `0.01 USDC on Base Sepolia`.
fn price(judged: &Judged) -> String {
    let offer = &judged.offer;
    let asset = describe::asset(offer.network(), &offer.asset().to_string());
    let amount = match asset {
        Some(asset) => asset.display(offer.amount()),
        None => format!("{} atomic units", offer.amount()),
    };
    format!("{amount} on {}", describe::network(offer.network()))
}

fn valid(text: &mut String, verified: &Verified) {
    row(text, "payer", &verified.payer().to_string());
    row(text, "payee", &verified.pay_to().to_string());
    row(text, "token", &verified.asset().to_string());
    let signature = match verified.signature() {
        PayerSignature::Evm(_) => "the payer's own key",
        PayerSignature::Svm(_) => "the transfer authority's own key",
        _ => "the payer's contract, by the facts given",
    };
    row(
        text,
        "signed",
        &format!("{}, by {signature}", verified.mechanism()),
    );
    row(text, "replay", &verified.replay_key());
    let until = verified.keep_until().into();
    row(
        text,
        "keep",
        &format!("the replay key until {}", describe::moment(until, None)),
    );
}

fn malformed(text: &mut String, error: &Error) {
    row(text, "wire", error.code().wire_code());
    row(text, "at", &error.position().to_string());
    row(text, "got", error.found());
    row(text, "want", error.expected());
    row(text, "try", error.code().hint());
}

fn rejected(text: &mut String, rejection: &Rejection) {
    row(text, "rule", rejection.rule().demands);
    row(text, "wire", rejection.wire_code());
    row(text, "at", &place(rejection));
    row(text, "got", rejection.found());
    row(text, "want", rejection.expected());
    row(text, "try", rejection.hint());
}

fn place(rejection: &Rejection) -> String {
    match rejection.instruction() {
        Some(index) => format!("{}, instruction {index}", rejection.pointer()),
        None => rejection.pointer().to_owned(),
    }
}

fn ask(text: &mut String, undecided: &Undecided) {
    row(text, "payer", &format!("{}, not proven", undecided.payer()));
    for check in undecided.needs() {
        row(text, "ask", &format!("{} ({check})", check.text()));
    }
    if let Some(digest) = undecided.digest() {
        row(text, "digest", &describe::hex(&digest));
    }
    row(
        text,
        "try",
        "ask the chain, then add what it says, such as --fact erc1271=yes",
    );
}

/// What the verdict depends on besides the payment.
fn circumstances(text: &mut String, judgement: &Judgement) {
    let from = if judgement.is_now_given {
        "--now"
    } else {
        "the clock"
    };
    let now = judgement.now;
    row(text, "now", &format!("{now}, {}, by {from}", now.utc()));
    let terms = match (judgement.terms, &judgement.judged) {
        (Terms::Accepted, _) => "what the payer says it accepted, unproven".to_owned(),
        (Terms::Request, _) => "those of the request".to_owned(),
        (Terms::Given, Ok(judged)) if judgement.entries > 1 => {
            format!(
                "accepts[{}] of {}, by --requirements",
                judged.entry, judgement.entries
            )
        }
        (Terms::Given, _) => "those of --requirements".to_owned(),
    };
    row(
        text,
        "terms",
        &format!("{terms}; policy {}", judgement.policy.as_str()),
    );
}

fn checks(text: &mut String, report: &Report) {
    text.push_str("checks\n");
    for finding in report.findings() {
        let rule = finding.rule;
        let (mark, colour, detail) = match &finding.outcome {
            Outcome::Passed => ("ok", Some(Colour::Green), None),
            Outcome::Failed(fault) => ("FAIL", Some(Colour::Red), Some(fault)),
            Outcome::Warned(fault) => ("warn", Some(Colour::Yellow), Some(fault)),
            Outcome::Unchecked(_) => ("chain", None, None),
            _ => ("–", None, None),
        };
        let padding = " ".repeat(MARK_WIDTH.saturating_sub(mark.chars().count()));
        let mark = colour.map_or_else(|| mark.to_owned(), |colour| output::paint(mark, colour));
        let code = detail.map_or_else(String::new, |_| format!(" [{}]", rule.code));
        let demands = format!("{}{code}", rule.demands);
        let first = format!("  {mark}{padding}  ");
        layout::paragraph(text, &first, MARK_WIDTH + 4, &demands);
        if let Some(fault) = detail {
            let found = format!("got {}, want {}", fault.found(), fault.expected());
            layout::paragraph(text, &" ".repeat(MARK_WIDTH + 4), MARK_WIDTH + 4, &found);
        }
    }
}

fn notes(text: &mut String, report: &Report) {
    if report.notes().is_empty() {
        return;
    }
    text.push_str("values\n");
    let widths = report.notes().iter().map(|note| note.name.len());
    let width = widths.max().unwrap_or(0);
    for note in report.notes() {
        layout::row(text, note.name, width, &note.value);
    }
}

fn unchecked(text: &mut String, report: &Report) {
    let checks: Vec<_> = match report.verdict() {
        Ok(verified) => verified.unchecked().collect(),
        Err(_) => return,
    };
    if checks.is_empty() {
        return;
    }
    text.push_str("not checked here: only the chain can tell\n");
    let widths = checks.iter().map(|check| check.as_str().len());
    let width = widths.max().unwrap_or(0);
    for check in checks {
        layout::row(text, check.as_str(), width, check.text());
    }
}

fn row(text: &mut String, label: &str, value: &str) {
    layout::row(text, label, LABEL_WIDTH, value);
}

/// The width of `replay` and `digest`.
const LABEL_WIDTH: usize = 6;

/// The width of `chain`.
const MARK_WIDTH: usize = 5;
