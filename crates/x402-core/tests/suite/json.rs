//! The JSON gate: what it refuses, where, and that it agrees with another reader otherwise.

use proptest::prelude::*;
use x402_core::{
    Error, ErrorCode, Position,
    json::{Json, Number, Object},
};

fn parse(text: &[u8]) -> Result<Json<'_>, Error> {
    Json::parse(text)
}

fn code_and_offset(error: &Error) -> (ErrorCode, usize) {
    match error.position() {
        Position::Byte(offset) => (error.code(), *offset),
        other => panic!("not an offset: {other}"),
    }
}

#[test]
fn reads_and_writes() {
    for (text, canonical) in [
        ("null", "null"),
        (" [ true , false ] \r\n\t", "[true,false]"),
        ("{}", "{}"),
        ("[]", "[]"),
        (r#"{ "b" : 1.50 , "a" : -0e+5 }"#, r#"{"b":1.50,"a":-0e+5}"#),
        (r#"{"\u0061mount":"1"}"#, r#"{"amount":"1"}"#),
        (r#""\u00e9\ud83d\ude00\/""#, "\"é😀/\""),
        (
            r#""\u0000\u0008\u0009\u000A\u000b\u000c\u000d\u001f\u007f\"\\""#,
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\u{7f}\\\"\\\\\"",
        ),
        ("\"12345678\\n12345678\\n\"", "\"12345678\\n12345678\\n\""),
        (
            r#"{"__proto__":{"constructor":1}}"#,
            r#"{"__proto__":{"constructor":1}}"#,
        ),
    ] {
        let json = parse(text.as_bytes()).unwrap();
        assert_eq!(json.to_string(), canonical, "{text}");
        assert_eq!(parse(canonical.as_bytes()).unwrap(), json, "{text}");
    }
}

#[test]
fn borrows_what_has_no_escape() {
    let text = String::from(r#"["plain","esc\u0061ped"]"#);
    let Json::Array(values) = parse(text.as_bytes()).unwrap() else {
        panic!("an array")
    };
    let place = text.as_bytes().as_ptr_range();
    let borrowed = |value: &Json<'_>| place.contains(&value.as_str().unwrap().as_ptr());
    assert_eq!(
        values.iter().map(borrowed).collect::<Vec<_>>(),
        [true, false]
    );
}

#[test]
fn refuses_and_says_where() {
    use ErrorCode as Code;
    let nodes = |count: usize| format!("[{}]", vec!["0"; count - 1].join(",")).into_bytes();
    let deep = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
    let many = |count: usize| {
        let members = (0..count).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>();
        format!("{{{},\"7\":0}}", members.join(","))
    };
    assert!(parse(&nodes(4096)).is_ok());
    assert!(parse(&deep(64)).is_ok());
    for (text, code, offset) in [
        (b"".to_vec(), Code::JsonSyntax, 0),
        (b"  ".to_vec(), Code::JsonSyntax, 2),
        (b"\xef\xbb\xbf{}".to_vec(), Code::JsonBom, 0),
        (b"\xff\xfe{\0}\0".to_vec(), Code::JsonUtf8, 0),
        (b"[\"a\xc3(\"]".to_vec(), Code::JsonUtf8, 3),
        (b"[\"\xed\xa0\x80\"]".to_vec(), Code::JsonUtf8, 2),
        (b"{} {}".to_vec(), Code::JsonTrailing, 3),
        (b"1,".to_vec(), Code::JsonTrailing, 1),
        (b"[1,]".to_vec(), Code::JsonSyntax, 3),
        (b"{\"a\":1,}".to_vec(), Code::JsonSyntax, 7),
        (b"{'a':1}".to_vec(), Code::JsonSyntax, 1),
        (b"{\"a\" 1}".to_vec(), Code::JsonSyntax, 5),
        (b"{\"a\":1 \"b\":2}".to_vec(), Code::JsonSyntax, 7),
        (b"[1 2]".to_vec(), Code::JsonSyntax, 3),
        (b"// c\n1".to_vec(), Code::JsonSyntax, 0),
        (b"NaN".to_vec(), Code::JsonSyntax, 0),
        (b"[-Infinity]".to_vec(), Code::JsonSyntax, 2),
        (b"tru".to_vec(), Code::JsonSyntax, 0),
        (b"[01]".to_vec(), Code::JsonSyntax, 1),
        (b"1.".to_vec(), Code::JsonSyntax, 2),
        (b"1e+".to_vec(), Code::JsonSyntax, 3),
        (b"\"abc".to_vec(), Code::JsonSyntax, 4),
        (b"\"a\nb\"".to_vec(), Code::JsonSyntax, 2),
        (b"\"\\u12g4\"".to_vec(), Code::JsonSyntax, 1),
        (b"\"\\x\"".to_vec(), Code::JsonSyntax, 1),
        (b"\"\\".to_vec(), Code::JsonSyntax, 1),
        (b"\"ab\\ud83d\"".to_vec(), Code::JsonSurrogate, 3),
        (b"\"\\ud83d\\u0041\"".to_vec(), Code::JsonSurrogate, 1),
        (b"\"\\ude00\"".to_vec(), Code::JsonSurrogate, 1),
        (
            b"\"\\ud83d\\ud83d\\ude00\"".to_vec(),
            Code::JsonSurrogate,
            1,
        ),
        (
            b"{\"a\":1,\"b\":{\"c\":1,\"\\u0063\":2}}".to_vec(),
            Code::JsonDuplicateMember,
            18,
        ),
        (many(8).into_bytes(), Code::JsonDuplicateMember, 49),
        (many(4000).into_bytes(), Code::JsonDuplicateMember, 34_891),
        (nodes(4097), Code::JsonNodes, 8191),
        (deep(65), Code::JsonDepth, 64),
        (vec![b'['; 1_000_000], Code::JsonDepth, 64),
    ] {
        let error = parse(&text).unwrap_err();
        let shown = String::from_utf8_lossy(text.get(..60).unwrap_or(&text)).into_owned();
        assert_eq!(code_and_offset(&error), (code, offset), "{shown}: {error}");
        assert!(
            !error.expected().is_empty() && !error.found().is_empty(),
            "{shown}"
        );
    }
}

#[test]
fn says_what_it_expected_and_found() {
    for (text, message) in [
        (
            r#"{"amount":"1","amount":"2"}"#,
            "json.duplicate_member at byte 14: expected each member once, found \"amount\" again",
        ),
        (
            r#"["\ud83d"]"#,
            r"json.surrogate at byte 2: expected both halves of a surrogate pair, found \ud83d alone",
        ),
        (
            "[1",
            "json.syntax at byte 2: expected `,` or `]`, found the end of the text",
        ),
        (
            "{}x",
            "json.trailing at byte 2: expected the end of the text, found \"x\"",
        ),
    ] {
        assert_eq!(
            parse(text.as_bytes()).unwrap_err().to_string(),
            message,
            "{text}"
        );
    }
}

#[test]
fn large_objects_stay_cheap() {
    // Quadratic work on this would be 16 million comparisons of equally long names.
    let members = (0..4095)
        .map(|n| format!("\"member{n:04}\":{n}"))
        .collect::<Vec<_>>();
    let forward = format!("{{{}}}", members.join(","));
    let backward = members.iter().rev().cloned().collect::<Vec<_>>().join(",");
    let backward = format!("{{{backward}}}");
    let (a, b) = (
        parse(forward.as_bytes()).unwrap(),
        parse(backward.as_bytes()).unwrap(),
    );
    assert!(a.same(&b) && a.contains(&b));
    assert_ne!(a, b);
}

#[test]
fn sameness_and_containment() {
    for (whole, part, same, contains) in [
        ("1", "1.0", true, true),
        ("1", "\"1\"", false, false),
        ("null", "false", false, false),
        ("[1,2]", "[1.0,2e0]", true, true),
        ("[1,2]", "[2,1]", false, false),
        ("[1,2]", "[1]", false, false),
        (r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#, true, true),
        (r#"{"a":1,"b":2}"#, r#"{"b":2}"#, false, true),
        (r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"c":2}}"#, false, true),
        (
            r#"{"a":[{"b":1,"c":2}]}"#,
            r#"{"a":[{"c":2}]}"#,
            false,
            false,
        ),
        (r#"{"a":1}"#, r#"{"a":1,"b":null}"#, false, false),
        (r#"{"a":1}"#, "{}", false, true),
        (r#"{"a":1}"#, r#"{"A":1}"#, false, false),
    ] {
        let (a, b) = (
            parse(whole.as_bytes()).unwrap(),
            parse(part.as_bytes()).unwrap(),
        );
        assert_eq!(a.same(&b), same, "{whole} {part}");
        assert_eq!(b.same(&a), same, "{part} {whole}");
        assert_eq!(a.contains(&b), contains, "{whole} {part}");
    }
}

#[test]
fn serde_passes_the_same_gate() {
    let text = r#"{"b":[1,-2,1.5,1e400,123456789012345678901234567890],"a":"\u00e9"}"#;
    assert_eq!(
        serde_json::from_str::<Json<'_>>(text).unwrap().to_string(),
        r#"{"b":[1,-2,1.5,1e+400,123456789012345678901234567890],"a":"é"}"#,
    );
    for (text, code) in [
        (r#"{"a":1,"\u0061":2}"#.to_string(), "json.duplicate_member"),
        (format!("[{}]", vec!["0"; 4096].join(",")), "json.nodes"),
        (
            format!("{}{}", "[".repeat(65), "]".repeat(65)),
            "json.depth",
        ),
    ] {
        let error = serde_json::from_str::<Json<'_>>(&text)
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(code), "{error}");
    }
    let value = serde_json::to_value(parse(br#"{"b":2.50,"a":[null,true]}"#).unwrap()).unwrap();
    assert_eq!(value.to_string(), r#"{"b":2.5,"a":[null,true]}"#);
    for number in ["1e400", "0.10000000000000000001"] {
        let number = Json::Number(Number::parse(number).unwrap());
        assert!(serde_json::to_string(&number).is_err(), "{number}");
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z\"\\\\\u{0}-\u{1f}é😀/]{0,20}",
        prop::sample::select(vec!["amount", "x402Version", "network"]).prop_map(String::from),
        any::<String>(),
    ]
}

fn numbers() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,12})?([eE][-+]?[0-9]{1,3})?"
}

fn trees() -> impl Strategy<Value = Json<'static>> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        numbers().prop_map(|text| Json::Number(Number::parse(&text).unwrap().into_owned())),
        texts().prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::vec((texts(), inner), 0..6)
                .prop_map(|members| Json::from(members.into_iter().collect::<Object<'_>>())),
        ]
    })
}

/// What `serde_json`, the reader of comparison, makes of the bytes.
fn agrees_with_serde_json(bytes: &[u8]) -> Result<(), TestCaseError> {
    let theirs = serde_json::from_slice::<serde_json::Value>(bytes);
    match Json::parse(bytes) {
        Ok(ours) => {
            let theirs = theirs
                .map_err(|error| TestCaseError::fail(format!("we alone read {ours}: {error}")))?;
            let text = theirs.to_string();
            let theirs = Json::parse(text.as_bytes()).unwrap();
            prop_assert!(ours.same(&theirs), "{ours} {theirs}");
        }
        Err(error) => {
            let stricter = matches!(
                error.code(),
                ErrorCode::JsonDepth | ErrorCode::JsonDuplicateMember | ErrorCode::JsonNodes
            );
            prop_assert!(stricter || theirs.is_err(), "they alone read it: {error}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(json in trees()) {
        let text = json.to_string();
        prop_assert_eq!(&Json::parse(text.as_bytes()).unwrap(), &json);
        prop_assert!(json.same(&json) && json.contains(&json));
        let value = serde_json::to_value(&text).unwrap().to_string();
        let by_serde: Json<'_> = serde_json::from_str(&value).unwrap();
        prop_assert_eq!(by_serde.as_str(), Some(text.as_str()));
    }

    #[test]
    fn agrees_on_well_formed_text(json in trees()) {
        agrees_with_serde_json(json.to_string().as_bytes())?;
    }

    #[test]
    fn agrees_on_mutated_text(
        json in trees(),
        mutations in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..4),
    ) {
        let mut bytes = json.to_string().into_bytes();
        for (index, byte, how) in mutations {
            let at = index.index(bytes.len() + 1);
            match how {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                _ if at < bytes.len() => { bytes.remove(at); }
                _ => {}
            }
        }
        agrees_with_serde_json(&bytes)?;
    }

    #[test]
    fn agrees_on_json_like_text(text in "([\\[\\]{},:\" \n0-9eE.+-]|true|null|\\\\u[dD][8-9a-fA-F][0-9]{2}|\"a\"|\"b\":){0,40}") {
        agrees_with_serde_json(text.as_bytes())?;
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        agrees_with_serde_json(&bytes)?;
    }

    #[test]
    fn numbers_are_the_same_iff_their_values_are(
        digits in 1_u32..1_000_000, shift in 0_u8..12, zeros in 0_u8..5,
    ) {
        let plain = format!("{digits}{}", "0".repeat(shift.into()));
        let scaled = format!("{digits}{}e{}", "0".repeat(zeros.into()), i64::from(shift) - i64::from(zeros));
        let pointed = format!("0.{digits:07}{}e{}", "0".repeat(zeros.into()), shift + 7);
        let other = format!("{}{}", digits + 1, "0".repeat(shift.into()));
        let number = |text: &str| Number::parse(text).unwrap().into_owned();
        for text in [&scaled, &pointed] {
            prop_assert!(number(&plain).same(&number(text)), "{} {}", plain, text);
            prop_assert_eq!(number(text).to_u64(), plain.parse().ok(), "{}", text);
        }
        prop_assert!(!number(&plain).same(&number(&other)));
    }
}
