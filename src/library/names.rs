//! The names of articles besides their IDs: other IDs, numbers, and file names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evidence::ArticleId;

/// How many digits the number of an article can have.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

/// The articles by their other names, folded.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct OtherNames {
    /// `None` if several articles have the name.
    names: BTreeMap<String, Option<ArticleId>>,
}

impl OtherNames {
    /// Gives an article another name. A name of two articles leads to neither.
    pub(super) fn add(&mut self, name: &str, id: &ArticleId) {
        let name = fold(name);
        if name.is_empty() {
            return;
        }
        self.names
            .entry(name)
            .and_modify(|owner| {
                if owner.as_ref() != Some(id) {
                    *owner = None;
                }
            })
            .or_insert_with(|| Some(id.clone()));
    }

    /// Gives a name to one article, even if others have it.
    pub(super) fn claim(&mut self, name: &str, id: &ArticleId) {
        self.names.insert(fold(name), Some(id.clone()));
    }

    /// The article with this name, in any letter case.
    pub(super) fn get(&self, name: &str) -> Option<&ArticleId> {
        self.names.get(&fold(name))?.as_ref()
    }
}

/// A name in a form in which spellings compare equal.
fn fold(name: &str) -> String {
    name.trim().trim_matches('/').to_lowercase()
}

/// The number of an article in a text that contains nothing else: `2888788`, `KB 2888788`,
/// `(168465)`, `article 168465`, or an address that support sites had for it (`…/kb/168465`,
/// `…scid=kb;en-us;168465`, `…/kb/articles/Q168/4/65.asp`).
pub(super) fn number_in(text: &str) -> Option<String> {
    let text = text
        .trim()
        .trim_matches(['(', ')', '.', '"', '<', '>', '[', ']']);
    let lower = text.to_ascii_lowercase();
    let rest = match lower.split_once("://") {
        Some((_, address)) => in_address(address)?,
        None if lower.contains('/') => in_address(&lower)?,
        None => lower,
    };
    let mut rest = rest.trim();
    for label in ["article", "kb", "q", "id", "number", "no", "nr"] {
        let shorter = rest
            .strip_prefix(label)
            .map(|rest| rest.trim_start_matches([' ', '-', '#', ':', '.', '_', '\u{a0}']));
        rest = shorter.unwrap_or(rest);
    }
    let is_number = DIGITS.contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| rest.to_owned())
}

/// The number in the address of a knowledge-base article, without its scheme and in lower case.
fn in_address(address: &str) -> Option<String> {
    if let Some((_, id)) = address.split_once("scid=kb;") {
        let id = id.split('&').next().unwrap_or_default();
        return id.rsplit(';').next().map(str::to_owned);
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').skip_while(|part| *part != "kb").skip(1);
    let first = parts.next()?;
    if first == "articles" {
        let digits = parts.collect::<String>();
        return Some(digits.split('.').next().unwrap_or_default().to_owned());
    }
    // The language may come before the number: `/kb/en-us/168465`.
    let has_digits = |part: &&str| part.contains(|c: char| c.is_ascii_digit());
    std::iter::once(first)
        .chain(parts)
        .find(has_digits)
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for text in [
            "168465",
            "KB168465",
            "KB 168465",
            "kb-168465",
            "Q168465",
            "article 168465",
            "Article ID: 168465",
            "(168465)",
            "http://support.microsoft.com/kb/168465",
            "https://support.microsoft.com/kb/168465/en-us?x=1#y",
            "https://support.microsoft.com/en-us/kb/168465",
            "https://support.microsoft.com/kb/en-us/168465",
            "http://support.microsoft.com/default.aspx?scid=kb;en-us;168465",
            "http://support.microsoft.com/support/kb/articles/Q168/4/65.asp",
        ] {
            assert_eq!(number_in(text).as_deref(), Some("168465"), "{text}");
        }
        for text in ["68", "event 168465", "https://example.com/168465", "", "kb"] {
            assert_eq!(number_in(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_that_two_articles_share_names_neither() {
        let id = |text: &str| ArticleId::of_path(text).unwrap();
        let mut names = OtherNames::default();
        names.add("Start", &id("a/start"));
        assert_eq!(names.get("start"), Some(&id("a/start")));
        names.add("start", &id("b/start"));
        assert_eq!(names.get("start"), None);
        names.claim("start", &id("start"));
        assert_eq!(names.get(" START/ "), Some(&id("start")));
    }
}
