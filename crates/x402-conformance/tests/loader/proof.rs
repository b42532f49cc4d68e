//! A vector that is not its base with what its mutation says is refused.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use crate::set::{Set, VECTORS};

/// One accepted request, one made of it, and what is said to lie between.
struct Made {
    op: &'static str,
    base: Value,
    changed: Value,
    mutation: Value,
    resigned: bool,
    /// `signingHash` and `recovered` of both.
    derived: [Value; 2],
}

impl Made {
    fn text(base: &str, changed: &str, mutation: Value) -> Self {
        let input = |text| json!({"type": "PaymentPayload", "x402Version": 2, "text": text});
        Self {
            op: "decode_json",
            base: input(base),
            changed: input(changed),
            mutation,
            resigned: false,
            derived: [json!({}), json!({})],
        }
    }

    fn header(base: &str, changed: &str, mutation: Value) -> Self {
        let input =
            |text: &str| json!({"header": "payment-signature", "value": STANDARD.encode(text)});
        Self {
            op: "decode_header",
            base: input(base),
            changed: input(changed),
            ..Self::text("", "", mutation)
        }
    }

    fn payment(base: Value, changed: Value, mutation: Value) -> Self {
        let input = |payload| json!({"payload": payload, "requirements": {}});
        Self {
            op: "verify",
            base: input(base),
            changed: input(changed),
            ..Self::text("", "", mutation)
        }
    }

    /// Loads the set; what the loader says against it, or nothing.
    fn problem(&self, name: &str) -> String {
        let one = |id: &str, input: &Value, verdict: &str, derived: &Value| {
            json!({
                "id": format!("json/{id}"), "title": "t", "flags": [], "layer": "L0", "op": self.op,
                "input": input, "refs": [], "derived": derived,
                "expect": [{"spec": "*", "verdict": verdict, "level": "must"}],
            })
        };
        let mut changed = one("cut", &self.changed, "reject", &self.derived[1]);
        changed["base"] = "json/plain".into();
        changed["mutation"] = self.mutation.clone();
        changed["resigned"] = self.resigned.into();
        let file = json!({
            "format": "x402-vectors/1", "group": "json", "title": "t", "set": "2026.11.0", "notes": {}, "defaults": {"now": 1},
            "vectors": [one("plain", &self.base, "accept", &self.derived[0]), changed],
        });
        let keys = json!({
            "format": "x402-keys/1", "set": "2026.11.0", "warning": "w", "derivation": "d",
            "keys": [
                {"label": "payer", "curve": "secp256k1", "secret": "0x", "address": PAYER},
                {"label": "svm-payer", "curve": "ed25519", "secret": "0x", "address": address(1)},
                {"label": "svm-stranger", "curve": "ed25519", "secret": "0x", "address": address(2)},
            ],
        });
        let set = Set::new(&format!("proof-{name}"));
        set.write(VECTORS, &file.to_string());
        set.write("keys.json", &keys.to_string());
        set.list();
        set.load()
            .map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[track_caller]
    fn holds(&self, name: &str) {
        assert_eq!(self.problem(name), "", "{name}");
    }

    #[track_caller]
    fn fails(&self, name: &str, problem: &str) {
        let found = self.problem(name);
        assert!(found.starts_with("json/cut: "), "{name}: {found}");
        assert!(found.contains(problem), "{name}: {found}");
    }
}

const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn address(seed: u8) -> String {
    bs58::encode(key(seed).verifying_key().as_bytes()).into_string()
}

fn within(codings: &[&str], ops: &Value) -> Value {
    json!([{"op": "within", "path": "/input/text", "as": codings, "ops": ops}])
}

fn in_header(codings: &[&str], ops: &Value) -> Value {
    json!([{"op": "within", "path": "/input/value", "as": codings, "ops": ops}])
}

#[test]
fn a_member_inside_of_a_header_is_followed() {
    let ops = json!([{"op": "replace", "path": "/a", "value": 2}]);
    let codings = ["base64", "utf8", "json"];
    let made = |base, changed| Made::header(base, changed, in_header(&codings, &ops));
    made(r#"{"a":1,"b":3}"#, r#"{"a":2,"b":3}"#).holds("member");
    made(r#"{"a":1,"b":3}"#, r#"{"a":2,"b":4}"#)
        .fails("another-member", "at /input/value it gives");
    made(r#"{"a":1,"b":3}"#, r#"{"a":2.0,"b":3}"#)
        .fails("number-form", "does not lead from json/plain");
    made(r#"{"a":1,"b":3}"#, r#"{"b":3,"a":2}"#).fails("order", "does not lead");
    made(r#"{"a":1, "b":3}"#, r#"{"a":2, "b":3}"#)
        .fails("spelling", "would write it in another way");
    made(r#"{"a":1,"a":3}"#, r#"{"a":2,"a":3}"#).fails("twice", "a member stands twice");
    made(r#"{"b":3}"#, r#"{"a":2,"b":3}"#).fails("nothing-there", "there is nothing at /a");
}

#[test]
fn numbers_keep_their_text() {
    let ops = json!([{"op": "remove", "path": "/b"}]);
    Made::text(
        r#"{"a":1.0,"b":0}"#,
        r#"{"a":1.0}"#,
        within(&["json"], &ops),
    )
    .holds("number-kept");
    let made = Made::payment(
        json!({"a": 1, "b": 0}),
        serde_json::from_str(r#"{"a":1.0}"#).unwrap(),
        json!([{"op": "remove", "path": "/input/payload/b"}]),
    );
    made.fails(
        "number",
        "at /input/payload/a it gives 1, where the vector has 1.0",
    );
}

#[test]
fn text_and_bytes_are_spliced() {
    let splice = |ops| within(&[], &ops);
    let cut = json!([{"op": "splice", "at": 2, "remove": 1, "insert": "é", "times": 2}]);
    Made::text("ab1cd", "abéécd", splice(cut)).holds("splice");
    let twice = json!([{"op": "duplicate", "at": 2, "from": 0, "length": 2}]);
    Made::text("ab", "abab", splice(twice)).holds("duplicate");
    let every = json!([{"op": "every", "find": "a", "insert": ""}]);
    Made::text("abca", "bc", splice(every)).holds("every");
    let out = json!([{"op": "splice", "at": 2, "remove": 1}]);
    Made::text("ab", "a", splice(out)).fails("outside", "there are no 1 bytes at 2 of 2");
    let half = json!([{"op": "splice", "at": 1, "remove": 1}]);
    Made::text("é", "e", splice(half)).fails("half", "cuts a character");
    let byte = json!([{"op": "splice", "at": 0, "remove": 1, "insert": "62"}]);
    Made::header("ab", "bb", in_header(&["base64"], &byte)).holds("byte");
    let none = json!([{"op": "splice", "at": 0}, {"op": "replace", "path": "", "value": 1}]);
    let mixed = Made::text("a", "b", splice(none)).problem("mixed");
    assert!(mixed.contains("unknown variant"), "{mixed}");
}

#[test]
fn a_replaced_whole_proves_nothing() {
    let (long, other) = ("a".repeat(300), "b".repeat(300));
    let whole = json!([{"op": "replace", "path": "/input/text", "value": other}]);
    Made::text(&long, &other, whole).fails(
        "whole",
        "302 bytes in the place of 302 at /input/text prove nothing",
    );
    let spliced = json!([{"op": "splice", "at": 0, "remove": 300, "insert": "b".repeat(17)}]);
    Made::text(&long, &"b".repeat(17), within(&[], &spliced))
        .fails("spliced", "17 bytes in the place of 300 prove nothing");
    let emptied = json!([{"op": "splice", "at": 0, "remove": 300, "insert": "null"}]);
    Made::text(&long, "null", within(&[], &emptied)).holds("emptied");
    let many: Vec<Value> = (0..300)
        .map(|at| json!({"op": "splice", "at": at, "remove": 1, "insert": "b"}))
        .collect();
    Made::text(&long, &other, within(&[], &json!(many)))
        .fails("piecemeal", "300 bytes in the place of 300 prove nothing");
    let again = json!([
        {"op": "remove", "path": "/input/text"}, {"op": "add", "path": "/input/text", "value": "b"},
    ]);
    Made::text(&long, "b", again).fails("again", "/input/text is removed and added again");
    let half = |at| {
        json!({"op": "within", "path": "/input/text", "as": [], "ops": [
            {"op": "splice", "at": at, "remove": 150, "insert": "b".repeat(150)},
        ]})
    };
    Made::text(&long, &other, json!([half(0), half(150)]))
        .fails("halves", "/input/text is changed within twice");
    let added = json!([{"op": "add", "path": "/input/payload/b", "value": "b".repeat(767)}]);
    Made::payment(json!({}), json!({"b": "b".repeat(767)}), added)
        .fails("large", "769 bytes in the place of 0");
    let members: Vec<Value> = (0..4)
        .map(|n| json!({"op": "add", "path": format!("/input/payload/{n}"), "value": "b".repeat(300)}))
        .collect();
    let payload = json!({"0": "b".repeat(300), "1": "b".repeat(300), "2": "b".repeat(300), "3": "b".repeat(300)});
    Made::payment(json!({}), payload, members.into())
        .fails("in-all", "1208 bytes are put in, more than 1024");
}

#[test]
fn other_words_must_say_the_same() {
    let respell = json!([{"op": "respell", "path": "/input/text", "as": ["json"]}]);
    let made = |changed| Made::text(r#"{"a":1,"b":[2]}"#, changed, respell.clone());
    made(" {\"b\": [2], \"\\u0061\":1}").holds("respelled");
    made(r#"{"b":[2],"a":1.0}"#).fails("respelled-number", "does not say the same");
    made(r#"{"b":[2],"a":2,"a":1}"#).fails("respelled-twice", "a member stands twice");
    let to = |codings: &[&str]| json!([{"op": "recode", "path": "/input/text", "as": [], "to": codings}]);
    Made::text("a", "YQ==", to(&["base64", "utf8"])).holds("recoded");
    Made::text("a", "YQ", to(&["base64", "utf8"]))
        .fails("recoded-unpadded", "where the vector has \"YQ\"");
}

#[test]
fn a_payment_says_truly_whether_it_was_signed_again() {
    let signature = |byte: &str| format!("0x{}1b", byte.repeat(64));
    let payload = |byte: &str| json!({"signature": signature(byte)});
    let derived = |hash: &str, who| json!({"signingHash": hash, "recovered": who});
    let put =
        json!([{"op": "replace", "path": "/input/payload/signature", "value": signature("02")}]);
    let sign = json!([{"op": "sign", "path": "/input/payload/signature", "key": "payer", "value": signature("02")}]);
    let made = |mutation: &Value, resigned, who: Value| Made {
        resigned,
        derived: [derived("0x01", json!(PAYER)), derived("0x02", who)],
        ..Made::payment(payload("01"), payload("02"), mutation.clone())
    };
    made(&sign, true, json!(PAYER)).holds("signed");
    made(&sign, false, json!(PAYER)).fails("unsaid", "it does not say so");
    made(&put, true, json!(null)).fails("said", "no key signed it again");
    made(&put, false, json!(null)).holds("forged");
    made(&put, false, json!(PAYER)).fails("hidden", "payer signed at /input/payload/signature");
    made(&sign, true, json!(null)).fails("claimed", "payer did not sign anew");
}

/// A legacy transaction of one key, without instructions.
fn transaction(blockhash: u8, signer: u8) -> Vec<u8> {
    let mut message = vec![1, 0, 0, 1];
    message.extend(key(1).verifying_key().as_bytes());
    message.extend([blockhash; 32]);
    message.push(0);
    let signature = key(signer).sign(&message).to_bytes();
    [&[1], &signature[..], &message].concat()
}

#[test]
fn a_transaction_is_followed_by_its_parts() {
    let blockhash = |byte| bs58::encode([byte; 32]).into_string();
    let made = |signer: u8, ops: Value, resigned| {
        let text = |raw: Vec<u8>| json!({"transaction": STANDARD.encode(raw)});
        let path = "/input/payload/transaction";
        let within =
            json!([{"op": "within", "path": path, "as": ["base64", "solana"], "ops": ops}]);
        Made {
            resigned,
            ..Made::payment(
                text(transaction(7, 1)),
                text(transaction(8, signer)),
                within,
            )
        }
    };
    let change = json!({"op": "replace", "path": "/recentBlockhash", "value": blockhash(8)});
    let value = |signer| {
        let raw = transaction(8, signer);
        bs58::encode(raw.get(1..65).unwrap()).into_string()
    };
    let sign = |signer, key: &str| json!({"op": "sign", "path": "/signatures/0", "key": key, "value": value(signer)});
    let put = json!({"op": "replace", "path": "/signatures/0", "value": value(1)});
    made(1, json!([change, sign(1, "svm-payer")]), true).holds("transaction");
    made(2, json!([change, sign(2, "svm-stranger")]), true).holds("stranger");
    made(2, json!([change, sign(2, "svm-payer")]), true)
        .fails("not-payer", "svm-payer did not sign anew");
    made(1, json!([change, put]), false).fails("put", "svm-payer signed at /signatures/0");
    made(1, json!([change]), false).fails("unsigned", "at /input/payload/transaction it gives");
    made(1, json!([sign(1, "svm-payer")]), true).fails("other-message", "did not sign anew");
    let whole = json!([{"op": "replace", "path": "/input/payload/transaction", "value": STANDARD.encode(transaction(9, 1))}]);
    let payment = |byte| json!({"transaction": STANDARD.encode([transaction(byte, 1), vec![0; 200]].concat())});
    Made::payment(payment(7), payment(9), whole).fails("whole-transaction", "prove nothing");
}
