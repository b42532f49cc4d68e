//! Every route at once: a path is matched with all of them in one pass.

use alloc::{vec, vec::Vec};

use super::atom::{Atom, Gap};

/// All routes' atoms, sharing the prefixes that they share.
#[derive(Clone, Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// How many nodes can be reached in several ways at once.
    marks: usize,
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// What leads on, sorted by character.
    characters: Vec<(char, usize)>,
    gaps: Vec<(Gap, usize)>,
    /// The gap that led here, and its mark: such a node can be reached in several ways at once.
    gap: Option<(Gap, usize)>,
    /// Routes that end here.
    ends: Vec<usize>,
    /// Routes that end here if their last slash is overlooked.
    ends_before_slash: Vec<usize>,
}

impl Trie {
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
            marks: 0,
        }
    }

    /// Adds a route by a number of the caller's.
    pub(super) fn insert(&mut self, atoms: &[Atom], route: usize) {
        let mut at = 0;
        let mut before = None;
        for atom in atoms {
            before = (*atom == Atom::Char('/')).then_some(at);
            at = self.child(at, *atom);
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.ends.push(route);
        }
        if let Some(node) = before.and_then(|before| self.nodes.get_mut(before)) {
            node.ends_before_slash.push(route);
        }
    }

    /// The node that the atom leads to, added if there is none.
    fn child(&mut self, at: usize, atom: Atom) -> usize {
        let new = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else {
            return at;
        };
        let mut child = Node::default();
        match atom {
            Atom::Char(c) => match node.characters.binary_search_by_key(&c, |(own, _)| *own) {
                Ok(found) => return node.characters.get(found).map_or(new, |(_, id)| *id),
                Err(place) => node.characters.insert(place, (c, new)),
            },
            Atom::Gap(gap) => {
                if let Some((_, id)) = node.gaps.iter().find(|(own, _)| *own == gap) {
                    return *id;
                }
                node.gaps.push((gap, new));
                child.gap = Some((gap, self.marks));
                self.marks = self.marks.saturating_add(1);
            }
        }
        self.nodes.push(child);
        new
    }

    /// The beginning of a match.
    pub(super) fn scan(&self) -> Scan<'_> {
        Scan {
            trie: self,
            reached: Vec::new(),
            next: Vec::new(),
            marks: vec![0; self.marks],
            step: 0,
        }
    }
}

/// A match under way: the nodes that the path has reached.
///
/// Each character costs one visit to each of them, so that the cost is linear in the path.
#[derive(Debug)]
pub(super) struct Scan<'t> {
    trie: &'t Trie,
    reached: Vec<usize>,
    next: Vec<usize>,
    /// The step in which a node was reached last, by mark.
    marks: Vec<u64>,
    step: u64,
}

impl Scan<'_> {
    /// Begins a path.
    pub(super) fn start(&mut self) {
        self.begin_step();
        self.reach(0);
        self.end_step();
    }

    /// Goes on by a text.
    pub(super) fn feed(&mut self, text: &str) {
        for c in text.chars() {
            if self.reached.is_empty() {
                return;
            }
            self.begin_step();
            for at in 0..self.reached.len() {
                self.visit(at, c);
            }
            self.end_step();
        }
    }

    fn visit(&mut self, at: usize, c: char) {
        let trie = self.trie;
        let id = self.reached.get(at).copied();
        let Some((id, node)) = id.and_then(|id| Some((id, trie.nodes.get(id)?))) else {
            return;
        };
        if let Some((gap, _)) = node.gap {
            if gap.repeat && gap.class.contains(c) {
                self.reach(id);
            }
        }
        if let Ok(found) = node.characters.binary_search_by_key(&c, |(own, _)| *own) {
            if let Some((_, id)) = node.characters.get(found) {
                self.reach(*id);
            }
        }
        for (gap, id) in &node.gaps {
            if gap.class.contains(c) {
                self.reach(*id);
            }
        }
    }

    fn begin_step(&mut self) {
        self.step = self.step.wrapping_add(1);
        self.next.clear();
    }

    /// Adds a node to those of this step, once.
    fn reach(&mut self, id: usize) {
        let mark = self.trie.nodes.get(id).and_then(|node| node.gap);
        if let Some(mark) = mark.and_then(|(_, mark)| self.marks.get_mut(mark)) {
            if *mark == self.step {
                return;
            }
            *mark = self.step;
        }
        self.next.push(id);
    }

    /// Adds the nodes behind gaps that may be empty.
    fn end_step(&mut self) {
        let trie = self.trie;
        let mut at = 0;
        while let Some(node) = self.next.get(at).and_then(|id| trie.nodes.get(*id)) {
            for (gap, id) in &node.gaps {
                if gap.optional {
                    self.reach(*id);
                }
            }
            at = at.saturating_add(1);
        }
        core::mem::swap(&mut self.reached, &mut self.next);
    }

    /// The routes that the path is, so far, in ascending order.
    pub(super) fn ends(&self) -> Vec<usize> {
        self.routes(|node| &node.ends)
    }

    /// The routes that the path would be with one more slash.
    pub(super) fn ends_before_slash(&self) -> Vec<usize> {
        self.routes(|node| &node.ends_before_slash)
    }

    fn routes(&self, of: impl Fn(&Node) -> &Vec<usize>) -> Vec<usize> {
        let nodes = self
            .reached
            .iter()
            .filter_map(|id| self.trie.nodes.get(*id));
        let mut found: Vec<_> = nodes.flat_map(of).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeSet, format, string::String};

    use super::*;
    use crate::server::routes::{charge::RouteCharge, pattern::RoutePattern, variants::variants};

    fn trie(routes: impl IntoIterator<Item = String>) -> Trie {
        let mut trie = Trie::new();
        for (index, text) in routes.into_iter().enumerate() {
            let route = RoutePattern::parse(&text, RouteCharge::Charged).unwrap();
            for variant in variants(&route).unwrap() {
                trie.insert(&variant.atoms, index);
            }
        }
        trie
    }

    /// The work of a step is the number of nodes that are reached: it is bounded by the routes, and
    /// not by the path.
    #[test]
    fn no_node_is_reached_twice_in_a_step() {
        for (route, text) in [
            ("/tiles/{z}-{x}-{y}.png", "/tiles/--------------------"),
            ("/<int:z>-<int:x>-<int:y>", "/1-1-1-1-1-1-1-1-1-1-1-1"),
            (
                "/{a:path}/tree/{b:path}/raw",
                "/tree/tree/tree/tree/raw/raw",
            ),
            ("/{a:path}{b:path}{c:path}{d:path}", "////////////"),
            ("/<any(a,aa):x><any(a,aa):y><any(a,aa):z>", "/aaaaaaaaa"),
            (
                "/<string(minlength=0):a><string(minlength=0):b>",
                "/aaaaaaa",
            ),
        ] {
            let trie = trie([route.into()]);
            let mut scan = trie.scan();
            scan.start();
            for c in text.chars() {
                scan.feed(c.encode_utf8(&mut [0; 4]));
                let distinct: BTreeSet<_> = scan.reached.iter().collect();
                assert_eq!(distinct.len(), scan.reached.len(), "{route} on {text}");
            }
        }
    }

    #[test]
    fn routes_share_what_they_begin_with() {
        let one = trie(["/api/{id}/x/0".into()]);
        let many = trie((0..10).map(|n| format!("/api/{{id}}/x/{n}")));
        assert_eq!(many.nodes.len(), one.nodes.len() + 9);
        assert_eq!(many.marks, one.marks);
    }
}
