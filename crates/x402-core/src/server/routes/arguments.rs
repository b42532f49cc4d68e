//! The arguments of a parameter's type in Flask: `length=2`, `min=1, max=9`, `a, b`.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use super::error::Mistake;

const EXPECTED: &str = "arguments such as `length=2` or `a, b`, closed by `)`";

/// The arguments between the parentheses, in order. Reading one takes it out.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments(Vec<Argument>);

#[derive(Clone, Debug)]
struct Argument {
    name: Option<String>,
    /// Its place among those without a name.
    place: usize,
    value: String,
}

impl Arguments {
    /// Reads the arguments up to the closing parenthesis; also returns what follows it.
    pub(super) fn read(text: &str) -> Result<(Self, &str), Mistake> {
        let mut found = Vec::new();
        let mut place = 0;
        let mut rest = text.trim_start();
        while !rest.starts_with(')') {
            let mut name = None;
            if let Some((word, after)) = rest.split_once('=') {
                let word = word.trim_end();
                if !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    (name, rest) = (Some(word.to_owned()), after.trim_start());
                }
            }
            let (value, after) = read_value(rest)?;
            found.push(Argument {
                place,
                value: value.to_owned(),
                name: name.clone(),
            });
            place += usize::from(name.is_none());
            rest = after.trim_start();
            match rest.strip_prefix(',') {
                Some(after) => rest = after.trim_start(),
                None if rest.starts_with(')') => break,
                None => return Err(Mistake::new(EXPECTED, text)),
            }
        }
        let rest = rest.strip_prefix(')').unwrap_or_default();
        Ok((Self(found), rest))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, name: &str, place: usize) -> Option<String> {
        let is_it = |argument: &Argument| match &argument.name {
            Some(own) => own == name,
            None => argument.place == place,
        };
        let at = self.0.iter().position(is_it)?;
        Some(self.0.remove(at).value)
    }

    /// The argument with this name, or at this place.
    pub(super) fn number(&mut self, name: &str, place: usize) -> Result<Option<usize>, Mistake> {
        match self.take(name, place) {
            Some(value) if value != "None" => match value.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Mistake::new("a whole number as an argument", &value)),
            },
            _ => Ok(None),
        }
    }

    /// Whether there is a `min` or a `max`; a `signed` is taken out too.
    pub(super) fn range(&mut self, [min, max, signed]: [usize; 3]) -> bool {
        let bounds = [self.take("min", min), self.take("max", max)];
        self.take("signed", signed);
        bounds.into_iter().flatten().any(|bound| bound != "None")
    }

    /// All of them, none of which has a name.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, Mistake> {
        let nameless = |argument: &Argument| argument.name.is_none() && !argument.value.is_empty();
        if self.is_empty() || !self.0.iter().all(nameless) {
            return Err(Mistake::new("texts such as `any(a, b)`", "other arguments"));
        }
        Ok(self.0.drain(..).map(|argument| argument.value).collect())
    }

    /// All were taken.
    pub(super) fn end(self) -> Result<(), Mistake> {
        match self.0.into_iter().next() {
            Some(argument) => Err(Mistake::new(
                "only arguments that the type has",
                &argument.name.unwrap_or(argument.value),
            )),
            None => Ok(()),
        }
    }
}

/// A value in quotes, or one up to the next comma or parenthesis; also returns what follows it.
fn read_value(text: &str) -> Result<(&str, &str), Mistake> {
    let invalid = || Mistake::new(EXPECTED, text);
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).ok_or_else(invalid);
        }
    }
    let end = text.find([',', ')']).ok_or_else(invalid)?;
    let (value, rest) = text.split_at(end);
    let value = value.trim_end();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    if value.is_empty() || !value.chars().all(is_plain) {
        return Err(invalid());
    }
    Ok((value, rest))
}
