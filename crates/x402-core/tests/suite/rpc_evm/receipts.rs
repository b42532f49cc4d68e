//! Receipts and logs.

use serde_json::{Value as Json, json};
use x402_core::chain::{Event, Facts, FoundLog, Inclusion, Log, Quorum, Receipt};

use super::*;

const BLOCK: BlockRef = BlockRef {
    number: 300,
    hash: [0xcd; 32],
};

fn hash(byte: &str) -> String {
    format!("0x{}", byte.repeat(32))
}

/// A log of a `Transfer` of 10000 units, as a node of Base writes it.
fn transfer(index: &str) -> Json {
    json!({
        "address": "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
        "topics": [
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
            format!("0x{:0>64}", "11".repeat(20)),
            format!("0x{:0>64}", "22".repeat(20)),
        ],
        "data": format!("0x{:0>64}", "2710"),
        "blockHash": hash("cd"), "blockNumber": "0x12c", "blockTimestamp": "0x67c08c64",
        "transactionHash": hash("ab"), "transactionIndex": "0x1", "logIndex": index,
        "removed": false,
    })
}

fn transfer_log(index: u64) -> Log {
    let word = |byte| {
        let mut word = [0; 32];
        word[12..].fill(byte);
        word
    };
    Log {
        address: token(),
        topics: vec![Event::TRANSFER, word(0x11), word(0x22)],
        data: Amount::from(10_000_u64).to_be_bytes().to_vec(),
        index,
    }
}

fn receipt() -> Json {
    json!({
        "type": "0x2", "status": "0x1", "cumulativeGasUsed": "0x1e240", "logsBloom": "0x00",
        "logs": [transfer("0x4"), transfer("0x5")],
        "transactionHash": hash("ab"), "transactionIndex": "0x1", "blockHash": hash("cd"),
        "blockNumber": "0x12c", "gasUsed": "0x14820", "effectiveGasPrice": "0xf4628",
        "from": "0x1111111111111111111111111111111111111111",
        "to": "0x036cbd53842c5426634e7929541ec2318f3dcf7e", "contractAddress": null,
        "l1Fee": "0x3b9aca00", "l1GasPrice": "0x1", "l1FeeScalar": "0.5",
    })
}

fn read_receipt() -> Receipt {
    Receipt {
        transaction: HASH,
        block: Some(BLOCK),
        succeeded: true,
        from: PAYER,
        to: Some(token()),
        gas_used: 84_000,
        gas_price: Some(Amount::from(1_001_000_u64)),
        l1_fee: Some(Amount::from(1_000_000_000_u64)),
        logs: vec![transfer_log(4), transfer_log(5)],
    }
}

/// The receipt with other members; `null` in the place of a member is a member that is null.
fn with(changes: &[(&str, Json)]) -> Json {
    let mut receipt = receipt();
    for (pointer, value) in changes {
        match receipt.pointer_mut(pointer) {
            Some(member) => *member = value.clone(),
            None => panic!("{pointer}"),
        }
    }
    receipt
}

fn answer(json: &Json) -> Answer {
    result(EvmQuery::Receipt(HASH), &json.to_string())
}

fn found(receipt: Receipt) -> Answer {
    Answer::Value(Value::Receipt(Some(Box::new(receipt))))
}

#[test]
fn a_receipt() {
    assert_eq!(answer(&receipt()), found(read_receipt()));
    assert_eq!(answer(&Json::Null), Answer::Value(Value::Receipt(None)));

    let reverted = with(&[("/status", json!("0x0")), ("/logs", json!([]))]);
    let expected = Receipt {
        succeeded: false,
        logs: vec![],
        ..read_receipt()
    };
    assert_eq!(answer(&reverted), found(expected));

    let creation = with(&[("/to", Json::Null)]);
    let expected = Receipt {
        to: None,
        ..read_receipt()
    };
    assert_eq!(answer(&creation), found(expected));

    let mut short = receipt();
    for name in ["effectiveGasPrice", "l1Fee"] {
        short.as_object_mut().unwrap().remove(name);
    }
    let expected = Receipt {
        gas_price: None,
        l1_fee: None,
        ..read_receipt()
    };
    assert_eq!(answer(&short), found(expected));
}

#[test]
fn a_preconfirmed_receipt_has_no_block() {
    let zero = json!(hash("00"));
    let expected = Receipt {
        block: None,
        ..read_receipt()
    };
    for changes in [
        // Flashblocks: the number of the block to come, and a hash of zeros.
        vec![
            ("/blockHash", zero.clone()),
            ("/logs/0/blockHash", zero.clone()),
            ("/logs/1/blockHash", zero.clone()),
        ],
        vec![
            ("/blockHash", Json::Null),
            ("/blockNumber", Json::Null),
            ("/logs/0/blockHash", Json::Null),
            ("/logs/1/blockHash", Json::Null),
        ],
    ] {
        assert_eq!(answer(&with(&changes)), found(expected.clone()));
    }
}

#[test]
fn a_receipt_that_contradicts_itself_or_the_query() {
    let (other, ours) = (json!(hash("ee")), Answer::Nonsense(Nonsense::Unasked));
    for pointer in [
        "/transactionHash",
        "/logs/1/transactionHash",
        "/logs/0/blockHash",
    ] {
        assert_eq!(
            answer(&with(&[(pointer, other.clone())])),
            ours,
            "{pointer}"
        );
    }
    let word = json!(hash("00"));
    for (pointer, value) in [
        ("/status", Json::Null), // before Byzantium
        ("/status", json!("0x2")),
        ("/status", json!(1)),
        ("/transactionHash", json!("0xab")),
        ("/blockNumber", Json::Null), // a hash without a number
        ("/blockHash", json!("0xcd")),
        ("/from", Json::Null),
        ("/to", json!("0x")),
        ("/gasUsed", Json::Null),
        ("/effectiveGasPrice", json!("free")),
        ("/logs", Json::Null),
        ("/logs/0", json!([])),
        ("/logs/0/removed", json!(true)),
        ("/logs/0/removed", json!("false")),
        ("/logs/0/logIndex", json!("0x5")), // twice
        ("/logs/0/logIndex", json!("0x6")), // out of order
        ("/logs/0/topics", json!([word, word, word, word, word])),
        ("/logs/0/topics", json!(["0x00"])),
        ("/logs/0/data", json!("0x0")),
        ("/logs/0/address", json!("0x00")),
    ] {
        let answer = answer(&with(&[(pointer, value.clone())]));
        let wrong = Answer::Nonsense(Nonsense::WrongType);
        assert_eq!(answer, wrong, "{pointer} {value}");
    }
    assert_eq!(answer(&json!("0x1")), Answer::Nonsense(Nonsense::WrongType));
}

fn search(topics: Vec<Option<[u8; 32]>>, logs: &Json) -> Answer {
    let filter = LogFilter::new(token(), topics, 300, 400).unwrap();
    result(EvmQuery::Logs(filter), &logs.to_string())
}

fn any() -> Vec<Option<[u8; 32]>> {
    vec![Some(Event::TRANSFER), None]
}

#[test]
fn logs_that_fit_the_filter() {
    let log = |block, log| FoundLog {
        block,
        transaction: HASH,
        log,
    };
    let later = BlockRef {
        number: 400,
        hash: [0xce; 32],
    };
    let mut other = transfer("0x0");
    other["blockHash"] = json!(hash("ce"));
    other["blockNumber"] = json!("0x190");
    let expected = vec![
        log(BLOCK, transfer_log(4)),
        log(BLOCK, transfer_log(5)),
        log(later, transfer_log(0)),
    ];
    // In the order of the chain, whatever the node's.
    let logs = json!([other, transfer("0x5"), transfer("0x4")]);
    assert_eq!(search(any(), &logs), Answer::Value(Value::Logs(expected)));
    let none = Answer::Value(Value::Logs(vec![]));
    assert_eq!(search(any(), &json!([])), none);
    assert!(none.value().unwrap().is_absence());
}

#[test]
fn logs_that_were_not_asked_for() {
    let changed = |name: &str, value: Json| {
        let mut log = transfer("0x4");
        log[name] = value;
        json!([transfer("0x3"), log])
    };
    for logs in [
        changed(
            "address",
            json!("0x1111111111111111111111111111111111111111"),
        ),
        changed("blockNumber", json!("0x12b")),
        changed("blockNumber", json!("0x191")),
        changed("topics", json!([hash("ee"), hash("00")])),
        changed("topics", json!([transfer("0x0")["topics"][0]])), // too few
        changed("topics", json!([])),
    ] {
        let unasked = Answer::Nonsense(Nonsense::Unasked);
        assert_eq!(search(any(), &logs), unasked, "{logs}");
    }
    let payer = {
        let mut word = [0; 32];
        word[12..].fill(0x11);
        Some(word)
    };
    let one = json!([transfer("0x4")]);
    let fitting = search(vec![None, payer], &one);
    assert!(matches!(fitting, Answer::Value(Value::Logs(logs)) if logs.len() == 1));
    let unasked = Answer::Nonsense(Nonsense::Unasked);
    assert_eq!(search(vec![payer], &one), unasked);
    for logs in [
        changed("removed", json!(true)),
        changed("blockHash", Json::Null),
        changed("blockHash", json!(hash("00"))),
        changed("transactionHash", Json::Null),
        json!([7]),
        json!({}),
        Json::Null,
    ] {
        let wrong = Answer::Nonsense(Nonsense::WrongType);
        assert_eq!(search(any(), &logs), wrong, "{logs}");
    }
}

/// The receipt, as of the transaction 02f86f.
fn of_what_was_sent() -> Json {
    let sent = "0x9f6c087fca4c4eecc775d1f8027097c00b412fc2b642f779aedb45008fe497a8";
    with(&[
        ("/transactionHash", json!(sent)),
        ("/logs/0/transactionHash", json!(sent)),
        ("/logs/1/transactionHash", json!(sent)),
    ])
}

fn send_sync() -> EvmQuery {
    EvmQuery::SendSync(hex!("02f86f").to_vec().into())
}

#[test]
fn a_node_that_waits_returns_the_receipt_of_what_was_sent() {
    let answer = |json: &Json| result(send_sync(), &json.to_string());
    let Answer::Value(Value::Receipt(Some(found))) = answer(&of_what_was_sent()) else {
        panic!("a receipt");
    };
    assert_eq!(found.logs, read_receipt().logs);
    assert_eq!(answer(&receipt()), Answer::Nonsense(Nonsense::Unasked));
    assert_eq!(
        answer(&Json::Null),
        Answer::Nonsense(Nonsense::WrongType),
        "the node has just taken it"
    );
    // Some nodes return the hash where no receipt came in time.
    let hash = of_what_was_sent()["transactionHash"].clone();
    assert_eq!(answer(&hash), Answer::Value(Value::Sent(Sent::Accepted)));
}

#[test]
fn a_node_that_waited_in_vain_took_the_transaction() {
    let did = |sent| Answer::Value(Value::Sent(sent));
    for (code, message, expected) in [
        (
            4,
            "The transaction was added to the mempool but wasn't processed in 2s.",
            did(Sent::Accepted),
        ),
        (5, "insufficient funds", did(Sent::InsufficientFunds)),
        (-32000, "nonce too low", did(Sent::NonceTooLow)),
        (-32000, "already known", did(Sent::AlreadyKnown)),
        (
            -32601,
            "the method eth_sendRawTransactionSync does not exist/is not available",
            failed(Cause::Unsupported, -32601),
        ),
        (-32603, "internal error", failed(Cause::ServerError, -32603)),
    ] {
        let json = json!({"code": code, "message": message}).to_string();
        assert_eq!(error(send_sync(), &json), expected, "{message}");
    }
}

#[test]
fn the_receipt_of_a_node_that_waits_is_not_evidence() {
    let body = json!({"jsonrpc": "2.0", "id": 1, "result": of_what_was_sent()}).to_string();
    let facts: Facts = read(&[send_sync()], &body).into_iter().collect();
    let hash = hex!("9f6c087fca4c4eecc775d1f8027097c00b412fc2b642f779aedb45008fe497a8");
    assert_eq!(facts.inclusion(&hash, Quorum::of(1)), Inclusion::Unknown);
}
