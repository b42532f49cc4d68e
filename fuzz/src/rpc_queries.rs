//! The queries of `rpc_read`: each that there is, at least once.

use x402_core::{
    Amount,
    chain::{
        BlockId, Call, Commitment, EvmQuery, LogFilter, Memcmp, ProgramAccountFilter, Query, Read,
        SvmQuery, WritableAccounts,
    },
    evm, svm,
};

/// Rounds of queries, each to one family. The ids of the replies in the corpus are the places of
/// the queries: a new one goes to the end.
pub(crate) fn rounds() -> [Vec<Query>; 3] {
    [
        evm().map(Query::from).into(),
        svm().map(Query::from).into(),
        reads().map(Query::from).into(),
    ]
}

const AT: BlockId = BlockId::Latest;
const TOKEN: evm::Address = evm::Address::new([0x33; 20]);
const ACCOUNT: evm::Address = evm::Address::new([0x11; 20]);

fn evm() -> [EvmQuery; 18] {
    let read = |read| EvmQuery::Read { read, at: AT };
    let call = || Call {
        from: None,
        to: TOKEN,
        data: vec![1].into(),
        at: AT,
    };
    let filter = LogFilter::new(TOKEN, vec![], 0, 400).expect("a filter");
    [
        read(balance()),
        read(authorization_state()),
        read(Read::TokenName { token: TOKEN }),
        EvmQuery::Simulate(call()),
        EvmQuery::Code {
            account: ACCOUNT,
            at: AT,
        },
        EvmQuery::Receipt([0xab; 32]),
        EvmQuery::Logs(filter),
        EvmQuery::Block(BlockId::Finalized),
        EvmQuery::Transaction([0xab; 32]),
        EvmQuery::FeeHistory,
        EvmQuery::Send(vec![2, 0xf8, 0x6f].into()),
        EvmQuery::SendSync(vec![2, 0xf8, 0x6f].into()),
        EvmQuery::AccountNonce {
            account: ACCOUNT,
            at: AT,
        },
        EvmQuery::Erc1271 {
            account: ACCOUNT,
            digest: [0xab; 32],
            signature: vec![1].into(),
            at: AT,
        },
        EvmQuery::EstimateGas(call()),
        EvmQuery::GasPrice,
        EvmQuery::NativeBalance {
            account: ACCOUNT,
            at: AT,
        },
        EvmQuery::PriorityFee,
    ]
}

fn balance() -> Read {
    Read::Balance {
        token: TOKEN,
        owner: ACCOUNT,
    }
}

fn authorization_state() -> Read {
    Read::AuthorizationState {
        token: TOKEN,
        authorizer: ACCOUNT,
        nonce: [0xab; 32],
    }
}

/// Each read, in one call, and the chain's id: no other family has a number alone.
fn reads() -> [EvmQuery; 12] {
    let read = |read| EvmQuery::Read { read, at: AT };
    [
        EvmQuery::ChainId,
        read(balance()),
        read(authorization_state()),
        read(Read::TokenName { token: TOKEN }),
        read(Read::TokenVersion { token: TOKEN }),
        read(Read::Allowance {
            token: TOKEN,
            owner: ACCOUNT,
            spender: TOKEN,
        }),
        read(Read::DomainSeparator { token: TOKEN }),
        read(Read::IsBlacklisted {
            token: TOKEN,
            account: ACCOUNT,
        }),
        read(Read::L1FeeUpperBound { size: 200 }),
        read(Read::OperatorFee { gas: 60_000 }),
        read(Read::Paused { token: TOKEN }),
        read(Read::PermitNonce {
            owner: ACCOUNT,
            nonce: Amount::from(513_u64),
        }),
    ]
}

fn svm() -> [SvmQuery; 16] {
    let commitment = Commitment::Confirmed;
    let account = |byte| SvmQuery::AccountInfo {
        address: svm::Address::new([byte; 32]),
        commitment,
    };
    // The signature of the transaction in the corpus.
    let signature =
        "23sApU3DPSikPiafX8bTcDJoYnCwhKbB1quUhtmQQpPWTzwx6zupRBFC4w7a48hx84BLhFq3o1EhyshwHwGYwB2c";
    let signature: svm::Signature = signature.parse().expect("a signature");
    let memcmp = vec![Memcmp {
        offset: 1,
        bytes: vec![2, 3],
    }];
    let program = svm::Address::new([9; 32]);
    let filter = ProgramAccountFilter::new(program, commitment, None, memcmp).expect("a filter");
    [
        SvmQuery::Transaction {
            signature,
            finalized: true,
        },
        account(1),
        account(2),
        SvmQuery::Status(signature),
        SvmQuery::Simulate {
            transaction: vec![1].into(),
            commitment,
        },
        SvmQuery::LatestBlockhash(commitment),
        SvmQuery::Send(vec![1].into()),
        SvmQuery::BlockHeight(commitment),
        SvmQuery::GenesisHash,
        SvmQuery::MinimumBalanceForRentExemption { size: 165 },
        SvmQuery::ProgramAccounts(filter),
        SvmQuery::RecentPrioritizationFees(WritableAccounts::default()),
        SvmQuery::SignaturesForAddress {
            address: program,
            min_slot: 340,
        },
        SvmQuery::BlockhashValid {
            blockhash: svm::Blockhash::new([7; 32]),
            commitment,
        },
        SvmQuery::FirstAvailableBlock,
        SvmQuery::Slot(commitment),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Another crate cannot match on every variant of an open enum: the source names them.
    fn variants<'s>(source: &'s str, name: &str) -> BTreeSet<&'s str> {
        let (_, body) = source
            .split_once(&format!("pub enum {name} {{\n"))
            .expect("the enum");
        let (body, _) = body.split_once("\n}").expect("its end");
        let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
        lines
            .filter(|line| line.starts_with(char::is_uppercase))
            .map(first_word)
            .collect()
    }

    fn first_word(text: &str) -> &str {
        let end = text.find(|one: char| !one.is_alphanumeric());
        &text[..end.unwrap_or(text.len())]
    }

    fn asked(names: impl Iterator<Item = String>) -> BTreeSet<String> {
        names.map(|name| first_word(&name).to_owned()).collect()
    }

    #[test]
    fn every_query_is_asked() {
        let of_evm = include_str!("../../crates/x402-core/src/chain/query/evm.rs");
        let of_svm = include_str!("../../crates/x402-core/src/chain/query/svm.rs");
        let all: Vec<EvmQuery> = evm().into_iter().chain(reads()).collect();
        let reads = all.iter().filter_map(|query| match query {
            EvmQuery::Read { read, .. } => Some(format!("{read:?}")),
            _ => None,
        });
        for (name, source, found) in [
            (
                "EvmQuery",
                of_evm,
                asked(all.iter().map(|one| format!("{one:?}"))),
            ),
            ("Read", of_evm, asked(reads)),
            (
                "SvmQuery",
                of_svm,
                asked(svm().iter().map(|one| format!("{one:?}"))),
            ),
        ] {
            let declared = variants(source, name);
            assert!(declared.len() > 5, "{name}: {declared:?}");
            let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
            assert_eq!(found, declared, "{name}");
        }
    }
}
