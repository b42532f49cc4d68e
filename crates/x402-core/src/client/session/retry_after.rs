//! The header `Retry-After`: seconds, or a date.

use core::str;

use super::Session;

/// How many seconds a `Retry-After` asks to wait; `None` if it is not one. It is never more than
/// [`Session::MAX_RETRY_AFTER`].
///
/// A date is counted from the response's own `date`, since clocks differ.
///
/// Source: RFC 9110, sections 10.2.3 and 5.6.7.
pub(super) fn seconds(value: &[u8], date: Option<&[u8]>) -> Option<u64> {
    let value = value.trim_ascii();
    let wait = if value.iter().all(u8::is_ascii_digit) && !value.is_empty() {
        // Only a number that is too large for u64 fails.
        digits(value).unwrap_or(u64::MAX)
    } else {
        http_date(value)?.saturating_sub(http_date(date?.trim_ascii())?)
    };
    Some(wait.min(Session::MAX_RETRY_AFTER))
}

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that is still
/// written.
fn http_date(text: &[u8]) -> Option<u64> {
    let text = str::from_utf8(text).ok()?;
    let (_, text) = text.strip_suffix(" GMT")?.split_once(", ")?;
    let mut parts = text.split(' ');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (time, None) = (parts.next()?, parts.next()) else {
        return None;
    };
    let day = number(day, 2)?;
    let month = MONTHS
        .iter()
        .zip(1_u64..)
        .find(|(name, _)| **name == month)?
        .1;
    let days = days_from_1970(number(year, 4)?, month, day)?;
    let mut fields = time.split(':');
    let mut field = |limit| number(fields.next()?, 2).filter(|field| *field < limit);
    // A leap second is the 60th.
    let (hours, minutes, seconds) = (field(24)?, field(60)?, field(61)?);
    if fields.next().is_some() {
        return None;
    }
    Some(days * 86_400 + hours * 3_600 + minutes * 60 + seconds)
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Days from 1970-01-01 to a date of the Gregorian calendar, counted in years that begin in March.
fn days_from_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    if year < 1970 || !(1..=31).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    days.checked_sub(719_468)
}

fn number(text: &str, length: usize) -> Option<u64> {
    let is_number = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits(text.as_bytes()))?
}

fn digits(text: &[u8]) -> Option<u64> {
    str::from_utf8(text).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &[u8] = b"Fri, 29 Nov 2024 23:59:58 GMT";

    #[test]
    fn dates() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 29 Feb 2024 12:00:00 GMT", Some(1_709_208_000)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
            ("Wed, 31 Dec 1969 23:59:59 GMT", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun Nov  6 08:49:37 1994", None),
            ("Sun, 06 Nov 1994 08:49:37", None),
            ("Sun, 06 Nov 1994 24:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:60:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37:00 GMT", None),
            ("Sun, 06 Nov 1994 +8:49:37 GMT", None),
            ("Sun, 00 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 99999 08:49:37 GMT", None),
            ("", None),
        ] {
            assert_eq!(http_date(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn waits() {
        let later = b"Sat, 30 Nov 2024 00:00:03 GMT";
        for (value, date, expected) in [
            (&b"7"[..], None, Some(7)),
            (b" 0 ", None, Some(0)),
            (b"86401", None, Some(86_400)),
            (b"99999999999999999999999", None, Some(86_400)),
            (b"-1", None, None),
            (b"1.5", None, None),
            (b"", Some(DATE), None),
            (later, Some(DATE), Some(5)),
            (later, Some(later), Some(0)),
            (DATE, Some(later), Some(0)),
            (later, None, None),
            (later, Some(b"now"), None),
            (b"Fri, 31 Dec 9999 23:59:59 GMT", Some(DATE), Some(86_400)),
            (b"\xff", Some(DATE), None),
        ] {
            assert_eq!(seconds(value, date), expected, "{value:?}");
        }
    }
}
