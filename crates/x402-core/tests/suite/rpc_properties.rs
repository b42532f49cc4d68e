//! Whatever a node sends: one fact for each query, and nothing worse.

use proptest::prelude::*;
use x402_core::{
    amount::Amount,
    chain::{
        Answer, BlockId, Call, Commitment, EvmQuery, Fact, Facts, LogFilter, Memcmp, NodeId,
        ProgramAccountFilter, Query, Read, SignedBytes, SvmQuery, WritableAccounts,
    },
    evm, json,
    rpc::{self, Response, Shape},
    svm,
};

fn block_id() -> impl Strategy<Value = BlockId> {
    prop_oneof![
        Just(BlockId::Latest),
        Just(BlockId::Safe),
        Just(BlockId::Finalized),
        any::<u64>().prop_map(BlockId::Number),
    ]
}

fn address() -> impl Strategy<Value = evm::Address> {
    any::<[u8; 20]>().prop_map(evm::Address::new)
}

fn signed_bytes() -> impl Strategy<Value = SignedBytes> {
    prop::collection::vec(any::<u8>(), 0..80).prop_map(SignedBytes::from)
}

fn a_read() -> impl Strategy<Value = Read> {
    (address(), address(), any::<[u8; 32]>(), 0..11).prop_map(|(token, owner, nonce, kind)| {
        match kind {
            0 => Read::Balance { token, owner },
            1 => Read::Allowance {
                token,
                owner,
                spender: token,
            },
            2 => Read::AuthorizationState {
                token,
                authorizer: owner,
                nonce,
            },
            3 => Read::DomainSeparator { token },
            4 => Read::IsBlacklisted {
                token,
                account: owner,
            },
            5 => Read::L1FeeUpperBound { size: 500 },
            6 => Read::Paused { token },
            7 => Read::PermitNonce {
                owner,
                nonce: Amount::from_be_bytes(nonce),
            },
            8 => Read::TokenName { token },
            9 => Read::OperatorFee { gas: 90_000 },
            _ => Read::TokenVersion { token },
        }
    })
}

fn evm_query() -> impl Strategy<Value = EvmQuery> {
    let hash = any::<[u8; 32]>();
    let log_filter = (
        address(),
        prop::collection::vec(any::<Option<[u8; 32]>>(), 0..5),
    );
    prop_oneof![
        Just(EvmQuery::ChainId),
        Just(EvmQuery::FeeHistory),
        Just(EvmQuery::GasPrice),
        Just(EvmQuery::PriorityFee),
        block_id().prop_map(EvmQuery::Block),
        hash.prop_map(EvmQuery::Receipt),
        hash.prop_map(EvmQuery::Transaction),
        signed_bytes().prop_map(EvmQuery::Send),
        signed_bytes().prop_map(EvmQuery::SendSync),
        log_filter.prop_map(|(address, topics)| {
            EvmQuery::Logs(LogFilter::new(address, topics, 1, 9).unwrap())
        }),
        (address(), block_id()).prop_map(|(account, at)| EvmQuery::Code { account, at }),
        (address(), block_id()).prop_map(|(account, at)| EvmQuery::AccountNonce { account, at }),
        (address(), block_id()).prop_map(|(account, at)| EvmQuery::NativeBalance { account, at }),
        (a_read(), block_id()).prop_map(|(read, at)| EvmQuery::Read { read, at }),
        (a_read(), block_id()).prop_map(|(read, at)| EvmQuery::Read { read, at }),
        (
            proptest::option::of(address()),
            address(),
            signed_bytes(),
            block_id()
        )
            .prop_map(|(from, to, data, at)| EvmQuery::Simulate(Call {
                from,
                to,
                data,
                at
            })),
        (address(), signed_bytes(), block_id()).prop_map(|(to, data, at)| {
            let from = None;
            EvmQuery::EstimateGas(Call { from, to, data, at })
        }),
        (address(), hash, signed_bytes(), block_id()).prop_map(
            |(account, digest, signature, at)| EvmQuery::Erc1271 {
                account,
                digest,
                signature,
                at,
            }
        ),
    ]
}

fn svm_query() -> impl Strategy<Value = SvmQuery> {
    let commitment = || {
        prop_oneof![
            Just(Commitment::Processed),
            Just(Commitment::Confirmed),
            Just(Commitment::Finalized)
        ]
    };
    let hash = any::<[u8; 32]>();
    let signature = || {
        any::<[u8; 32]>().prop_map(|half| {
            let mut bytes = [0; 64];
            bytes[..32].copy_from_slice(&half);
            svm::Signature::new(bytes)
        })
    };
    prop_oneof![
        Just(SvmQuery::FirstAvailableBlock),
        Just(SvmQuery::GenesisHash),
        any::<u64>().prop_map(|size| SvmQuery::MinimumBalanceForRentExemption { size }),
        (hash, commitment(), any::<u64>(), "[a-z]{1,9}").prop_map(
            |(program, commitment, offset, bytes)| {
                let bytes = bytes.into_bytes();
                let program = svm::Address::new(program);
                let memcmp = vec![Memcmp { offset, bytes }];
                let filter = ProgramAccountFilter::new(program, commitment, None, memcmp);
                SvmQuery::ProgramAccounts(filter.unwrap())
            }
        ),
        prop::collection::vec(hash.prop_map(svm::Address::new), 0..4).prop_map(|accounts| {
            SvmQuery::RecentPrioritizationFees(WritableAccounts::new(accounts).unwrap())
        }),
        commitment().prop_map(SvmQuery::BlockHeight),
        commitment().prop_map(SvmQuery::Slot),
        commitment().prop_map(SvmQuery::LatestBlockhash),
        signature().prop_map(SvmQuery::Status),
        (hash, any::<u64>()).prop_map(|(address, min_slot)| SvmQuery::SignaturesForAddress {
            address: svm::Address::new(address),
            min_slot
        }),
        signed_bytes().prop_map(SvmQuery::Send),
        (hash, commitment()).prop_map(|(address, commitment)| SvmQuery::AccountInfo {
            address: svm::Address::new(address),
            commitment
        }),
        (hash, commitment()).prop_map(|(hash, commitment)| SvmQuery::BlockhashValid {
            blockhash: svm::Blockhash::new(hash),
            commitment
        }),
        (signed_bytes(), commitment()).prop_map(|(transaction, commitment)| SvmQuery::Simulate {
            transaction,
            commitment
        }),
        (signature(), any::<bool>()).prop_map(|(signature, finalized)| SvmQuery::Transaction {
            signature,
            finalized
        }),
    ]
}

fn queries() -> impl Strategy<Value = Vec<Query>> {
    prop_oneof![
        prop::collection::vec(evm_query().prop_map(Query::from), 0..8),
        prop::collection::vec(svm_query().prop_map(Query::from), 0..8),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    (0_usize..5, any::<bool>()).prop_map(|(batch, multicall)| Shape { batch, multicall })
}

/// JSON that resembles what nodes send, so that the readers are reached.
fn result() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<u64>().prop_map(|number| number.to_string()),
        any::<i32>().prop_map(|number| format!("{number}.5")),
        "[0-9a-f]{0,130}".prop_map(|hex| format!(r#""0x{hex}""#)),
        "[a-zA-Z0-9+/]{0,40}".prop_map(|text| format!("{text:?}")),
        any::<[u8; 32]>().prop_map(|bytes| format!(r#""{}""#, svm::Address::new(bytes))),
    ];
    let name = prop::sample::select(vec![
        "context",
        "slot",
        "value",
        "err",
        "data",
        "owner",
        "lamports",
        "executable",
        "meta",
        "transaction",
        "blockHash",
        "blockNumber",
        "number",
        "hash",
        "timestamp",
        "logs",
        "status",
        "topics",
        "address",
        "logIndex",
        "from",
        "nonce",
        "gasUsed",
        "transactionHash",
        "reward",
        "baseFeePerGas",
        "InstructionError",
        "fee",
        "preTokenBalances",
        "postTokenBalances",
        "pubkey",
        "account",
        "prioritizationFee",
        "signature",
        "blockTime",
    ]);
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|values| format!("[{}]", values.join(","))),
            prop::collection::btree_map(name.clone(), inner, 0..6).prop_map(|members| {
                let members = members
                    .iter()
                    .map(|(name, value)| format!("{name:?}:{value}"));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

fn reply() -> impl Strategy<Value = String> {
    let kind = prop::sample::select(vec!["result", "error"]);
    (0_u64..9, kind, result())
        .prop_map(|(id, kind, value)| format!(r#"{{"jsonrpc":"2.0","id":{id},"{kind}":{value}}}"#))
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..60),
        reply().prop_map(String::into_bytes),
        prop::collection::vec(reply(), 0..6)
            .prop_map(|replies| format!("[{}]", replies.join(",")).into_bytes()),
    ]
}

proptest! {
    #[test]
    fn bodies_are_requests_with_ids_in_order(queries in queries(), shape in shape()) {
        let bodies = rpc::write(&queries, shape).unwrap();
        prop_assert_eq!(bodies.is_empty(), queries.is_empty());
        prop_assert!(bodies.len() <= queries.len());
        let mut next = 1;
        for body in bodies {
            let json = json::Json::parse(body.as_bytes()).unwrap();
            prop_assert_eq!(json.to_string(), body.clone());
            prop_assert!(!body.contains("pending"));
            let requests = json.as_array().unwrap_or(std::slice::from_ref(&json));
            prop_assert!(requests.len() <= shape.batch.max(1));
            for request in requests {
                let id = request.as_object().unwrap().get("id").unwrap();
                prop_assert_eq!(id, &json::Json::from(next));
                next += 1;
            }
        }
    }

    #[test]
    fn any_response_is_one_fact_for_each_query(
        queries in queries(),
        shape in shape(),
        status in proptest::option::of(prop::sample::select(vec![200_u16, 204, 302, 400, 403, 413, 429, 500, 503])),
        retry_after in proptest::option::of("[0-9 a-z]{0,8}"),
        bodies in prop::collection::vec(body(), 0..5),
    ) {
        let responses: Vec<_> = bodies.iter().map(|body| Response {
            status,
            retry_after: retry_after.as_deref(),
            body,
        }).collect();
        let facts = rpc::read(&queries, shape, &responses, NodeId(3)).unwrap();
        prop_assert_eq!(facts.len(), queries.len());
        for (fact, query) in facts.iter().zip(&queries) {
            prop_assert_eq!(&fact.query, query);
            prop_assert_eq!(fact.from, NodeId(3));
            if status.is_none() || bodies.is_empty() {
                prop_assert!(!fact.answer.is_answered());
            }
            if let Answer::Failed(failure) = &fact.answer {
                prop_assert!(failure.retry_after.is_none_or(|seconds| seconds <= 3600));
            }
        }
        let again: Facts = rpc::read(&queries, shape, &responses, NodeId(3)).unwrap().into_iter().collect();
        prop_assert_eq!(again, facts.into_iter().collect::<Facts>());
    }

    /// A body that is cut off, or of which one byte is another, is read or refused.
    #[test]
    fn damaged_bodies_are_read_or_refused(at in 0_usize..9000, byte: u8, cut: bool) {
        let queries = [SvmQuery::Transaction { signature: svm::Signature::new([3; 64]), finalized: true }];
        let mut body = include_bytes!("../data/rpc/get_transaction.json").to_vec();
        let at = at % body.len();
        if cut {
            body.truncate(at);
        } else {
            body[at] = byte;
        }
        let facts = rpc::svm::read(&queries, Shape::default(), &[Response::ok(&body)], NodeId(1));
        prop_assert_eq!(facts.len(), 1);
        if cut {
            prop_assert!(!facts[0].answer.is_answered());
        }
    }

    /// A damaged `aggregate3` result: never another number of answers, never a panic.
    #[test]
    fn damaged_aggregates_are_read_or_refused(at in 0_usize..9000, word: [u8; 8]) {
        let read = |read| EvmQuery::Read { read, at: BlockId::Latest };
        let token = evm::Address::ZERO;
        let queries = [Read::Balance { token, owner: token }, Read::Paused { token }, Read::TokenName { token }, Read::Paused { token }].map(read);
        let mut hex = include_str!("../data/rpc/aggregate3_result.hex").as_bytes().to_vec();
        let at = at % (hex.len() - 16);
        for (digit, byte) in hex[at..].iter_mut().zip(word) {
            *digit = b"0123456789abcdef"[usize::from(byte % 16)];
        }
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"result":"0x{}"}}"#, String::from_utf8(hex).unwrap());
        let facts: Vec<Fact> = rpc::evm::read(&queries, Shape::default(), &[Response::ok(body.as_bytes())], NodeId(1));
        prop_assert_eq!(facts.len(), 4);
    }
}
