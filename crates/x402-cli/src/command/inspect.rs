//! `x402 inspect`: what an input says, member by member; nothing is verified.

mod detect;
mod extension;
mod meaning;
mod sheet;
mod transaction;

use serde_json::{Value, json};
use x402_core::{
    Error,
    any::{AnyPaymentRequirements, stated_version},
    json::Json,
    scheme::{Offer, OfferError},
    svm::Transaction,
};

use self::sheet::Sheet;
use crate::{
    cli::{InspectArgs, Kind},
    decoded::Decoded,
    describe,
    error::Failure,
    http::{self, Block},
    input::Input,
    json, layout,
    output::Reply,
    status::Status,
};

pub(super) fn run(args: &InspectArgs) -> Result<Reply, Failure> {
    let input = Input::read(args.input.as_deref())?;
    let all = Decoded::all(&input.text).map_err(|error| not_read(&input, &error))?;
    let names: Vec<_> = all.iter().map(|decoded| decoded.header).collect();
    let mut all = all.into_iter();
    let first = all.next().ok_or_else(|| nothing_found(&input.text))?;
    let mut shown = vec![inspect(args, &input, &first)?];
    for other in all {
        shown.push(inspect(args, &input, &other)?);
    }
    let mut reply = Reply::new(if args.json {
        json::document(&document(&shown))
    } else {
        let texts: Vec<&str> = shown.iter().map(|shown| &*shown.text).collect();
        texts.join("\n")
    });
    for shown in shown {
        reply.remarks.extend(shown.remarks);
        if shown.is_malformed {
            reply.status = Status::Refused;
        }
    }
    let mut names: Vec<&str> = names.into_iter().flatten().collect();
    let count = names.len();
    names.dedup();
    if names.len() < count {
        reply = reply.remark(CONTRADICTS);
    }
    let blocks = http::blocks(&input.text).unwrap_or_default();
    if blocks.iter().any(Block::asks_for_mpp) {
        reply = reply.remark(ASKS_FOR_MPP);
    }
    Ok(reply)
}

/// One message of the input, described.
struct Shown {
    text: String,
    document: Value,
    remarks: Vec<String>,
    is_malformed: bool,
}

/// The message's own document, or a list of them.
fn document(shown: &[Shown]) -> Value {
    if let [one] = shown {
        return one.document.clone();
    }
    let documents: Vec<&Value> = shown.iter().map(|shown| &shown.document).collect();
    json!({ "messages": documents })
}

fn inspect(args: &InspectArgs, input: &Input, decoded: &Decoded) -> Result<Shown, Failure> {
    if args.kind == Some(Kind::Transaction) || (args.kind.is_none() && is_binary(&decoded.bytes)) {
        return inspect_transaction(input, decoded);
    }
    let message = Json::parse(&decoded.bytes).map_err(|error| not_read(input, &error))?;
    let kind = match args.kind {
        Some(kind) => kind,
        None => detect::kind(&message).ok_or_else(|| not_recognised(&message))?,
    };
    let version = stated_version(&message);
    let entries = detect::entries(kind, version, decoded.header, message.clone());
    let unpayable = unpayable(entries.as_deref().unwrap_or_default());
    let mut sheet = Sheet::default();
    meaning::describe(&mut sheet, &message, kind, args.now);
    let mut remarks: Vec<String> = unpayable.iter().map(skipped).collect();
    let defect = entries.err();
    if let Some(error) = &defect {
        let what = format!("this is no well-formed {}", detect::name(kind));
        let failure = Failure::malformed(what, error).to_string();
        remarks.push(failure.trim_end().to_owned());
    }
    let title = headline(kind, version, decoded);
    Ok(Shown {
        text: format!("{title}\n{UNVERIFIED}\n{}", sheet.to_text()),
        document: json!({
            "kind": detect::name(kind),
            "x402_version": version,
            "header": decoded.header,
            "place": decoded.place,
            "verified": false,
            "error": defect.as_ref().map(error_json),
            "unpayable": unpayable.iter().map(unpayable_json).collect::<Vec<Value>>(),
            "message": json::value(&message),
            "sections": sheet.to_json(),
        }),
        remarks,
        is_malformed: defect.is_some(),
    })
}

fn inspect_transaction(input: &Input, decoded: &Decoded) -> Result<Shown, Failure> {
    let transaction = Transaction::parse(&decoded.bytes).map_err(|error| {
        let failure = Failure::new(input.is_not("x402 message"))
            .at(format!("byte {} of the decoded base64", error.offset()))
            .got(error.found())
            .want(error.expected());
        let failure = failure.hint("a header holds JSON; a Solana transaction is in its `payload`");
        failure.refused()
    })?;
    let sheet = transaction::describe(&transaction);
    let size = decoded.bytes.len();
    let version = transaction::version(&transaction);
    Ok(Shown {
        text: format!(
            "Solana transaction, {version} ({size} bytes)\n{UNVERIFIED}\n{}",
            sheet.to_text()
        ),
        document: json!({
            "kind": "Transaction",
            "verified": false,
            "sections": sheet.to_json(),
        }),
        remarks: Vec::new(),
        is_malformed: false,
    })
}

/// Base64 of something that is no JSON text.
fn is_binary(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    !matches!(first, Some(b'{' | b'[' | b'"')) && Json::parse(bytes).is_err()
}

fn headline(kind: Kind, version: Option<u64>, decoded: &Decoded) -> String {
    let version = version.map_or_else(String::new, |version| format!(", version {version}"));
    let form = match (decoded.header, decoded.base64) {
        (Some(name), Some(length)) => format!("header {name}, {length} characters"),
        (None, Some(length)) => format!("base64, {length} characters"),
        _ if decoded.place.is_some() => {
            let place = decoded.place.as_deref().unwrap_or_default();
            format!("{place}, {} bytes", decoded.bytes.len())
        }
        _ => format!("JSON, {} bytes", decoded.bytes.len()),
    };
    format!("{}{version} ({form})", detect::name(kind))
}

fn not_read(input: &Input, error: &Error) -> Failure {
    Failure::malformed(input.is_not("x402 message"), error).refused()
}

/// An HTTP message without x402, or with another protocol's payment.
fn nothing_found(text: &str) -> Failure {
    let blocks = http::blocks(text).unwrap_or_default();
    if blocks.iter().any(Block::asks_for_mpp) {
        return Failure::new("this server asks for a payment by MPP, which is not x402")
            .got("WWW-Authenticate: Payment, of the Machine Payments Protocol")
            .want("PAYMENT-REQUIRED, or x402 terms in the body")
            .hint("pay with a client for MPP, or ask the server for x402")
            .refused();
    }
    let last = blocks.last();
    let names = last.map(|block| {
        let names: Vec<String> = block
            .headers
            .iter()
            .take(6)
            .map(|(name, _)| describe::printable(name))
            .collect();
        let more = if block.headers.len() > 6 { ", …" } else { "" };
        format!("{}{more}", names.join(", "))
    });
    let failure = Failure::new("this HTTP message has nothing of x402")
        .got(last.and_then(|block| block.start).map_or_else(
            || format!("the headers {}", names.clone().unwrap_or_default()),
            |start| {
                format!(
                    "{}, with the headers {}",
                    describe::printable(start),
                    names.clone().unwrap_or_default()
                )
            },
        ))
        .want("PAYMENT-REQUIRED or another header of x402, or its terms in the body");
    match last.and_then(Block::status) {
        Some("200") => failure.hint("ask as a client does: `curl -si`; HEAD is often free"),
        _ => failure.hint("capture headers and body of the 402: `curl -si URL`"),
    }
    .refused()
}

/// The entries of well-formed terms that no client of ours could pay, each with its place.
fn unpayable(entries: &[AnyPaymentRequirements]) -> Vec<(usize, OfferError)> {
    let entries = entries.iter().enumerate();
    entries
        .filter_map(|(index, entry)| Some((index, Offer::parse_any(entry).err()?)))
        .collect()
}

fn skipped((index, error): &(usize, OfferError)) -> String {
    let mut text = format!("note: `x402 sign` skips entry {index}\n");
    for (label, value) in [
        ("at", error.pointer()),
        ("got", error.found()),
        ("want", error.expected()),
    ] {
        layout::row(&mut text, label, "want".len(), value);
    }
    text.trim_end().to_owned()
}

fn unpayable_json((index, error): &(usize, OfferError)) -> Value {
    json!({
        "entry": index,
        "at": error.pointer(),
        "expected": error.expected(),
        "found": error.found(),
    })
}

fn not_recognised(message: &Json<'_>) -> Failure {
    let got = match message.as_object() {
        Some(object) => {
            let names: Vec<String> = object
                .iter()
                .take(6)
                .map(|(name, _)| describe::printable(name))
                .collect();
            let more = if object.len() > 6 { ", …" } else { "" };
            format!(
                "an object of {} members: {}{more}",
                object.len(),
                names.join(", ")
            )
        }
        None => "JSON that is no object".to_owned(),
    };
    Failure::new("this is JSON but no x402 message")
        .got(got)
        .want("the members of an x402 message, such as `accepts` or `payload`")
        .hint("say what it should be with --as to see what is missing")
        .refused()
}

fn error_json(error: &Error) -> Value {
    json!({
        "code": error.code().as_str(),
        "at": error.position().to_string(),
        "expected": error.expected(),
        "found": error.found(),
        "hint": error.code().hint(),
    })
}

const CONTRADICTS: &str = "\
warning: a header is there twice with different values: clients refuse that";

const ASKS_FOR_MPP: &str = "\
note: the server also asks for a payment by MPP, the Machine Payments Protocol,
      in WWW-Authenticate: Payment; that is not x402";

const UNVERIFIED: &str = "nothing was verified: this is only what the sender wrote";
