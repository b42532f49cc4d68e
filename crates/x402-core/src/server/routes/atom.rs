//! The smallest parts of a route: what the matcher goes through, character by character.

use alloc::vec::Vec;

use super::class::Class;

/// One part of a route.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Atom {
    /// This character.
    Char(char),
    /// Characters of a set.
    Gap(Gap),
}

/// Characters of a set: one; with `repeat` one or more; with `optional` also none.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Gap {
    pub(super) class: Class,
    pub(super) repeat: bool,
    pub(super) optional: bool,
}

impl Atom {
    const fn gap(class: Class, repeat: bool, optional: bool) -> Self {
        Self::Gap(Gap {
            class,
            repeat,
            optional,
        })
    }

    /// One character of the set.
    pub(super) const fn one(class: Class) -> Self {
        Self::gap(class, false, false)
    }

    /// One character of the set, or none.
    pub(super) const fn one_or_none(class: Class) -> Self {
        Self::gap(class, false, true)
    }

    /// One character of the set or more.
    pub(super) const fn some(class: Class) -> Self {
        Self::gap(class, true, false)
    }

    /// Characters of the set, or none.
    pub(super) const fn some_or_none(class: Class) -> Self {
        Self::gap(class, true, true)
    }
}

/// A route without alternatives.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Variant {
    pub(super) atoms: Vec<Atom>,
    /// Which atoms belong to each of the route's parameters.
    pub(super) spans: Vec<Span>,
}

/// The atoms from `start` up to `end`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}
