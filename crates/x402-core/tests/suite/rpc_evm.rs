//! EVM nodes: requests as viem and eth-abi write them, and what the results mean.

mod errors;
mod receipts;
mod requests;
mod results;
mod round;

use alloy_primitives::hex;
use x402_core::{
    amount::Amount,
    chain::{
        Answer, BlockId, BlockRef, Call, Cause, Code, EvmQuery, Fact, Failure, FeeHistory, Head,
        LogFilter, NodeId, Nonsense, PooledTransaction, Read, Revert, Sent, Value,
    },
    evm::Address,
    rpc::{Response, Shape, evm},
};

const PAYER: Address = Address::new([0x11; 20]);

const HASH: [u8; 32] = [0xab; 32];

const LATEST: BlockId = BlockId::Latest;

fn token() -> Address {
    "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
        .parse()
        .unwrap()
}

fn read(queries: &[EvmQuery], body: &str) -> Vec<Fact> {
    let response = Response::ok(body.as_bytes());
    evm::read(queries, Shape::default(), &[response], NodeId(1))
}

/// The answer to one query whose result is this JSON, without Multicall3.
fn result(query: EvmQuery, result: &str) -> Answer {
    respond(
        query,
        &format!(r#"{{"jsonrpc":"2.0","id":1,"result":{result}}}"#),
    )
}

fn error(query: EvmQuery, error: &str) -> Answer {
    respond(
        query,
        &format!(r#"{{"jsonrpc":"2.0","id":1,"error":{error}}}"#),
    )
}

fn respond(query: EvmQuery, body: &str) -> Answer {
    let shape = Shape {
        batch: 1,
        multicall: false,
    };
    let facts = evm::read(&[query], shape, &[Response::ok(body.as_bytes())], NodeId(1));
    facts[0].answer.clone()
}

fn failed(cause: Cause, code: i64) -> Answer {
    Answer::Failed(Failure {
        cause,
        code: Some(code),
        retry_after: None,
    })
}
