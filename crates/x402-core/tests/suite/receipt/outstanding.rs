//! Whether an outstanding payment was never made and can no longer be.

use x402_core::{
    UnixTimestamp,
    chain::{Query, Read},
    receipt::{UseStatus, use_queries, use_status},
};

use super::*;

const TWO: Quorum = Quorum::of(2);

/// Of no meaning on an EVM chain, where the payer signs a window.
const SENT: UnixTimestamp = UnixTimestamp::MAX;

/// The end of the EIP-3009 sample's window.
const END: u64 = 1_740_672_154;

/// What a node answers: whether the nonce is used, and the time of its finalized block.
fn node(of: &ExpectedTransfer, is_used: bool, finalized: u64, node: u16) -> Vec<Fact> {
    let block = |number, time| Head::Block {
        number,
        hash: Some([7; 32]),
        time: Some(time),
    };
    let answer = |query: &Query| match query {
        Query::Evm(EvmQuery::ChainId) => Value::Number(84_532),
        Query::Evm(EvmQuery::Block(_)) => Value::Block(Some(block(700, finalized))),
        _ => Value::Flag(is_used),
    };
    let queries = use_queries(of, SENT, &Facts::new(), TWO);
    let facts = queries.into_iter().map(|query| Fact {
        answer: Answer::Value(answer(&query)),
        at: Some(block(800, finalized + 1_000)),
        query,
        from: NodeId(node),
    });
    facts.collect()
}

fn status(of: &ExpectedTransfer, nodes: &[Vec<Fact>], quorum: Quorum) -> UseStatus {
    let facts = nodes.iter().flatten().cloned().collect();
    use_status(of, SENT, &facts, quorum)
}

#[test]
fn one_round_asks_for_the_network_its_blocks_and_the_nonce() {
    let of = expected(&samples::eip3009());
    let queries = use_queries(&of, SENT, &Facts::new(), TWO);
    let read = Read::AuthorizationState {
        token: evm(of.asset()),
        authorizer: evm(of.payer()),
        nonce: sample_nonce(),
    };
    let at = BlockId::Latest;
    assert_eq!(
        queries,
        [
            EvmQuery::ChainId,
            EvmQuery::Block(BlockId::Finalized),
            EvmQuery::Block(BlockId::Latest),
            EvmQuery::Read { read, at }
        ]
        .map(Query::from)
    );
    let of = expected(&samples::permit2());
    assert!(matches!(
        use_queries(&of, SENT, &Facts::new(), TWO)[3],
        Query::Evm(EvmQuery::Read {
            read: Read::PermitNonce { .. },
            ..
        })
    ));
}

#[test]
fn it_has_expired_when_a_finalized_block_is_behind_its_window() {
    for (sample, end) in [
        (samples::eip3009(), END),
        (samples::permit2(), 9_999_999_999),
    ] {
        let of = expected(&sample);
        for (one, other, found) in [
            (end + 1, end + 9, UseStatus::Expired),
            (end, end + 9, UseStatus::Open),
            (end - 1, end - 1, UseStatus::Open),
        ] {
            let nodes = [node(&of, false, one, 1), node(&of, false, other, 2)];
            assert_eq!(status(&of, &nodes, TWO), found, "{one} {other}");
        }
        let used = [node(&of, true, end + 1, 1), node(&of, true, end + 1, 2)];
        assert_eq!(status(&of, &used, TWO), UseStatus::Used);
    }
}

#[test]
fn one_node_alone_and_one_lying_node_of_three_give_nothing_back() {
    let of = expected(&samples::eip3009());
    let (unused, used) = (
        |number| node(&of, false, END + 1, number),
        |number| node(&of, true, END + 1, number),
    );
    assert_eq!(status(&of, &[unused(1)], ONE), UseStatus::Unknown);
    assert_eq!(status(&of, &[unused(1)], TWO), UseStatus::Unknown);
    assert_eq!(status(&of, &[], TWO), UseStatus::Unknown);
    let paid = [used(1), used(2), unused(3)];
    assert_eq!(status(&of, &paid, Quorum::of(3)), UseStatus::Used);
    let open = [unused(1), unused(2), used(3)];
    assert_eq!(status(&of, &open, Quorum::of(3)), UseStatus::Expired);
    assert_eq!(status(&of, &[unused(1), used(2)], TWO), UseStatus::Unknown);
    // A finalized block that one node alone claims.
    let early = |number| node(&of, false, END - 1, number);
    let nodes = [early(1), early(2), unused(3)];
    assert_eq!(status(&of, &nodes, Quorum::of(3)), UseStatus::Open);
}

#[test]
fn nodes_of_another_chain_show_nothing() {
    let of = expected(&samples::eip3009());
    let foreign = |number| {
        let mut facts = node(&of, false, END + 1, number);
        facts[0].answer = Answer::Value(Value::Number(1));
        facts
    };
    let nodes = [foreign(1), foreign(2)];
    assert_eq!(status(&of, &nodes, TWO), UseStatus::Unknown);
}
