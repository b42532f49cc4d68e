//! The cluster, the accounts of programs, and fees for priority.

use x402_core::network::Network;

use super::*;

#[test]
fn a_genesis_hash_names_the_network() {
    let network = Network::solana_mainnet();
    let query = Query::network(&network).unwrap();
    assert_eq!(query, SvmQuery::GenesisHash.into());
    let named = |hash: &Json| {
        let body = json!({"jsonrpc": "2.0", "id": 1, "result": hash}).to_string();
        let fact = read(&[SvmQuery::GenesisHash], &body).remove(0);
        (fact.answer.is_answered(), fact.network())
    };
    // The genesis hashes of the three public clusters.
    for (hash, network) in [
        ("5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d", network),
        (
            "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
            Network::solana_devnet(),
        ),
        (
            "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY",
            Network::solana_testnet(),
        ),
    ] {
        assert_eq!(named(&json!(hash)), (true, Some(network)));
    }
    for wrong in [
        json!("5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
        json!(7),
        Json::Null,
    ] {
        assert_eq!(named(&wrong), (false, None), "{wrong}");
    }
    assert_eq!(
        Query::network(&"tvm:-239".parse().unwrap()),
        None,
        "an unknown family"
    );
}

/// An account as a node lists it, of program 9.
fn listed(at: u8, data: &str) -> Json {
    json!({
        "pubkey": address(at).to_string(),
        "account": {
            "data": [data, "base64"], "executable": false, "lamports": 7,
            "owner": address(9).to_string(), "rentEpoch": 0, "space": 3,
        },
    })
}

fn found(at: u8, data: &[u8]) -> ProgramAccount {
    ProgramAccount {
        address: address(at),
        account: AccountInfo {
            owner: address(9),
            lamports: 7,
            executable: false,
            data: data.to_vec(),
        },
    }
}

fn search(filter: ProgramAccountFilter, accounts: &Json) -> (Answer, Option<u64>) {
    let query = SvmQuery::ProgramAccounts(filter);
    result(&query, &json!({"context": {"slot": 82}, "value": accounts}))
}

#[test]
fn accounts_of_a_program_by_address() {
    let any = || accounts_with(None);
    let accounts = |accounts| (Answer::Value(Value::ProgramAccounts(accounts)), Some(82));
    assert_eq!(search(any(), &json!([])), accounts(vec![]));
    // AQID is 1, 2, 3; AAIDBA== is 0, 2, 3, 4.
    assert_eq!(
        search(any(), &json!([listed(5, "AQID"), listed(2, "AAIDBA==")])),
        accounts(vec![found(2, &[0, 2, 3, 4]), found(5, &[1, 2, 3])])
    );
    let empty = Value::ProgramAccounts(vec![]);
    assert!(empty.is_absence() && !Value::ProgramAccounts(vec![found(1, &[])]).is_absence());
}

#[test]
fn accounts_that_were_not_asked_for() {
    let unasked = (Answer::Nonsense(Nonsense::Unasked), None);
    for wrong in [
        listed(1, "AQMC"), // other bytes
        listed(1, "AQI="), // too short
    ] {
        let accounts = json!([listed(2, "AQID"), wrong]);
        assert_eq!(search(accounts_with(None), &accounts), unasked, "{wrong}");
    }
    let longer = json!([listed(1, "AAIDBA==")]);
    assert_eq!(search(accounts_with(Some(3)), &longer), unasked);
    let mut foreign = listed(1, "AQID");
    foreign["account"]["owner"] = json!(address(8).to_string());
    assert_eq!(search(accounts_with(None), &json!([foreign])), unasked);

    let twice = json!([listed(1, "AQID"), listed(1, "AQID")]);
    let mut nameless = listed(1, "AQID");
    nameless["pubkey"] = Json::Null;
    for wrong in [twice, json!([nameless]), json!([null]), Json::Null] {
        let answer = search(accounts_with(None), &wrong);
        assert_eq!(answer, (WRONG_TYPE, None), "{wrong}");
    }
}

#[test]
fn too_many_accounts_are_not_read() {
    let listed = |count: u32| {
        let accounts = (0..count).map(|number| {
            let mut account = listed(1, "AQID");
            let mut bytes = [7; 32];
            bytes[..4].copy_from_slice(&number.to_be_bytes());
            account["pubkey"] = json!(Address::new(bytes).to_string());
            account
        });
        search(accounts_with(None), &accounts.collect())
    };
    let (answer, at) = listed(1_000);
    assert!(
        matches!(answer, Answer::Value(Value::ProgramAccounts(accounts)) if accounts.len() == 1_000)
    );
    assert_eq!(at, Some(82));
    let too_large = Answer::Failed(Failure::new(Cause::TooLarge));
    assert_eq!(listed(1_001), (too_large, None));
}

#[test]
fn a_search_needs_a_condition_and_takes_four() {
    let memcmp = |length| Memcmp {
        offset: 0,
        bytes: vec![1; length],
    };
    let filter = |size, memcmp| ProgramAccountFilter::new(address(9), FINALIZED, size, memcmp);
    assert!(filter(Some(165), vec![]).is_ok());
    assert!(filter(None, vec![memcmp(128)]).is_ok());
    assert!(filter(Some(165), vec![memcmp(1); 3]).is_ok());
    for (size, memcmp) in [
        (None, vec![]),
        (Some(165), vec![memcmp(1); 4]),
        (None, vec![memcmp(1); 5]),
        (None, vec![memcmp(0)]),
        (None, vec![memcmp(129)]),
    ] {
        assert!(filter(size, memcmp.clone()).is_err(), "{size:?} {memcmp:?}");
    }
    let far = Memcmp {
        offset: u64::MAX,
        bytes: vec![1],
    };
    assert!(!far.matches(&[1, 1]));
}

#[test]
fn a_search_that_a_node_stops() {
    let query = SvmQuery::ProgramAccounts(accounts_with(None));
    for (code, message, cause) in [
        (
            -32012,
            "The accounts scan failed: ScanAborted: The accumulated scan results exceeded the limit",
            Cause::TooLarge,
        ),
        (
            -32012,
            "Node replaced bank for slot 5 with bank id 7 while scanning",
            Cause::ServerError,
        ),
        (
            -32010,
            "Token excluded from account secondary indexes; this RPC method unavailable for key",
            Cause::Unsupported,
        ),
    ] {
        let json = json!({"code": code, "message": message});
        assert_eq!(error(&query, &json), failed(cause, code), "{message}");
    }
}

#[test]
fn fees_for_priority_by_slot() {
    let query = SvmQuery::RecentPrioritizationFees(WritableAccounts::default());
    let fee = |slot, fee| json!({"slot": slot, "prioritizationFee": fee});
    let fees = |fees: &[(u64, u64)]| {
        let fees = fees.iter().map(|(slot, fee)| PrioritizationFee {
            slot: *slot,
            fee: *fee,
        });
        Answer::Value(Value::PrioritizationFees(fees.collect()))
    };
    assert_eq!(
        result(&query, &json!([fee(348_126, 1000), fee(348_125, 0)])),
        (fees(&[(348_125, 0), (348_126, 1000)]), Some(348_126))
    );
    assert_eq!(result(&query, &json!([])), (fees(&[]), None));
    let many = |count: u64| -> Json { (0..count).map(|slot| fee(slot, 0)).collect() };
    assert!(result(&query, &many(150)).0.is_answered());
    for wrong in [
        many(151),
        json!([fee(5, 1), fee(5, 2)]),
        json!([{"slot": 5}]),
        json!([{"slot": 5, "prioritizationFee": -1}]),
        json!([7]),
        Json::Null,
    ] {
        assert_eq!(result(&query, &wrong), (WRONG_TYPE, None), "{wrong}");
    }
}

#[test]
fn transactions_of_an_account_newest_first() {
    let (address, min_slot) = (address(1), 340);
    let query = SvmQuery::SignaturesForAddress { address, min_slot };
    let name = |byte| Signature::new([byte; 64]);
    let row = |byte, slot| {
        json!({"signature": name(byte).to_string(), "slot": slot, "err": null, "memo": null,
            "blockTime": 1_740_672_100, "confirmationStatus": "finalized"})
    };
    let found = |byte, slot, time| AddressSignature {
        signature: name(byte),
        slot,
        time,
    };
    let signatures = |found| (Answer::Value(Value::AddressSignatures(found)), None);
    let time = Some(1_740_672_100);
    let without_time = json!({"signature": name(3).to_string(), "slot": 340, "blockTime": null});
    assert_eq!(
        result(&query, &json!([row(1, 348), row(2, 348), without_time])),
        signatures(vec![
            found(1, 348, time),
            found(2, 348, time),
            found(3, 340, None)
        ])
    );
    assert_eq!(result(&query, &json!([])), signatures(vec![]));
    let many = |count: u64| -> Json { (0..count).map(|_| row(1, 348)).collect() };
    assert!(result(&query, &many(256)).0.is_answered());
    let with = |name: &str, value: Json| {
        let mut row = row(1, 348);
        row[name] = value;
        json!([row])
    };
    for wrong in [
        many(257),
        json!([row(1, 340), row(2, 348)]),
        with("signature", json!("1")),
        with("signature", Json::Null),
        with("slot", json!("348")),
        with("blockTime", json!(-1)),
        json!([7]),
        json!({"value": []}),
        Json::Null,
    ] {
        assert_eq!(result(&query, &wrong), (WRONG_TYPE, None), "{wrong}");
    }
}
