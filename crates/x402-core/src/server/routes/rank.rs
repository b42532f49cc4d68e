//! Which of several routes for a path is the most specific one.

use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};

use super::{charge::RouteCharge, param_type::ParamType};

/// Sorts the most specific route first.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Rank {
    segments: Vec<Segment>,
    /// A method before none.
    every_method: bool,
    /// A charged route before a free one: in doubt, the request is paid for.
    charge: RouteCharge,
}

/// How specific a segment of a route is, or the route's end.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Segment {
    width: Width,
    /// How many characters are given.
    characters: Reverse<usize>,
    /// Whether there is a parameter that accepts every text.
    untyped: bool,
}

#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
enum Width {
    #[default]
    Literal,
    Parameter,
    Path,
    /// After a path, whatever follows it is more specific than its end.
    End,
    Rest,
}

impl Segment {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn add_character(&mut self) {
        self.characters.0 = self.characters.0.saturating_add(1);
    }

    pub(super) fn add_parameter(&mut self, kind: &ParamType) {
        let width = match kind {
            ParamType::Path => Width::Path,
            _ => Width::Parameter,
        };
        self.width = self.width.max(width);
        self.untyped |= !kind.is_narrower_than_text();
    }
}

impl Rank {
    pub(super) fn new(
        mut segments: Vec<Segment>,
        has_rest: bool,
        has_method: bool,
        charge: RouteCharge,
    ) -> Self {
        segments.push(Segment {
            width: if has_rest { Width::Rest } else { Width::End },
            ..Segment::default()
        });
        Self {
            segments,
            every_method: !has_method,
            charge,
        }
    }

    /// Compares the paths, but for a last slash and whatever the methods; the more specific one is
    /// less.
    pub(super) fn compare_paths(&self, other: &Self) -> Ordering {
        self.named_segments().cmp(other.named_segments())
    }

    /// The segments, without the empty ones behind last slashes.
    fn named_segments(&self) -> impl Iterator<Item = &Segment> {
        let (end, segments) = match self.segments.split_last() {
            Some((end, segments)) => (Some(end), segments),
            None => (None, &[][..]),
        };
        let empty = segments
            .iter()
            .rev()
            .take_while(|segment| segment.is_empty());
        let named = segments.len().saturating_sub(empty.count());
        segments.iter().take(named).chain(end)
    }

    /// Whether the paths are as specific as each other, whatever the methods.
    pub(super) fn is_as_specific_as(&self, other: &Self) -> bool {
        self.segments == other.segments
    }
}
