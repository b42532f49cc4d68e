//! Points in time.

use alloc::string::ToString;
use core::{fmt, str::FromStr};

use crate::{
    amount::{Amount, is_canonical_decimal},
    value_error::ValueError,
};

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// It is at most 10^11 (the year 5138): a greater number is a clock that counts milliseconds.
/// The core never reads a clock; the caller says what time it is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnixTimestamp(u64);

impl UnixTimestamp {
    /// The latest point in time, 5138-11-16T09:46:40Z.
    pub const MAX: Self = Self(100_000_000_000);

    /// The point in time so many seconds after 1970.
    ///
    /// # Errors
    ///
    /// More than 10^11 seconds.
    pub fn new(seconds: u64) -> Result<Self, ValueError> {
        let time = Self(seconds);
        if time > Self::MAX {
            return Err(too_large(&seconds.to_string()));
        }
        Ok(time)
    }

    /// The seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// The same time for people, such as `2025-02-27T16:01:29Z` (RFC 3339).
    #[must_use]
    pub const fn utc(self) -> Utc {
        Utc(self)
    }
}

impl fmt::Display for UnixTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<UnixTimestamp> for Amount {
    /// For comparisons with the times of EVM payments, which are `uint256` too.
    fn from(time: UnixTimestamp) -> Self {
        Self::from(time.0)
    }
}

impl FromStr for UnixTimestamp {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if !is_canonical_decimal(text) {
            return Err(ValueError::new(
                NOUN,
                "seconds since 1970 in decimal digits without leading zeros",
                text,
            ));
        }
        match text.parse().map(Self) {
            Ok(time) if time <= Self::MAX => Ok(time),
            _ => Err(too_large(text)),
        }
    }
}

/// A time that displays as date and time of day in UTC (RFC 3339).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Utc(UnixTimestamp);

impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.seconds();
        let (year, month, day) = civil_date(seconds / 86_400);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

/// Year, month and day of the Gregorian calendar, so many days after 1970-01-01.
///
/// The year is taken to begin in March: then the leap day is its last, and all months
/// before February follow one pattern of 153 days in five months.
fn civil_date(days: u64) -> (u64, u64, u64) {
    let days = days + DAYS_FROM_0000_03_01;
    let (era, day_of_era) = (days / DAYS_PER_400_YEARS, days % DAYS_PER_400_YEARS);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let (month, next_year) = match month_from_march {
        0..=9 => (month_from_march + 3, 0),
        _ => (month_from_march - 9, 1),
    };
    (400 * era + year_of_era + next_year, month, day)
}

fn too_large(found: &str) -> ValueError {
    ValueError::new(
        NOUN,
        "seconds since 1970, at most 10^11 (milliseconds?)",
        found,
    )
}

const NOUN: &str = "time";

const DAYS_FROM_0000_03_01: u64 = 719_468;
const DAYS_PER_400_YEARS: u64 = 146_097;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn milliseconds_are_caught() {
        assert_eq!(UnixTimestamp::new(100_000_000_000), Ok(UnixTimestamp::MAX));
        for milliseconds in [100_000_000_001, 1_740_672_089_000, u64::MAX] {
            let error = UnixTimestamp::new(milliseconds).unwrap_err();
            assert!(error.expected().ends_with("(milliseconds?)"), "{error}");
            assert_eq!(
                milliseconds.to_string().parse::<UnixTimestamp>(),
                Err(error)
            );
        }
        assert_eq!(
            UnixTimestamp::new(1_740_672_089_000)
                .unwrap_err()
                .to_string(),
            "not a valid time: expected seconds since 1970, at most 10^11 (milliseconds?), \
             found \"1740672089000\""
        );
        let beyond_u64 = "99999999999999999999".parse::<UnixTimestamp>();
        assert!(
            beyond_u64
                .unwrap_err()
                .expected()
                .ends_with("(milliseconds?)")
        );
    }

    #[test]
    fn reads_canonical_decimals_only() {
        assert_eq!("0".parse(), Ok(UnixTimestamp(0)));
        assert_eq!("1740672089".parse(), Ok(UnixTimestamp(1_740_672_089)));
        for text in [
            "", "-1", "+1", "01", "1.0", "1e9", " 1", "1 ", "0x1", "٣", "1_0",
        ] {
            let error = text.parse::<UnixTimestamp>().expect_err(text);
            assert!(error.expected().contains("decimal digits"), "{text:?}");
        }
    }

    #[test]
    fn shows_utc() {
        for (seconds, utc) in [
            (0, "1970-01-01T00:00:00Z"),
            (86_399, "1970-01-01T23:59:59Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_234_567_890, "2009-02-13T23:31:30Z"),
            (1_704_067_199, "2023-12-31T23:59:59Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (1_740_672_089, "2025-02-27T16:01:29Z"),
            (2_147_483_647, "2038-01-19T03:14:07Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (63_350_575_199, "3977-07-02T05:59:59Z"),
            (100_000_000_000, "5138-11-16T09:46:40Z"),
        ] {
            assert_eq!(UnixTimestamp(seconds).utc().to_string(), utc, "{seconds}");
        }
    }

    /// Compares every day with a naive calendar.
    #[test]
    fn every_day_follows_the_one_before() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..=UnixTimestamp::MAX.seconds() / 86_400 {
            assert_eq!(civil_date(days), (year, month, day), "day {days}");
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 if is_leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > length {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
    }

    proptest! {
        #[test]
        fn text_round_trips(seconds in 0..=100_000_000_000_u64) {
            let time = UnixTimestamp::new(seconds).unwrap();
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
