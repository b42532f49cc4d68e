//! What the errors of `eth_call` and `eth_sendRawTransaction` mean.

use super::*;

#[test]
fn what_nodes_answer_to_a_transaction() {
    let send = || EvmQuery::Send(hex!("02f86f").to_vec().into());
    let did = |sent| Answer::Value(Value::Sent(sent));
    // Keccak-256 of 02f86f, by viem.
    let hash = r#""0x9f6c087fca4c4eecc775d1f8027097c00b412fc2b642f779aedb45008fe497a8""#;
    assert_eq!(result(send(), hash), did(Sent::Accepted));
    let other = format!(r#""0x{}""#, "ab".repeat(32));
    assert_eq!(result(send(), &other), Answer::Nonsense(Nonsense::Unasked));
    assert_eq!(
        result(send(), "null"),
        Answer::Nonsense(Nonsense::WrongType)
    );
    for (code, message, expected) in [
        (-32000, "already known", did(Sent::AlreadyKnown)),
        (-32010, "AlreadyKnown", did(Sent::AlreadyKnown)), // Nethermind
        (-32000, "Known transaction", did(Sent::AlreadyKnown)), // Besu
        (
            -32000,
            "nonce too low: next nonce 6, tx nonce 5",
            did(Sent::NonceTooLow),
        ),
        (
            -32010,
            "OldNonce, Current nonce: 6, nonce of rejected tx: 5",
            did(Sent::NonceTooLow),
        ),
        (-32000, "nonce too high", did(Sent::NonceTooHigh)),
        (
            -32000,
            "replacement transaction underpriced",
            did(Sent::Underpriced),
        ),
        (
            -32000,
            "transaction underpriced: gas tip cap 1, minimum needed 2",
            did(Sent::Underpriced),
        ),
        (
            -32000,
            "max fee per gas less than block base fee: address 0x11, maxFeePerGas: 1, baseFee: 2",
            did(Sent::Underpriced),
        ),
        (
            -32000,
            "insufficient funds for gas * price + value: balance 0, tx cost 1",
            did(Sent::InsufficientFunds),
        ),
        (-32000, "intrinsic gas too low", did(Sent::Rejected)),
        (-32000, "exceeds block gas limit", did(Sent::Rejected)),
        (-32000, "invalid sender", did(Sent::Rejected)),
        (
            -32000,
            "invalid chain id for signer: have 1 want 8453",
            did(Sent::Rejected),
        ),
        (-32000, "txpool is full", failed(Cause::Other, -32000)),
        (-32005, "limit exceeded", failed(Cause::RateLimited, -32005)),
        (-32603, "internal error", failed(Cause::ServerError, -32603)),
    ] {
        let json = format!(r#"{{"code":{code},"message":"{message}"}}"#);
        assert_eq!(error(send(), &json), expected, "{message}");
    }
}

#[test]
fn reverts_as_nodes_report_them() {
    let simulate = || {
        EvmQuery::Simulate(Call {
            from: Some(PAYER),
            to: token(),
            data: vec![].into(),
            at: LATEST,
        })
    };
    assert_eq!(
        result(simulate(), r#""0x""#),
        Answer::Value(Value::Succeeded)
    );
    let invalid_nonce = Answer::Refused(Revert::Known(x402_core::chain::KnownError::InvalidNonce));
    let silent = Answer::Refused(Revert::Silent);
    for (json, expected) in [
        // geth, Erigon, Reth, Anvil
        (
            r#"{"code":3,"message":"execution reverted","data":"0x756688fe"}"#,
            &invalid_nonce,
        ),
        // Nethermind, OpenEthereum
        (
            r#"{"code":-32015,"message":"VM execution error.","data":"Reverted 0x756688fe"}"#,
            &invalid_nonce,
        ),
        // Besu
        (
            r#"{"code":-32000,"message":"Execution reverted","data":"0x756688fe"}"#,
            &invalid_nonce,
        ),
        // Hardhat
        (
            r#"{"code":-32603,"message":"Error: VM Exception: reverted","data":{"message":"x","data":"0x756688fe"}}"#,
            &invalid_nonce,
        ),
        (r#"{"code":-32000,"message":"execution reverted"}"#, &silent),
        (
            r#"{"code":3,"message":"execution reverted: too many requests","data":"0x"}"#,
            &silent,
        ),
        (r#"{"code":-32000,"message":"out of gas"}"#, &silent),
        (
            r#"{"code":-32000,"message":"invalid opcode: INVALID"}"#,
            &silent,
        ),
        (
            r#"{"code":-32000,"message":"header not found"}"#,
            &failed(Cause::Lagging, -32000),
        ),
        (
            r#"{"code":-32000,"message":"missing trie node 5e (path ) state is not available"}"#,
            &failed(Cause::HistoryUnavailable, -32000),
        ),
        (
            r#"{"code":-32002,"message":"request timed out"}"#,
            &failed(Cause::Timeout, -32002),
        ),
    ] {
        assert_eq!(&error(simulate(), json), expected, "{json}");
    }
}
