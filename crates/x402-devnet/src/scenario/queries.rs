//! The core's queries to an EVM chain, answered by a node.

use x402_core::{
    amount::Amount,
    chain::{Answer, BlockId, Call, Code, EvmQuery, Query, Read, Value},
    evm::{Address, permit2},
};

use super::evm::{EIP3009, Ready, Stage};
use crate::{Result, node::Node as _};

/// Every query that a chain without L1 can answer, with values that this chain must have.
pub(super) fn all(stage: &mut Stage<'_>) -> Result<bool> {
    let ready = stage.ready(EIP3009, 13)?;
    let wallet = Address::new([0x77; 20]);
    stage.chain.replace(wallet, "AcceptingWallet")?;
    // Calls run at the newest block, and a payment opens at its own time.
    stage.chain.mine()?;
    let wanted = wanted(&ready, wallet);
    let mut queries: Vec<Query> = wanted
        .iter()
        .map(|(query, _)| query.clone().into())
        .collect();
    let fees = [
        EvmQuery::EstimateGas(call(&ready)),
        EvmQuery::FeeHistory,
        EvmQuery::GasPrice,
        EvmQuery::PriorityFee,
    ];
    queries.extend(fees.map(Query::from));
    let facts = stage.chain.node.ask(&queries)?;
    let mut is_right = facts.iter().all(|fact| fact.answer.value().is_some());
    for (fact, (query, value)) in facts.iter().zip(&wanted) {
        if fact.answer != Answer::Value(value.clone()) {
            println!("{query:?}: expected {value:?}, found {:?}", fact.answer);
            is_right = false;
        }
    }
    Ok(is_right)
}

fn call(ready: &Ready) -> Call {
    Call {
        from: None,
        to: ready.call.0,
        data: ready.call.1.clone().into(),
        at: BlockId::Latest,
    }
}

/// What the chain of a payment must answer, with a contract wallet on it.
fn wanted(ready: &Ready, wallet: Address) -> Vec<(EvmQuery, Value)> {
    let (token, owner) = (ready.terms.asset, ready.payment.payer());
    let at = BlockId::Latest;
    let nonce = ready.payment.nonce();
    let read = |read| EvmQuery::Read { read, at };
    vec![
        (EvmQuery::ChainId, Value::Number(ready.terms.chain_id)),
        (EvmQuery::Simulate(call(ready)), Value::Succeeded),
        (
            EvmQuery::AccountNonce { account: owner, at },
            Value::Number(0),
        ),
        (
            EvmQuery::NativeBalance { account: owner, at },
            Value::Amount(Amount::ZERO),
        ),
        (
            EvmQuery::Code { account: owner, at },
            Value::Code(Code::None),
        ),
        (
            EvmQuery::Erc1271 {
                account: wallet,
                digest: [1; 32],
                signature: vec![2; 65].into(),
                at,
            },
            Value::Flag(true),
        ),
        (
            read(Read::DomainSeparator { token }),
            Value::Hash(ready.terms.domain().separator()),
        ),
        (
            read(Read::TokenName { token }),
            Value::Text(ready.terms.name.clone()),
        ),
        (
            read(Read::TokenVersion { token }),
            Value::Text("2".to_owned()),
        ),
        (read(Read::Paused { token }), Value::Flag(false)),
        (
            read(Read::IsBlacklisted {
                token,
                account: owner,
            }),
            Value::Flag(false),
        ),
        (
            read(Read::IsBlacklisted {
                token,
                account: token,
            }),
            Value::Flag(true),
        ),
        (read(Read::PermitNonce { owner, nonce }), Value::Flag(false)),
        (
            read(Read::AuthorizationState {
                token,
                authorizer: owner,
                nonce: nonce.to_be_bytes(),
            }),
            Value::Flag(false),
        ),
        (
            read(Read::Allowance {
                token,
                owner,
                spender: permit2::PERMIT2,
            }),
            Value::Amount(Amount::from_be_bytes([0xff; 32])),
        ),
        (EvmQuery::Transaction([3; 32]), Value::Transaction(None)),
    ]
}
