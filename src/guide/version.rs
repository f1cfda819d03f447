//! Version numbers as programs show them.
//!
//! Versions compare part by part as numbers: 5.15 is later than 5.9, and 6.0 is the same as 6.00.

use std::fmt;

/// A version has no more parts than this.
const MOST_PARTS: usize = 4;
/// Each part has up to six digits.
const LARGEST_PART: u32 = 999_999;

/// A version of one to four numeric parts. Trailing zero parts do not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u32>);

impl Version {
    /// Reads `5.15`, `v6.0` or ` 8.00 `; `None` where `text` is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let mut parts = Vec::new();
        for part in text.split('.') {
            let numeric = (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            if !numeric || parts.len() == MOST_PARTS {
                return None;
            }
            parts.push(part.parse().ok()?);
        }
        Some(Self::of(parts))
    }

    /// The version just after this one: no other that can be written lies between.
    pub(super) fn just_after(&self) -> Self {
        let mut parts = self.0.clone();
        parts.resize(MOST_PARTS, 0);
        for part in parts.iter_mut().rev() {
            if *part < LARGEST_PART {
                *part += 1;
                break;
            }
            *part = 0;
        }
        Self::of(parts)
    }

    fn of(mut parts: Vec<u32>) -> Self {
        while parts.len() > 1 && parts.last() == Some(&0) {
            parts.pop();
        }
        Self(parts)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            write!(f, "{part}")?;
        }
        if self.0.len() == 1 {
            f.write_str(".0")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_part_by_part() {
        for (left, right, order) in [
            ("5.15", "5.9", std::cmp::Ordering::Greater),
            ("6.0", "6.00", std::cmp::Ordering::Equal),
            ("6", "6.0.0", std::cmp::Ordering::Equal),
            ("5.14", "5.15", std::cmp::Ordering::Less),
            ("10.0", "9.9", std::cmp::Ordering::Greater),
        ] {
            let compared = Version::parse(left)
                .unwrap()
                .cmp(&Version::parse(right).unwrap());
            assert_eq!(compared, order, "{left} {right}");
        }
    }

    #[test]
    fn what_comes_just_after_can_be_written() {
        for (version, after) in [
            ("5.15", "5.15.0.1"),
            ("5.15.0.999999", "5.15.1"),
            ("1.2.999999.999999", "1.3"),
        ] {
            let version = Version::parse(version).unwrap();
            let next = version.just_after();
            assert_eq!(next, Version::parse(after).unwrap());
            assert_eq!(Version::parse(&next.to_string()), Some(next.clone()));
            assert!(next > version);
        }
    }

    #[test]
    fn refuses_what_is_not_a_version() {
        for text in [
            "",
            "x",
            "5.",
            ".5",
            "5..1",
            "-1",
            "5.15a",
            "1.2.3.4.5",
            "9999999",
            "Import2",
        ] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
