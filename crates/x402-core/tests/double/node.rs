//! Nodes that answer queries from the chain, truly or not.

use std::rc::Rc;

use x402_core::{
    amount::Amount,
    chain::{
        Answer, BlockId, Call, Cause, Code, EvmQuery, Failure, FeeHistory, FoundLog, Head,
        PooledTransaction, Read, Revert, Value,
    },
    evm::{
        Address,
        permit2::{EXACT_PROXY, PERMIT2},
    },
};

use super::{
    abi::{FACTORY, MULTICALL3},
    chain::{Chain, FINAL},
    contracts::is_accepted,
    state::State,
};

/// How a node answers. By default, what the chain is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Behaviour {
    /// How many blocks it is behind.
    pub(crate) lag: usize,
    /// It denies what there is and claims what there is not.
    pub(crate) is_lying: bool,
    /// It still has the receipts of blocks that were replaced.
    pub(crate) is_stale: bool,
    /// It has receipts of what waits for a block.
    pub(crate) is_preconfirming: bool,
}

impl Behaviour {
    /// The answer, and the head at which it holds.
    pub(crate) fn answer(self, chain: &Chain, query: &EvmQuery) -> (Answer, Option<Head>) {
        let (mut answer, at) = answer(chain, query, chain.height().saturating_sub(self.lag));
        if let EvmQuery::Receipt(hash) = query {
            if self.is_stale
                && let Some(receipt) = chain.stale_receipt(hash)
            {
                answer = Answer::Value(Value::Receipt(Some(Box::new(receipt))));
            }
            if self.is_preconfirming && chain.pool.contains(hash) {
                let receipt = chain.preconfirmed(hash).map(Box::new);
                answer = Answer::Value(Value::Receipt(receipt));
            }
        }
        if self.is_lying && *query != EvmQuery::ChainId {
            answer = lie(answer);
        }
        (answer, at)
    }
}

fn lie(answer: Answer) -> Answer {
    Answer::Value(match answer {
        Answer::Value(Value::Receipt(_)) => Value::Receipt(None),
        Answer::Value(Value::Transaction(_)) => Value::Transaction(None),
        Answer::Value(Value::Flag(flag)) => Value::Flag(!flag),
        Answer::Value(Value::Number(number)) => Value::Number(number + 3),
        Answer::Value(Value::Logs(_)) => Value::Logs(Vec::new()),
        Answer::Value(value) => value,
        other => return other,
    })
}

#[allow(clippy::too_many_lines, reason = "one arm for each query")]
fn answer(chain: &Chain, query: &EvmQuery, head: usize) -> (Answer, Option<Head>) {
    let height = |at: BlockId| match at {
        BlockId::Latest => Some(head),
        BlockId::Safe | BlockId::Finalized => Some(head.saturating_sub(FINAL)),
        BlockId::Number(number) => usize::try_from(number)
            .ok()
            .filter(|number| *number <= head),
    };
    let state = |at| chain.state(height(at).unwrap_or(head));
    let exact = |at| height(at).map(|height| chain.head(height));
    match query {
        EvmQuery::ChainId => (Answer::Value(Value::Number(chain.genesis.chain_id)), None),
        EvmQuery::AccountNonce { account, at } => {
            let nonce = state(*at).nonce(*account);
            (Answer::Value(Value::Number(nonce)), exact(*at))
        }
        EvmQuery::Block(at) => (Answer::Value(Value::Block(exact(*at))), exact(*at)),
        EvmQuery::Code { account, at } => {
            let is_contract = is_known(chain, *account) || state(*at).wallets.contains(account);
            let code = if is_contract {
                Code::Contract { hash: [1; 32] }
            } else {
                Code::None
            };
            (Answer::Value(Value::Code(code)), exact(*at))
        }
        EvmQuery::Erc1271 {
            account,
            signature,
            at,
            ..
        } => {
            // A call of an address without code returns nothing.
            let answer = if state(*at).wallets.contains(account) {
                Answer::Value(Value::Flag(is_accepted(signature.as_bytes())))
            } else {
                Answer::Refused(Revert::BadReturn)
            };
            (answer, exact(*at))
        }
        EvmQuery::EstimateGas(Call { to, data, at, .. }) => {
            let called = chain.simulate(height(*at).unwrap_or(head), *to, data.as_bytes());
            let answer = match called {
                Ok(_) => Answer::Value(Value::Number(GAS)),
                Err(revert) => Answer::Refused(Revert::decode(&revert)),
            };
            (answer, exact(*at))
        }
        EvmQuery::FeeHistory => {
            let (base, tip) = (Amount::from(100_u64), Amount::from(10_u64));
            let history = FeeHistory {
                base_fees: vec![base, base],
                tips: vec![tip],
            };
            (Answer::Value(Value::FeeHistory(history)), None)
        }
        EvmQuery::GasPrice => (Answer::Value(Value::Amount(Amount::from(110_u64))), None),
        EvmQuery::PriorityFee => (Answer::Value(Value::Amount(Amount::from(10_u64))), None),
        EvmQuery::NativeBalance { at, .. } => {
            let wei = Amount::from(if chain.is_dry { 0 } else { 10_u64.pow(18) });
            (Answer::Value(Value::Amount(wei)), exact(*at))
        }
        EvmQuery::Logs(filter)
            if filter.last_block() - filter.first_block() >= chain.most_blocks =>
        {
            let cause = Cause::RangeTooLarge;
            (Answer::Failed(Failure::new(cause)), None)
        }
        EvmQuery::Logs(filter) => {
            let state = chain.state(head);
            let mut found = Vec::new();
            for hash in state.receipts.keys() {
                let receipt = chain.receipt(&state, hash).unwrap();
                let block = receipt.block.unwrap();
                if !(filter.first_block()..=filter.last_block()).contains(&block.number) {
                    continue;
                }
                for log in receipt.logs {
                    let fits = log.address == filter.address()
                        && log.topics.len() >= filter.topics().len()
                        && filter
                            .topics()
                            .iter()
                            .zip(&log.topics)
                            .all(|(wanted, topic)| wanted.is_none_or(|wanted| wanted == *topic));
                    if fits {
                        found.push(FoundLog {
                            block,
                            transaction: *hash,
                            log,
                        });
                    }
                }
            }
            found.sort_by_key(|found| (found.block, found.log.index));
            (Answer::Value(Value::Logs(found)), None)
        }
        EvmQuery::Read { read: asked, at } => (read(chain, asked, *at, &state), exact(*at)),
        EvmQuery::Receipt(hash) => {
            let state = chain.state(head);
            let receipt = chain.receipt(&state, hash).map(Box::new);
            (Answer::Value(Value::Receipt(receipt)), None)
        }
        EvmQuery::Simulate(Call { to, data, at, .. }) => {
            let height = height(*at).unwrap_or(head);
            let answer = match chain.simulate(height, *to, data.as_bytes()) {
                Ok(_) => Answer::Value(Value::Succeeded),
                Err(revert) => Answer::Refused(Revert::decode(&revert)),
            };
            (answer, exact(*at))
        }
        EvmQuery::Transaction(hash) => {
            let state = chain.state(head);
            let block = chain
                .receipt(&state, hash)
                .and_then(|receipt| receipt.block);
            let is_known = block.is_some() || chain.pool.contains(hash);
            let sent = chain.transactions.get(hash).filter(|_| is_known);
            let known = sent.map(|sent| PooledTransaction {
                from: sent.from,
                nonce: sent.signed.transaction().nonce,
                block,
            });
            (Answer::Value(Value::Transaction(known)), None)
        }
        other => panic!("the double answers no {other:?}"),
    }
}

/// What a payment needs, as nodes estimate it.
const GAS: u64 = 70_000;

/// Whether a contract of the double is at an address, wallets left out.
fn is_known(chain: &Chain, account: Address) -> bool {
    let known = [
        chain.genesis.token,
        PERMIT2,
        EXACT_PROXY,
        MULTICALL3,
        FACTORY,
    ];
    known.contains(&account)
}

fn read(chain: &Chain, read: &Read, at: BlockId, state: &impl Fn(BlockId) -> Rc<State>) -> Answer {
    let ended = |signed| Value::Flag(state(at).ended.contains_key(&signed));
    Answer::Value(match *read {
        Read::AuthorizationState {
            token,
            authorizer,
            nonce,
        } => ended((token, authorizer, nonce)),
        Read::PermitNonce { owner, nonce } => ended((PERMIT2, owner, nonce.to_be_bytes())),
        Read::Balance { owner, .. } => Value::Amount(Amount::from(state(at).balance(owner))),
        Read::Allowance { .. } => Value::Amount(Amount::MAX),
        Read::DomainSeparator { .. } => Value::Hash(chain.genesis.separator),
        Read::IsBlacklisted { .. } | Read::Paused { .. } => Value::Flag(false),
        // It has no other function.
        _ => return Answer::Refused(Revert::Silent),
    })
}
