//! Version numbers as programs show them.
//!
//! Versions compare part by part as numbers: 5.15 is later than 5.9, and 6.0 is the same as 6.00.

use std::fmt;

/// A version has no more parts than this.
const MAX_PARTS: usize = 4;
/// Each part has up to six digits.
const LARGEST_PART: u32 = 999_999;

/// A version of one to four numeric parts. Trailing zero parts do not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u32>);

impl Version {
    /// Reads `5.15`, `v6.0` or ` 8.00 `; `None` if `text` is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let mut parts = Vec::new();
        for part in text.split('.') {
            let numeric = (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            if !numeric || parts.len() == MAX_PARTS {
                return None;
            }
            parts.push(part.parse().ok()?);
        }
        Some(Self::of(parts))
    }

    /// The one version in a program's output, as written: `5.15` in `Import 5.15`. If there are
    /// several numbers, it is the only one with a point. `None` if it is not certain which one is
    /// meant.
    pub fn within(text: &str) -> Option<&str> {
        let words = text.split(|c: char| c.is_whitespace() || ",;:()[]\"/".contains(c));
        let words: Vec<&str> = words.map(|word| word.trim_end_matches('.')).collect();
        // `Import2 5.15` is about another program than `Import`.
        let is_other = |word: &&str| {
            let has = |is: fn(&char) -> bool| word.chars().any(|c| is(&c));
            Self::parse(word).is_none() && has(char::is_ascii_digit) && has(|c| c.is_alphabetic())
        };
        if words.iter().any(is_other) {
            return None;
        }
        let words = words.into_iter();
        let versions: Vec<&str> = words.filter(|word| Self::parse(word).is_some()).collect();
        let with_point: Vec<&str> = (versions.iter().copied())
            .filter(|version| version.contains('.'))
            .collect();
        match (with_point.as_slice(), versions.as_slice()) {
            ([only], _) | ([], [only]) => Some(only),
            _ => None,
        }
    }

    /// The first version of a range such as `8.x`, and the first after it.
    pub(super) fn range(text: &str) -> Option<(Self, Self)> {
        let text = text.trim();
        let begin = text
            .strip_suffix(".x")
            .or_else(|| text.strip_suffix(".X"))?;
        let first = Self::parse(begin)?;
        let written = begin.split('.').count();
        let mut parts = first.0.clone();
        parts.resize(written, 0);
        let last = parts.last_mut().filter(|last| **last < LARGEST_PART)?;
        *last += 1;
        (written < MAX_PARTS).then(|| (first, Self::of(parts)))
    }

    /// The version just after this one, with no other that can be written between them.
    pub(super) fn just_after(&self) -> Self {
        let mut parts = self.0.clone();
        parts.resize(MAX_PARTS, 0);
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
    fn the_next_version_can_be_written() {
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
    fn finds_the_version_in_what_a_program_prints() {
        for (text, found) in [
            ("Import 5.15", Some("5.15")),
            ("IMPORT Version 6.00.01 (C) 1994", Some("6.00.01")),
            ("v8.1", Some("v8.1")),
            ("Version 7", Some("7")),
            ("It says \u{201c}5.15.", None),
            ("It says 5.15.", Some("5.15")),
            ("5.5 (build 2653.13)", None),
            ("Import2", None),
            ("Import2 5.15", None),
            ("5.5 SP4", None),
            ("8.x", None),
            ("", None),
        ] {
            assert_eq!(Version::within(text), found, "{text}");
        }
    }

    #[test]
    fn a_range_ends_before_the_next_of_its_kind() {
        for (text, range) in [
            ("8.x", Some(("8", "9"))),
            ("5.0.X", Some(("5.0", "5.1"))),
            ("8", None),
            ("x", None),
            ("1.2.3.4.x", None),
        ] {
            let range = range.map(|(first, after)| {
                (
                    Version::parse(first).unwrap(),
                    Version::parse(after).unwrap(),
                )
            });
            assert_eq!(Version::range(text), range, "{text}");
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
