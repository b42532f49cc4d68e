//! The testee protocol: one line in, one line out, whatever the line.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use proptest::prelude::*;
use serde_json::{Value, json};
use x402_conformance::testee;

const OFFER: &str = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000",
"asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
"maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#;

/// The specification's own payment, from its v2 text.
const PAYLOAD: &str = r#"{"signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
"authorization":{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
"value":"10000","validAfter":"1740672089","validBefore":"1740672154",
"nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}"#;

fn payment(timeout: &str) -> String {
    let accepted = OFFER.replace("\"maxTimeoutSeconds\":60", timeout);
    format!(r#"{{"x402Version":2,"accepted":{accepted},"payload":{PAYLOAD}}}"#).replace('\n', "")
}

fn verify(members: &str) -> Value {
    let offer = OFFER.replace('\n', "");
    answer(&format!(
        r#"{{"id":"1","op":"verify","now":1740672100,"requirements":{offer},{members}}}"#
    ))
}

fn answer(line: &str) -> Value {
    serde_json::to_value(testee::answer(line.as_bytes())).unwrap()
}

/// The responses to everything that stands in `input`.
fn serve(input: &[u8]) -> Vec<Value> {
    let mut output = Vec::new();
    testee::serve(input, &mut output).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn hello_says_who_answers() {
    let hello = answer(r#"{"id":"h","op":"hello","protocol":"x402-testee/1","later":{}}"#);
    assert_eq!(hello["id"], "h");
    assert_eq!(hello["name"], "x402-core");
    assert_eq!(hello["clock"], "injected");
    assert_eq!(hello.get("result"), None);
    let other = answer(r#"{"id":"h","op":"hello","protocol":"x402-testee/2"}"#);
    assert_eq!(other, json!({"id": "h", "result": "unsupported"}));
}

#[test]
fn one_line_answers_one_line() {
    let input = b"{\"id\":\"1\",\"op\":\"hello\"}\n\nnonsense\r\n\xff\n{\"id\":7,\"op\":\"hello\"}\n\
        {\"id\":\"2\",\"op\":\"settle_check\"}\n{\"id\":\"3\",\"op\":\"verify\"}\n{\"id\":\"4\",\"op\":\"hello\"}";
    let results: Vec<(Value, Value)> = serve(input)
        .iter()
        .map(|response| (response["id"].clone(), response["result"].clone()))
        .collect();
    let (none, error) = (Value::Null, json!("error"));
    let expected = [
        (json!("1"), none.clone()),
        (none.clone(), error.clone()),
        (none.clone(), error.clone()),
        (none.clone(), error.clone()),
        (none.clone(), error.clone()),
        (json!("2"), json!("unsupported")),
        (json!("3"), error),
        (json!("4"), none),
    ];
    assert_eq!(results, expected);
}

#[test]
fn the_three_forms_of_a_payment_get_one_verdict() {
    let payment = payment("\"maxTimeoutSeconds\":60");
    let header = x402_core::header::encode_base64(&payment);
    let text = Value::from(payment.clone());
    for form in [
        format!("\"payload\":{payment}"),
        format!("\"payload_text\":{text}"),
        format!("\"payload_header\":\"{header}\""),
    ] {
        let verdict = verify(&form);
        assert_eq!(verdict["result"], "accept", "{verdict}");
        assert_eq!(
            verdict["payer"],
            "0x857b06519E91e3A54538791bDbb0E22373e36b66"
        );
        let unchecked = json!(["asset_code", "balance", "nonce", "payer_code", "simulation"]);
        assert_eq!(verdict["unchecked"], unchecked);
    }
}

#[test]
fn what_a_reader_would_lose_survives() {
    for (timeout, result) in [
        ("\"maxTimeoutSeconds\":60.0", "accept"),
        ("\"maxTimeoutSeconds\":6e1", "accept"),
        ("\"maxTimeoutSeconds\":60.00000000000000000001", "reject"),
        (
            "\"maxTimeoutSeconds\":60,\"maxTimeoutSeconds\":60",
            "reject",
        ),
        ("\"maxTimeoutSeconds\":60,\"a\":\"\\ud800\"", "reject"),
        ("\"maxTimeoutSeconds\":60,\"a\":1e999999", "accept"),
    ] {
        let payment = payment(timeout);
        let text = Value::from(payment.clone());
        for form in [
            format!("\"payload\":{payment}"),
            format!("\"payload_text\":{text}"),
        ] {
            assert_eq!(verify(&form)["result"], result, "{timeout}");
        }
    }
}

#[test]
fn a_refusal_says_why_and_where() {
    let changed = payment("\"maxTimeoutSeconds\":61");
    let verdict = verify(&format!("\"payload\":{changed}"));
    assert_eq!(verdict["result"], "reject");
    assert_eq!(verdict["code"], "accepted.mismatch");
    assert_eq!(verdict["wire_code"], "invalid_payment_requirements");
    assert_eq!(verdict["path"], "/accepted/maxTimeoutSeconds");
}

#[test]
fn chain_facts_change_the_verdict() {
    let payment = payment("\"maxTimeoutSeconds\":60");
    let payer = "0x857b06519e91e3a54538791bdbb0e22373e36b66";
    let token = "0x036cbd53842c5426634e7929541ec2318f3dcf7e";
    let nonce = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    let used = json!([{"token": token, "from": payer, "nonce": nonce}]);
    for (facts, expected) in [
        (json!({}), json!(["accept"])),
        (
            json!({"accounts": {payer: {"code": "0x6001"}}}),
            json!(["undecided", ["erc1271"]]),
        ),
        (
            json!({"accounts": {payer: {"code": "0x6001", "erc1271": true}}, "later": 1}),
            json!(["accept"]),
        ),
        (
            json!({"accounts": {payer: {"balances": {token: "9999"}}}}),
            json!(["reject", "funds.insufficient"]),
        ),
        (
            json!({"accounts": {token: {"code": "0x"}}}),
            json!(["reject", "asset.not_contract"]),
        ),
        (
            json!({"nonces_used": used}),
            json!(["reject", "nonce.used"]),
        ),
        (json!({"accounts": {"me": {}}}), json!(["error"])),
    ] {
        let state =
            json!({"eip155:84532": facts, "eip155:1": {"accounts": {payer: {"code": "0x00"}}}});
        let verdict = verify(&format!("\"payload\":{payment},\"state\":{state}"));
        let told = ["result", "code", "needs"].map(|name| verdict.get(name).cloned());
        let told: Vec<Value> = told.into_iter().flatten().collect();
        assert_eq!(Value::from(told), expected, "{state}");
    }
}

#[test]
fn extensions_are_compared_with_what_was_advertised() {
    let payment = payment("\"maxTimeoutSeconds\":60");
    let echoing = payment.replacen('{', r#"{"extensions":{"x":{"info":{"a":2}}},"#, 1);
    for (advertised, expected) in [
        ("{}", json!(["accept"])),
        (
            r#"{"x":{"info":{"a":1}}}"#,
            json!(["reject", "extension.echo_mismatch"]),
        ),
        ("7", json!(["error"])),
    ] {
        let line = format!(
            r#"{{"id":"1","op":"check_extensions","payload":{echoing},"extensions":{advertised}}}"#
        );
        let verdict = answer(&line);
        let told = ["result", "code"].map(|name| verdict.get(name).cloned());
        let told: Vec<Value> = told.into_iter().flatten().collect();
        assert_eq!(Value::from(told), expected, "{advertised}");
    }
}

#[test]
fn what_comes_out_is_told() {
    let told = |line: &str| answer(line)["derived"].clone();
    let header = r#"{"id":"1","op":"encode_header","header":"payment-response","text":"{\"network\":\"eip155:8453\",\"transaction\":\"0x00\", \"success\":true}"}"#;
    // {"success":true,"transaction":"0x00","network":"eip155:8453"}
    let value =
        "eyJzdWNjZXNzIjp0cnVlLCJ0cmFuc2FjdGlvbiI6IjB4MDAiLCJuZXR3b3JrIjoiZWlwMTU1Ojg0NTMifQ==";
    assert_eq!(told(header), json!({ "header": value }));
    let price = r#"{"id":"1","op":"price","price":"$0.01","network":"eip155:8453"}"#;
    let usdc = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    assert_eq!(told(price), json!({"asset": usdc, "amount": "10000"}));
    let unknown = r#"{"id":"1","op":"price","price":"1 ABC","network":"eip155:8453"}"#;
    assert_eq!(answer(unknown)["result"], "reject");
}

#[test]
fn what_a_chain_is_asked_and_answers_is_told() {
    let told = |line: &str| answer(line)["derived"].clone();
    let asked =
        r#"{"id":"1","op":"write_queries","namespace":"eip155","queries":[{"query":"chain_id"}]}"#;
    let requests = r#"[{"method":"eth_chainId","params":[]}]"#;
    assert_eq!(told(asked), json!({ "requests": requests }));
    let read = r#"{"id":"1","op":"read_answers","namespace":"eip155","queries":[{"query":"chain_id"}],
        "responses":[{"status":200,"body":"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x2105\"}"}]}"#;
    let number = r#"[{"number":"8453"}]"#;
    assert_eq!(told(read), json!({ "answers": number }));
    for (line, result) in [
        // A query that is not known here, one without its members, one with another's.
        (asked.replace("chain_id", "weather"), "unsupported"),
        (asked.replace("chain_id", "code"), "error"),
        (
            asked.replace(r#""chain_id""#, r#""logs","topics":[5]"#),
            "error",
        ),
        (
            asked.replace(r#""chain_id""#, r#""code","account":"0x00""#),
            "error",
        ),
        (
            asked.replace(r#""chain_id""#, r#""block","at":"pending""#),
            "error",
        ),
        (asked.replace("eip155", "cosmos"), "error"),
        (asked.replace("eip155", "solana"), "unsupported"),
    ] {
        assert_eq!(answer(&line)["result"], result, "{line}");
    }
}

#[test]
fn what_is_not_there_is_unsupported() {
    let payment = payment("\"maxTimeoutSeconds\":60");
    let policy = verify(&format!("\"payload\":{payment},\"policy\":\"lax\""));
    assert_eq!(policy["result"], "unsupported");
    let upto = OFFER.replace("exact", "upto").replace('\n', "");
    let line =
        format!(r#"{{"id":"1","op":"verify","now":1,"requirements":{upto},"payload":{payment}}}"#);
    assert_eq!(answer(&line)["result"], "unsupported");
    let line = r#"{"id":"1","op":"decode_json","type":"Other","x402Version":2,"text":"{}"}"#;
    assert_eq!(answer(line)["result"], "unsupported");
}

#[test]
fn a_request_without_what_a_verdict_needs_is_an_error() {
    let payment = payment("\"maxTimeoutSeconds\":60");
    for members in [
        format!("\"payload\":{payment},\"payload_text\":\"\""),
        "\"signers\":[]".to_owned(),
        format!("\"payload\":{payment},\"signers\":[\"me\"]"),
        format!("\"payload\":{payment},\"state\":[]"),
    ] {
        assert_eq!(verify(&members)["result"], "error", "{members}");
    }
    let offer = OFFER.replace('\n', "");
    for (now, requirements) in [("", &*offer), ("\"now\":1740672100000,", &*offer)] {
        let line = format!(
            r#"{{"id":"1","op":"verify",{now}"requirements":{requirements},"payload":{payment}}}"#
        );
        assert_eq!(answer(&line)["result"], "error", "{line}");
    }
}

#[test]
fn requirements_that_are_no_terms_are_refused_with_a_code() {
    let payment = payment("\"maxTimeoutSeconds\":60");
    for (requirements, code) in [
        ("{}", "member.missing"),
        ("[]", "member.type"),
        ("\"\"", "member.type"),
        (r#"{"maxAmountRequired":"1"}"#, "member.missing"),
        (r#"{"scheme":1}"#, "member.type"),
        (
            r#"{"scheme":"exact","scheme":"exact"}"#,
            "json.duplicate_member",
        ),
        (r#"{"Scheme":"exact"}"#, "member.case"),
    ] {
        let line = format!(
            r#"{{"id":"1","op":"verify","now":1,"requirements":{requirements},"payload":{payment}}}"#
        );
        let answer = answer(&line);
        assert_eq!(answer["result"], "reject", "{line}");
        assert_eq!(answer["code"], code, "{line}");
    }
}

proptest! {
    #[test]
    fn every_line_gets_one_answer(lines in prop::collection::vec("[^\n]{0,80}", 0..8)) {
        let input: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        prop_assert_eq!(serve(input.as_bytes()).len(), lines.len());
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        serve(&bytes);
    }

    #[test]
    fn a_damaged_request_gets_an_answer(at in 0_usize..1000, byte in any::<u8>()) {
        let offer = OFFER.replace('\n', "");
        let payment = payment("\"maxTimeoutSeconds\":60");
        let line = format!(r#"{{"id":"1","op":"verify","now":1,"requirements":{offer},"payload":{payment}}}"#);
        let mut line = line.into_bytes();
        let at = at % line.len();
        line[at] = if byte == b'\n' { b' ' } else { byte };
        prop_assert_eq!(serve(&line).len(), 1);
    }
}
