//! When an article is to be reviewed again.

use time::{Date, Duration, Month};

use super::model::Metadata;

/// The day of the next review, as `2026-11-30`: the interval after the last review, or after the
/// last change if there was no review. Empty if there is no interval that is understood.
pub fn review_due(meta: &Metadata) -> String {
    let last = [&meta.reviewed, &meta.modified];
    let last = last.into_iter().find(|day| !day.is_empty());
    let due = last.and_then(|last| after(last, &meta.review_in));
    due.map_or_else(String::new, |due| due.to_string())
}

/// The day that is an interval after another: `6 months`, `1 year`, `every 90 days`.
fn after(day: &str, interval: &str) -> Option<Date> {
    let day = date(day)?;
    let interval = interval.to_lowercase();
    let start = interval.find(|c: char| c.is_ascii_digit())?;
    let interval = interval.get(start..)?;
    let end = interval.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = interval.split_at(end.unwrap_or(interval.len()));
    let number: u16 = number.parse().ok()?;
    let unit = unit.trim_start_matches([' ', '-']);
    // Units of other languages, too: `Tage`, `giorni`, `semaines`, `Jahre`, `ans`. In French, days
    // begin like the years of German and Dutch.
    match unit.chars().next()? {
        _ if unit.starts_with("jour") => day.checked_add(Duration::days(number.into())),
        'd' | 'g' | 't' => day.checked_add(Duration::days(number.into())),
        's' | 'w' => day.checked_add(Duration::weeks(number.into())),
        'm' => months_after(day, number.into()),
        'y' | 'j' | 'a' => months_after(day, i32::from(number) * 12),
        _ => None,
    }
}

/// A day as articles have it: `2026-11-30`.
pub fn date(day: &str) -> Option<Date> {
    let mut parts = day.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// The same day some months later, or the last one of that month.
fn months_after(day: Date, months: i32) -> Option<Date> {
    let month = day.year() * 12 + i32::from(u8::from(day.month())) - 1 + months;
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12));
    let month = Month::try_from(u8::try_from(month).ok()? + 1).ok()?;
    let last = month.length(year);
    Date::from_calendar_date(year, month, day.day().min(last)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_review_is_an_interval_after_the_last() {
        for (reviewed, modified, interval, due) in [
            ("2026-08-31", "2020-01-01", "6 months", "2027-02-28"),
            ("", "2026-01-15", "1 year", "2027-01-15"),
            ("2026-01-15", "", "every 90 days", "2026-04-15"),
            ("2026-01-15", "", "2 weeks", "2026-01-29"),
            ("2026-01-15", "", "12 Monate", "2027-01-15"),
            ("2026-01-15", "", "2 Jahre", "2028-01-15"),
            ("2026-01-15", "", "1 mois", "2026-02-15"),
            ("2026-01-15", "", "90 jours", "2026-04-15"),
            ("2026-01-15", "", "2 semaines", "2026-01-29"),
            ("2026-01-15", "", "1 jaar", "2027-01-15"),
            ("2026-01-15", "", "", ""),
            ("2026-01-15", "", "sometimes", ""),
            ("2026-01-15", "", "3 moons ago", "2026-04-15"),
            ("2026-01-15", "", "99999999 months", ""),
            ("", "", "6 months", ""),
            ("2026", "", "6 months", ""),
        ] {
            let meta = Metadata {
                reviewed: reviewed.to_owned(),
                modified: modified.to_owned(),
                review_in: interval.to_owned(),
                ..Metadata::default()
            };
            assert_eq!(review_due(&meta), due, "{reviewed} {modified} {interval}");
        }
    }
}
