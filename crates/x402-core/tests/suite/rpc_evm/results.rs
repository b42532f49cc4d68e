//! What the results of the methods mean.

use super::*;

#[test]
fn results_by_method() {
    let account = PAYER;
    let at = LATEST;
    let nonsense = || Answer::Nonsense(Nonsense::WrongType);
    let number = |number| Answer::Value(Value::Number(number));
    let amount = |number: u64| Answer::Value(Value::Amount(Amount::from(number)));
    let code = |code| Answer::Value(Value::Code(code));
    let nonce = EvmQuery::AccountNonce { account, at };
    let code_at = EvmQuery::Code { account, at };
    let delegation = format!(r#""0xef0100{}""#, "22".repeat(20));
    let estimate = EvmQuery::EstimateGas(Call {
        from: None,
        to: token(),
        data: vec![1].into(),
        at,
    });
    for (query, json, expected) in [
        (EvmQuery::ChainId, r#""0x2105""#, number(8453)),
        (EvmQuery::ChainId, "8453", nonsense()),
        (EvmQuery::ChainId, "null", nonsense()),
        (nonce.clone(), r#""0x0""#, number(0)),
        (nonce.clone(), r#""0x01""#, number(1)), // a leading zero, as some nodes write it
        (nonce.clone(), r#""0x""#, nonsense()),
        (nonce.clone(), r#""0x1g""#, nonsense()),
        (nonce.clone(), r#""0x10000000000000000""#, nonsense()),
        (nonce, r#""-0x1""#, nonsense()),
        (estimate.clone(), r#""0x11170""#, number(70_000)),
        (estimate, "70000", nonsense()),
        (EvmQuery::GasPrice, r#""0x3b9aca00""#, amount(1_000_000_000)),
        (EvmQuery::PriorityFee, r#""0x1""#, amount(1)),
        (
            EvmQuery::NativeBalance { account, at },
            &format!(r#""0x{}""#, "f".repeat(64)),
            Answer::Value(Value::Amount(Amount::MAX)),
        ),
        (
            EvmQuery::NativeBalance { account, at },
            &format!(r#""0x{}""#, "f".repeat(65)),
            nonsense(),
        ),
        (code_at.clone(), r#""0x""#, code(Code::None)),
        (
            code_at.clone(),
            &delegation,
            code(Code::Delegated(Address::new([0x22; 20]))),
        ),
        (code_at, r#""0x608""#, nonsense()),
    ] {
        assert_eq!(result(query.clone(), json), expected, "{query:?} {json}");
    }
}

#[test]
fn what_contracts_return() {
    let (token, account) = (token(), PAYER);
    let word = |hex: &str| format!(r#""0x{hex:0>64}""#);
    let read = |read| EvmQuery::Read { read, at: LATEST };
    let bad = || Answer::Refused(Revert::BadReturn);
    let flag = |flag| Answer::Value(Value::Flag(flag));
    let text = |text: &str| {
        let length = format!("{:x}", text.len());
        let mut data = hex::encode(text);
        data.extend(std::iter::repeat_n('0', (64 - data.len() % 64) % 64));
        format!(r#""0x{:0>64}{length:0>64}{data}""#, "20")
    };
    let permit = |nonce: u64| {
        read(Read::PermitNonce {
            owner: account,
            nonce: Amount::from(nonce),
        })
    };
    let erc1271 = EvmQuery::Erc1271 {
        account,
        digest: HASH,
        signature: vec![].into(),
        at: LATEST,
    };
    let magic = |magic: &str| format!(r#""0x{magic:0<64}""#);
    for (query, json, expected) in [
        (read(Read::Paused { token }), word("1"), flag(true)),
        (read(Read::Paused { token }), word("0"), flag(false)),
        (read(Read::Paused { token }), word("2"), bad()),
        (
            read(Read::IsBlacklisted { token, account }),
            word("1"),
            flag(true),
        ),
        (
            read(Read::DomainSeparator { token }),
            word(&"ab".repeat(32)),
            Answer::Value(Value::Hash(HASH)),
        ),
        // No contract at the address.
        (read(Read::Paused { token }), r#""0x""#.into(), bad()),
        (read(Read::TokenName { token }), word("1"), bad()),
        (
            read(Read::TokenName { token }),
            text("USD Coin"),
            Answer::Value(Value::Text("USD Coin".into())),
        ),
        (
            read(Read::TokenVersion { token }),
            text(""),
            Answer::Value(Value::Text(String::new())),
        ),
        (
            read(Read::TokenName { token }),
            text(&"x".repeat(257)),
            bad(),
        ),
        // The seventh bit of the word.
        (permit(5 * 256 + 7), word("80"), flag(true)),
        (permit(5 * 256 + 7), word("7f"), flag(false)),
        (
            permit(255),
            word(&format!("8{}", "0".repeat(63))),
            flag(true),
        ),
        (
            read(Read::L1FeeUpperBound { size: 500 }),
            word("64"),
            Answer::Value(Value::Amount(Amount::from(100_u64))),
        ),
        (
            read(Read::OperatorFee { gas: 90_000 }),
            word("0"),
            Answer::Value(Value::Amount(Amount::ZERO)),
        ),
        // The predeploy before Isthmus has no such function, and other chains no predeploy.
        (
            read(Read::OperatorFee { gas: 90_000 }),
            r#""0x""#.into(),
            bad(),
        ),
        (erc1271.clone(), magic("1626ba7e"), flag(true)),
        (erc1271.clone(), magic("ffffffff"), flag(false)),
        (erc1271.clone(), magic("1626ba7e01"), bad()),
        (erc1271.clone(), r#""0x""#.into(), bad()),
        (erc1271, "7".into(), Answer::Nonsense(Nonsense::WrongType)),
    ] {
        assert_eq!(result(query.clone(), &json), expected, "{query:?} {json}");
    }
}

#[test]
fn blocks() {
    let hash = "ab".repeat(32);
    let block = |number: &str, hash: &str| {
        format!(
            r#"{{"number":{number},"hash":{hash},"timestamp":"0x67c08c64","transactions":["0x01"]}}"#
        )
    };
    let quoted = format!(r#""0x{hash}""#);
    let head = |number| {
        Answer::Value(Value::Block(Some(Head::Block {
            number,
            hash: Some(HASH),
            time: Some(1_740_672_100),
        })))
    };
    let none = Answer::Value(Value::Block(None));
    let wrong = Answer::Nonsense(Nonsense::WrongType);
    let at = EvmQuery::Block;
    let sealed = block(r#""0x12c""#, &quoted);
    for (query, json, expected) in [
        (at(LATEST), sealed.clone(), head(300)),
        (at(BlockId::Finalized), sealed.clone(), head(300)),
        (at(BlockId::Number(300)), sealed.clone(), head(300)),
        (
            at(BlockId::Number(301)),
            sealed,
            Answer::Nonsense(Nonsense::Unasked),
        ),
        (at(BlockId::Number(301)), "null".into(), none.clone()),
        (at(BlockId::Finalized), "null".into(), none),
        (at(LATEST), "null".into(), wrong.clone()),
        (at(LATEST), block("null", "null"), wrong.clone()), // pending
        (at(LATEST), block(r#""0x12c""#, r#""0xab""#), wrong),
    ] {
        assert_eq!(result(query.clone(), &json), expected, "{query:?} {json}");
    }
}

#[test]
fn fees() {
    let amounts = |numbers: &[u64]| numbers.iter().copied().map(Amount::from).collect();
    let json = r#"{"oldestBlock":"0x1","baseFeePerGas":["0x1","0x2","0x3"],"gasUsedRatio":[0.5,0.1],"reward":[["0x4"],["0x0"]]}"#;
    let fees = FeeHistory {
        base_fees: amounts(&[1, 2, 3]),
        tips: amounts(&[4, 0]),
    };
    assert_eq!(
        result(EvmQuery::FeeHistory, json),
        Answer::Value(Value::FeeHistory(fees))
    );
    for json in [
        r#"{"baseFeePerGas":["0x1","0x2"],"reward":[["0x4"],["0x0"]]}"#,
        r#"{"baseFeePerGas":["0x1"],"reward":[]}"#,
        r#"{"baseFeePerGas":["0x1","0x2"],"reward":[["0x4","0x5"]]}"#,
        r#"{"baseFeePerGas":["0x1","0x2"],"reward":null}"#,
        r#"{"baseFeePerGas":["0x1","0x2"]}"#,
        r#"{"baseFeePerGas":["0x1","0x1","0x1","0x1","0x1","0x1","0x1"],"reward":[["0x1"],["0x1"],["0x1"],["0x1"],["0x1"],["0x1"]]}"#,
    ] {
        let answer = result(EvmQuery::FeeHistory, json);
        assert_eq!(answer, Answer::Nonsense(Nonsense::WrongType), "{json}");
    }
}

#[test]
fn transactions_that_a_node_knows() {
    let transaction = |hash: &str, block: &str| {
        format!(
            r#"{{"hash":"0x{hash}","from":"0x{}","nonce":"0x5",{block}}}"#,
            "11".repeat(20)
        )
    };
    let known = |block| {
        Answer::Value(Value::Transaction(Some(PooledTransaction {
            from: PAYER,
            nonce: 5,
            block,
        })))
    };
    let ours = "ab".repeat(32);
    let sealed = format!(r#""blockHash":"0x{}","blockNumber":"0x7""#, "cd".repeat(32));
    let waiting = r#""blockHash":null,"blockNumber":null"#;
    let preconfirmed = format!(r#""blockHash":"0x{}","blockNumber":"0x7""#, "00".repeat(32));
    let block = BlockRef {
        number: 7,
        hash: [0xcd; 32],
    };
    let query = || EvmQuery::Transaction(HASH);
    for (json, expected) in [
        ("null".into(), Answer::Value(Value::Transaction(None))),
        (transaction(&ours, &sealed), known(Some(block))),
        (transaction(&ours, waiting), known(None)),
        (transaction(&ours, &preconfirmed), known(None)),
        (
            transaction(&"cd".repeat(32), waiting),
            Answer::Nonsense(Nonsense::Unasked),
        ),
        (
            transaction("ab", waiting),
            Answer::Nonsense(Nonsense::WrongType),
        ),
        ("[]".into(), Answer::Nonsense(Nonsense::WrongType)),
    ] {
        assert_eq!(result(query(), &json), expected, "{json}");
    }
}
