//! `x402 explain`: what a code means and what to do about it.

mod reason;

use serde_json::{Value, json};
use x402_core::{
    ErrorCode, X402Version,
    chain::ChainCheck,
    nearest,
    scheme::{Mechanism, Rule, settle_reasons},
    verify::all_rules,
};

use crate::{cli::ExplainArgs, describe::printable, error::Failure, json, layout, output::Reply};

pub(super) fn run(args: &ExplainArgs) -> Result<Reply, Failure> {
    let Some(code) = args.code.as_deref() else {
        return Ok(list(args.json));
    };
    let rules: Vec<&Rule> = all_rules().filter(|rule| is_code_of(rule, code)).collect();
    let errors: Vec<ErrorCode> = ErrorCode::ALL
        .iter()
        .copied()
        .filter(|error| error.as_str() == code || error.wire_code() == code)
        .collect();
    let check = ChainCheck::ALL
        .iter()
        .copied()
        .find(|check| check.as_str() == code);
    let reason_text = reason::text(code);
    if rules.is_empty() && errors.is_empty() && check.is_none() && reason_text.is_none() {
        return Err(unknown(code));
    }
    if args.json {
        let document = json!({
            "code": code,
            "rules": rules.iter().map(|rule| rule_json(rule)).collect::<Vec<Value>>(),
            "errors": errors.iter().copied().map(error_json).collect::<Vec<Value>>(),
            "chain_check": check.map(ChainCheck::text),
            "reason": reason::json(code),
        });
        return Ok(Reply::new(json::document(&document)));
    }
    let mut blocks: Vec<String> = rules.iter().map(|rule| rule_text(rule)).collect();
    blocks.extend(errors.iter().copied().map(error_text));
    blocks.extend(check.map(check_text));
    blocks.extend(reason_text);
    Ok(Reply::new(blocks.join("\n")))
}

fn is_code_of(rule: &Rule, code: &str) -> bool {
    rule.code == code || rule.wire_code == code || rule.wire_code_v1 == Some(code)
}

fn rule_text(rule: &Rule) -> String {
    let mut text = format!("{}  ({})\n", rule.code, method_name(rule.mechanism));
    row(&mut text, "demands", rule.demands);
    row(&mut text, "at", rule.pointer);
    row(&mut text, "wire", rule.wire_code);
    if let Some(code) = rule.wire_code_v1 {
        row(&mut text, "wire v1", code);
    }
    row(&mut text, "source", rule.source);
    row(&mut text, "try", rule.hint);
    text
}

fn error_text(error: ErrorCode) -> String {
    let mut text = format!("{error}  (no x402 message: HTTP status 400)\n");
    row(&mut text, "wire", error.wire_code());
    row(&mut text, "try", error.hint());
    text
}

fn check_text(check: ChainCheck) -> String {
    let mut text = format!("{check}  (a check that only the chain can make)\n");
    row(&mut text, "checks", check.text());
    row(
        &mut text,
        "try",
        "state the fact with `x402 verify --fact` or --chain",
    );
    text
}

fn row(text: &mut String, label: &str, value: &str) {
    layout::row(text, label, "demands".len(), value);
}

fn rule_json(rule: &Rule) -> Value {
    json!({
        "code": rule.code,
        "method": rule.mechanism.as_str(),
        "pointer": rule.pointer,
        "wire_code": rule.wire_code,
        "wire_code_v1": rule.wire_code(X402Version::V1),
        "demands": rule.demands,
        "hint": rule.hint,
        "source": rule.source,
    })
}

fn error_json(error: ErrorCode) -> Value {
    json!({
        "code": error.as_str(),
        "wire_code": error.wire_code(),
        "hint": error.hint(),
    })
}

/// Every code, with the methods that have it.
fn list(as_json: bool) -> Reply {
    if as_json {
        let document = json!({
            "rules": all_rules().map(rule_json).collect::<Vec<Value>>(),
            "errors": ErrorCode::ALL.iter().copied().map(error_json).collect::<Vec<Value>>(),
            "reasons": settle_reasons()
                .filter_map(|(reason, _)| reason::json(&reason))
                .collect::<Vec<Value>>(),
        });
        return Reply::new(json::document(&document));
    }
    let mut lines: Vec<Vec<String>> = Vec::new();
    for rule in all_rules() {
        let method = rule.mechanism.as_str();
        match lines
            .iter_mut()
            .find(|line| line.first().is_some_and(|code| code == rule.code))
        {
            Some(line) => {
                if let Some(methods) = line.get_mut(1) {
                    if !methods.split(' ').any(|known| known == method) {
                        methods.push(' ');
                        methods.push_str(method);
                    }
                }
            }
            None => lines.push(vec![rule.code.to_owned(), method.to_owned()]),
        }
    }
    lines.sort();
    let mut text = "rules that refuse a payment, and the methods that have them\n".to_owned();
    layout::table(&mut text, &lines);
    text.push_str("\nwhat is no x402 message at all\n");
    let errors = ErrorCode::ALL.iter();
    let errors: Vec<Vec<String>> = errors.map(|error| vec![error.to_string()]).collect();
    layout::table(&mut text, &errors);
    text.push_str(
        "\nfacilitators' reasons for failed settlements, by when they are certain: always\n\
         (static), in answer to the first and only call (time, state), never (never)\n",
    );
    layout::table(&mut text, &reason::list());
    Reply::new(text)
}

fn unknown(code: &str) -> Failure {
    let mut codes: Vec<&str> = all_rules()
        .flat_map(|rule| [rule.code, rule.wire_code])
        .chain(ErrorCode::ALL.iter().map(|error| error.as_str()))
        .collect();
    let reasons: Vec<String> = settle_reasons().map(|(reason, _)| reason).collect();
    codes.extend(reasons.iter().map(String::as_str));
    codes.sort_unstable();
    codes.dedup();
    if let Some(meant) = nearest(code, codes.iter().copied()) {
        return Failure::new("this code is not known")
            .got(printable(code))
            .hint(format!("perhaps {meant}"));
    }
    let last = code.rsplit(['.', '_']).next().unwrap_or(code);
    let alike: Vec<&str> = codes
        .into_iter()
        .filter(|known| last.len() > 2 && known.contains(last))
        .take(5)
        .collect();
    let failure = Failure::new("this code is not known").got(printable(code));
    if alike.is_empty() {
        failure.hint("x402 explain lists every code")
    } else {
        failure.hint(alike.join(", "))
    }
}

/// What a method is, in words.
fn method_name(method: Mechanism) -> &'static str {
    match method {
        Mechanism::Any => "every payment",
        Mechanism::Eip3009 => "EIP-3009",
        Mechanism::Permit2 => "Permit2",
        Mechanism::Erc7710 => "ERC-7710",
        Mechanism::Solana => "Solana",
        _ => "another method",
    }
}
