//! Sending transactions, and what they did.

use super::*;

const TRANSACTION: &str = include_str!("../../data/rpc/get_transaction.json");

/// The transaction in `TRANSACTION`, and its signature by solders.
fn transaction() -> (SvmQuery, Vec<u8>, Signature) {
    let json: Json = serde_json::from_str(TRANSACTION).unwrap();
    let text = json["result"]["transaction"][0].as_str().unwrap();
    let bytes = decode_base64(text, usize::MAX).unwrap();
    let text =
        "23sApU3DPSikPiafX8bTcDJoYnCwhKbB1quUhtmQQpPWTzwx6zupRBFC4w7a48hx84BLhFq3o1EhyshwHwGYwB2c";
    let signature: Signature = text.parse().unwrap();
    let query = SvmQuery::Transaction {
        signature,
        finalized: true,
    };
    (query, bytes, signature)
}

#[test]
fn what_a_transaction_did() {
    let (query, bytes, _) = transaction();
    // solders 0.29.0, `GetTransactionResp` of a transfer of 10000 units.
    let fact = read(std::slice::from_ref(&query), TRANSACTION).remove(0);
    assert_eq!(fact.at, Some(Head::Slot(5)));
    let Answer::Value(Value::TransactionOutcome(Some(outcome))) = fact.answer else {
        panic!("{:?}", fact.answer)
    };
    assert_eq!(
        (outcome.slot, outcome.fee, &outcome.fault),
        (5, 10_000, &None)
    );
    assert_eq!(outcome.transaction, bytes);
    let [mint, source, destination] = [5, 6, 7].map(address);
    let payer = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"
        .parse()
        .unwrap();
    let program = Some(x402_core::svm::program::TOKEN);
    let balance = |account, owner, amount| TokenBalance {
        account,
        mint,
        owner: Some(owner),
        program,
        amount,
    };
    assert_eq!(
        outcome.before,
        [
            balance(source, payer, 50_000),
            balance(destination, address(8), 0)
        ]
    );
    assert_eq!(
        outcome.after,
        [
            balance(source, payer, 40_000),
            balance(destination, address(8), 10_000)
        ]
    );
    assert_eq!(outcome.received(&destination, &mint), Some(10_000));
    assert_eq!(outcome.received(&source, &mint), Some(-10_000));
}

#[test]
fn a_transaction_that_is_not_the_one_or_not_whole() {
    let (query, ..) = transaction();
    let json: Json = serde_json::from_str(TRANSACTION).unwrap();
    assert_eq!(
        result(&query, &Json::Null).0,
        Answer::Value(Value::TransactionOutcome(None))
    );
    let other = SvmQuery::Transaction {
        signature: Signature::new([3; 64]),
        finalized: true,
    };
    assert_eq!(
        result(&other, &json["result"]).0,
        Answer::Nonsense(Nonsense::Unasked)
    );
    for (pointer, value) in [
        ("/transaction/1", json!("base58")),
        ("/transaction/0", json!("AAAA")),
        ("/meta", Json::Null),
        ("/meta/err", json!(1)),
        ("/meta/fee", json!("10000")),
        ("/meta/preTokenBalances", Json::Null),
        ("/meta/postTokenBalances/0/accountIndex", json!(6)),
        ("/meta/postTokenBalances/0/mint", Json::Null),
        ("/meta/postTokenBalances/0/owner", json!("x")),
        (
            "/meta/postTokenBalances/0/uiTokenAmount/amount",
            json!("1.5"),
        ),
        (
            "/meta/postTokenBalances/0/uiTokenAmount/amount",
            json!("18446744073709551616"),
        ),
        ("/meta/loadedAddresses/writable", json!(["x"])),
        ("/slot", Json::Null),
    ] {
        let mut changed = json["result"].clone();
        *changed.pointer_mut(pointer).unwrap() = value.clone();
        assert_eq!(
            result(&query, &changed),
            (WRONG_TYPE, None),
            "{pointer} {value}"
        );
    }
}

#[test]
fn balances_of_accounts_that_a_lookup_table_holds() {
    // solders 0.29.0: the same transfer, mint and destination in a table.
    let text = "AkSs0w1vEo6eyfCNgKLD/t9TqHUWt6a2vRBvhd6SGNCuo6gt/RA+Rg8xnSoAfybQ2PCRCdmDMaO8V/Mk78i44grl9muHjHQPPD9+/LoOtID79NYQlZKVIUqF+PXT7eozMVbrfZgX2GGeYfZ5F2zntwPWht63VEzxHPqGjpSCA8YGgAIBAQSKiOPddAnxlf1S2y08ul1yymcJvx2UEhvzdIgBtA9vXIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOUBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYG3fbh12Whk9nL4UbO63msHLSF7V9bN5E6jPWFfv8AqQQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEAQMEAgUEAQoMECcAAAAAAAAGAQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJAQABAQ==";
    let signature =
        "2NdtdT5GSSCSpkqAEJRpyvccngQo955UKxi7DVf44dk4jXa3AzkPQKDS24qZ8EbfGPtygJdvJk9RD5mgbFqijtdP";
    let query = SvmQuery::Transaction {
        signature: signature.parse().unwrap(),
        finalized: false,
    };
    let [mint, destination] = [5, 7].map(|byte| address(byte).to_string());
    let balance = json!({
        "accountIndex": 4, "mint": mint, "uiTokenAmount": {"amount": "10000", "decimals": 6},
    });
    let answer = json!({
        "slot": 5, "transaction": [text, "base64"], "version": 0,
        "meta": {
            "err": null, "fee": 10_000, "preTokenBalances": [], "postTokenBalances": [balance],
            "loadedAddresses": {"writable": [destination], "readonly": [mint]},
        },
    });
    let (Answer::Value(Value::TransactionOutcome(Some(outcome))), _) = result(&query, &answer)
    else {
        panic!("not an outcome")
    };
    assert_eq!(outcome.received(&address(7), &address(5)), Some(10_000));
    assert_eq!(
        (outcome.after[0].owner, outcome.after[0].program),
        (None, None)
    );
}

#[test]
fn what_nodes_answer_to_a_transaction() {
    let (_, bytes, signature) = transaction();
    let send = SvmQuery::Send(bytes.into());
    let did = |sent| Answer::Value(Value::Sent(sent));
    let own = json!(signature.to_string());
    assert_eq!(result(&send, &own).0, did(Sent::Accepted));
    let other = json!(Signature::new([3; 64]).to_string());
    assert_eq!(result(&send, &other).0, Answer::Nonsense(Nonsense::Unasked));
    assert_eq!(result(&send, &Json::Null).0, WRONG_TYPE);
    // Zeros are not a transaction: there is no signature to compare with.
    let empty = SvmQuery::Send(vec![0; 70].into());
    assert_eq!(result(&empty, &own).0, Answer::Nonsense(Nonsense::Unasked));

    let preflight = |err: Json, message: &str| json!({"code": -32002, "message": message, "data": {"err": err, "logs": []}});
    for (json, expected) in [
        (
            preflight(json!("AlreadyProcessed"), "x"),
            did(Sent::AlreadyKnown),
        ),
        (
            json!({"code": -32002, "message": "This transaction has already been processed"}),
            did(Sent::AlreadyKnown),
        ),
        (
            preflight(json!("InsufficientFundsForFee"), "x"),
            did(Sent::InsufficientFunds),
        ),
        (
            preflight(json!("AccountNotFound"), "x"),
            did(Sent::InsufficientFunds),
        ),
        (
            preflight(
                json!({"InstructionError": [2, {"Custom": 1}]}),
                "custom program error: 0x1",
            ),
            did(Sent::Rejected),
        ),
        (
            json!({"code": -32003, "message": "Transaction signature verification failure"}),
            did(Sent::Rejected),
        ),
        (
            json!({"code": -32005, "message": "Node is behind by 42 slots", "data": {"numSlotsBehind": 42}}),
            failed(Cause::Lagging, -32005),
        ),
        (
            json!({"code": 429, "message": "Too many requests"}),
            failed(Cause::RateLimited, 429),
        ),
    ] {
        assert_eq!(error(&send, &json), expected, "{json}");
    }
}

#[test]
fn causes_of_solana_nodes() {
    let (query, ..) = transaction();
    for (code, message, cause) in [
        (
            -32015,
            "Transaction version (0) is not supported by the requesting client. Please try the request again with the following configuration parameter: \"maxSupportedTransactionVersion\": 0",
            Cause::Unsupported,
        ),
        (
            -32011,
            "Transaction history is not available from this node",
            Cause::HistoryUnavailable,
        ),
        (
            -32001,
            "Block 5 cleaned up, does not exist on node. First available block: 9",
            Cause::HistoryUnavailable,
        ),
        (
            -32009,
            "Slot 5 was skipped, or missing in long-term storage",
            Cause::HistoryUnavailable,
        ),
        (-32004, "Block not available for slot 5", Cause::Lagging),
        (
            -32014,
            "Block status not yet available for slot 5",
            Cause::Lagging,
        ),
        (
            -32016,
            "Minimum context slot has not been reached",
            Cause::Lagging,
        ),
        (-32005, "Node is unhealthy", Cause::Lagging),
        (
            -32602,
            "Invalid params: invalid type",
            Cause::InvalidRequest,
        ),
        (-32601, "Method not found", Cause::Unsupported),
        (-32603, "Internal error", Cause::ServerError),
        (-32429, "rate limited", Cause::RateLimited),
        (
            -32600,
            "batch requests are limited to 10 for this method",
            Cause::BatchRefused,
        ),
        (-1, "request timed out", Cause::Timeout),
        (-1, "something else", Cause::Other),
    ] {
        let json = json!({"code": code, "message": message});
        assert_eq!(error(&query, &json), failed(cause, code), "{message}");
    }
    // An answer of null means that there is none, an error that the node cannot know.
    assert_eq!(
        error(
            &status(1),
            &json!({"code": -32011, "message": "Transaction history is not available from this node"})
        ),
        failed(Cause::HistoryUnavailable, -32011)
    );
}
