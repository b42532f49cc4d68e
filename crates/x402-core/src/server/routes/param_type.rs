//! The types of parameters, in the widest and in the narrowest sense that frameworks give them.

use alloc::{string::String, vec, vec::Vec};

use super::{atom::Atom, charge::RouteCharge, class::Class, error::Mistake};

/// A parameter's type. The same type of two frameworks is one type here.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum ParamType {
    /// A text without a slash, with bounds on its length.
    Text { min: usize, max: Option<usize> },
    /// A text with slashes.
    Path,
    /// A whole number; of exactly this number of digits.
    Int { digits: Option<usize>, ranged: bool },
    /// A number with a fraction.
    Float { ranged: bool },
    /// Python's `Decimal`.
    Decimal,
    /// A UUID.
    Uuid,
    /// ASCII letters, digits, `-` and `_`.
    Slug,
    /// A date of ISO 8601.
    Date,
    /// A date and a time of ISO 8601.
    DateTime,
    /// A time of ISO 8601.
    Time,
    /// A duration of ISO 8601, or a number of seconds.
    TimeDelta,
    /// One of these texts.
    OneOf(Vec<String>),
}

/// Lengths are written out, character by character, up to this one.
const LONGEST: usize = 64;

impl ParamType {
    /// A text of at least one character, which is also what no type means.
    pub(super) const TEXT: Self = Self::Text { min: 1, max: None };

    /// Whether the type excludes some segment that a parameter without type accepts.
    pub(super) fn is_narrower_than_text(&self) -> bool {
        !matches!(self, Self::Path) && *self != Self::TEXT
    }

    /// The texts that the parameter accepts, as alternatives.
    ///
    /// # Errors
    ///
    /// A free route of this type would have to be checked in another way than by its characters.
    pub(super) fn atoms(&self, charge: RouteCharge) -> Result<Vec<Vec<Atom>>, Mistake> {
        if let Self::OneOf(texts) = self {
            let atoms = texts.iter().map(|text| literal(text));
            return Ok(atoms.collect());
        }
        let atoms = match charge {
            RouteCharge::Charged => self.widest(),
            RouteCharge::Free => self.narrowest()?,
        };
        Ok(vec![atoms])
    }

    /// Includes whatever any framework accepts.
    fn widest(&self) -> Vec<Atom> {
        vec![match self {
            Self::Text { min, max } => {
                let max = max.filter(|max| *max <= LONGEST);
                return text((*min).min(LONGEST), max);
            }
            Self::Int {
                digits: Some(digits),
                ..
            } if *digits <= LONGEST => return vec![Atom::one(Class::Integer); *digits],
            Self::Path => Atom::some_or_none(Class::Any),
            Self::Int { .. } => Atom::some(Class::Integer),
            Self::Float { .. } | Self::Decimal => Atom::some(Class::Number),
            Self::Uuid => Atom::some(Class::Uuid),
            Self::Slug => Atom::some(Class::Slug),
            Self::Date | Self::DateTime | Self::Time | Self::TimeDelta | Self::OneOf(_) => {
                Atom::some(Class::Segment)
            }
        }]
    }

    /// Includes only what every framework accepts that has the type.
    fn narrowest(&self) -> Result<Vec<Atom>, Mistake> {
        Ok(match self {
            Self::Text { min, max } => {
                let max = max.map(|max| max.min(LONGEST));
                text(bounded((*min).max(1))?, max)
            }
            // Werkzeug: the first character is not a slash.
            Self::Path => vec![Atom::one(Class::Segment), Atom::some_or_none(Class::Any)],
            Self::Int { ranged: true, .. } | Self::Float { ranged: true } => {
                let expected = "a free route without `min` and `max`: only its digits are compared";
                return Err(Mistake::new(expected, "min or max"));
            }
            Self::Int { digits: None, .. } => vec![Atom::some(Class::Digits)],
            Self::Int {
                digits: Some(digits),
                ..
            } => vec![Atom::one(Class::Digits); bounded(*digits)?],
            Self::Float { .. } | Self::Decimal => form("n.n"),
            Self::Uuid => form("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
            Self::Slug => vec![Atom::some(Class::Slug)],
            Self::Date => form("0000-00-00"),
            Self::DateTime => form("0000-00-00T00:00:00"),
            Self::Time => form("00:00:00"),
            Self::TimeDelta => form("PTnS"),
            Self::OneOf(_) => Vec::new(),
        })
    }
}

/// `0` is a digit, `n` is a number of digits, `x` a hexadecimal digit.
fn form(form: &str) -> Vec<Atom> {
    let atom = |c| match c {
        '0' => Atom::one(Class::Digits),
        'n' => Atom::some(Class::Digits),
        'x' => Atom::one(Class::LowerHex),
        c => Atom::Char(c),
    };
    form.chars().map(atom).collect()
}

fn literal(text: &str) -> Vec<Atom> {
    text.chars().map(Atom::Char).collect()
}

/// A text without a slash, of a length within the bounds.
fn text(min: usize, max: Option<usize>) -> Vec<Atom> {
    if (min, max) == (1, None) {
        return vec![Atom::some(Class::Segment)];
    }
    let mut atoms = vec![Atom::one(Class::Segment); min];
    match max {
        Some(max) => atoms.resize(max.max(min), Atom::one_or_none(Class::Segment)),
        None => atoms.push(Atom::some_or_none(Class::Segment)),
    }
    atoms
}

fn bounded(length: usize) -> Result<usize, Mistake> {
    if length > LONGEST {
        let found = alloc::format!("{length}");
        return Err(Mistake::new("a length of at most 64", &found));
    }
    Ok(length)
}
