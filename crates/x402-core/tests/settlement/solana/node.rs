//! Three nodes that answer queries from the chain, some of which lag behind or lie.

use x402_core::{
    chain::{
        AccountInfo, Answer, Cause, Commitment, Fact, Facts, Failure, Head, NodeId, Query, Revert,
        SignatureStatus, SvmQuery, TransactionFault, Value,
    },
    svm::{Address, Blockhash, Transaction, program},
};

use super::{
    chain::{CONFIRMED, Chain, FINAL, LIFE, slot},
    payment::{GENESIS, MINT, account, blockhash, number_of, pay_to, payer},
};

/// How the nodes answer a round.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Nodes {
    /// All three, truthfully.
    Honest,
    /// The second is far behind.
    Lagging,
    /// Every provider answers for a newer blockhash from a machine that is far behind.
    Split,
    /// The third denies what there is, and claims what there is not.
    Lying,
    /// The third claims that a newer blockhash lives for ever.
    Boasting,
    /// Only the first answers.
    Alone,
    /// The third answers as it lies, and no other.
    LiarAlone,
}

/// How many blocks a node is behind that lags: more than a block needs to be final.
pub(crate) const LAG: usize = LIFE - 1;

pub(crate) fn ask(chain: &Chain, queries: &[Query], nodes: Nodes) -> Facts {
    let mut facts = Facts::new();
    for node in 1..=3 {
        if nodes == Nodes::Alone && node != 1 || nodes == Nodes::LiarAlone && node != 3 {
            continue;
        }
        let is_liar = matches!(nodes, Nodes::Lying | Nodes::LiarAlone) && node == 3;
        for query in queries {
            let Query::Svm(asked) = query else {
                panic!("{query:?}")
            };
            let is_split = nodes == Nodes::Split && matches!(asked, SvmQuery::LatestBlockhash(_));
            let lag = if is_split || nodes == Nodes::Lagging && node == 2 {
                LAG
            } else {
                0
            };
            let (mut answer, at) = answer(chain, asked, chain.height().saturating_sub(lag));
            if is_liar {
                answer = lie(asked, answer);
            }
            if let Answer::Value(Value::Blockhash {
                last_valid_block_height,
                ..
            }) = &mut answer
                && nodes == Nodes::Boasting
                && node == 3
            {
                *last_valid_block_height = u64::MAX;
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

/// Its slots are true: it claims to have seen the chain as long as the others have.
fn lie(query: &SvmQuery, answer: Answer) -> Answer {
    if !matches!(query, SvmQuery::BlockHeight(_))
        && matches!(answer, Answer::Value(Value::Number(_)))
    {
        return answer;
    }
    Answer::Value(match answer {
        Answer::Value(Value::TransactionOutcome(_)) => Value::TransactionOutcome(None),
        Answer::Value(Value::Status(_)) => Value::Status(None),
        Answer::Value(Value::Flag(flag)) => Value::Flag(!flag),
        Answer::Value(Value::Number(number)) => Value::Number(number + 20),
        Answer::Value(Value::Blockhash { blockhash, .. }) => Value::Blockhash {
            blockhash,
            last_valid_block_height: 0,
        },
        Answer::Refused(_) => Value::Simulated { units: None },
        Answer::Value(value) => value,
        other => return other,
    })
}

fn answer(chain: &Chain, query: &SvmQuery, tip: usize) -> (Answer, Option<Head>) {
    let at = |commitment| match commitment {
        Commitment::Processed => tip,
        Commitment::Confirmed => tip.saturating_sub(CONFIRMED),
        Commitment::Finalized => tip.saturating_sub(FINAL),
    };
    let head = |commitment| Some(Head::Slot(slot(at(commitment))));
    let number = |number| Answer::Value(Value::Number(number));
    match query {
        SvmQuery::AccountInfo {
            address,
            commitment,
        } => {
            let data = account_data(chain, address, at(*commitment));
            let info = AccountInfo {
                owner: program::TOKEN,
                lamports: 2_039_280,
                executable: false,
                data,
            };
            let value = Value::AccountInfo(Some(info));
            (Answer::Value(value), head(*commitment))
        }
        SvmQuery::BlockHeight(commitment) => {
            let height = u64::try_from(at(*commitment)).unwrap();
            let head = Head::Block {
                number: height,
                hash: None,
                time: None,
            };
            (number(height), Some(head))
        }
        SvmQuery::Slot(commitment) => (number(slot(at(*commitment))), head(*commitment)),
        SvmQuery::GenesisHash => {
            let hash: Blockhash = GENESIS.parse().unwrap();
            (Answer::Value(Value::Hash(*hash.as_bytes())), None)
        }
        SvmQuery::FirstAvailableBlock => (number(0), Some(Head::Slot(0))),
        SvmQuery::BlockhashValid {
            blockhash,
            commitment,
        } => {
            let born = usize::from(blockhash.as_bytes()[0]) - 1;
            let is_alive = Chain::is_alive(born, at(*commitment));
            (Answer::Value(Value::Flag(is_alive)), head(*commitment))
        }
        SvmQuery::LatestBlockhash(commitment) => {
            let newest = at(*commitment);
            let value = Value::Blockhash {
                blockhash: blockhash(newest),
                last_valid_block_height: u64::try_from(newest + LIFE).unwrap(),
            };
            (Answer::Value(value), head(*commitment))
        }
        SvmQuery::Simulate {
            transaction,
            commitment,
        } => {
            let answer = simulate(chain, transaction.as_bytes(), at(*commitment));
            let head = answer.is_answered().then(|| head(*commitment)).flatten();
            (answer, head)
        }
        SvmQuery::Status(signature) => {
            let state = chain.state(tip);
            let status = state.outcomes.get(signature).map(|(height, outcome)| {
                let commitment = if *height <= at(Commitment::Finalized) {
                    Commitment::Finalized
                } else if *height <= at(Commitment::Confirmed) {
                    Commitment::Confirmed
                } else {
                    Commitment::Processed
                };
                SignatureStatus {
                    slot: outcome.slot,
                    fault: outcome.fault.clone(),
                    commitment,
                }
            });
            let value = Value::Status(status);
            (Answer::Value(value), head(Commitment::Processed))
        }
        SvmQuery::Transaction {
            signature,
            finalized,
        } => {
            let commitment = if *finalized {
                Commitment::Finalized
            } else {
                Commitment::Confirmed
            };
            let state = chain.state(at(commitment));
            let found = state.outcomes.get(signature);
            let outcome = found.map(|(_, outcome)| Box::new(outcome.clone()));
            let head = outcome.as_ref().map(|outcome| Head::Slot(outcome.slot));
            (Answer::Value(Value::TransactionOutcome(outcome)), head)
        }
        other => panic!("{other:?}"),
    }
}

fn simulate(chain: &Chain, transaction: &[u8], height: usize) -> Answer {
    let transaction = Transaction::parse(transaction).unwrap();
    let born = usize::from(transaction.recent_blockhash().as_bytes()[0]) - 1;
    let state = chain.state(height);
    let fault = if !Chain::is_alive(born, height) {
        return Answer::Failed(Failure::new(Cause::Lagging));
    } else if state
        .executed
        .contains_key(&number_of(transaction.message()))
    {
        TransactionFault::AlreadyProcessed
    } else if state.is_drained {
        TransactionFault::Other("Drained".into())
    } else {
        return Answer::Value(Value::Simulated { units: None });
    };
    Answer::Refused(Revert::Transaction(fault))
}

/// The token account of the payer or of the payee.
fn account_data(chain: &Chain, address: &Address, height: usize) -> Vec<u8> {
    let state = chain.state(height);
    let (owner, amount) = if *address == account(payer()) {
        (payer(), if state.is_drained { 0 } else { 1_000_000 })
    } else {
        assert_eq!(*address, account(pay_to()));
        (pay_to(), state.received)
    };
    let mut data = vec![0; 165];
    data[..32].copy_from_slice(MINT.as_bytes());
    data[32..64].copy_from_slice(owner.as_bytes());
    data[64..72].copy_from_slice(&amount.to_le_bytes());
    data[108] = 1;
    data
}
