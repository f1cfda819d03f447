//! Version numbers as programs show them, and what a guide may ask of one.
//!
//! Versions compare part by part as numbers: 5.15 is later than 5.9, and 6.0 is the same as 6.00.

use std::fmt;

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
            if !numeric || parts.len() == 4 {
                return None;
            }
            parts.push(part.parse().ok()?);
        }
        while parts.len() > 1 && parts.last() == Some(&0) {
            parts.pop();
        }
        Some(Self(parts))
    }

    /// A version just after this one and before any other that people write.
    pub(super) fn just_after(&self) -> Self {
        let mut parts = self.0.clone();
        parts.resize(5, 0);
        parts.push(1);
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Exactly,
    AtLeast,
    After,
    AtMost,
    Before,
}

/// What a version must be: `5.15` (exactly that), `>=6.0`, `>=5.14, <6`. All parts must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRequirement(Vec<(Comparison, Version, String)>);

impl VersionRequirement {
    /// Reads a requirement; the error is a sentence that names the part that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut bounds = Vec::new();
        for part in text.split(',') {
            let part = part.trim();
            let (comparison, literal) = [
                (">=", Comparison::AtLeast),
                ("<=", Comparison::AtMost),
                (">", Comparison::After),
                ("<", Comparison::Before),
                ("=", Comparison::Exactly),
            ]
            .into_iter()
            .find_map(|(sign, comparison)| Some((comparison, part.strip_prefix(sign)?.trim())))
            .unwrap_or((Comparison::Exactly, part));
            let version = Version::parse(literal)
                .ok_or_else(|| format!("`{part}` is not a version requirement"))?;
            bounds.push((comparison, version, literal.to_owned()));
        }
        Ok(Self(bounds))
    }

    /// Whether `version` is what is asked for.
    pub fn matches(&self, version: &Version) -> bool {
        self.0
            .iter()
            .all(|(comparison, bound, _)| match comparison {
                Comparison::Exactly => version == bound,
                Comparison::AtLeast => version >= bound,
                Comparison::After => version > bound,
                Comparison::AtMost => version <= bound,
                Comparison::Before => version < bound,
            })
    }

    /// The versions named in it, at which its answer may change.
    pub fn bounds(&self) -> impl Iterator<Item = &Version> {
        self.0.iter().map(|(_, version, _)| version)
    }

    /// The requirement in words: `exactly 5.15`, `6.0 or later, but before 8.5`.
    pub fn words(&self) -> String {
        let words: Vec<String> = self
            .0
            .iter()
            .map(|(comparison, _, literal)| match comparison {
                Comparison::Exactly => format!("exactly {literal}"),
                Comparison::AtLeast => format!("{literal} or later"),
                Comparison::After => format!("later than {literal}"),
                Comparison::AtMost => format!("{literal} or earlier"),
                Comparison::Before => format!("before {literal}"),
            })
            .collect();
        words.join(", but ")
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

    #[test]
    fn requirements_judge_versions() {
        for (need, version, expect) in [
            ("5.15", "5.15", true),
            ("5.15", "5.150", false),
            ("5.15", "6.0", false),
            (">=6.0", "6.00", true),
            (">=6.0", "5.15", false),
            (">=6.0, <8.5", "8.3", true),
            (">=6.0, <8.5", "8.5", false),
            ("> 5", "5.0", false),
            ("<=5", "5.0", true),
        ] {
            let requirement = VersionRequirement::parse(need).unwrap();
            assert_eq!(
                requirement.matches(&Version::parse(version).unwrap()),
                expect,
                "{need} {version}"
            );
        }
        assert!(VersionRequirement::parse(">=six").is_err());
        assert!(VersionRequirement::parse("").is_err());
    }

    #[test]
    fn a_version_just_after_lies_between() {
        let five = Version::parse("5.15").unwrap();
        assert!(five.just_after() > five);
        assert!(five.just_after() < Version::parse("5.15.0.1").unwrap());
    }
}
