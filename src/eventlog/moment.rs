//! Finds dates and times as people and programs write them: only where they are, not what they
//! mean.

use std::sync::LazyLock;

use regex::Regex;

const DATE: &str = concat!(
    r"(?:\d{1,4}[/.\-]\s?\d{1,2}[/.\-]\s?\d{1,4}\.?|\d{1,2}[\- .]\p{L}{3,9}\.?[\-, ]{1,2}\d{2,4}",
    r"|\p{Lu}\p{L}{2,8}\.?\s\d{1,2},?\s\d{4}|\d{4}年\s?\d{1,2}月\s?\d{1,2}日|\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?)",
);
const TIME: &str = concat!(
    r"(?:(?:上午|下午|午前|午後|오전|오후)\s?)?\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?",
    r"(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?(?:\s?(?:Z|[+\-]\d{2}:?\d{2}|GMT|UTC)\b)?",
);

fn pattern(text: &str) -> Regex {
    #[expect(
        clippy::expect_used,
        reason = "constant patterns, compiled by every test of this module"
    )]
    Regex::new(text).expect("the pattern compiles")
}

static DATE_ONLY: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^{DATE}$")));
static TIME_ONLY: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^{TIME}$")));
static MOMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        concat!(
            r"^(?:\p{{L}}{{2,10}},\s)?(?:{date}(?:,?\s{{1,3}}|T|\s-\s){time}",
            r"|\p{{Lu}}\p{{Ll}}{{2}}\s{{1,2}}(?:\p{{Lu}}\p{{Ll}}{{2}}\s{{1,2}})?\d{{1,2}}\s{{1,2}}\d{{2}}:\d{{2}}(?::\d{{2}})?(?:\s\d{{4}})?",
            r"|\d{{14}}\.\d{{6}}[+\-]\d{{3}}|\d{{8}}T\d{{6}}Z?)"
        ),
        date = DATE,
        time = TIME,
    ))
});

/// Whether a text is nothing but a date.
pub(super) fn is_date(text: &str) -> bool {
    text.len() <= 40 && DATE_ONLY.is_match(text.trim())
}

/// Whether a text is nothing but a time of day.
pub(super) fn is_time(text: &str) -> bool {
    text.len() <= 40 && TIME_ONLY.is_match(text.trim())
}

/// Whether a text is nothing but a date with a time.
pub(super) fn is_moment(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 60 && moment_at_start(text) == text.len() && !text.is_empty()
}

/// How many bytes at the beginning of a text are a date with a time.
pub(super) fn moment_at_start(text: &str) -> usize {
    MOMENT.find(text).map_or(0, |found| found.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_dates_and_times() {
        for text in [
            "3/11/1999",
            "11.03.1999",
            "1999-03-11",
            "11-Mar-99",
            "1999年3月11日",
        ] {
            assert!(is_date(text), "{text}");
        }
        for text in ["10:17:08 AM", "10:17", "10:17:08.123", "午前 10:17:08"] {
            assert!(is_time(text), "{text}");
        }
        for text in [
            "3/11/1999 10:17:08 AM",
            "1999-03-11T10:17:08.1234567Z",
            "Thu Mar 11 10:17:08 1999",
            "Mar 11 10:17",
            "19990311101708.000000-000",
            "11 March 1999, 10:17:08",
        ] {
            assert!(is_moment(text), "{text}");
        }
        for text in ["", "7024", "Error", "1.2", "10:17 x"] {
            assert!(
                !is_moment(text) && !is_date(text) && !is_time(text),
                "{text}"
            );
        }
    }
}
