//! `x402 inspect`: what an input says, member by member; nothing is verified.

mod detect;
mod meaning;
mod sheet;
mod transaction;

use serde_json::{Value, json};
use x402_core::{Error, any::stated_version, json::Json, svm::Transaction};

use self::sheet::Sheet;
use crate::{
    cli::{InspectArgs, Kind},
    decoded::Decoded,
    describe,
    error::Failure,
    input::Input,
    json,
    output::Reply,
    status::Status,
};

pub(super) fn run(args: &InspectArgs) -> Result<Reply, Failure> {
    let input = Input::read(args.input.as_deref())?;
    let decoded = Decoded::read(&input.text).map_err(|error| not_read(&input, &error))?;
    if args.kind == Some(Kind::Transaction) || (args.kind.is_none() && is_binary(&decoded.bytes)) {
        return inspect_transaction(args, &input, &decoded);
    }
    let message = Json::parse(&decoded.bytes).map_err(|error| not_read(&input, &error))?;
    let kind = match args.kind {
        Some(kind) => kind,
        None => detect::kind(&message).ok_or_else(|| not_recognised(&message))?,
    };
    let version = stated_version(&message);
    let defect = detect::defect(kind, version, decoded.header, message.clone());
    let mut sheet = Sheet::default();
    meaning::describe(&mut sheet, &message, kind, args.now);

    let title = headline(kind, version, &decoded);
    let mut reply = if args.json {
        let document = json!({
            "kind": detect::name(kind),
            "x402_version": version,
            "header": decoded.header,
            "verified": false,
            "error": defect.as_ref().map(error_json),
            "message": json::value(&message),
            "sections": sheet.to_json(),
        });
        Reply::new(json::document(&document))
    } else {
        Reply::new(format!("{title}\n{UNVERIFIED}\n{}", sheet.to_text()))
    };
    if let Some(error) = defect {
        let what = format!("this is no well-formed {}", detect::name(kind));
        let failure = Failure::malformed(what, &error).to_string();
        reply = reply.remark(failure.trim_end()).status(Status::Refused);
    }
    Ok(reply)
}

fn inspect_transaction(
    args: &InspectArgs,
    input: &Input,
    decoded: &Decoded,
) -> Result<Reply, Failure> {
    let transaction = Transaction::parse(&decoded.bytes).map_err(|error| {
        let failure = Failure::new(format!("{} is no x402 message", input.origin))
            .at(format!("byte {} of the decoded base64", error.offset()))
            .got(error.found())
            .want(error.expected());
        let failure = failure.hint("a header holds JSON; a Solana transaction is in its `payload`");
        failure.refused()
    })?;
    let sheet = transaction::describe(&transaction);
    if args.json {
        let document = json!({
            "kind": "Transaction",
            "verified": false,
            "sections": sheet.to_json(),
        });
        return Ok(Reply::new(json::document(&document)));
    }
    let size = decoded.bytes.len();
    let title = format!(
        "Solana transaction, {} ({size} bytes)",
        transaction::version(&transaction)
    );
    Ok(Reply::new(format!(
        "{title}\n{UNVERIFIED}\n{}",
        sheet.to_text()
    )))
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
        _ => format!("JSON, {} bytes", decoded.bytes.len()),
    };
    format!("{}{version} ({form})", detect::name(kind))
}

fn not_read(input: &Input, error: &Error) -> Failure {
    Failure::malformed(format!("{} is no x402 message", input.origin), error).refused()
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

const UNVERIFIED: &str = "nothing was verified: this is only what the sender wrote";
