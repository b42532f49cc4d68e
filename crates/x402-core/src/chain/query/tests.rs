//! The JSON form of every query.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use super::*;

const ADDRESS: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const HASH: &str = "0x89c91c789e57059b17285e7ba1716a1f5ff4c5dace0ea5a5135f26158d0421b9";
const PROGRAM: &str = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const SIGNATURE: &str =
    "5j7s6NiJS3JAkvgkoc18WVAsiSaci2pxB2A6ueCJP4tprA2TFg9wSyTLeYouxPBJEMzJinENTkpA52YStRW5Dia7";

fn evm() -> Family {
    Family::of_namespace("eip155").expect("a family")
}

fn svm() -> Family {
    Family::of_namespace("solana").expect("a family")
}

/// A name with its members; the names of a place stand for a value of its kind.
const EVM: &[(&str, &str)] = &[
    ("account_nonce", r#""account":ADDRESS"#),
    (
        "allowance",
        r#""token":ADDRESS,"owner":ADDRESS,"spender":ADDRESS"#,
    ),
    (
        "authorization_state",
        r#""token":ADDRESS,"authorizer":ADDRESS,"nonce":HASH"#,
    ),
    ("balance", r#""token":ADDRESS,"owner":ADDRESS"#),
    ("block", r#""at":7"#),
    ("chain_id", ""),
    ("code", r#""account":ADDRESS"#),
    ("domain_separator", r#""token":ADDRESS"#),
    (
        "erc1271",
        r#""account":ADDRESS,"digest":HASH,"signature":"0x12""#,
    ),
    (
        "estimate_gas",
        r#""from":ADDRESS,"to":ADDRESS,"data":"0x1234""#,
    ),
    ("fee_history", ""),
    ("gas_price", ""),
    ("is_blacklisted", r#""token":ADDRESS,"account":ADDRESS"#),
    ("l1_fee_upper_bound", r#""size":200"#),
    (
        "logs",
        r#""address":ADDRESS,"topics":[HASH,null],"first_block":5,"last_block":6"#,
    ),
    ("native_balance", r#""account":ADDRESS,"at":"safe""#),
    ("operator_fee", r#""gas":90000"#),
    ("paused", r#""token":ADDRESS,"at":"finalized""#),
    ("permit_nonce", r#""owner":ADDRESS,"nonce":"77""#),
    ("priority_fee", ""),
    ("receipt", r#""transaction":HASH"#),
    ("send", r#""transaction":"0x02""#),
    ("send_sync", r#""transaction":"0x02""#),
    ("simulate", r#""from":ADDRESS,"to":ADDRESS,"data":"0x1234""#),
    ("token_name", r#""token":ADDRESS,"at":"latest""#),
    ("token_version", r#""token":ADDRESS"#),
    ("transaction", r#""transaction":HASH"#),
];

const SVM: &[(&str, &str)] = &[
    ("account_info", r#""address":PROGRAM"#),
    ("block_height", r#""commitment":"processed""#),
    (
        "blockhash_valid",
        r#""blockhash":PROGRAM,"commitment":"finalized""#,
    ),
    ("first_available_block", ""),
    ("genesis_hash", ""),
    ("latest_blockhash", r#""commitment":"confirmed""#),
    ("minimum_balance_for_rent_exemption", r#""size":165"#),
    (
        "program_accounts",
        r#""program":PROGRAM,"data_size":256,"memcmp":[{"offset":88,"bytes":"AQ=="}]"#,
    ),
    ("recent_prioritization_fees", r#""accounts":[PROGRAM]"#),
    ("send", r#""transaction":"AQ==""#),
    (
        "signatures_for_address",
        r#""address":PROGRAM,"min_slot":7"#,
    ),
    ("simulate", r#""transaction":"AQ==""#),
    ("slot", ""),
    ("status", r#""signature":SIGNATURE"#),
    ("transaction", r#""signature":SIGNATURE,"finalized":true"#),
];

fn text(name: &str, members: &str) -> String {
    let mut text = format!(r#"{{"query":"{name}",{members}}}"#).replace(",}", "}");
    for (place, value) in [
        ("ADDRESS", ADDRESS),
        ("HASH", HASH),
        ("PROGRAM", PROGRAM),
        ("SIGNATURE", SIGNATURE),
    ] {
        text = text.replace(place, &format!("\"{value}\""));
    }
    text
}

fn read(family: Family, text: &str) -> Result<Query, ValueError> {
    Query::from_json(family, &Json::parse(text.as_bytes()).expect("JSON"))
}

/// The name of a query: a variant that is added does not compile until it has one here.
fn name_of_evm(query: &EvmQuery) -> &'static str {
    match query {
        EvmQuery::AccountNonce { .. } => "account_nonce",
        EvmQuery::Block(_) => "block",
        EvmQuery::ChainId => "chain_id",
        EvmQuery::Code { .. } => "code",
        EvmQuery::Erc1271 { .. } => "erc1271",
        EvmQuery::EstimateGas(_) => "estimate_gas",
        EvmQuery::FeeHistory => "fee_history",
        EvmQuery::GasPrice => "gas_price",
        EvmQuery::Logs(_) => "logs",
        EvmQuery::NativeBalance { .. } => "native_balance",
        EvmQuery::PriorityFee => "priority_fee",
        EvmQuery::Receipt(_) => "receipt",
        EvmQuery::Send(_) => "send",
        EvmQuery::SendSync(_) => "send_sync",
        EvmQuery::Simulate(_) => "simulate",
        EvmQuery::Transaction(_) => "transaction",
        EvmQuery::Read { read, .. } => match read {
            Read::Allowance { .. } => "allowance",
            Read::AuthorizationState { .. } => "authorization_state",
            Read::Balance { .. } => "balance",
            Read::DomainSeparator { .. } => "domain_separator",
            Read::IsBlacklisted { .. } => "is_blacklisted",
            Read::L1FeeUpperBound { .. } => "l1_fee_upper_bound",
            Read::OperatorFee { .. } => "operator_fee",
            Read::Paused { .. } => "paused",
            Read::PermitNonce { .. } => "permit_nonce",
            Read::TokenName { .. } => "token_name",
            Read::TokenVersion { .. } => "token_version",
        },
    }
}

fn name_of_svm(query: &SvmQuery) -> &'static str {
    match query {
        SvmQuery::AccountInfo { .. } => "account_info",
        SvmQuery::BlockHeight(_) => "block_height",
        SvmQuery::BlockhashValid { .. } => "blockhash_valid",
        SvmQuery::FirstAvailableBlock => "first_available_block",
        SvmQuery::GenesisHash => "genesis_hash",
        SvmQuery::LatestBlockhash(_) => "latest_blockhash",
        SvmQuery::MinimumBalanceForRentExemption { .. } => "minimum_balance_for_rent_exemption",
        SvmQuery::ProgramAccounts(_) => "program_accounts",
        SvmQuery::RecentPrioritizationFees(_) => "recent_prioritization_fees",
        SvmQuery::Send(_) => "send",
        SvmQuery::SignaturesForAddress { .. } => "signatures_for_address",
        SvmQuery::Simulate { .. } => "simulate",
        SvmQuery::Slot(_) => "slot",
        SvmQuery::Status(_) => "status",
        SvmQuery::Transaction { .. } => "transaction",
    }
}

fn json(text: &str) -> Json<'static> {
    Json::parse(text.as_bytes()).expect("JSON").into_owned()
}

#[test]
fn every_query_is_read_by_its_name() {
    let evm = EVM.iter().map(|(name, members)| {
        let query = EvmQuery::from_json(&json(&text(name, members))).expect(name);
        assert_eq!(name_of_evm(&query), *name);
        Query::from(query)
    });
    let svm = SVM.iter().map(|(name, members)| {
        let query = SvmQuery::from_json(&json(&text(name, members))).expect(name);
        assert_eq!(name_of_svm(&query), *name);
        Query::from(query)
    });
    for queries in [evm.collect::<Vec<_>>(), svm.collect()] {
        let distinct: BTreeSet<_> = queries.iter().collect();
        assert_eq!(distinct.len(), queries.len());
        assert!(crate::rpc::write(&queries, crate::rpc::Shape::default()).is_ok());
    }
}

#[test]
fn every_member_counts() {
    let commitment = r#""commitment":"sometimes""#;
    for (family, queries) in [(evm(), EVM), (svm(), SVM)] {
        for (name, members) in queries {
            let whole = Json::parse(text(name, members).as_bytes())
                .expect("JSON")
                .into_owned();
            let whole = whole.as_object().expect("an object").clone();
            for (member, _) in &whole {
                let mut wrong = whole.clone();
                let other = if member == "finalized" {
                    Json::Null
                } else {
                    Json::from(false)
                };
                wrong.insert(String::from(member), other);
                let error = Query::from_json(family, &wrong.into()).expect_err(member);
                assert!(error.noun() != "query name", "{name}: {member}: {error}");
                let mut less = whole.clone();
                less.remove(member);
                let optional = ["at", "commitment", "data_size", "from"].contains(&member);
                assert_eq!(
                    Query::from_json(family, &less.into()).is_ok(),
                    optional,
                    "{name}: {member}"
                );
            }
        }
    }
    for text in [
        text("block", r#""at":"pending""#),
        text(
            "logs",
            r#""address":ADDRESS,"topics":[5],"first_block":5,"last_block":6"#,
        ),
    ] {
        assert!(read(evm(), &text).is_err(), "{text}");
    }
    assert!(read(svm(), &text("slot", commitment)).is_err());
}

#[test]
fn a_query_of_the_other_family_is_unknown() {
    for (family, name) in [(svm(), "chain_id"), (evm(), "slot"), (evm(), "weather")] {
        let error = read(family, &text(name, "")).expect_err(name);
        assert_eq!(error.noun(), "query name");
    }
    for text in ["[]", "7", r#"{"name":"slot"}"#] {
        assert_eq!(read(svm(), text).expect_err(text).noun(), "query");
    }
    assert!(Query::parse_all(evm(), b"[").is_err());
    assert!(Query::parse_all(evm(), b"{}").is_err());
    let list = br#"[{"query":"chain_id"},{"query":"gas_price"}]"#;
    assert_eq!(Query::parse_all(evm(), list).map(|all| all.len()), Ok(2));
}
