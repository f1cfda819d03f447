//! What a guide may require of a version or a number: bounds such as `5.15` or `>=6.0, <8.5`.

use super::{number::Number, version::Version};

/// What can be compared with bounds.
pub trait Scale: Ord + Clone {
    /// The name of such a value, with its article ("a version").
    const NAME: &'static str;
    /// Reads a value as it is written in an answer or a bound.
    fn parse(text: &str) -> Option<Self>;
    /// A value just after this one and before any other that people write.
    fn just_after(&self) -> Self;
    /// The first value of a range that is written as one value, and the first value after the
    /// range.
    fn range(_: &str) -> Option<(Self, Self)> {
        None
    }
    /// The value as it is written.
    fn written(&self) -> String;
}

impl Scale for Version {
    const NAME: &'static str = "a version";

    fn parse(text: &str) -> Option<Self> {
        Self::parse(text)
    }

    fn just_after(&self) -> Self {
        self.just_after()
    }

    fn range(text: &str) -> Option<(Self, Self)> {
        Self::range(text)
    }

    fn written(&self) -> String {
        self.to_string()
    }
}

impl Scale for Number {
    const NAME: &'static str = "a number";

    fn parse(text: &str) -> Option<Self> {
        Self::parse(text)
    }

    fn just_after(&self) -> Self {
        (*self).just_after()
    }

    fn written(&self) -> String {
        self.to_string()
    }
}

/// How a value compares with a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Just this.
    Exactly,
    /// This or more.
    AtLeast,
    /// More than this.
    After,
    /// This or less.
    AtMost,
    /// Less than this.
    Before,
}

/// One bound, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// How a value compares with it.
    pub comparison: Comparison,
    /// The version or number.
    pub literal: String,
}

/// What a value must be: `5.15` (exactly that), `>=6.0`, `>=5.14, <6`. All parts must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds<T>(Vec<(Comparison, T, String)>);

impl<T: Scale> Bounds<T> {
    /// Reads bounds; the error is a sentence that names the part that cannot be read.
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
            if comparison == Comparison::Exactly
                && let Some((first, after)) = T::range(literal)
            {
                let [from, to] = [first.written(), after.written()];
                bounds.push((Comparison::AtLeast, first, from));
                bounds.push((Comparison::Before, after, to));
                continue;
            }
            let value = T::parse(literal).ok_or_else(|| {
                format!(
                    "`{part}` does not say what {} must be; write `2.5` or `>=2.5`",
                    T::NAME
                )
            })?;
            bounds.push((comparison, value, literal.to_owned()));
        }
        Ok(Self(bounds))
    }

    /// Whether `value` is within the bounds.
    pub fn matches(&self, value: &T) -> bool {
        self.0
            .iter()
            .all(|(comparison, bound, _)| match comparison {
                Comparison::Exactly => value == bound,
                Comparison::AtLeast => value >= bound,
                Comparison::After => value > bound,
                Comparison::AtMost => value <= bound,
                Comparison::Before => value < bound,
            })
    }

    /// The values in the bounds, at which the answer may change.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value, _)| value)
    }

    /// The bounds as they are written.
    pub fn parts(&self) -> Vec<Bound> {
        let parts = self.0.iter().map(|(comparison, _, literal)| Bound {
            comparison: *comparison,
            literal: literal.clone(),
        });
        parts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_check_versions() {
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
            ("8.x", "8.0", true),
            ("8.x", "8.51", true),
            ("8.x", "9.0", false),
            ("8.x, <8.5", "8.5", false),
        ] {
            let bounds = Bounds::<Version>::parse(need).unwrap();
            let version = Version::parse(version).unwrap();
            assert_eq!(bounds.matches(&version), expect, "{need} {version}");
        }
        assert!(Bounds::<Version>::parse(">=six").is_err());
        assert!(Bounds::<Version>::parse("").is_err());
    }

    #[test]
    fn bounds_check_numbers() {
        for (need, number, expect) in [
            ("5", "5.0", true),
            ("<50", "9", true),
            (">=0.5, <10", "0.50", true),
            (">=0.5, <10", "10", false),
        ] {
            let bounds = Bounds::<Number>::parse(need).unwrap();
            assert_eq!(bounds.matches(&Number::parse(number).unwrap()), expect);
        }
    }
}
