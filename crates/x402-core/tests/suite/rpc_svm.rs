//! Solana nodes: requests as solders writes them, and what the results mean.

mod programs;
mod requests;
mod transactions;

use serde_json::{Value as Json, json};
use x402_core::{
    chain::{
        AccountInfo, AddressSignature, Answer, Cause, Commitment, Fact, Failure, Head, Memcmp,
        NodeId, Nonsense, PrioritizationFee, ProgramAccount, ProgramAccountFilter, Query, Revert,
        Sent, SignatureStatus, SvmQuery, TokenBalance, TransactionFault, Value, WritableAccounts,
    },
    header::decode_base64,
    rpc::{Response, Shape, svm},
    svm::{Address, Blockhash, Signature},
};

const CONFIRMED: Commitment = Commitment::Confirmed;

const FINALIZED: Commitment = Commitment::Finalized;

fn address(byte: u8) -> Address {
    Address::new([byte; 32])
}

fn account(byte: u8) -> SvmQuery {
    SvmQuery::AccountInfo {
        address: address(byte),
        commitment: CONFIRMED,
    }
}

/// The accounts of program 9 whose data have the bytes 2 and 3 behind their first one.
fn accounts_with(data_size: Option<u64>) -> ProgramAccountFilter {
    let memcmp = Memcmp {
        offset: 1,
        bytes: vec![2, 3],
    };
    ProgramAccountFilter::new(address(9), FINALIZED, data_size, vec![memcmp]).unwrap()
}

fn status(byte: u8) -> SvmQuery {
    SvmQuery::Status(Signature::new([byte; 64]))
}

fn read(queries: &[SvmQuery], body: &str) -> Vec<Fact> {
    let response = Response::ok(body.as_bytes());
    svm::read(queries, Shape::default(), &[response], NodeId(1))
}

fn result(query: &SvmQuery, result: &Json) -> (Answer, Option<u64>) {
    let body = json!({"jsonrpc": "2.0", "id": 1, "result": result}).to_string();
    let fact = read(std::slice::from_ref(query), &body).remove(0);
    (fact.answer, fact.at.map(|at| at.height()))
}

fn error(query: &SvmQuery, error: &Json) -> Answer {
    let body = json!({"jsonrpc": "2.0", "id": 1, "error": error}).to_string();
    read(std::slice::from_ref(query), &body).remove(0).answer
}

fn failed(cause: Cause, code: i64) -> Answer {
    Answer::Failed(Failure {
        cause,
        code: Some(code),
        retry_after: None,
    })
}

const WRONG_TYPE: Answer = Answer::Nonsense(Nonsense::WrongType);

#[test]
fn accounts_as_they_are_stored() {
    let owner = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
    let stored = json!({
        "data": ["AQID", "base64"], "executable": false, "lamports": 2_039_280, "owner": owner,
        "rentEpoch": 18_446_744_073_709_551_615_u64, "space": 3,
    });
    let found = Answer::Value(Value::AccountInfo(Some(AccountInfo {
        owner: owner.parse().unwrap(),
        lamports: 2_039_280,
        executable: false,
        data: vec![1, 2, 3],
    })));
    let none = Answer::Value(Value::AccountInfo(None));
    let at_82 =
        |value: Json| json!({"context": {"apiVersion": "3.1.0", "slot": 82}, "value": value});
    assert_eq!(
        result(&account(1), &at_82(stored.clone())),
        (found.clone(), Some(82))
    );
    assert_eq!(
        result(&account(1), &at_82(Json::Null)),
        (none.clone(), Some(82))
    );

    let with = |name: &str, value: Json| {
        let mut changed = stored.clone();
        changed[name] = value;
        changed
    };
    for wrong in [
        with("data", json!("AQID")),
        with("data", json!(["AQID", "base58"])),
        with("data", json!(["AQI", "base64"])),
        with("owner", json!("Token")),
        with("lamports", json!(-1)),
        with("executable", Json::Null),
        json!([]),
    ] {
        assert_eq!(
            result(&account(1), &at_82(wrong.clone())),
            (WRONG_TYPE, None),
            "{wrong}"
        );
    }

    let pair = [account(1), account(2)];
    let several = |value: Json| {
        let body = json!({"jsonrpc": "2.0", "id": 1, "result": at_82(value)}).to_string();
        let facts = read(&pair, &body);
        facts
            .into_iter()
            .map(|fact| (fact.answer, fact.at))
            .collect::<Vec<_>>()
    };
    let at = Some(Head::Slot(82));
    assert_eq!(
        several(json!([stored, null])),
        [(found, at), (none.clone(), at)]
    );
    assert_eq!(several(json!([7, null])), [(WRONG_TYPE, None), (none, at)]);
    for wrong in [json!([null]), json!([null, null, null]), Json::Null] {
        assert_eq!(several(wrong), vec![(WRONG_TYPE, None); 2]);
    }
}

#[test]
fn numbers_and_blockhashes() {
    let number = |number| Answer::Value(Value::Number(number));
    let height = SvmQuery::BlockHeight(FINALIZED);
    let slot = SvmQuery::Slot(FINALIZED);
    let first = SvmQuery::FirstAvailableBlock;
    assert_eq!(result(&height, &json!(1234)), (number(1234), Some(1234)));
    assert_eq!(result(&slot, &json!(1234)), (number(1234), Some(1234)));
    assert_eq!(result(&first, &json!(9)), (number(9), Some(9)));
    let rent = SvmQuery::MinimumBalanceForRentExemption { size: 165 };
    assert_eq!(result(&rent, &json!(2_039_280)), (number(2_039_280), None));
    for wrong in [json!("1234"), json!(-1), json!(1.5), Json::Null] {
        assert_eq!(result(&height, &wrong), (WRONG_TYPE, None));
        assert_eq!(result(&slot, &wrong), (WRONG_TYPE, None));
        assert_eq!(result(&rent, &wrong), (WRONG_TYPE, None));
    }
    let at_7 = |value: Json| json!({"context": {"slot": 7}, "value": value});
    let latest = SvmQuery::LatestBlockhash(CONFIRMED);
    let text = "GgBaCs3NCBuZN12kCJgAW63ydqohFkHEdfdEXBPzLHq";
    let found = Answer::Value(Value::Blockhash {
        blockhash: Blockhash::new([4; 32]),
        last_valid_block_height: 3090,
    });
    let value = json!({"blockhash": text, "lastValidBlockHeight": 3090});
    assert_eq!(result(&latest, &at_7(value)), (found, Some(7)));
    let value = json!({"blockhash": "x", "lastValidBlockHeight": 3090});
    assert_eq!(result(&latest, &at_7(value)), (WRONG_TYPE, None));
    let valid = SvmQuery::BlockhashValid {
        blockhash: Blockhash::new([4; 32]),
        commitment: CONFIRMED,
    };
    let flag = Answer::Value(Value::Flag(false));
    assert_eq!(result(&valid, &at_7(json!(false))), (flag, Some(7)));
    assert_eq!(result(&valid, &json!(false)), (WRONG_TYPE, None));
}

#[test]
fn statuses_of_signatures() {
    // solders 0.29.0, `GetSignatureStatusesResp`.
    let body = r#"{"jsonrpc":"2.0","result":{"context":{"slot":82},"value":[null,{"slot":72,"confirmations":10,"status":{"Ok":null},"err":null,"confirmationStatus":"confirmed"},{"slot":70,"confirmations":null,"status":{"Ok":null},"err":{"InstructionError":[2,{"Custom":1}]},"confirmationStatus":"finalized"}]},"id":1}"#;
    let facts = read(&[status(1), status(2), status(3)], body);
    let answers: Vec<_> = facts.iter().map(|fact| fact.answer.clone()).collect();
    let status_of = |slot, fault, commitment| {
        Answer::Value(Value::Status(Some(SignatureStatus {
            slot,
            fault,
            commitment,
        })))
    };
    let fault = TransactionFault::Instruction {
        index: 2,
        custom: Some(1),
        name: "Custom".into(),
    };
    let expected = [
        Answer::Value(Value::Status(None)),
        status_of(72, None, CONFIRMED),
        status_of(70, Some(fault), FINALIZED),
    ];
    assert_eq!(answers, expected);
    assert!(facts.iter().all(|fact| fact.at == Some(Head::Slot(82))));

    // Nodes of old leave the last member out.
    let one = |value: Json| {
        result(
            &status(1),
            &json!({"context": {"slot": 82}, "value": [value]}),
        )
        .0
    };
    let old =
        |confirmations: Json| json!({"slot": 72, "confirmations": confirmations, "err": null});
    assert_eq!(one(old(Json::Null)), status_of(72, None, FINALIZED));
    assert_eq!(
        one(old(json!(3))),
        status_of(72, None, Commitment::Processed)
    );
    for wrong in [
        json!({"slot": 72, "confirmations": null, "err": null, "confirmationStatus": "rooted"}),
        json!({"slot": 72, "confirmations": null, "confirmationStatus": "finalized"}),
        json!({"slot": 72, "confirmations": null, "err": 7, "confirmationStatus": "finalized"}),
    ] {
        assert_eq!(one(wrong), WRONG_TYPE);
    }
}

#[test]
fn simulations() {
    let simulate = SvmQuery::Simulate {
        transaction: vec![1].into(),
        commitment: CONFIRMED,
    };
    let value = |err: Json| json!({"context": {"slot": 7}, "value": {"err": err, "logs": [], "unitsConsumed": 6000}});
    let refused = |fault| (Answer::Refused(Revert::Transaction(fault)), Some(7));
    let simulated = Answer::Value(Value::Simulated { units: Some(6000) });
    assert_eq!(result(&simulate, &value(Json::Null)), (simulated, Some(7)));
    let instruction = |custom, name: &str| TransactionFault::Instruction {
        index: 2,
        custom,
        name: name.into(),
    };
    for (err, fault) in [
        (
            json!("AlreadyProcessed"),
            TransactionFault::AlreadyProcessed,
        ),
        (json!("AccountNotFound"), TransactionFault::AccountNotFound),
        (
            json!("InsufficientFundsForFee"),
            TransactionFault::InsufficientFundsForFee,
        ),
        (
            json!("AccountInUse"),
            TransactionFault::Other("AccountInUse".into()),
        ),
        (
            json!({"InsufficientFundsForRent": {"account_index": 3}}),
            TransactionFault::Other("InsufficientFundsForRent".into()),
        ),
        (
            json!({"InstructionError": [2, {"Custom": 1}]}),
            instruction(Some(1), "Custom"),
        ),
        (
            json!({"InstructionError": [2, "InvalidAccountData"]}),
            instruction(None, "InvalidAccountData"),
        ),
        (
            json!({"InstructionError": [2, {"BorshIoError": "x"}]}),
            instruction(None, "BorshIoError"),
        ),
    ] {
        assert_eq!(
            result(&simulate, &value(err.clone())),
            refused(fault),
            "{err}"
        );
    }
    for err in [
        json!(7),
        json!(""),
        json!("with spaces"),
        json!({}),
        json!({"InstructionError": [2]}),
        json!({"InstructionError": [256, "InvalidAccountData"]}),
        json!({"InstructionError": [2, "InvalidAccountData"], "Another": 1}),
        json!("x".repeat(65)),
    ] {
        assert_eq!(
            result(&simulate, &value(err.clone())),
            (WRONG_TYPE, None),
            "{err}"
        );
    }
}

#[test]
fn a_blockhash_that_a_node_does_not_know_is_not_an_answer() {
    let simulate = SvmQuery::Simulate {
        transaction: vec![1].into(),
        commitment: CONFIRMED,
    };
    let value = json!({"context": {"slot": 7}, "value": {"err": "BlockhashNotFound", "logs": []}});
    let lagging = Answer::Failed(Failure::new(Cause::Lagging));
    assert_eq!(result(&simulate, &value), (lagging, None));
    let preflight = json!({
        "code": -32002,
        "message": "Transaction simulation failed: Blockhash not found",
        "data": {"err": "BlockhashNotFound", "logs": []},
    });
    let send = SvmQuery::Send(vec![1].into());
    assert_eq!(error(&send, &preflight), failed(Cause::Lagging, -32002));
}
