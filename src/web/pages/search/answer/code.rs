//! Codes as readings, and the codes near to one that no article names.

use std::collections::BTreeSet;

use super::{super::named::Named, ARTICLES, AnswerRow, Answers, Link, NEAR, Reading, place};
use crate::{
    article::Role,
    atlas::Naming,
    evidence::{ArticleId, Code, Family},
    web::{articles::ArticleRow, pages::guides::for_code},
};

/// Codes are near up to this distance.
const NEAR_CODE: u64 = 16;

impl Answers<'_> {
    /// The codes that articles name, of a bare number those that most do first; the spellings of the others are `unnamed`.
    pub(super) fn codes(&self, named: &Named, unnamed: &mut Vec<String>) -> Vec<Reading> {
        let mut readings = Vec::new();
        let mut seen: BTreeSet<&ArticleId> = BTreeSet::new();
        for code in &named.codes {
            let articles = self.snapshot.atlas.articles_for_code(&code.key());
            let new: BTreeSet<&ArticleId> =
                articles.iter().filter(|id| !seen.contains(id)).collect();
            if !new.is_empty() {
                readings.push(Reading {
                    total: articles.len(),
                    name: name(code, named.number),
                    ..self.code(code, &new)
                });
                seen.extend(new);
            } else if articles.is_empty() {
                unnamed.push(name(code, named.number));
            }
        }
        if named.number.is_some() {
            readings.sort_by_key(|reading| usize::MAX - reading.total);
        }
        let is_code = named.events.is_empty();
        if let Some(code) = named
            .codes
            .first()
            .filter(|_| is_code && readings.is_empty())
        {
            unnamed.retain(|spelling| *spelling != name(code, None));
            readings.push(Reading {
                nothing: "No article names this code.".to_owned(),
                near: self.near_codes(code),
                ..self.code(code, &BTreeSet::new())
            });
        }
        readings
    }

    fn code(&self, code: &Code, articles: &BTreeSet<&ArticleId>) -> Reading {
        let symbol = code.name().unwrap_or_default();
        let meaning = [symbol, code.meaning().unwrap_or_default()];
        let meaning = meaning.into_iter().filter(|part| !part.is_empty());
        let row = |naming: Naming<'_>| AnswerRow {
            article: ArticleRow::new(naming.article, self.snapshot, &self.portal.paths),
            place: place(naming.in_title, section(naming)),
            quote: String::new(),
        };
        Reading {
            meaning: meaning.collect::<Vec<_>>().join(": "),
            spellings: (code.spellings().into_iter().skip(1))
                .filter(|spelling| spelling != symbol)
                .collect(),
            articles: self.namings(code, articles).into_iter().map(row).collect(),
            total: articles.len(),
            guides: for_code(self.snapshot, self.portal, code),
            ..Reading::named(name(code, None), self.portal.paths.code(code))
        }
    }

    /// The first of the articles that name a code: the best hits for the query, then those to which it is most central.
    fn namings(&self, code: &Code, articles: &BTreeSet<&ArticleId>) -> Vec<Naming<'_>> {
        let place = |id: &ArticleId| {
            let place = self.hits.iter().position(|hit| hit.id == *id);
            place.unwrap_or(self.hits.len())
        };
        let mut namings = self.snapshot.atlas.namings(code);
        namings.retain(|naming| articles.contains(naming.article));
        namings.sort_by_key(|naming| place(naming.article));
        namings.truncate(ARTICLES);
        namings
    }

    /// Codes of the same family that articles name and that have the same low word, or nearly the same number.
    pub fn near_codes(&self, code: &Code) -> Vec<Link> {
        let Some(value) = number(code.family, &code.value) else {
            return Vec::new();
        };
        let mut near: Vec<(u64, Code, usize)> = Vec::new();
        for (other_code, articles) in self.snapshot.atlas.codes() {
            let is_family = other_code.family == code.family;
            let Some(other) = number(other_code.family, &other_code.value).filter(|_| is_family)
            else {
                continue;
            };
            let has_low_word = code.family == Family::Status && (other ^ value) & 0xffff == 0;
            let distance = if has_low_word {
                0
            } else {
                other.abs_diff(value)
            };
            if distance <= NEAR_CODE && other != value {
                near.push((distance, other_code, articles));
            }
        }
        near.sort_by_key(|(distance, _, articles)| (*distance, usize::MAX - articles));
        near.truncate(NEAR);
        let link = |(_, code, articles): (u64, Code, usize)| Link {
            name: name(&code, None),
            href: self.portal.paths.code(&code),
            articles,
        };
        near.into_iter().map(link).collect()
    }
}

/// A code's value as a number; that of a negative one without its sign.
fn number(family: Family, value: &str) -> Option<u64> {
    match family {
        Family::Stop | Family::Status => u64::from_str_radix(value, 16).ok(),
        // What stands beside a module says nothing of how near they are.
        Family::Fault => None,
        Family::Build => {
            let digits = value.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let word: u64 = value
                .bytes()
                .take_while(u8::is_ascii_alphabetic)
                .fold(0, |word, letter| word << 8 | u64::from(letter));
            Some(word << 32 | digits.parse::<u64>().ok()?)
        }
        _ => value.parse::<i64>().ok().map(i64::unsigned_abs),
    }
}

/// The section that names a code, where it is not just the title.
fn section(naming: Naming<'_>) -> Option<Role> {
    let is_title = naming.in_title && naming.role == Role::Body;
    (!is_title).then_some(naming.role)
}

/// What a code is called (`Error 5`), and how `number` reads as it where that is in hex (`0x1645`).
fn name(code: &Code, number: Option<u32>) -> String {
    let mut name = code.commonest_spelling();
    let is_word = name.split(' ').next().is_some_and(|word| {
        word.len() > 2
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    });
    if let Some(first) = name.get_mut(..1).filter(|_| is_word) {
        first.make_ascii_uppercase();
    }
    if let Some(number) = number.filter(|_| code.family == Family::Win32)
        && code.value != number.to_string()
    {
        name.push_str(&format!(" (0x{number})"));
    }
    name
}
