//! What goes wrong between a host and a node: HTTP, batches, ids, limits.

use x402_core::{
    chain::{
        Answer, BlockId, Cause, EvmQuery, Fact, Failure, LogFilter, NodeId, Nonsense, Query,
        SvmQuery, Value,
    },
    evm::Address,
    rpc::{self, Response, Shape, evm},
};

const TWO: [EvmQuery; 2] = [EvmQuery::ChainId, EvmQuery::GasPrice];

fn answers(facts: Vec<Fact>) -> Vec<Answer> {
    facts.into_iter().map(|fact| fact.answer).collect()
}

fn ask(queries: &[EvmQuery], response: Response<'_>) -> Vec<Answer> {
    answers(evm::read(queries, Shape::default(), &[response], NodeId(1)))
}

fn batch(body: &str) -> Vec<Answer> {
    ask(&TWO, Response::ok(body.as_bytes()))
}

fn single(body: &str) -> Answer {
    ask(&TWO[..1], Response::ok(body.as_bytes())).remove(0)
}

fn failed(cause: Cause, code: Option<i64>) -> Answer {
    Answer::Failed(Failure {
        cause,
        code,
        retry_after: None,
    })
}

fn number(number: u64) -> Answer {
    Answer::Value(Value::Number(number))
}

const ONE: &str = r#"{"jsonrpc":"2.0","id":1,"result":"0x1"}"#;
const OTHER: &str = r#"{"jsonrpc":"2.0","id":2,"result":"0x2"}"#;

fn both() -> Vec<Answer> {
    vec![number(1), Answer::Value(Value::Amount(2_u64.into()))]
}

#[test]
fn a_batch_is_read_by_id() {
    assert_eq!(batch(&format!("[{ONE},{OTHER}]")), both());
    assert_eq!(batch(&format!("[{OTHER},{ONE}]")), both());
    // Ids as text, a reply that was not asked for, and members that are not known.
    let odd = ONE.replace(":1,", r#":"1","extra":{},"#);
    let unasked = r#"{"jsonrpc":"2.0","id":9,"result":"0x9"}"#;
    assert_eq!(batch(&format!("[{unasked},{OTHER},{odd}]")), both());
}

#[test]
fn missing_and_repeated_ids() {
    let missing = Answer::Nonsense(Nonsense::MissingId);
    let twice = Answer::Nonsense(Nonsense::DuplicateId);
    let answer = both().remove(1);
    assert_eq!(
        batch(&format!("[{OTHER}]")),
        [missing.clone(), answer.clone()]
    );
    assert_eq!(batch("[]"), [missing.clone(), missing.clone()]);
    assert_eq!(
        batch(&format!("[{ONE},{OTHER},{ONE}]")),
        [twice.clone(), answer.clone()]
    );
    // Also if the copies differ, and if there are three.
    let lie = ONE.replace("0x1", "0x2");
    assert_eq!(
        batch(&format!("[{ONE},{lie},{OTHER},{ONE}]")),
        [twice, answer]
    );
    assert_eq!(single(OTHER), missing);
    for id in ["null", "1.5", "-1", r#""one""#, r#""01""#, "[1]"] {
        let body = ONE.replace(r#""id":1"#, &format!(r#""id":{id}"#));
        assert_eq!(single(&body), missing, "{id}");
    }
    assert_eq!(single(&ONE.replace(r#""id":1,"#, "")), missing);
    assert_eq!(single(&ONE.replace(":1,", ":1.0,")), number(1));
}

#[test]
fn a_batch_that_is_refused_or_limited_is_asked_in_smaller_parts() {
    let refusals = [
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}"#,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}}"#,
        r#"{"jsonrpc":"2.0","error":{"code":-32000,"message":"too many requests in batch"}}"#,
        r#"[{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch limit 10"}}]"#,
        r#"[{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}}]"#,
    ];
    for body in refusals {
        let facts = evm::read(
            &TWO,
            Shape::default(),
            &[Response::ok(body.as_bytes())],
            NodeId(1),
        );
        let next = Shape::default().after(&facts).expect(body);
        assert_eq!(next.batch, 10);
        assert_eq!(next.after(&facts).expect(body).batch, 1);
        assert_eq!(Shape::SINGLE.after(&facts), None);
        let causes = answers(facts);
        assert!(
            causes.iter().all(|answer| matches!(
                answer,
                Answer::Failed(failure) if failure.cause == Cause::BatchRefused
            )),
            "{body}: {causes:?}"
        );
    }
}

#[test]
fn one_error_for_a_batch_that_is_about_the_node() {
    for (code, message, cause) in [
        (429, "rate limited", Cause::RateLimited),
        (-32005, "limit exceeded", Cause::RateLimited),
        (-32603, "Internal error", Cause::ServerError),
        (403, "not allowed", Cause::Forbidden),
    ] {
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":null,"error":{{"code":{code},"message":"{message}"}}}}"#
        );
        let expected = failed(cause, Some(code));
        assert_eq!(batch(&body), [expected.clone(), expected], "{message}");
    }
}

#[test]
fn one_reply_of_a_batch_can_fail_alone() {
    let limited = r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"the method eth_chainId does not exist/is not available"}}"#;
    let expected = [failed(Cause::Unsupported, Some(-32601)), both().remove(1)];
    assert_eq!(batch(&format!("[{limited},{OTHER}]")), expected);
}

#[test]
fn statuses() {
    let not_json = Answer::Nonsense(Nonsense::NotJson);
    let of = |status, body: &'static str| {
        let response = Response {
            status: Some(status),
            retry_after: None,
            body: body.as_bytes(),
        };
        ask(&TWO[..1], response).remove(0)
    };
    for (status, body, expected) in [
        (
            200,
            "<!DOCTYPE html><title>Just a moment...</title>",
            not_json.clone(),
        ),
        (200, "", not_json.clone()),
        (204, "", not_json),
        (200, "null", Answer::Nonsense(Nonsense::NotJsonRpc)),
        (301, "", failed(Cause::Other, None)),
        (400, "<html>", failed(Cause::InvalidRequest, None)),
        (401, "", failed(Cause::Forbidden, None)),
        (
            403,
            r#"{"error":"method eth_getLogs is not allowed"}"#,
            failed(Cause::Forbidden, None),
        ),
        (404, "not found", failed(Cause::Unsupported, None)),
        (408, "", failed(Cause::Timeout, None)),
        (413, "", failed(Cause::TooLarge, None)),
        (429, "slow down", failed(Cause::RateLimited, None)),
        (429, ONE, failed(Cause::RateLimited, None)),
        (500, "oops", failed(Cause::ServerError, None)),
        (501, "", failed(Cause::Unsupported, None)),
        (
            502,
            "<html>Bad gateway</html>",
            failed(Cause::ServerError, None),
        ),
        (503, "", failed(Cause::ServerError, None)),
        (504, "", failed(Cause::Timeout, None)),
        (503, "{}", failed(Cause::ServerError, None)),
        (400, "7", failed(Cause::InvalidRequest, None)),
        // Some nodes send their replies with another status than 200.
        (400, ONE, number(1)),
        (500, ONE, number(1)),
        (
            500,
            r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no such method"}}"#,
            failed(Cause::Unsupported, Some(-32601)),
        ),
    ] {
        assert_eq!(of(status, body), expected, "{status} {body}");
    }
    assert_eq!(
        ask(&TWO[..1], Response::NONE),
        [failed(Cause::NoResponse, None)]
    );
    let facts = evm::read(&TWO, Shape::default(), &[], NodeId(1));
    assert_eq!(answers(facts), vec![failed(Cause::NoResponse, None); 2]);
}

#[test]
fn one_method_that_is_forbidden_leaves_the_others() {
    // mainnet.base.org answers single methods with 403.
    let forbidden = Response {
        status: Some(403),
        retry_after: None,
        body: br#"{"error":"not allowed"}"#,
    };
    let responses = [forbidden, Response::ok(OTHER.as_bytes())];
    let facts = evm::read(&TWO, Shape::SINGLE, &responses, NodeId(1));
    let expected = [failed(Cause::Forbidden, None), both().remove(1)];
    assert_eq!(answers(facts), expected);
}

#[test]
fn a_body_that_is_too_large_is_not_read() {
    let large = vec![b' '; Response::MAX_BODY + 1];
    assert_eq!(
        ask(&TWO[..1], Response::ok(&large)),
        [failed(Cause::TooLarge, None)]
    );
    // A smaller batch has a smaller answer.
    assert_eq!(
        ask(&TWO, Response::ok(&large)),
        vec![failed(Cause::BatchRefused, None); 2]
    );
    let response = Response {
        status: Some(413),
        retry_after: None,
        body: b"",
    };
    assert_eq!(
        ask(&TWO, response),
        vec![failed(Cause::BatchRefused, None); 2]
    );
    // A block of ten thousand transactions is read, as many zeros are not.
    let values = |value: &str, count| {
        let values = vec![value; count].join(",");
        format!(r#"{{"jsonrpc":"2.0","id":1,"x":[{values}],"result":"0x1"}}"#)
    };
    let hash = format!(r#""0x{}""#, "ab".repeat(32));
    assert_eq!(single(&values(&hash, 10_000)), number(1));
    assert_eq!(single(&values("0", 4_000)), number(1));
    assert_eq!(single(&values("0", 10_000)), failed(Cause::TooLarge, None));
    // More than any answer has.
    let long = "1".repeat(40);
    assert_eq!(
        single(&values(&long, 70_000)),
        failed(Cause::TooLarge, None)
    );
}

#[test]
fn the_time_to_wait() {
    let wait = |status, retry_after| {
        let response = Response {
            status: Some(status),
            retry_after,
            body: b"",
        };
        match ask(&TWO[..1], response).remove(0) {
            Answer::Failed(failure) => failure.retry_after,
            answer => panic!("{answer:?}"),
        }
    };
    for (status, header, expected) in [
        (429, None, None),
        (429, Some("2"), Some(2)),
        (429, Some(" 30\t"), Some(30)),
        (503, Some("0"), Some(0)),
        (429, Some("99999999999999999999"), Some(3600)),
        (429, Some("7200"), Some(3600)),
        (429, Some("-1"), None),
        (429, Some("1.5"), None),
        (429, Some(""), None),
        (429, Some("Wed, 21 Oct 2026 07:28:00 GMT"), None),
        (403, Some("5"), None), // waiting does not help
    ] {
        assert_eq!(wait(status, header), expected, "{status} {header:?}");
    }
    let limited = Response {
        status: Some(200),
        retry_after: Some("7"),
        body: br#"{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"over rate limit"}}"#,
    };
    let expected = Answer::Failed(Failure {
        cause: Cause::RateLimited,
        code: Some(-32005),
        retry_after: Some(7),
    });
    assert_eq!(ask(&TWO[..1], limited), [expected]);
}

#[test]
fn errors_with_status_200() {
    let error = |error: &str| format!(r#"{{"jsonrpc":"2.0","id":1,"error":{error}}}"#);
    for (body, expected) in [
        (
            error(r#"{"code":-32016,"message":"over rate limit"}"#),
            failed(Cause::RateLimited, Some(-32016)),
        ),
        (
            error(
                r#"{"code":429,"message":"Your app has exceeded its compute units per second capacity"}"#,
            ),
            failed(Cause::RateLimited, Some(429)),
        ),
        (
            error(r#""rate limit exceeded""#),
            failed(Cause::RateLimited, None),
        ),
        (
            error(r#"{"code":"-32603","message":"x"}"#),
            failed(Cause::ServerError, Some(-32603)),
        ),
        (error("{}"), failed(Cause::Other, None)),
        (error("7"), Answer::Nonsense(Nonsense::NotJsonRpc)),
        // A gateway's own form.
        (
            r#"{"code":429,"message":"Too Many Requests"}"#.into(),
            failed(Cause::RateLimited, Some(429)),
        ),
        (
            r#"{"message":"hello"}"#.into(),
            Answer::Nonsense(Nonsense::NotJsonRpc),
        ),
        // Both members, as JSON-RPC 1.0 wrote them.
        (
            r#"{"jsonrpc":"2.0","id":1,"result":"0x1","error":null}"#.into(),
            number(1),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"result":null,"error":{"code":-32603,"message":"x"}}"#
                .into(),
            failed(Cause::ServerError, Some(-32603)),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"result":"0x1","error":{"code":1,"message":"x"}}"#.into(),
            Answer::Nonsense(Nonsense::NotJsonRpc),
        ),
        (r#"{"id":1,"result":"0x1"}"#.into(), number(1)), // the version is left out
        (
            r#"{"jsonrpc":"1.0","id":1,"result":"0x1"}"#.into(),
            Answer::Nonsense(Nonsense::NotJsonRpc),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1}"#.into(),
            Answer::Nonsense(Nonsense::NotJsonRpc),
        ),
        // A member twice, of which readers take the first or the last one.
        (
            r#"{"jsonrpc":"2.0","id":1,"result":"0x1","result":"0x2"}"#.into(),
            Answer::Nonsense(Nonsense::NotJson),
        ),
        (format!("[{ONE}]"), Answer::Nonsense(Nonsense::NotJsonRpc)), // no batch was sent
    ] {
        assert_eq!(single(&body), expected, "{body}");
    }
    // A batch was sent.
    let nonsense = Answer::Nonsense(Nonsense::NotJsonRpc);
    assert_eq!(batch(ONE), vec![nonsense; 2]);
    assert_eq!(batch(&format!("[7,{OTHER},null,{ONE}]")), both());
}

#[test]
fn causes_of_evm_nodes() {
    let logs = || {
        let filter = LogFilter::new(Address::ZERO, vec![], 0, 1999).unwrap();
        [EvmQuery::Logs(filter)]
    };
    for (code, message, cause) in [
        (
            -32600,
            "eth_getLogs is limited to a 500 block range",
            Cause::RangeTooLarge,
        ),
        (
            -32602,
            "query exceeds max block range 1000",
            Cause::RangeTooLarge,
        ),
        (
            -32005,
            "query returned more than 10000 results",
            Cause::RangeTooLarge,
        ),
        (-32000, "block range is too wide", Cause::RangeTooLarge),
        (-32003, "response too large", Cause::TooLarge),
        (-32602, "Log response size exceeded.", Cause::TooLarge),
        (
            -32602,
            "invalid argument 0: hex string has odd length",
            Cause::InvalidRequest,
        ),
        (-32000, "context deadline exceeded", Cause::Timeout),
        (
            -32000,
            "this is not an archive node",
            Cause::HistoryUnavailable,
        ),
        (-32001, "Unknown block", Cause::Lagging),
        (-39001, "Unknown block", Cause::Lagging),
        (-32601, "Method not found", Cause::Unsupported),
        (-32004, "method not supported", Cause::Unsupported),
        (-32000, "rpc method is not whitelisted", Cause::Unsupported),
        (
            -32000,
            "daily request count exceeded, request rate limited",
            Cause::RateLimited,
        ),
        (-32000, "something else", Cause::Other),
    ] {
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":1,"error":{{"code":{code},"message":"{message}"}}}}"#
        );
        let answer = ask(&logs(), Response::ok(body.as_bytes()));
        assert_eq!(answer, [failed(cause, Some(code))], "{message}");
    }
}

#[test]
fn families_do_not_mix() {
    let evm = Query::from(EvmQuery::Block(BlockId::Latest));
    let svm = Query::from(SvmQuery::FirstAvailableBlock);
    let shape = Shape::default();
    for queries in [vec![evm.clone(), evm.clone()], vec![svm.clone()], vec![]] {
        let bodies = rpc::write(&queries, shape).unwrap();
        assert_eq!(bodies.len(), usize::from(!queries.is_empty()));
        let facts = rpc::read(&queries, shape, &[], NodeId(1)).unwrap();
        assert_eq!(facts.len(), queries.len());
    }
    let mixed = [evm, svm];
    assert_eq!(
        rpc::write(&mixed, shape).unwrap_err().to_string(),
        "not a valid list of queries: expected queries to networks of one family, found \"queries \
         to EVM and Solana\""
    );
    assert!(rpc::read(&mixed, shape, &[], NodeId(1)).is_err());
}
