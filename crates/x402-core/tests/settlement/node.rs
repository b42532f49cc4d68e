//! Three nodes that answer queries from the chain, one of which may lag behind or lie.

use x402_core::{
    amount::Amount,
    chain::{
        Answer, BlockId, Call, Code, EvmQuery, Fact, Facts, FeeHistory, FoundLog, Head, NodeId,
        PooledTransaction, Query, Read, Revert, Value,
    },
};

use crate::{
    chain::{Chain, FINAL},
    payment::{CHAIN, domain, sponsor, token},
};

/// How the nodes answer a round.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Nodes {
    /// All three, truthfully.
    Honest,
    /// The second is a block behind.
    Lagging,
    /// The third denies what there is and claims what there is not.
    Lying,
    /// Only the first answers.
    Alone,
    /// All three still have the receipts of a block that was replaced.
    Stale,
    /// All three have receipts of what waits for a block.
    Preconfirming,
    /// The third answers as it lies, and no other.
    LiarAlone,
}

pub(crate) fn ask(chain: &Chain, queries: &[Query], nodes: Nodes) -> Facts {
    let mut facts = Facts::new();
    for node in 1..=3 {
        if nodes == Nodes::Alone && node != 1 || nodes == Nodes::LiarAlone && node != 3 {
            continue;
        }
        let lag = usize::from(nodes == Nodes::Lagging && node == 2);
        let is_liar = matches!(nodes, Nodes::Lying | Nodes::LiarAlone) && node == 3;
        for query in queries {
            let Query::Evm(asked) = query else {
                panic!("{query:?}")
            };
            let (mut answer, at) = answer(chain, asked, chain.height() - lag);
            if nodes == Nodes::Stale
                && let EvmQuery::Receipt(hash) = asked
                && let Some(receipt) = chain.stale_receipt(hash)
            {
                answer = Answer::Value(Value::Receipt(Some(Box::new(receipt))));
            }
            if nodes == Nodes::Preconfirming
                && let EvmQuery::Receipt(hash) = asked
                && chain.pool.contains(hash)
            {
                let receipt = chain.preconfirmed(hash).map(Box::new);
                answer = Answer::Value(Value::Receipt(receipt));
            }
            if is_liar {
                answer = lie(answer);
            }
            facts.insert(Fact {
                query: query.clone(),
                answer,
                at,
                from: NodeId(node),
            });
        }
    }
    facts
}

fn lie(answer: Answer) -> Answer {
    Answer::Value(match answer {
        Answer::Value(Value::Receipt(_)) => Value::Receipt(None),
        Answer::Value(Value::Transaction(_)) => Value::Transaction(None),
        Answer::Value(Value::Flag(flag)) => Value::Flag(!flag),
        Answer::Value(Value::Number(number)) if number != CHAIN => Value::Number(number + 3),
        Answer::Value(Value::Logs(_)) => Value::Logs(Vec::new()),
        Answer::Value(value) => value,
        other => return other,
    })
}

fn answer(chain: &Chain, query: &EvmQuery, head: usize) -> (Answer, Option<Head>) {
    let finalized = head.saturating_sub(FINAL);
    let height = |at: BlockId| match at {
        BlockId::Latest => Some(head),
        BlockId::Safe | BlockId::Finalized => Some(finalized),
        BlockId::Number(number) => usize::try_from(number)
            .ok()
            .filter(|number| *number <= head),
    };
    let state = |at| chain.state(height(at).unwrap());
    let exact = |at| height(at).map(|height| chain.head(height));
    let number = |number| Answer::Value(Value::Number(number));
    match query {
        EvmQuery::ChainId => (number(CHAIN), None),
        EvmQuery::AccountNonce { account, at } => {
            assert_eq!(*account, sponsor());
            (number(state(*at).nonce), exact(*at))
        }
        EvmQuery::Block(at) => (Answer::Value(Value::Block(exact(*at))), exact(*at)),
        EvmQuery::Code { account, at } => {
            let code = if *account == token() {
                Code::Contract { hash: [1; 32] }
            } else {
                Code::None
            };
            (Answer::Value(Value::Code(code)), exact(*at))
        }
        EvmQuery::Erc1271 { at, .. } => (Answer::Value(Value::Flag(false)), exact(*at)),
        EvmQuery::FeeHistory => {
            let (base, tip) = (Amount::from(100_u64), Amount::from(10_u64));
            let history = FeeHistory {
                base_fees: vec![base, base],
                tips: vec![tip],
            };
            (Answer::Value(Value::FeeHistory(history)), None)
        }
        EvmQuery::Logs(filter) => {
            let state = chain.state(head);
            let mut found = Vec::new();
            for hash in state.receipts.keys() {
                let receipt = chain.receipt(&state, hash).unwrap();
                for log in receipt.logs {
                    let fits = log.address == filter.address()
                        && filter
                            .topics()
                            .iter()
                            .zip(&log.topics)
                            .all(|(wanted, topic)| wanted.is_none_or(|wanted| wanted == *topic));
                    if fits {
                        found.push(FoundLog {
                            block: receipt.block.unwrap(),
                            transaction: *hash,
                            log,
                        });
                    }
                }
            }
            (Answer::Value(Value::Logs(found)), None)
        }
        EvmQuery::Read { read, at } => {
            let state = state(*at);
            let value = match read {
                Read::AuthorizationState { nonce, .. } => {
                    Value::Flag(state.ended.contains_key(nonce))
                }
                Read::Balance { .. } => {
                    let balance: u64 = if state.is_drained { 0 } else { 1_000_000 };
                    Value::Amount(Amount::from(balance))
                }
                Read::DomainSeparator { .. } => Value::Hash(domain().separator()),
                Read::IsBlacklisted { .. } | Read::Paused { .. } => Value::Flag(false),
                other => panic!("{other:?}"),
            };
            (Answer::Value(value), exact(*at))
        }
        EvmQuery::NativeBalance { account, at } => {
            assert_eq!(*account, sponsor());
            let balance: u64 = if chain.is_dry { 0 } else { 1 << 50 };
            (
                Answer::Value(Value::Amount(Amount::from(balance))),
                exact(*at),
            )
        }
        EvmQuery::Receipt(hash) => {
            let state = chain.state(head);
            let receipt = chain.receipt(&state, hash).map(Box::new);
            (Answer::Value(Value::Receipt(receipt)), None)
        }
        EvmQuery::Simulate(Call { data, .. }) => {
            let state = chain.state(head);
            let key: [u8; 32] = data.as_bytes()[164..196].try_into().unwrap();
            let until = Amount::from_be_bytes(data.as_bytes()[132..164].try_into().unwrap());
            let fails = state.is_drained
                || state.ended.contains_key(&key)
                || Amount::from(chain.now()) >= until;
            let answer = if fails {
                Answer::Refused(Revert::Message("refused".into()))
            } else {
                Answer::Value(Value::Succeeded)
            };
            (answer, exact(BlockId::Latest))
        }
        EvmQuery::Transaction(hash) => {
            let state = chain.state(head);
            let block = chain
                .receipt(&state, hash)
                .and_then(|receipt| receipt.block);
            let known = (block.is_some() || chain.pool.contains(hash)).then(|| PooledTransaction {
                from: sponsor(),
                nonce: chain.transactions[hash].transaction().nonce,
                block,
            });
            (Answer::Value(Value::Transaction(known)), None)
        }
        other => panic!("{other:?}"),
    }
}
