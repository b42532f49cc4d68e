//! Which vectors are run.

use std::{error, fmt};

use glob::Pattern;

use crate::schema::{Layer, Vector, VectorFile};

/// Patterns of which a vector must fit one; without any, every vector fits.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    patterns: Vec<Selector>,
}

#[derive(Clone, Debug)]
enum Selector {
    /// An id, the beginning of a group, or the whole name of something else.
    Plain(String),
    /// With `*`, `?` or `[...]`.
    Glob(Pattern),
}

impl Filter {
    /// Reads patterns: an id, the beginning of a group, a flag, a layer or an operation; or a glob
    /// of any of these, in which `*` stands for dots and slashes too.
    ///
    /// # Errors
    ///
    /// A glob is none.
    pub fn new(patterns: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, FilterError> {
        let selector = |pattern: &str| {
            if !pattern.contains(['*', '?', '[']) {
                return Ok(Selector::Plain(pattern.to_owned()));
            }
            Pattern::new(pattern)
                .map(Selector::Glob)
                .map_err(|error| FilterError {
                    pattern: pattern.to_owned(),
                    error: error.msg,
                })
        };
        let patterns = patterns.into_iter();
        Ok(Self {
            patterns: patterns
                .map(|pattern| selector(pattern.as_ref()))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether the vector is run.
    #[must_use]
    pub fn selects(&self, group: &VectorFile, vector: &Vector) -> bool {
        let mut names = vector.flags.iter().map(String::as_str).collect::<Vec<_>>();
        names.extend([&vector.id, layer(vector.layer), vector.op.as_str()]);
        let fits = |selector: &Selector| match selector {
            Selector::Plain(text) => {
                group.group.starts_with(text) || names.iter().any(|name| name == text)
            }
            Selector::Glob(glob) => {
                glob.matches(&group.group) || names.iter().any(|name| glob.matches(name))
            }
        };
        self.patterns.is_empty() || self.patterns.iter().any(fits)
    }
}

fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::L0 => "L0",
        Layer::L1 => "L1",
        Layer::L2 => "L2",
        Layer::L3 => "L3",
        Layer::L4 => "L4",
    }
}

/// A pattern that is none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FilterError {
    pattern: String,
    error: &'static str,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pattern, self.error)
    }
}

impl error::Error for FilterError {}
