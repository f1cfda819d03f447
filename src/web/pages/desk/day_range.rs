//! The range of days that a report is requested for.

use serde::Deserialize;
use time::{Date, Duration};

use crate::article::date;

/// The days of a report if the request names none.
const USUAL: i64 = 30;

/// The most days of a report.
const LONGEST: i64 = 366;

/// The days in an address, both included.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskedDays {
    from: String,
    to: String,
}

/// A range of days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

impl DayRange {
    /// The days that were asked for: the last thirty if none were, or none that exist.
    pub fn of(asked: &AskedDays, today: Date) -> Self {
        let to = date(&asked.to).unwrap_or(today);
        let before = |days: i64| to.checked_sub(Duration::days(days - 1)).unwrap_or(to);
        let from = date(&asked.from).filter(|from| *from <= to);
        Self {
            from: from.unwrap_or_else(|| before(USUAL)).max(before(LONGEST)),
            to,
        }
    }

    /// The numbers of the first and the last day, from 1970.
    pub fn numbers(self) -> (i64, i64) {
        (number(self.from), number(self.to))
    }

    /// The days as an address has them.
    pub fn pairs(self) -> [(&'static str, String); 2] {
        [("from", self.from.to_string()), ("to", self.to.to_string())]
    }
}

/// The number of a day, from 1970.
fn number(day: Date) -> i64 {
    i64::from(day.to_julian_day()) - i64::from(time::UtcDateTime::UNIX_EPOCH.date().to_julian_day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_range_is_the_last_thirty_days() {
        let today = date("2026-11-30").unwrap();
        for (from, to, expect) in [
            ("", "", "2026-11-01 2026-11-30"),
            ("2026-10-01", "2026-10-07", "2026-10-01 2026-10-07"),
            ("2026-10-08", "2026-10-07", "2026-09-08 2026-10-07"),
            ("yesterday", "31.12.", "2026-11-01 2026-11-30"),
            ("1999-01-01", "", "2025-11-30 2026-11-30"),
        ] {
            let asked = AskedDays {
                from: from.to_owned(),
                to: to.to_owned(),
            };
            let range = DayRange::of(&asked, today);
            assert_eq!(format!("{} {}", range.from, range.to), expect);
        }
        assert_eq!(number(date("1970-01-02").unwrap()), 1);
    }
}
