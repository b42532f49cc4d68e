//! Text of others' in HTML.

use alloc::string::String;

/// Adds a text, escaped for an element or a quoted attribute, and cut after `most` characters.
///
/// Control characters become spaces. Those that turn the direction of text are left out: they
/// could make an address read as another.
pub(super) fn push_text(out: &mut String, text: &str, most: usize) {
    let mut left = most;
    for character in text.chars().filter(|character| !turns_text(*character)) {
        if left == 0 {
            out.push('…');
            return;
        }
        left -= 1;
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Template engines of the seller's, which may read the page again, leave these alone.
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            character if character.is_control() => out.push(' '),
            character => out.push(character),
        }
    }
}

fn turns_text(character: char) -> bool {
    matches!(
        character,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        for (text, expected) in [
            ("plain", "plain"),
            (
                "<script>alert('x')</script>",
                "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;",
            ),
            ("\" onload=\"x", "&quot; onload=&quot;x"),
            ("a & b", "a &amp; b"),
            ("{{options}}", "&#123;&#123;options&#125;&#125;"),
            ("one\ntwo\u{0}", "one two "),
            ("\u{202e}evil\u{2066}", "evil"),
        ] {
            let mut out = String::new();
            push_text(&mut out, text, 99);
            assert_eq!(out, expected, "{text:?}");
        }
    }

    #[test]
    fn long_texts_are_cut() {
        for (text, expected) in [("abc", "abc"), ("abcd", "abc…"), ("é&é&", "é&amp;é…")] {
            let mut out = String::new();
            push_text(&mut out, text, 3);
            assert_eq!(out, expected, "{text:?}");
        }
    }
}
