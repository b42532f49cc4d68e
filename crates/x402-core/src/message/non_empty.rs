//! Lists with at least one element.

use alloc::{vec, vec::Vec};
use core::{
    ops::{Deref, DerefMut},
    slice,
};

use super::{Entries, Path, UnreadEntry, View, Wire, wire::wrong_value};
use crate::{error::Error, json::Json, value_error::ValueError};

/// A list with at least one element, such as the ways to pay in a `PaymentRequired`.
///
/// Its elements are read one by one, as those of [`Entries`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NonEmpty<T>(Entries<T>);

impl<T> NonEmpty<T> {
    /// The list of these elements.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn new(elements: Vec<T>) -> Result<Self, ValueError> {
        if elements.is_empty() {
            return Err(empty());
        }
        Ok(Self(elements.into()))
    }

    /// The list of one element.
    #[must_use]
    pub fn of(element: T) -> Self {
        Self(vec![element].into())
    }

    /// Adds an element at the end.
    pub fn push(&mut self, element: T) {
        self.0.push(element);
    }

    /// The elements.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0.into_vec()
    }

    /// The elements that arrived and could not be read, in their order.
    #[must_use]
    pub fn unread(&self) -> &[UnreadEntry] {
        self.0.unread()
    }

    /// Every element at its place in the list: what was read, or why it was not.
    pub fn all(&self) -> impl Iterator<Item = Result<&T, &UnreadEntry>> {
        self.0.all()
    }
}

impl<T> Deref for NonEmpty<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for NonEmpty<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T> IntoIterator for NonEmpty<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> vec::IntoIter<T> {
        self.0.into_vec().into_iter()
    }
}

impl<'l, T> IntoIterator for &'l NonEmpty<T> {
    type Item = &'l T;
    type IntoIter = slice::Iter<'l, T>;

    fn into_iter(self) -> slice::Iter<'l, T> {
        self.0.iter()
    }
}

impl<T: Wire> Wire for NonEmpty<T> {
    const NOUN: &'static str = Vec::<T>::NOUN;

    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let entries = Entries::read(json, path)?;
        if entries.is_empty() {
            return Err(wrong_value(path, &empty()));
        }
        Ok(Self(entries))
    }

    fn view(&self) -> View<'_> {
        self.0.view()
    }
}

fn empty() -> ValueError {
    ValueError::new("list", "at least one element", "[]")
}
