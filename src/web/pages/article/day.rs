//! Days as articles give them.

/// Whether a text is a day, such as `1999-05-27`. Days compare as texts do.
pub(super) fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_in_digits_are_days() {
        for (text, expect) in [
            ("1999-05-27", true),
            ("1999-05", false),
            ("27-MAY-1999", false),
            ("", false),
        ] {
            assert_eq!(is_day(text), expect, "{text}");
        }
    }
}
