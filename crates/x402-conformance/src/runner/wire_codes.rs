//! What implementations put on the wire for a code.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::CodeTable;

/// The wire codes of each abstract code: the specification's, and what other implementations
/// call it.
pub(super) struct WireCodes<'s> {
    by_code: BTreeMap<&'s str, BTreeSet<&'s str>>,
}

impl<'s> WireCodes<'s> {
    pub(super) fn new(table: &'s CodeTable) -> Self {
        let by_code = table.codes.iter().map(|code| {
            let wire = code.rules.iter().map(|rule| &rule.wire);
            let own = wire.flat_map(|wire| wire.v1.iter().chain(&wire.v2));
            let aliases = code.aliases.values().flatten();
            let all = own.chain(aliases).map(String::as_str).collect();
            (code.code.as_str(), all)
        });
        Self {
            by_code: by_code.collect(),
        }
    }

    /// Whether a wire code can mean this code.
    pub(super) fn fits(&self, wire_code: &str, code: &str) -> bool {
        self.by_code
            .get(code)
            .is_some_and(|known| known.contains(wire_code))
    }
}
