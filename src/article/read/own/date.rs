//! Reads dates as people write them, and says when a date may mean two days.

use time::{Date, Month};

/// What a text means as a date.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DateReading {
    /// A day, a month or a year: `2024-05-27`, `2024-05`, `2024`.
    Day(String),
    /// Two days, depending on whether the day or the month comes first.
    Ambiguous(String, String),
    Unreadable,
}

/// Which number comes first in `03/04/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The field's name says that the month comes first.
    MonthFirst,
    /// Only the numbers can tell.
    Unknown,
}

/// The months, by the beginnings of their names and by their abbreviations.
const MONTHS: [(&str, u8); 38] = [
    ("jan", 1),
    ("janv", 1),
    ("jaen", 1),
    ("jän", 1),
    ("ene", 1),
    ("feb", 2),
    ("fev", 2),
    ("fév", 2),
    ("mar", 3),
    ("mär", 3),
    ("mae", 3),
    ("mrz", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("juin", 6),
    ("jul", 7),
    ("juil", 7),
    ("aug", 8),
    ("aou", 8),
    ("aoû", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("juli", 7),
    ("juni", 6),
    ("julio", 7),
    ("junio", 6),
];

/// Whole names: a word that only begins like a month is not one.
const NAMES: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "januar",
    "jänner",
    "jaenner",
    "februar",
    "märz",
    "maerz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "janvier",
    "février",
    "fevrier",
    "mars",
    "avril",
    "juin",
    "juillet",
    "août",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "decembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// Words in a date that are ignored: days of the week, and small words.
const FILLERS: &[&str] = &[
    "de",
    "del",
    "of",
    "the",
    "le",
    "el",
    "am",
    "den",
    "st",
    "nd",
    "rd",
    "th",
    "er",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "miercoles",
    "jueves",
    "viernes",
    "sábado",
    "sabado",
    "domingo",
];

/// The longest text that may be a date, in bytes.
const LONGEST: usize = 60;

/// Reads a text as a date; a time of day after it is ignored.
pub(super) fn read(text: &str, order: Order) -> DateReading {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return DateReading::Unreadable;
    }
    let day = without_time(text);
    if let Some(numbers) = numbers(day) {
        return of_numbers(&numbers, day, order);
    }
    with_month_name(day).map_or(DateReading::Unreadable, DateReading::Day)
}

/// The text before a time of day: `2024-05-27T10:00`, `27 May 2024 10:00:00 GMT`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else {
        return text;
    };
    let before = text.get(..colon).unwrap_or_default();
    let before = before.trim_end_matches(|c: char| c.is_ascii_digit());
    before.trim_end_matches([' ', ',', 'T', 't'])
}

/// The numbers of a text that has nothing else except `-`, `/` and `.` between them.
fn numbers(text: &str) -> Option<Vec<(&str, u32)>> {
    let parts = text.trim_end_matches('.').split(['-', '/', '.']);
    let read = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    parts
        .map(str::trim)
        .map(|part| Some((part, part.parse().ok().filter(|_| read(part))?)))
        .collect()
}

fn of_numbers(numbers: &[(&str, u32)], text: &str, order: Order) -> DateReading {
    let known = |day: Option<String>| day.map_or(DateReading::Unreadable, DateReading::Day);
    match *numbers {
        [(year, number)] if year.len() == 4 && is_year(number) => DateReading::Day(year.to_owned()),
        [(digits, number)] if digits.len() == 8 => {
            known(day(number / 10_000, number / 100 % 100, number % 100))
        }
        [(year, number), (_, month)] if year.len() == 4 => known(month_of(number, month)),
        [(_, month), (year, number)] if year.len() == 4 => known(month_of(number, month)),
        [(year, number), (_, month), (_, date)] if year.len() == 4 => {
            known(day(number, month, date))
        }
        [(first, one), (second, two), (year, number)]
            if year.len() == 4 && first.len() <= 2 && second.len() <= 2 =>
        {
            let (day_first, month_first) = (day(number, two, one), day(number, one, two));
            match (day_first, month_first) {
                // With dots, the day comes first everywhere.
                (Some(found), _) if text.contains('.') => DateReading::Day(found),
                (Some(one), Some(two)) if one == two => DateReading::Day(one),
                (_, Some(found)) if order == Order::MonthFirst => DateReading::Day(found),
                (Some(one), Some(two)) => DateReading::Ambiguous(one, two),
                (found, other) => known(found.or(other)),
            }
        }
        _ => DateReading::Unreadable,
    }
}

/// A date that names its month: `27 May 2024`, `May 27, 2024`, `27. Mai 2024`, `1er mai 2024`.
fn with_month_name(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let (mut month, mut year, mut date) = (None, None, None);
    for word in lower.split(|c: char| !c.is_alphanumeric()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = word.split_at(digits);
        if !number.is_empty() {
            let value: u32 = number.parse().ok()?;
            let slot = match digits {
                4 => &mut year,
                1 | 2 => &mut date,
                _ => return None,
            };
            if slot.replace(value).is_some() {
                return None;
            }
        }
        if rest.is_empty() || FILLERS.contains(&rest) {
            continue;
        }
        if month.replace(month_named(rest)?).is_some() {
            return None;
        }
    }
    match date {
        Some(date) => day(year?, month?, date),
        None => month_of(year?, month?),
    }
}

/// The month with this name or abbreviation.
fn month_named(word: &str) -> Option<u32> {
    let is_name = NAMES.contains(&word) || word == "sept";
    let known = MONTHS.iter().filter(|(beginning, _)| match is_name {
        true => word.starts_with(beginning),
        false => word == *beginning,
    });
    // The longest match: `juin` rather than `jui…`.
    let (_, month) = known.max_by_key(|(beginning, _)| beginning.len())?;
    Some(u32::from(*month))
}

fn is_year(number: u32) -> bool {
    (1900..2200).contains(&number)
}

fn day(year: u32, month: u32, day: u32) -> Option<String> {
    let number = u8::try_from(month).ok()?;
    let date = Date::from_calendar_date(
        i32::try_from(year).ok().filter(|_| is_year(year))?,
        Month::try_from(number).ok()?,
        u8::try_from(day).ok()?,
    );
    date.is_ok()
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn month_of(year: u32, month: u32) -> Option<String> {
    (is_year(year) && (1..=12).contains(&month)).then(|| format!("{year:04}-{month:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_means_one_day() {
        for (text, expect) in [
            ("2024-05-27", "2024-05-27"),
            ("2024-05-27T10:00:00Z", "2024-05-27"),
            ("2024-05-27 10:00:00 +0200", "2024-05-27"),
            ("2024/5/7", "2024-05-07"),
            ("20240527", "2024-05-27"),
            ("2024-05", "2024-05"),
            ("05/2024", "2024-05"),
            ("2024", "2024"),
            ("27.05.2024", "2024-05-27"),
            ("3.4.2024", "2024-04-03"),
            ("03. 04. 2024", "2024-04-03"),
            ("27/05/2024", "2024-05-27"),
            ("05/27/2024", "2024-05-27"),
            ("27-05-2024", "2024-05-27"),
            ("03/03/2024", "2024-03-03"),
            ("27 May 2024", "2024-05-27"),
            ("May 27, 2024", "2024-05-27"),
            ("May 27th, 2024", "2024-05-27"),
            ("Mon, 27 May 2024 10:00:00 GMT", "2024-05-27"),
            ("27-May-2024", "2024-05-27"),
            ("27. Mai 2024", "2024-05-27"),
            ("Montag, den 27. Mai 2024", "2024-05-27"),
            ("3. März 2024", "2024-03-03"),
            ("3 Jänner 2024", "2024-01-03"),
            ("1er juin 2024", "2024-06-01"),
            ("14 juillet 2024", "2024-07-14"),
            ("15 août 2024", "2024-08-15"),
            ("27 de mayo de 2024", "2024-05-27"),
            ("1 de enero de 2024", "2024-01-01"),
            ("Sept 5, 2024", "2024-09-05"),
            ("marzo 2024", "2024-03"),
            ("December 2024", "2024-12"),
        ] {
            let day = DateReading::Day(expect.to_owned());
            assert_eq!(read(text, Order::Unknown), day, "{text}");
        }
    }

    #[test]
    fn reports_dates_that_may_mean_two_days() {
        let two = DateReading::Ambiguous("2024-04-03".to_owned(), "2024-03-04".to_owned());
        assert_eq!(read("03/04/2024", Order::Unknown), two);
        assert_eq!(read("3-4-2024", Order::Unknown), two);
        for (text, expect) in [
            ("03/04/2024", "2024-03-04"),
            ("12/31/2024", "2024-12-31"),
            ("31/12/2024", "2024-12-31"),
            ("2024-03-04", "2024-03-04"),
        ] {
            let day = DateReading::Day(expect.to_owned());
            assert_eq!(read(text, Order::MonthFirst), day, "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_date() {
        for text in [
            "",
            "soon",
            "yesterday",
            "31.02.2024",
            "13/13/2024",
            "27.05.24",
            "99999999",
            "Version 5 of 2024",
            "Marketing 2024",
            "27 May",
            "May 1 or 2, 2024",
            "1.2.3.4",
            "{{ .Date }}",
        ] {
            assert_eq!(
                read(text, Order::Unknown),
                DateReading::Unreadable,
                "{text}"
            );
        }
    }
}
