//! Requests as viem writes them.

use super::*;

#[test]
#[allow(clippy::too_many_lines, reason = "a table of requests")]
fn requests_are_those_of_viem() {
    let (at, token) = (LATEST, token());
    let topics = vec![
        Some(x402_core::chain::Event::AUTHORIZATION_USED),
        Some({
            let mut word = [0; 32];
            word[12..].fill(0x11);
            word
        }),
        Some(HASH),
    ];
    let call = |from, at| {
        EvmQuery::Simulate(Call {
            from,
            to: token,
            data: hex!("06fdde03").to_vec().into(),
            at,
        })
    };
    let account = PAYER;
    // Captured at a transport of viem 2.57.20, without `jsonrpc` and `id`.
    for (query, expected) in [
        (
            EvmQuery::AccountNonce {
                account,
                at: BlockId::Finalized,
            },
            r#""method":"eth_getTransactionCount","params":["0x1111111111111111111111111111111111111111","finalized"]"#,
        ),
        (
            EvmQuery::Block(BlockId::Safe),
            r#""method":"eth_getBlockByNumber","params":["safe",false]"#,
        ),
        (
            EvmQuery::Block(BlockId::Number(300)),
            r#""method":"eth_getBlockByNumber","params":["0x12c",false]"#,
        ),
        (
            EvmQuery::Code { account, at },
            r#""method":"eth_getCode","params":["0x1111111111111111111111111111111111111111","latest"]"#,
        ),
        (
            EvmQuery::NativeBalance { account, at },
            r#""method":"eth_getBalance","params":["0x1111111111111111111111111111111111111111","latest"]"#,
        ),
        (
            EvmQuery::FeeHistory,
            r#""method":"eth_feeHistory","params":["0x5","latest",[50]]"#,
        ),
        (
            EvmQuery::Logs(LogFilter::new(token, topics, 256, 511).unwrap()),
            r#""method":"eth_getLogs","params":[{"address":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","topics":["0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5","0x0000000000000000000000001111111111111111111111111111111111111111","0xabababababababababababababababababababababababababababababababab"],"fromBlock":"0x100","toBlock":"0x1ff"}]"#,
        ),
        (
            EvmQuery::Receipt(HASH),
            r#""method":"eth_getTransactionReceipt","params":["0xabababababababababababababababababababababababababababababababab"]"#,
        ),
        (
            EvmQuery::Transaction(HASH),
            r#""method":"eth_getTransactionByHash","params":["0xabababababababababababababababababababababababababababababababab"]"#,
        ),
        (
            EvmQuery::Send(hex!("02f86f").to_vec().into()),
            r#""method":"eth_sendRawTransaction","params":["0x02f86f"]"#,
        ),
        // EIP-7966, without the time to wait: the node's own counts.
        (
            EvmQuery::SendSync(hex!("02f86f").to_vec().into()),
            r#""method":"eth_sendRawTransactionSync","params":["0x02f86f"]"#,
        ),
        (
            call(Some(PAYER), at),
            r#""method":"eth_call","params":[{"data":"0x06fdde03","from":"0x1111111111111111111111111111111111111111","to":"0x036CbD53842c5426634e7929541eC2318f3dCF7e"},"latest"]"#,
        ),
        (
            EvmQuery::EstimateGas(Call {
                from: None,
                to: token,
                data: hex!("06fdde03").to_vec().into(),
                at,
            }),
            r#""method":"eth_estimateGas","params":[{"data":"0x06fdde03","to":"0x036CbD53842c5426634e7929541eC2318f3dCF7e"},"latest"]"#,
        ),
        (
            EvmQuery::Read {
                read: Read::TokenName { token },
                at: BlockId::Number(256),
            },
            r#""method":"eth_call","params":[{"data":"0x06fdde03","to":"0x036CbD53842c5426634e7929541eC2318f3dCF7e"},"0x100"]"#,
        ),
        // Without params viem leaves the member out; JSON-RPC takes an empty array as well.
        (EvmQuery::ChainId, r#""method":"eth_chainId","params":[]"#),
        (EvmQuery::GasPrice, r#""method":"eth_gasPrice","params":[]"#),
        (
            EvmQuery::PriorityFee,
            r#""method":"eth_maxPriorityFeePerGas","params":[]"#,
        ),
    ] {
        let shape = Shape {
            batch: 1,
            multicall: false,
        };
        let expected = format!(r#"{{"jsonrpc":"2.0","id":1,{expected}}}"#);
        assert_eq!(evm::write(&[query], shape), [expected]);
    }
}

#[test]
fn calldata_of_reads_is_that_of_viem() {
    let (account, owner, token) = (PAYER, PAYER, token());
    let spender = Address::new([0x22; 20]);
    let ones = format!("{:0>64}", "11".repeat(20));
    let word = |hex: &str| format!("{hex:0>64}");
    for (read, expected) in [
        (Read::Balance { token, owner }, format!("70a08231{ones}")),
        (
            Read::Allowance {
                token,
                owner,
                spender,
            },
            format!("dd62ed3e{ones}{}", word(&"22".repeat(20))),
        ),
        (Read::TokenName { token }, "06fdde03".into()),
        (Read::TokenVersion { token }, "54fd4d50".into()),
        (
            Read::AuthorizationState {
                token,
                authorizer: account,
                nonce: HASH,
            },
            format!("e94a0102{ones}{}", "ab".repeat(32)),
        ),
        (
            Read::IsBlacklisted { token, account },
            format!("fe575a87{ones}"),
        ),
        (Read::Paused { token }, "5c975abb".into()),
        (Read::DomainSeparator { token }, "3644e515".into()),
        (
            Read::PermitNonce {
                owner,
                nonce: Amount::from(5_u64 * 256 + 7),
            },
            format!("4fe02b44{ones}{}", word("5")),
        ),
        (
            Read::L1FeeUpperBound { size: 500 },
            format!("f1c7a58b{}", word("1f4")),
        ),
        (
            Read::OperatorFee { gas: 500 },
            format!("275aedd2{}", word("1f4")),
        ),
    ] {
        let shape = Shape {
            batch: 1,
            multicall: false,
        };
        let bodies = evm::write(
            &[EvmQuery::Read {
                read: read.clone(),
                at: LATEST,
            }],
            shape,
        );
        let data = format!(r#"{{"data":"0x{expected}","to":"0x"#);
        assert!(bodies[0].contains(&data), "{read:?}: {bodies:?}");
    }
    let query = EvmQuery::Erc1271 {
        account,
        digest: HASH,
        signature: vec![1, 2, 3].into(),
        at: LATEST,
    };
    let data = format!(
        "1626ba7e{}{}{}{:0<64}",
        "ab".repeat(32),
        word("40"),
        word("3"),
        "010203"
    );
    let bodies = evm::write(&[query], Shape::default());
    assert!(bodies[0].contains(&data), "{bodies:?}");
}

#[test]
fn reads_of_other_blocks_are_other_calls_and_simulations_see_nothing_of_each_other() {
    let simulate = |from| {
        EvmQuery::Simulate(Call {
            from,
            to: token(),
            data: vec![1].into(),
            at: LATEST,
        })
    };
    let name = |at| EvmQuery::Read {
        read: Read::TokenName { token: token() },
        at,
    };
    let queries = [
        simulate(None),
        simulate(None),
        simulate(Some(PAYER)),
        name(LATEST),
        name(BlockId::Finalized),
        EvmQuery::Erc1271 {
            account: PAYER,
            digest: HASH,
            signature: vec![].into(),
            at: LATEST,
        },
    ];
    let bodies = evm::write(&queries, Shape::SINGLE);
    // The first simulation and the name; the other two; the name at `finalized`; the wallet.
    assert_eq!(bodies.len(), 5);
    let through = bodies.iter().filter(|body| body.contains("0x82ad56cb"));
    assert_eq!(through.count(), 2);
}

#[test]
fn a_hundred_reads_are_one_call() {
    let name = EvmQuery::Read {
        read: Read::TokenName { token: token() },
        at: LATEST,
    };
    for (count, calls) in [(1, 1), (100, 1), (101, 2), (250, 3)] {
        let queries = vec![name.clone(); count];
        assert_eq!(evm::write(&queries, Shape::SINGLE).len(), calls, "{count}");
        let facts = evm::read(&queries, Shape::SINGLE, &[], NodeId(1));
        assert_eq!(facts.len(), count);
    }
}

#[test]
fn bodies_have_at_most_as_many_requests_as_the_shape_says() {
    let queries = vec![EvmQuery::ChainId; 25];
    let shape = Shape {
        batch: 10,
        multicall: true,
    };
    let bodies = evm::write(&queries, shape);
    let counts: Vec<_> = bodies
        .iter()
        .map(|body| body.matches("eth_chainId").count())
        .collect();
    assert_eq!(counts, [10, 10, 5]);
    assert!(bodies[2].contains(r#""id":25"#) && bodies[1].contains(r#""id":11"#));
    assert_eq!(evm::write(&[], shape), [""; 0]);
}
