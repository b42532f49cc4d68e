//! How often the nodes are asked until a payment is included.

use crate::{
    node::Nodes,
    run::{Run, included},
    setup::Setup,
};

/// The rounds, and the sendings, of a payment from its request to its answer. A poll before the
/// block is there does not count: the block is made before it.
fn trips(setup: Setup, blocks: usize) -> (usize, Vec<String>) {
    let mut run = Run::new(setup);
    let mut names = Vec::new();
    for part in [
        "0 gets a request",
        "0 asks for a request",
        "0 puts for a request: done",
    ] {
        names.push(run.go(part));
    }
    names.extend(run.poll(0, 0));
    run.blocks(blocks);
    names.extend(run.poll(0, 0));
    let answer = run.look(0).expect("an answer");
    assert!(answer.contains("answers: Paid"), "{answer}");
    let is_trip = |name: &&String| name.contains("asks") || name.contains("sends");
    (names.iter().filter(is_trip).count(), names)
}

#[test]
fn a_payment_is_included_after_three_round_trips() {
    for blocks in 1..=2 {
        let (count, names) = trips(included(), blocks);
        println!("round trips to `included`: {count}, the block is the {blocks}. newest");
        assert_eq!(count, 3, "{names:#?}");
    }
}

/// A block that could not be guessed, since it is long ago, is asked for in a round of its own.
#[test]
fn a_block_that_is_not_among_the_next_ones_is_asked_for() {
    let mut run = Run::new(included());
    run.reserve();
    run.send(0, 0);
    run.blocks(4);
    let names = run.poll(0, 0);
    assert!(names.iter().any(|name| name.contains("puts")), "{names:?}");
    assert!(run.look(0).unwrap().contains("answers: Paid"));
}

#[test]
fn a_node_that_lags_costs_one_round_more_at_most() {
    let mut setup = included();
    setup.nodes = &[Nodes::Lagging];
    setup.budget.bad_rounds = 9;
    let mut run = Run::new(setup);
    run.reserve();
    run.send(0, 0);
    run.blocks(1);
    run.go("0 goes on with 0");
    let mut rounds = 0;
    while run
        .world
        .next(&run.setup)
        .iter()
        .any(|(name, _)| name == "0 asks: Lagging")
    {
        run.go("0 asks: Lagging");
        rounds += 1;
    }
    assert!(rounds <= 2, "{rounds}");
    run.go("0 puts: done");
    assert!(run.look(0).unwrap().contains("answers: Paid"));
}
