//! Circles in a graph of names.

use std::collections::{BTreeMap, BTreeSet};

/// What each name depends on.
pub(super) type Graph = BTreeMap<String, BTreeSet<String>>;

/// The groups of names that all depend on each other, each group once.
pub(super) fn find(graph: &Graph) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = graph
        .keys()
        .map(|name| (name.as_str(), reach(graph, name)))
        .collect();
    let depends = |one: &str, other: &str| {
        let reached = reached.get(one);
        reached.is_some_and(|names| names.contains(other))
    };
    let mut found: Vec<Vec<String>> = Vec::new();
    for name in graph.keys().filter(|name| depends(name, name)) {
        let in_one = |circle: &Vec<String>| circle.contains(name);
        if !found.iter().any(in_one) {
            let others = graph.keys();
            let both = others.filter(|other| depends(name, other) && depends(other, name));
            found.push(both.cloned().collect());
        }
    }
    found
}

/// All that a name depends on, directly or not.
fn reach<'g>(graph: &'g Graph, name: &str) -> BTreeSet<&'g str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = vec![name];
    while let Some(name) = open.pop() {
        for target in graph.get(name).into_iter().flatten() {
            if found.insert(target.as_str()) {
                open.push(target);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ab bc`: a depends on b, and b on c.
    fn graph(arrows: &str) -> Graph {
        let mut graph = Graph::new();
        for (from, to) in arrows.split(' ').map(|arrow| arrow.split_at(1)) {
            graph.entry(to.to_owned()).or_default();
            let targets = graph.entry(from.to_owned()).or_default();
            targets.insert(to.to_owned());
        }
        graph
    }

    #[test]
    fn each_circle_is_found_once() {
        for (arrows, expected) in [
            ("ab bc ac", ""),
            ("ab ba bc", "ab"),
            ("ab bc ca", "abc"),
            ("ab ba cd dc ac", "ab cd"),
        ] {
            let found: Vec<String> = find(&graph(arrows)).iter().map(|c| c.concat()).collect();
            assert_eq!(found.join(" "), expected, "{arrows}");
        }
    }
}
