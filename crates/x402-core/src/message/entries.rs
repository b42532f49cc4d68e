//! Lists whose elements are read one by one.

use alloc::{string::String, vec::Vec};
use core::{
    fmt,
    ops::{Deref, DerefMut},
    slice,
};

use super::{Path, View, Wire, wire::wrong_type};
use crate::{error::Error, json::Json};

/// A list in which an element that cannot be read does not spoil the others.
///
/// It is the list of the elements that could be read; the others are kept as they arrived, each
/// with its reason, and are written again at their places.
///
/// ```
/// use x402_core::message::SupportedResponse;
///
/// let supported = SupportedResponse::parse(
///     br#"{"kinds": [{"x402Version": "2"}, {"x402Version": 2, "scheme": "exact", "network": "eip155:8453"}]}"#,
/// )?;
/// assert_eq!(supported.kinds.len(), 1);
/// let unread = &supported.kinds.unread()[0];
/// assert_eq!((unread.index(), unread.text().as_str()), (0, r#"{"x402Version":"2"}"#));
/// # Ok::<(), x402_core::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entries<T> {
    read: Vec<T>,
    unread: Vec<UnreadEntry>,
}

/// An element of a message's list that could not be read, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnreadEntry {
    index: usize,
    json: Json<'static>,
    error: Error,
}

impl UnreadEntry {
    /// The element's place in the list as it arrived, counted from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The element as it arrived.
    #[must_use]
    pub fn json(&self) -> &Json<'static> {
        &self.json
    }

    /// The element as compact JSON text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.json.write(&mut text);
        text
    }

    /// What is wrong with it, and where in the message.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl fmt::Display for UnreadEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T> Entries<T> {
    /// The elements that could not be read, in their order.
    #[must_use]
    pub fn unread(&self) -> &[UnreadEntry] {
        &self.unread
    }

    /// Adds an element at the end.
    pub fn push(&mut self, element: T) {
        self.read.push(element);
    }

    /// The elements that could be read.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.read
    }

    /// Every element at its place in the list: what was read, or why it was not.
    pub fn all(&self) -> impl Iterator<Item = Result<&T, &UnreadEntry>> {
        let (mut read, mut unread) = (self.read.iter(), self.unread.iter().peekable());
        let mut place = 0;
        core::iter::from_fn(move || {
            let is_unread = unread.peek().is_some_and(|entry| entry.index <= place);
            place += 1;
            let next = if is_unread { None } else { read.next() };
            // The list may have become shorter than the places of what was not read.
            next.map(Ok).or_else(|| unread.next().map(Err))
        })
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for Entries<T> {
    fn from(read: Vec<T>) -> Self {
        let unread = Vec::new();
        Self { read, unread }
    }
}

impl<T> FromIterator<T> for Entries<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::from(elements.into_iter().collect::<Vec<_>>())
    }
}

impl<T> Deref for Entries<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.read
    }
}

impl<T> DerefMut for Entries<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.read
    }
}

impl<'l, T> IntoIterator for &'l Entries<T> {
    type Item = &'l T;
    type IntoIter = slice::Iter<'l, T>;

    fn into_iter(self) -> slice::Iter<'l, T> {
        self.read.iter()
    }
}

impl<T: Wire> Wire for Entries<T> {
    const NOUN: &'static str = Vec::<T>::NOUN;

    /// Fails with the first element's error where none of the elements can be read.
    fn read(json: Json<'_>, path: &Path<'_>) -> Result<Self, Error> {
        let Json::Array(elements) = json else {
            return Err(wrong_type(path, Self::NOUN, &json));
        };
        let mut entries = Self::default();
        for (index, element) in elements.into_iter().enumerate() {
            match T::read(element.clone(), &Path::Element(path, index)) {
                Ok(element) => entries.read.push(element),
                Err(error) => entries.unread.push(UnreadEntry {
                    index,
                    json: element.into_owned(),
                    error,
                }),
            }
        }
        match entries.unread.first() {
            Some(first) if entries.read.is_empty() => Err(first.error.clone()),
            _ => Ok(entries),
        }
    }

    fn view(&self) -> View<'_> {
        let entries = self.all().map(|entry| match entry {
            Ok(element) => element.view(),
            Err(unread) => View::Json(&unread.json),
        });
        View::List(entries.collect())
    }
}
