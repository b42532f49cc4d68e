use std::sync::LazyLock;

use x402_core::{
    chain::{
        Answer, BlockId, EvmQuery, Fact, Facts, Head, Landed, Level, NodeId, Query, Quorum,
        SvmQuery, TransactionId, Value,
    },
    receipt::{self, ExpectedTransfer, Movement, SettlementStatus},
    rpc,
    verify::verify,
};

use crate::samples;

/// Reads the bytes as what a transaction did: the result of `eth_getTransactionReceipt` or of
/// `getTransaction`, and proves a payment of each method by it.
///
/// # Panics
///
/// If what it moved is not a function of it, if a payment is paid twice, if less than its amount
/// is one, or if facts prove what the result does not show.
pub fn receipt(data: &[u8]) {
    let Ok((id, value)) = rpc::read_transaction(data) else {
        return;
    };
    let landed = Landed::of(&value).expect("a transaction");
    let twice: Vec<_> = EXPECTED.iter().chain(EXPECTED.iter()).cloned().collect();
    let movements = receipt::movements(&twice, landed);
    assert_eq!(movements, receipt::movements(&twice, landed));
    assert_eq!(movements.len(), twice.len());
    let (first, second) = movements.split_at(EXPECTED.len());
    assert!(
        second
            .iter()
            .all(|movement| *movement == Movement::Unrelated)
    );
    for (movement, transfer) in first.iter().zip(EXPECTED.iter()) {
        if let Movement::Short { received, .. } = movement {
            assert!(received < &transfer.amount(), "{movement:?}");
        }
    }

    let facts = facts(&id, &value);
    let proven = receipt::prove(&EXPECTED, &id, Level::Included, &facts, Quorum::of(1));
    for (status, movement) in proven.iter().zip(first) {
        let is_paid = matches!(status, SettlementStatus::Paid(_));
        assert!(
            !is_paid || matches!(movement, Movement::Paid { .. }),
            "{status:?} {movement:?}"
        );
    }
    // What one of two nodes says proves nothing.
    let alone = receipt::prove(&EXPECTED, &id, Level::Included, &facts, Quorum::of(2));
    assert!(
        alone
            .iter()
            .all(|status| *status == SettlementStatus::Unknown)
    );
}

/// A node of Base Sepolia and Solana that has the transaction, in a block of its chain.
fn facts(id: &TransactionId, value: &Value) -> Facts {
    let fact = |query: Query, value| Fact {
        query,
        answer: Answer::Value(value),
        at: None,
        from: NodeId(1),
    };
    let query = match id {
        TransactionId::Evm(hash) => Query::from(EvmQuery::Receipt(*hash)),
        TransactionId::Svm(signature) => SvmQuery::Transaction {
            signature: *signature,
            finalized: false,
        }
        .into(),
        other => panic!("an unknown family: {other:?}"),
    };
    let block = Landed::of(value).and_then(|landed| landed.block());
    let block = block.map(|block| {
        let (hash, time) = (Some(block.hash), None);
        let head = Head::Block {
            number: block.number,
            hash,
            time,
        };
        let at = EvmQuery::Block(BlockId::Number(block.number));
        fact(at.into(), Value::Block(Some(head)))
    });
    let chain = fact(EvmQuery::ChainId.into(), Value::Number(84_532));
    [chain, fact(query, value.clone())]
        .into_iter()
        .chain(block)
        .collect()
}

static EXPECTED: LazyLock<Vec<ExpectedTransfer>> = LazyLock::new(|| {
    // The specification's example has the nonce of another one.
    let samples = samples::all().into_iter().skip(1);
    let transfers = samples.map(|sample| {
        verify(&sample.payment(), &sample.offer(), &sample.context())
            .expect("a genuine payment")
            .expected_transfer()
    });
    transfers.collect()
});
