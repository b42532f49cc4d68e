//! The known word that a mistyped one was meant to be.

/// The first of the known words that is one edit away from `text`, else the first that is two away.
///
/// An edit adds, drops or replaces a letter, or swaps two neighbours. Words are compared byte by
/// byte. Two edits count from 8 letters on, and none in a text of fewer than 3 or more than 80:
/// what is too short or too long for a typing mistake gets no answer.
///
/// ```
/// use x402_core::nearest;
///
/// let known = ["amount.mismatch", "asset.mismatch"];
/// assert_eq!(nearest("amuont.mismatch", known), Some("amount.mismatch"));
/// assert_eq!(nearest("signature", known), None);
/// ```
#[must_use]
pub fn nearest<'a, I>(text: &str, known: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str, IntoIter: Clone>,
{
    let known = known.into_iter();
    let most = match text.len() {
        0..3 | 81.. => 0,
        3..8 => 1,
        8..=80 => 2,
    };
    (1..=most).find_map(|edits| {
        let mut words = known.clone();
        words.find(|word| is_within(text.as_bytes(), word.as_bytes(), edits))
    })
}

/// Whether so few edits make one text the other.
fn is_within(mut one: &[u8], mut other: &[u8], edits: usize) -> bool {
    while let ([a, one_rest @ ..], [b, other_rest @ ..]) = (one, other) {
        if a != b {
            let Some(edits) = edits.checked_sub(1) else {
                return false;
            };
            let is_swap = matches!((one_rest, other_rest), ([c, ..], [d, ..]) if a == d && b == c);
            return is_within(one_rest, other, edits)
                || is_within(one, other_rest, edits)
                || is_within(one_rest, other_rest, edits)
                || is_swap
                    && is_within(
                        one_rest.get(1..).unwrap_or_default(),
                        other_rest.get(1..).unwrap_or_default(),
                        edits,
                    );
        }
        (one, other) = (one_rest, other_rest);
    }
    one.len().max(other.len()) <= edits
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    const KNOWN: [&str; 4] = ["base", "basesepolia", "polygon", "sei"];

    #[test]
    fn one_slip_is_forgiven_and_two_in_a_long_word() {
        for (text, word) in [
            ("bsae", Some("base")),
            ("bas", Some("base")),
            ("basee", Some("base")),
            ("bace", Some("base")),
            ("ebase", Some("base")),
            ("sie", Some("sei")),
            ("polgyon", Some("polygon")),
            ("basesepola", Some("basesepolia")),
            ("baseseploa", Some("basesepolia")),
            ("bsaseseplioa", None),
            ("bsea", None),
            ("xx", None),
            ("", None),
            ("\u{e9}\u{e9}", None),
        ] {
            assert_eq!(nearest(text, KNOWN), word, "{text:?}");
        }
    }

    #[test]
    fn long_texts_are_not_looked_at() {
        let long = "a".repeat(1 << 20);
        assert_eq!(nearest(&long, [&*long]), None);
        let most: String = "a".repeat(79);
        assert_eq!(nearest(&alloc::format!("b{most}"), [&*most]), Some(&*most));
    }
}
