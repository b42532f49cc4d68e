//! One element of a list that could not be read, and why.

use x402_core::message;

use crate::json::{JsonText, Member, Written};

/// One element of a list that could not be read, and why.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct UnreadEntry {
    /// The element's place in the list as it arrived, counted from 0.
    pub index: u64,
    /// The element as it arrived.
    pub text: JsonText,
    /// What is wrong with it, and where in the message.
    pub reason: String,
}

impl UnreadEntry {
    /// All of a message's list.
    pub(crate) fn all(entries: &[message::UnreadEntry]) -> Vec<Self> {
        entries.iter().map(Self::from).collect()
    }
}

impl From<&message::UnreadEntry> for UnreadEntry {
    fn from(entry: &message::UnreadEntry) -> Self {
        Self {
            index: u64::try_from(entry.index()).unwrap_or(u64::MAX),
            text: JsonText(entry.text()),
            reason: entry.to_string(),
        }
    }
}

/// A list with the elements that could not be read at their places.
#[derive(Debug)]
pub(crate) struct Merged<'a, T> {
    pub(crate) read: &'a [T],
    pub(crate) unread: &'a [UnreadEntry],
}

impl<T: Member> Member for Merged<'_, T> {
    fn written(&self) -> Written {
        let mut unread = by_place(self.unread).into_iter().peekable();
        let mut texts = Vec::new();
        for element in self.read {
            let place = |texts: &Vec<String>| u64::try_from(texts.len()).unwrap_or(u64::MAX);
            while let Some(entry) = unread.next_if(|entry| entry.index <= place(&texts)) {
                texts.extend(entry.text.written()?);
            }
            texts.extend(element.written()?);
        }
        for entry in unread {
            texts.extend(entry.text.written()?);
        }
        Ok(Some(format!("[{}]", texts.join(","))))
    }
}

/// Apart from the lists that it is for: each copy of a sort takes 3 KB.
fn by_place(unread: &[UnreadEntry]) -> Vec<&UnreadEntry> {
    let mut unread: Vec<&UnreadEntry> = unread.iter().collect();
    unread.sort_by_key(|entry| entry.index);
    unread
}
