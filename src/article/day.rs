//! Days as articles write them.

use time::{Date, Month};

/// Whether a text is a day, such as `1999-05-27`. Days in this form sort as texts.
pub fn is_day(text: &str) -> bool {
    let is_written = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let date = || {
        let year = text.get(..4)?.parse().ok()?;
        let month: u8 = text.get(5..7)?.parse().ok()?;
        let day = text.get(8..)?.parse().ok()?;
        Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
    };
    is_written && date().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_in_digits_are_days() {
        for (text, expect) in [
            ("1999-05-27", true),
            ("1999-05", false),
            ("1999-13-01", false),
            ("1999-02-29", false),
            ("2000-02-29", true),
            ("27-MAY-1999", false),
            ("", false),
        ] {
            assert_eq!(is_day(text), expect, "{text}");
        }
    }
}
