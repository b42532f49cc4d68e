//! The beginning of a handler's answer.

/// The beginning of a handler's answer: its status, and what its headers state about its body.
///
/// ```
/// use x402_core::server::AnswerStart;
///
/// let mut start = AnswerStart::new(200);
/// assert!(start.is_stream(1 << 20));
/// start.length = Some(2);
/// assert!(!start.is_stream(1 << 20));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a new member must break the build of every caller"
)]
pub struct AnswerStart<'a> {
    /// The status code.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The body's length in bytes, if it is known: by `Content-Length`, or because the whole body
    /// is there.
    pub length: Option<u64>,
}

impl AnswerStart<'_> {
    /// The beginning of an answer with this status and a body of unknown type and length.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            content_type: None,
            length: None,
        }
    }

    /// Whether the answer is not held back: an event stream, or a body of unknown length or of
    /// more than `limit` bytes.
    #[must_use]
    pub fn is_stream(&self, limit: u64) -> bool {
        let media_type = self.content_type.and_then(|value| value.split(';').next());
        let is_events =
            media_type.is_some_and(|name| name.trim().eq_ignore_ascii_case("text/event-stream"));
        is_events || self.length.is_none_or(|length| length > limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_and_known_is_held_back() {
        for (content_type, length, expected) in [
            (None, Some(0), false),
            (Some("application/json"), Some(10), false),
            (Some("application/json"), Some(11), true),
            (Some("application/json"), None, true),
            (Some("text/event-stream"), Some(1), true),
            (Some(" Text/Event-Stream ; charset=utf-8"), Some(1), true),
            (Some("text/event-streams"), Some(1), false),
        ] {
            let start = AnswerStart {
                status: 200,
                content_type,
                length,
            };
            assert_eq!(start.is_stream(10), expected, "{start:?}");
        }
    }
}
