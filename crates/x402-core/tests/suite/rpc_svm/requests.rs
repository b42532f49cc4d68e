//! Requests as solders writes them.

use super::*;

#[test]
fn requests_are_those_of_solders() {
    let hash = Blockhash::new([4; 32]);
    let signature = Signature::new([3; 64]);
    // solders 0.29.0, `solders.rpc.requests`, without `jsonrpc`, `id` and members that are null.
    let simple = |query, expected: &str| (vec![query], expected.to_owned());
    for (queries, expected) in [
        simple(
            account(1),
            r#""method":"getAccountInfo","params":["4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi",{"encoding":"base64","commitment":"confirmed"}]"#,
        ),
        (
            vec![account(1), account(2)],
            r#""method":"getMultipleAccounts","params":[["4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi","8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR"],{"encoding":"base64","commitment":"confirmed"}]"#.into(),
        ),
        simple(
            SvmQuery::BlockHeight(FINALIZED),
            r#""method":"getBlockHeight","params":[{"commitment":"finalized"}]"#,
        ),
        simple(
            SvmQuery::BlockhashValid { blockhash: hash, commitment: Commitment::Processed },
            r#""method":"isBlockhashValid","params":["GgBaCs3NCBuZN12kCJgAW63ydqohFkHEdfdEXBPzLHq",{"commitment":"processed"}]"#,
        ),
        simple(
            SvmQuery::FirstAvailableBlock,
            r#""method":"getFirstAvailableBlock","params":[]"#,
        ),
        simple(
            SvmQuery::GenesisHash,
            r#""method":"getGenesisHash","params":[]"#,
        ),
        simple(
            SvmQuery::MinimumBalanceForRentExemption { size: 165 },
            r#""method":"getMinimumBalanceForRentExemption","params":[165]"#,
        ),
        simple(
            SvmQuery::RecentPrioritizationFees(
                WritableAccounts::new(vec![address(1), address(2)]).unwrap(),
            ),
            r#""method":"getRecentPrioritizationFees","params":[["4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi","8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR"]]"#,
        ),
        // solders writes the bytes as numbers or in base58; Agave reads base64 as well.
        simple(
            SvmQuery::ProgramAccounts(accounts_with(Some(165))),
            r#""method":"getProgramAccounts","params":["cGfHiC6Kgg3FpFZvgwGcswsCRtp4aBP2fzuXRQPizuN",{"filters":[{"dataSize":165},{"memcmp":{"offset":1,"encoding":"base64","bytes":"AgM="}}],"encoding":"base64","commitment":"finalized","withContext":true}]"#,
        ),
        simple(
            SvmQuery::LatestBlockhash(CONFIRMED),
            r#""method":"getLatestBlockhash","params":[{"commitment":"confirmed"}]"#,
        ),
        // solders writes a null `before` and `until`, and the members in another order.
        simple(
            SvmQuery::SignaturesForAddress { address: address(1), min_slot: 348 },
            r#""method":"getSignaturesForAddress","params":["4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi",{"limit":256,"commitment":"finalized","minContextSlot":348}]"#,
        ),
        simple(
            SvmQuery::Slot(FINALIZED),
            r#""method":"getSlot","params":[{"commitment":"finalized"}]"#,
        ),
        simple(
            status(3),
            r#""method":"getSignatureStatuses","params":[["4VZdodJgBy6dxMgm45zusmRzrPvKtiumu5YrK9RLPJADpzeJzgebxHsoQD4B58FCFS6aGUufKZka56xFiBGpB94"],{"searchTransactionHistory":true}]"#,
        ),
        simple(
            SvmQuery::Transaction { signature, finalized: false },
            r#""method":"getTransaction","params":["4VZdodJgBy6dxMgm45zusmRzrPvKtiumu5YrK9RLPJADpzeJzgebxHsoQD4B58FCFS6aGUufKZka56xFiBGpB94",{"encoding":"base64","commitment":"confirmed","maxSupportedTransactionVersion":0}]"#,
        ),
        // Agave's documentation of the methods.
        simple(
            SvmQuery::Simulate { transaction: vec![1, 2, 3].into(), commitment: CONFIRMED },
            r#""method":"simulateTransaction","params":["AQID",{"encoding":"base64","sigVerify":false,"replaceRecentBlockhash":false,"commitment":"confirmed"}]"#,
        ),
        simple(
            SvmQuery::Send(vec![1, 2, 3].into()),
            r#""method":"sendTransaction","params":["AQID",{"encoding":"base64","skipPreflight":true,"maxRetries":0}]"#,
        ),
    ] {
        let expected = format!(r#"{{"jsonrpc":"2.0","id":1,{expected}}}"#);
        assert_eq!(svm::write(&queries, Shape::default()), [expected]);
    }
}

#[test]
fn accounts_of_one_commitment_and_statuses_are_one_request_each() {
    let finalized = SvmQuery::AccountInfo {
        address: address(9),
        commitment: FINALIZED,
    };
    let queries = [
        account(1),
        status(1),
        finalized,
        account(2),
        status(2),
        account(3),
    ];
    let bodies = svm::write(&queries, Shape::SINGLE);
    assert_eq!(bodies.len(), 3);
    assert!(bodies[0].contains("getMultipleAccounts"));
    assert!(bodies[1].contains("getSignatureStatuses"));
    assert!(bodies[2].contains("getAccountInfo"));
    for (count, requests) in [(100, 1), (101, 2), (201, 3)] {
        let queries = vec![account(1); count];
        assert_eq!(
            svm::write(&queries, Shape::SINGLE).len(),
            requests,
            "{count}"
        );
    }
    for (count, requests) in [(256, 1), (257, 2)] {
        let queries = vec![status(1); count];
        assert_eq!(
            svm::write(&queries, Shape::SINGLE).len(),
            requests,
            "{count}"
        );
    }
}
