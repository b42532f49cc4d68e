//! Numbers: kept as text, compared by value, never a float.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};
use core::{cmp::Ordering, fmt};

use crate::value_error::ValueError;

/// A JSON number as it was written.
///
/// Equality is equality of the text; [`same`](Self::same) compares values.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Number<'a>(Cow<'a, str>);

impl<'a> Number<'a> {
    /// Reads a number by the grammar of RFC 8259 §6, without white space.
    ///
    /// # Errors
    ///
    /// The text is no JSON number.
    pub fn parse(text: &'a str) -> Result<Self, ValueError> {
        match length(text.as_bytes()) {
            Ok(length) if length == text.len() => Ok(Self(Cow::Borrowed(text))),
            _ => Err(ValueError::new(
                "JSON number",
                "digits such as `12` or `1.5e3`",
                text,
            )),
        }
    }

    /// The caller has checked the grammar with [`length`].
    pub(super) fn from_checked(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// For integers and finite floats, whose text is a JSON number.
    pub(super) fn from_text(text: String) -> Self {
        Self(Cow::Owned(text))
    }

    /// The number as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as an integer: `2`, `2.0` and `20e-1` are 2.
    ///
    /// `None` for fractions, negative numbers and numbers above 2^64-1.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        let Decimal {
            negative,
            digits,
            exponent,
        } = Decimal::of(&self.0);
        if digits.is_zero() {
            return Some(0);
        }
        let Exponent::Value(exponent) = exponent else {
            return None;
        };
        let exponent = u32::try_from(exponent).ok()?;
        if negative {
            return None;
        }
        let mut value: u64 = 0;
        for digit in digits.iter() {
            value = value
                .checked_mul(10)?
                .checked_add(u64::from(digit - b'0'))?;
        }
        value.checked_mul(10_u64.checked_pow(exponent)?)
    }

    /// Whether both are the same number, however they are written.
    ///
    /// Numbers whose exponents exceed 18 digits are the same only if the exponents are written alike.
    #[must_use]
    pub fn same(&self, other: &Number<'_>) -> bool {
        if self.as_str() == other.as_str() {
            return true;
        }
        let (a, b) = (Decimal::of(&self.0), Decimal::of(&other.0));
        if a.digits.is_zero() || b.digits.is_zero() {
            return a.digits.is_zero() && b.digits.is_zero();
        }
        a.negative == b.negative && a.exponent == b.exponent && a.digits.iter().eq(b.digits.iter())
    }

    /// Whether the number has no fraction, however it is written.
    ///
    /// `None` for exponents of more than 18 digits.
    pub(crate) fn is_integer(&self) -> Option<bool> {
        let decimal = Decimal::of(&self.0);
        if decimal.digits.is_zero() {
            return Some(true);
        }
        match decimal.exponent {
            Exponent::Value(exponent) => Some(exponent >= 0),
            Exponent::Huge { .. } => None,
        }
    }

    /// Which of two numbers is greater.
    ///
    /// `None` if an exponent of more than 18 digits hides it.
    pub(crate) fn compare(&self, other: &Number<'_>) -> Option<Ordering> {
        let (a, b) = (Decimal::of(&self.0), Decimal::of(&other.0));
        let (a_sign, b_sign) = (a.sign(), b.sign());
        if a_sign != b_sign || a_sign == 0 {
            return Some(a_sign.cmp(&b_sign));
        }
        let magnitude = a.magnitude()?.cmp(&b.magnitude()?);
        let larger = magnitude.then_with(|| a.digits.iter().cmp(b.digits.iter()));
        Some(if a_sign < 0 { larger.reverse() } else { larger })
    }

    /// Whether the shortest text of this double has the same value.
    pub(super) fn is_printed_as(&self, double: f64) -> bool {
        double.is_finite() && self.same(&Self::from_text(format!("{double:?}")))
    }

    /// The number with its text copied.
    #[must_use]
    pub fn into_owned(self) -> Number<'static> {
        Number(Cow::Owned(self.0.into_owned()))
    }
}

impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<u64> for Number<'_> {
    fn from(number: u64) -> Self {
        Self::from_text(number.to_string())
    }
}

/// A number taken apart: its digits as an integer, times ten to the exponent.
struct Decimal<'t> {
    negative: bool,
    digits: Digits<'t>,
    exponent: Exponent<'t>,
}

impl<'t> Decimal<'t> {
    fn of(text: &'t str) -> Self {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        // Without zeros at both ends, equal numbers have equal digits.
        let fraction = fraction.trim_end_matches('0');
        let (whole, trimmed) = if fraction.is_empty() {
            let significant = whole.trim_end_matches('0');
            (significant, whole.len() - significant.len())
        } else {
            (whole, 0)
        };
        let whole = whole.trim_start_matches('0');
        let fraction_digits = if whole.is_empty() {
            fraction.trim_start_matches('0')
        } else {
            fraction
        };
        // Both lengths are a text's, far from the bounds of an i64.
        let shift = i64::try_from(trimmed).unwrap_or_default()
            - i64::try_from(fraction.len()).unwrap_or_default();
        let exponent = Exponent::of(exponent, shift);
        Self {
            negative,
            digits: Digits(whole, fraction_digits),
            exponent,
        }
    }
}

impl Decimal<'_> {
    /// -1, 0 or 1.
    fn sign(&self) -> i8 {
        match (self.digits.is_zero(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// The power of ten above the first digit. Digits end in no zero, so that of two numbers of one
    /// magnitude the greater one has the greater digits.
    fn magnitude(&self) -> Option<i64> {
        let Exponent::Value(exponent) = self.exponent else {
            return None;
        };
        let digits = self.digits.0.len() + self.digits.1.len();
        exponent.checked_add(i64::try_from(digits).ok()?)
    }
}

/// Significant digits in two runs, before and after the decimal point.
struct Digits<'t>(&'t str, &'t str);

impl Digits<'_> {
    fn is_zero(&self) -> bool {
        self.0.is_empty() && self.1.is_empty()
    }

    fn iter(&self) -> impl Iterator<Item = u8> {
        self.0.bytes().chain(self.1.bytes())
    }
}

/// A power of ten.
#[derive(Eq, PartialEq)]
enum Exponent<'t> {
    Value(i64),
    /// One of more than 18 digits, as they are written, and what is to be added.
    Huge {
        negative: bool,
        digits: &'t str,
        shift: i64,
    },
}

impl<'t> Exponent<'t> {
    fn of(text: &'t str, shift: i64) -> Self {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let digits = digits.trim_start_matches('0');
        if digits.len() > 18 {
            return Self::Huge {
                negative,
                digits,
                shift,
            };
        }
        let digits = digits.bytes().map(|digit| i64::from(digit - b'0'));
        let value = digits.fold(0, |value, digit| value * 10 + digit);
        Self::Value(shift + if negative { -value } else { value })
    }
}

/// How many bytes the number at the beginning of `text` has.
///
/// The error is the offset of the byte that should have been a digit.
pub(super) fn length(text: &[u8]) -> Result<usize, usize> {
    let byte = |at: usize| text.get(at).copied();
    let digits = |from: usize| {
        let run = text
            .iter()
            .skip(from)
            .take_while(|b| b.is_ascii_digit())
            .count();
        if run == 0 { Err(from) } else { Ok(from + run) }
    };
    let whole = usize::from(byte(0) == Some(b'-'));
    let mut at = digits(whole)?;
    if byte(whole) == Some(b'0') && at > whole + 1 {
        return Err(whole); // a leading zero
    }
    if byte(at) == Some(b'.') {
        at = digits(at + 1)?;
    }
    if matches!(byte(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(byte(at + 1), Some(b'+' | b'-')));
        at = digits(at + 1 + sign)?;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::*;

    #[test]
    fn grammar() {
        for text in ["0", "-0", "10", "1.5", "1e5", "1E+5", "1.25e-07", "-12.0"] {
            assert!(Number::parse(text).is_ok(), "{text}");
        }
        for text in [
            "", "-", "+1", "01", "-01", ".5", "1.", "1.e5", "1e", "1e+", "0x10", "NaN", " 1", "1 ",
        ] {
            assert!(Number::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn integers_by_value() {
        for (text, value) in [
            ("2", Some(2)),
            ("2.0", Some(2)),
            ("2e0", Some(2)),
            ("20e-1", Some(2)),
            ("0.2e1", Some(2)),
            ("0.00", Some(0)),
            ("-0", Some(0)),
            ("0e99999999999999999999", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("1844674407370955161500e-2", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("1e20", None),
            ("1e99999999999999999999", None),
            ("1e-1", None),
            ("2.5", None),
            ("-2", None),
        ] {
            assert_eq!(Number::parse(text).unwrap().to_u64(), value, "{text}");
        }
    }

    #[test]
    fn order_by_value() {
        use Ordering::{Equal, Greater, Less};
        for (a, b, order) in [
            ("0", "-0.0", Some(Equal)),
            ("0", "-1", Some(Greater)),
            ("-2", "-1", Some(Less)),
            ("-2", "1", Some(Less)),
            ("9", "10", Some(Less)),
            ("1.5", "1.45", Some(Greater)),
            ("0.09", "0.1", Some(Less)),
            ("1e3", "999.9", Some(Greater)),
            ("100", "1e2", Some(Equal)),
            ("12", "1.2", Some(Greater)),
            (
                "18446744073709551616",
                "18446744073709551615",
                Some(Greater),
            ),
            ("1e99999999999999999999", "2", None),
            ("1e99999999999999999999", "-2", Some(Greater)),
        ] {
            let (x, y) = (Number::parse(a).unwrap(), Number::parse(b).unwrap());
            assert_eq!(x.compare(&y), order, "{a} {b}");
            assert_eq!(y.compare(&x), order.map(Ordering::reverse), "{b} {a}");
        }
        for (text, is_integer) in [
            ("0.0", Some(true)),
            ("-12.0", Some(true)),
            ("15e-1", Some(false)),
            ("150e-1", Some(true)),
            ("1e99999999999999999999", None),
        ] {
            let number = Number::parse(text).unwrap();
            assert_eq!(number.is_integer(), is_integer, "{text}");
        }
    }

    #[test]
    fn same_value_however_written() {
        let long = format!("1{}", "0".repeat(1000));
        for (a, b, same) in [
            ("1", "1.0", true),
            ("1", "10e-1", true),
            ("100", "1e2", true),
            ("0.001", "1E-3", true),
            ("0.010", "1e-2", true),
            ("-0", "0.0", true),
            ("0e5", "0", true),
            ("1e99999999999999999999", "1e99999999999999999999", true),
            ("1e99999999999999999999", "1.0E+099999999999999999999", true),
            ("1e99999999999999999999", "1e99999999999999999998", false),
            ("1e99999999999999999999", "1e-99999999999999999999", false),
            ("1e99999999999999999999", "10e99999999999999999999", false),
            ("1", "-1", false),
            ("1", "10", false),
            ("1.5", "15", false),
            ("9007199254740993", "9007199254740992", false),
            (&long, "1e1000", true),
            (&long, "0.1e1001", true),
        ] {
            let (x, y) = (Number::parse(a).unwrap(), Number::parse(b).unwrap());
            assert_eq!(x.same(&y), same, "{a} {b}");
            assert_eq!(y.same(&x), same, "{b} {a}");
        }
        let owned: Number<'static> = Number(Cow::Owned(String::from("7"))).into_owned();
        assert_eq!(owned, Number::from(7));
    }
}
