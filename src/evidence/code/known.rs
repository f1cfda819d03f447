//! Names and meanings of common codes: people may type `E_FAIL` where the error box says
//! `80004005`.
//!
//! They are listed in `codes.tsv`, one name of one code per line.

use std::{collections::HashMap, sync::LazyLock};

use super::model::{Code, Family};

static TABLE: LazyLock<KnownCodes> = LazyLock::new(|| KnownCodes::read(include_str!("codes.tsv")));

/// The name of a common code and its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The symbolic name that programmers know it by (`E_FAIL`), if it has one.
    pub name: Option<&'static str>,
    /// What it means, in one line without a full stop.
    pub meaning: &'static str,
}

#[derive(Debug, Default)]
struct KnownCodes {
    codes: HashMap<Code, Vec<Known>>,
    /// By name in lower case; if two codes have the same name, the first.
    names: HashMap<String, Code>,
}

impl KnownCodes {
    fn read(text: &'static str) -> Self {
        let mut table = Self::default();
        for (code, known) in text.lines().filter_map(row) {
            if let Some(name) = known.name {
                let names = table.names.entry(name.to_lowercase());
                names.or_insert_with(|| code.clone());
            }
            table.codes.entry(code).or_default().push(known);
        }
        table
    }
}

/// Reads a line of the table; `None` for a comment, and for a malformed line, which a test finds.
fn row(line: &'static str) -> Option<(Code, Known)> {
    let mut columns = line.split('\t');
    let family = Family::of_word(columns.next()?)?;
    let (value, name, meaning) = (columns.next()?, columns.next()?, columns.next()?);
    let known = Known {
        name: Some(name).filter(|name| *name != "-"),
        meaning,
    };
    Some((Code::number(family, value), known))
}

impl Code {
    /// What is known about it: its names with the meaning of each, the one to show first at the
    /// beginning. A status that only passes on another code (`80070070` contains Win32's 112) means
    /// what that one means. Empty for most codes.
    pub fn known(&self) -> &'static [Known] {
        let own = self.listed();
        if !own.is_empty() || self.family != Family::Status || self.is_plain_number() {
            return own;
        }
        let relatives = self.relatives();
        relatives.first().map_or(own, Self::listed)
    }

    /// What the table says about exactly this code.
    pub(super) fn listed(&self) -> &'static [Known] {
        TABLE.codes.get(self).map_or(&[], Vec::as_slice)
    }

    /// The symbolic name that programmers know the code by (`E_FAIL`), if it is a common one.
    pub fn name(&self) -> Option<&'static str> {
        self.known().iter().find_map(|known| known.name)
    }

    /// What the code means, in one line of our own words without a full stop, if it is a common
    /// one.
    pub fn meaning(&self) -> Option<&'static str> {
        self.known().first().map(|known| known.meaning)
    }
}

/// The code with this symbolic name, in any letter case.
pub(super) fn code_named(name: &str) -> Option<Code> {
    TABLE.names.get(&name.to_ascii_lowercase()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = include_str!("codes.tsv").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let (code, known) = row(line).unwrap_or_else(|| panic!("not a row: {line}"));
            assert_eq!(line.split('\t').count(), 4, "{line}");
            assert!(
                known.meaning.len() > 5 && !known.meaning.ends_with('.'),
                "{line}"
            );
            // A value that `Code` spells differently would never be found.
            assert_eq!(Code::from_slug(&code.slug()), Some(code), "{line}");
        }
    }

    #[test]
    fn names_lead_to_codes_and_back() {
        for (name, key) in [
            ("E_FAIL", "status:80004005"),
            ("e_fail", "status:80004005"),
            ("MAPI_E_NO_ACCESS", "status:80070005"),
            ("IRQL_NOT_LESS_OR_EQUAL", "stop:a"),
            ("STATUS_SYSTEM_PROCESS_TERMINATED", "stop:c000021a"),
            ("JET_errReadVerifyFailure", "jet:-1018"),
            ("ERROR_SERVICE_REQUEST_TIMEOUT", "win32:1053"),
        ] {
            let code = code_named(name).unwrap();
            assert_eq!(code.key(), key, "{name}");
            let names = code.known().iter().filter_map(|known| known.name);
            assert!(
                names.into_iter().any(|n| n.eq_ignore_ascii_case(name)),
                "{name}"
            );
        }
        assert_eq!(code_named("E_NOTHING"), None);
    }

    #[test]
    fn a_status_that_wraps_another_code_explains_that_one() {
        for (value, name) in [
            ("80070070", Some("ERROR_DISK_FULL")),
            ("80072efe", Some("ERROR_INTERNET_CONNECTION_ABORTED")),
            ("d0000022", Some("STATUS_ACCESS_DENIED")),
            ("80190194", Some("Not Found")),
            ("00000005", None),
            ("8007ffff", None),
        ] {
            let code = Code::number(Family::Status, value);
            assert_eq!(code.name(), name, "{value}");
            assert!(code.listed().is_empty(), "{value}");
        }
    }

    #[test]
    fn the_first_name_is_the_one_shown() {
        let denied = Code::number(Family::Status, "80070005");
        assert_eq!(denied.name(), Some("E_ACCESSDENIED"));
        assert!(denied.spellings().contains(&"MAPI_E_NO_ACCESS".to_owned()));
    }
}
