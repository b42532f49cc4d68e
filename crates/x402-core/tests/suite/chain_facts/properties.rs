//! Merging and agreement, whatever the facts.

use super::*;

fn any_query() -> impl Strategy<Value = Query> {
    let at = prop_oneof![
        Just(BlockId::Latest),
        Just(BlockId::Finalized),
        Just(BlockId::Number(5))
    ];
    prop_oneof![
        Just(balance()),
        at.prop_map(authorization),
        Just(EvmQuery::Receipt(HASH).into()),
        Just(EvmQuery::Block(BlockId::Finalized).into()),
    ]
}

fn any_answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        (0_u64..3).prop_map(amount),
        any::<bool>().prop_map(|flag| Answer::Value(Value::Flag(flag))),
        Just(Answer::Value(Value::Receipt(None))),
        (0_u64..9).prop_map(|number| Answer::Value(Value::Block(Some(full_block(number))))),
        Just(Answer::Refused(Revert::Silent)),
        prop_oneof![Just(Cause::Timeout), Just(Cause::Forbidden)].prop_map(failed),
        Just(Answer::Nonsense(Nonsense::NotJson)),
    ]
}

fn any_head() -> impl Strategy<Value = Option<Head>> {
    let head = (0_u64..4, any::<bool>());
    proptest::option::of(head.prop_map(|(number, is_full)| {
        if is_full {
            full_block(number)
        } else {
            block(number)
        }
    }))
}

prop_compose! {
    fn any_fact(nodes: u16)(
        query in any_query(),
        answer in any_answer(),
        at in any_head(),
        node in 0..nodes,
    ) -> Fact {
        fact(query, answer, at, node)
    }
}

fn some_facts() -> impl Strategy<Value = Vec<Fact>> {
    prop::collection::vec(any_fact(4), 0..24)
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent(
        a in some_facts(), b in some_facts(), c in some_facts(),
    ) {
        let of = |facts: &[Fact]| facts.iter().cloned().collect::<Facts>();
        let merge = |one: &Facts, other: &Facts| {
            let mut merged = one.clone();
            merged.merge(other.clone());
            merged
        };
        let (a, b, c) = (of(&a), of(&b), of(&c));
        let ab = merge(&a, &b);
        prop_assert_eq!(&ab, &merge(&b, &a));
        prop_assert_eq!(merge(&ab, &c), merge(&a, &merge(&b, &c)));
        prop_assert_eq!(merge(&a, &a), a);
        prop_assert_eq!(merge(&ab, &b), ab);
    }

    #[test]
    fn no_node_alone_makes_an_agreement_where_there_are_several(facts in some_facts()) {
        let merged: Facts = facts.iter().cloned().collect();
        for fact in &facts {
            if let Agreement::Agreed(agreed) = merged.agreement(&fact.query, Quorum::of(4)) {
                let givers = merged.answers(&fact.query).filter(|(_, answer, _)| answer == &agreed.answer);
                prop_assert!(givers.count() >= 2);
                prop_assert!(agreed.nodes >= 2);
            }
            prop_assert!(!merged.ended(&fact.query, &Bound::Time(0), Quorum::of(1)));
        }
    }

    /// Two honest nodes that know the same, and a third one that answers anything at all.
    #[test]
    fn one_lying_node_of_three_changes_no_outcome(
        truths in truths(),
        at in any_head(),
        lies in prop::collection::vec(any_fact(1), 0..12),
    ) {
        let honest = known_by(&truths, [(1, at), (2, at)]);
        let mut disturbed = honest.clone();
        disturbed.extend(lies);
        let quorum = Quorum::of(3);
        for (query, answer) in &truths {
            prop_assert_eq!(disturbed.agreement(query, quorum).agreed(), Some(answer));
            for bound in bounds() {
                let before = honest.ended(query, &bound, quorum);
                prop_assert_eq!(before, disturbed.ended(query, &bound, quorum), "{:?}", bound);
            }
        }
        let before = honest.inclusion(&HASH, quorum);
        prop_assert_eq!(before, disturbed.inclusion(&HASH, quorum));
    }

    /// Honest nodes that are not equally far: what ends, one of them has seen end.
    #[test]
    fn no_end_without_an_honest_node(
        truths in truths(),
        heads in (any_head(), any_head()),
        lies in prop::collection::vec(any_fact(1), 0..12),
    ) {
        let [one, two] = [(1, heads.0), (2, heads.1)];
        let mut disturbed = known_by(&truths, [one, two]);
        disturbed.extend(lies);
        for (query, _) in &truths {
            for bound in bounds() {
                if disturbed.ended(query, &bound, Quorum::of(3)) {
                    let alone = [one, two].map(|(node, at)| {
                        known_by(&truths, [(node, at), (node + 10, at)])
                    });
                    prop_assert!(alone.iter().any(|facts| facts.ended(query, &bound, Quorum::of(2))));
                }
            }
        }
    }
}

fn bounds() -> [Bound; 4] {
    let account = PAYER;
    [
        Bound::Time(0),
        Bound::Time(104),
        Bound::Range,
        Bound::Nonce { account, nonce: 1 },
    ]
}

/// What is true, by query.
fn truths() -> impl Strategy<Value = Vec<(Query, Answer)>> {
    let truths = prop::collection::btree_map(any_query(), any_answer(), 1..5);
    truths.prop_map(|truths| {
        let truths = truths.into_iter();
        truths.filter(|(_, answer)| answer.is_answered()).collect()
    })
}

/// The truths as these nodes know them at their heads.
fn known_by<const N: usize>(truths: &[(Query, Answer)], nodes: [(u16, Option<Head>); N]) -> Facts {
    let facts = truths.iter().flat_map(|(query, answer)| {
        nodes.map(|(node, at)| fact(query.clone(), answer.clone(), at, node))
    });
    facts.collect()
}
