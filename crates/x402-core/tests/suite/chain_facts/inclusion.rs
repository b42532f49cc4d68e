//! Whether a transaction is in the chain.

use super::*;

fn receipt(block: Option<BlockRef>) -> Receipt {
    Receipt {
        transaction: HASH,
        block,
        succeeded: true,
        from: PAYER,
        to: Some(TOKEN),
        gas_used: 21_000,
        gas_price: None,
        l1_fee: None,
        logs: vec![],
    }
}

/// One node's receipt, and its block of the same number with this hash.
fn seen(node: u16, receipt: &Receipt, canonical: Option<[u8; 32]>) -> Vec<Fact> {
    let number = receipt.block.map_or(0, |block| block.number);
    let head = canonical.map(|hash| Head::Block {
        number,
        hash: Some(hash),
        time: Some(1),
    });
    let answer = Answer::Value(Value::Receipt(Some(Box::new(receipt.clone()))));
    vec![
        fact(EvmQuery::Receipt(HASH), answer, None, node),
        fact(
            EvmQuery::Block(BlockId::Number(number)),
            Answer::Value(Value::Block(head)),
            None,
            node,
        ),
    ]
}

#[test]
fn a_receipt_counts_in_the_canonical_block_alone() {
    let block = BlockRef {
        number: 7,
        hash: [7; 32],
    };
    let receipt = receipt(Some(block));
    let of = |one: Vec<Fact>, two: Vec<Fact>| -> Facts { one.into_iter().chain(two).collect() };
    let two = Quorum::of(2);

    let both = of(
        seen(1, &receipt, Some([7; 32])),
        seen(2, &receipt, Some([7; 32])),
    );
    assert_eq!(both.inclusion(&HASH, two), Inclusion::Included(&receipt));
    let gone = of(
        seen(1, &receipt, Some([8; 32])),
        seen(2, &receipt, Some([8; 32])),
    );
    assert_eq!(gone.inclusion(&HASH, two), Inclusion::NotCanonical);
    let above = of(seen(1, &receipt, None), seen(2, &receipt, None));
    assert_eq!(above.inclusion(&HASH, two), Inclusion::Preconfirmed);
    let unsure = of(
        seen(1, &receipt, Some([7; 32])),
        seen(2, &receipt, Some([8; 32])),
    );
    assert_eq!(unsure.inclusion(&HASH, two), Inclusion::Unknown);
    let alone = of(seen(1, &receipt, Some([7; 32])), vec![]);
    assert_eq!(alone.inclusion(&HASH, two), Inclusion::Unknown);
    assert_eq!(
        alone.inclusion(&HASH, Quorum::of(1)),
        Inclusion::Included(&receipt)
    );

    let unsealed = self::receipt(None);
    let both = of(seen(1, &unsealed, None), seen(2, &unsealed, None));
    assert_eq!(both.inclusion(&HASH, two), Inclusion::Preconfirmed);
    let absent = [1, 2].map(|node| {
        fact(
            EvmQuery::Receipt(HASH),
            Answer::Value(Value::Receipt(None)),
            None,
            node,
        )
    });
    assert_eq!(facts(absent).inclusion(&HASH, two), Inclusion::Absent);
    assert_eq!(Facts::default().inclusion(&HASH, two), Inclusion::Unknown);
}

#[test]
fn a_receipt_whose_content_differs_is_not_one() {
    let block = BlockRef {
        number: 7,
        hash: [7; 32],
    };
    let honest = receipt(Some(block));
    let mut lie = honest.clone();
    lie.succeeded = false;
    let mut all = seen(1, &honest, Some([7; 32]));
    all.extend(seen(2, &lie, Some([7; 32])));
    let disputed: Facts = all.iter().cloned().collect();
    assert_eq!(disputed.inclusion(&HASH, Quorum::of(2)), Inclusion::Unknown);
    all.extend(seen(3, &honest, Some([7; 32])));
    let settled: Facts = all.into_iter().collect();
    assert_eq!(
        settled.inclusion(&HASH, Quorum::of(3)),
        Inclusion::Included(&honest)
    );
}
