//! Points in time as logs record them: seconds since 1970 (UTC), and RFC 3339 text.

use time::{Date, Duration, Month, OffsetDateTime, Time};

/// The RFC 3339 text of a moment: `2011-07-27T06:41:47Z`.
pub fn text(seconds: i64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let (date, time) = (at.date(), at.time());
    Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    ))
}

/// A time as written; or RFC 3339 text if it is a number as programs write it: seconds or
/// milliseconds since 1970, `/Date(…)/`.
pub(super) fn readable(written: &str) -> String {
    let bare = written.trim_start_matches('\\');
    let digits = bare
        .strip_prefix("/Date(")
        .and_then(|rest| rest.split(')').next())
        .map(|millis| millis.split(['+']).next().unwrap_or(millis));
    let number = digits
        .unwrap_or(written)
        .split('.')
        .next()
        .unwrap_or_default();
    let value: Option<i64> = number.parse().ok();
    let seconds = match (value, digits) {
        (Some(value), Some(_)) => Some(value / 1_000),
        (Some(value), None) if (100_000_000..10_000_000_000).contains(&value) => Some(value),
        (Some(value), None) if (100_000_000_000..10_000_000_000_000).contains(&value) => {
            Some(value / 1_000)
        }
        _ => None,
    };
    seconds.and_then(text).unwrap_or_else(|| written.to_owned())
}

/// The seconds of an RFC 3339 text, with or without a fraction of a second, in UTC or with an
/// offset; `None` for any other text.
pub fn seconds(text: &str) -> Option<i64> {
    let (date, rest) = text.trim().split_at_checked(10)?;
    let (year, month, day) = (
        number(date, 0, 4)?,
        number(date, 5, 7)?,
        number(date, 8, 10)?,
    );
    let (time, zone) = rest.split_at_checked(9)?;
    let is_split = time.starts_with(['T', 't', ' ']) && date.as_bytes().get(4) == Some(&b'-');
    if !is_split {
        return None;
    }
    let (hour, minute, second) = (
        number(time, 1, 3)?,
        number(time, 4, 6)?,
        number(time, 7, 9)?,
    );
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, byte(day)?).ok()?;
    let time = Time::from_hms(byte(hour)?, byte(minute)?, byte(second)?).ok()?;
    let zone = zone.strip_prefix('.').map_or(zone, |fraction| {
        fraction.trim_start_matches(|c: char| c.is_ascii_digit())
    });
    let at = date.with_time(time).assume_utc();
    Some(at.checked_sub(offset(zone)?)?.unix_timestamp())
}

/// The UTC offset at the end of a text.
fn offset(zone: &str) -> Option<Duration> {
    if matches!(zone, "Z" | "z") {
        return Some(Duration::ZERO);
    }
    let minutes = Duration::minutes(60 * number(zone, 1, 3)? + number(zone, 4, 6)?);
    match zone.as_bytes().first()? {
        b'+' => Some(minutes),
        b'-' => Some(-minutes),
        _ => None,
    }
}

fn number(text: &str, from: usize, to: usize) -> Option<i64> {
    let digits = text.get(from..to)?;
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| all)
}

fn byte(number: i64) -> Option<u8> {
    u8::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_read() {
        for (given, expect) in [
            ("2011-07-27T06:41:47Z", Some(1_311_748_907)),
            ("2011-07-27T06:41:47.1234567Z", Some(1_311_748_907)),
            ("2011-07-27 08:41:47+02:00", Some(1_311_748_907)),
            ("1969-12-31T23:59:59Z", Some(-1)),
            ("2011-02-30T06:41:47Z", None),
            ("2011-07-27T06:41:47", None),
            ("7/27/2011 6:41:47 AM", None),
            ("ü011-07-27T06:41:47Z", None),
            ("", None),
        ] {
            assert_eq!(seconds(given), expect, "{given}");
        }
    }

    proptest! {
        #[test]
        fn moments_come_back(at in -60_000_000_000_i64..250_000_000_000) {
            prop_assert_eq!(seconds(&text(at).unwrap()), Some(at));
        }

        #[test]
        fn never_fails(text in "\\PC{0,40}") {
            seconds(&text);
        }
    }
}
