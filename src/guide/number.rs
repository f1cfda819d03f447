//! Decimal numbers as people type them, compared exactly.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// Digits after the point.
const DECIMALS: usize = 6;
/// Millionths in one.
const ONE: i64 = 1_000_000;

/// A decimal number of up to nine digits before the point and six after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    millionths: i64,
}

impl Number {
    /// Reads `12`, `-3` or ` 0.50 `; `None` if `text` is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_digits(whole, 9) || !is_digits(part, DECIMALS) {
            return None;
        }
        let part: i64 = format!("{part:0<DECIMALS$}").parse().ok()?;
        let whole: i64 = whole.parse().ok()?;
        Some(Self {
            millionths: sign * (whole * ONE + part),
        })
    }

    /// The number just after this one, with no other between them.
    pub(super) fn just_after(self) -> Self {
        Self {
            millionths: self.millionths + 1,
        }
    }

    /// The number just before this one, with no other between them.
    pub(super) fn just_before(self) -> Self {
        Self {
            millionths: self.millionths - 1,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.millionths < 0 { "-" } else { "" };
        let (whole, part) = (
            self.millionths.abs() / ONE,
            format!("{:06}", self.millionths.abs() % ONE),
        );
        match part.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{part}"),
        }
    }
}

/// A number in the file, with or without a decimal point.
impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::parse(&number.to_string()).ok_or_else(|| {
            // What follows the semicolon is shown as the suggestion.
            serde::de::Error::custom(format!(
                "{number} has too many digits; Use up to nine before the decimal point and six after it"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_as_numbers() {
        let number = |text: &str| Number::parse(text).unwrap();
        for (left, right) in [("9", "10"), ("-2", "1"), ("0.5", "0.51"), ("-0.5", "-0.25")] {
            assert!(number(left) < number(right), "{left} {right}");
        }
        assert_eq!(number(" 1.50 "), number("+1.5"));
        assert_eq!(number("1.50").to_string(), "1.5");
        assert_eq!(number("-0.25").to_string(), "-0.25");
        assert_eq!(number("12").to_string(), "12");
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "1,5",
            "1e3",
            "--1",
            "x",
            "1234567890",
            "0.1234567",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
