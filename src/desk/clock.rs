//! The time, as the store keeps it.

use std::time::{SystemTime, UNIX_EPOCH};

/// The time, in seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// The day of a time in seconds since 1970, as `2026-11-30`.
pub fn day(at: i64) -> String {
    time::UtcDateTime::from_unix_timestamp(at)
        .map_or_else(|_| String::new(), |time| time.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_is_that_of_universal_time() {
        for (at, expect) in [
            (0, "1970-01-01"),
            (951_868_799, "2000-02-29"),
            (i64::MAX, ""),
        ] {
            assert_eq!(day(at), expect);
        }
    }
}
