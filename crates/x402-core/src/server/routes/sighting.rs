//! Which routes the readings of a path match, whatever the method.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::{
    outcome::RouteRefusalReason,
    readings::{lower, readings},
    trie::{Scan, Trie},
};

/// The routes of one match, the most specific first.
pub(super) type Matches = Vec<usize>;

/// The matches of a path and of its readings.
#[derive(Debug, Default)]
pub(super) struct Sighting {
    /// Of the path as it is.
    pub(super) exact: Matches,
    /// Of the path but for case and a last slash.
    pub(super) near: BTreeSet<Matches>,
    /// Of its other readings, but for case and a last slash.
    pub(super) far: BTreeSet<Matches>,
}

/// The routes for matching: as they are written, and in lower case.
#[derive(Clone, Debug)]
pub(super) struct Tries {
    pub(super) exact: Trie,
    /// `None` if it is the same.
    pub(super) lower: Option<Trie>,
}

impl Sighting {
    /// Looks at every reading once as it is and once in lower case.
    pub(super) fn new(path: &str, tries: &Tries) -> Result<Self, RouteRefusalReason> {
        let readings = readings(path)?;
        let mut sighting = Self::default();
        let mut scan = tries.exact.scan();
        scan.start();
        scan.feed(path);
        sighting.exact = scan.ends();
        let own = lower(path);
        let lowered: BTreeSet<String> = readings.iter().map(|path| lower(path)).collect();
        for reading in &readings {
            sighting.look(&mut scan, reading, reading == path);
        }
        match &tries.lower {
            Some(trie) => {
                let mut scan = trie.scan();
                for reading in &lowered {
                    sighting.look(&mut scan, reading, *reading == own);
                }
            }
            None => {
                for reading in lowered.difference(&readings) {
                    sighting.look(&mut scan, reading, *reading == own);
                }
            }
        }
        Ok(sighting)
    }

    fn look(&mut self, scan: &mut Scan<'_>, reading: &str, is_near: bool) {
        let trimmed = reading.trim_end_matches('/');
        let slashes = reading.strip_prefix(trimmed).unwrap_or_default();
        scan.start();
        scan.feed(trimmed);
        let matches = if is_near {
            &mut self.near
        } else {
            &mut self.far
        };
        matches.insert(scan.ends());
        matches.insert(scan.ends_before_slash());
        if !slashes.is_empty() {
            scan.feed(slashes);
            matches.insert(scan.ends());
        }
    }
}
