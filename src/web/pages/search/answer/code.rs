//! Codes as readings, and the codes near to one that no article names.

use std::collections::BTreeSet;

use super::{super::named::Named, ARTICLES, AnswerRow, Answers, Link, NEAR, Reading, place};
use crate::{
    evidence::{ArticleId, Code, Family},
    search::Naming,
    web::articles::ArticleRow,
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
                let mut reading = self.code(code, &new);
                reading.total = articles.len();
                readings.push(reading);
                seen.extend(new);
            } else if articles.is_empty() {
                unnamed.push(code.commonest_spelling());
            }
        }
        if named.is_bare {
            readings.sort_by_key(|reading| usize::MAX - reading.total);
        }
        let is_code = named.events.is_empty();
        if let Some(code) = named
            .codes
            .first()
            .filter(|_| is_code && readings.is_empty())
        {
            unnamed.retain(|spelling| *spelling != code.commonest_spelling());
            readings.push(Reading {
                nothing: "No article names this code.".to_owned(),
                near: self.near_codes(code),
                ..self.code(code, &BTreeSet::new())
            });
        }
        readings
    }

    fn code(&self, code: &Code, articles: &BTreeSet<&ArticleId>) -> Reading {
        let mut spellings = code.spellings().into_iter();
        let name = spellings.next().unwrap_or_else(|| code.value.clone());
        let meaning = code.name().unwrap_or_default();
        let naming = match articles.is_empty() {
            true => Vec::new(),
            false => {
                let index = &self.snapshot.index;
                index.naming(code, ARTICLES, |id| articles.contains(id))
            }
        };
        let row = |naming: Naming| AnswerRow {
            article: ArticleRow::new(&naming.id, self.snapshot, &self.portal.paths),
            place: place(naming.in_title, naming.section),
            quote: String::new(),
        };
        Reading {
            meaning: meaning.to_owned(),
            spellings: spellings.filter(|spelling| spelling != meaning).collect(),
            articles: naming.into_iter().map(row).collect(),
            total: articles.len(),
            ..Reading::named(sentence(&name), self.code_href(code))
        }
    }

    fn code_href(&self, code: &Code) -> String {
        let spelling = code.commonest_spelling();
        let pairs = [("q", spelling.as_str()), ("go", "0")];
        self.portal.paths.search_for(&pairs)
    }

    /// Codes of the same family that articles name and that have the same low word, or nearly the same number.
    pub fn near_codes(&self, code: &Code) -> Vec<Link> {
        let prefix = format!("{}:", code.family.word());
        let Some(value) = number(code.family, &code.value) else {
            return Vec::new();
        };
        let mut near: Vec<(u64, Code, usize)> = Vec::new();
        for (key, articles) in self.snapshot.atlas.codes() {
            let Some(text) = key.strip_prefix(&prefix) else {
                continue;
            };
            let Some(other) = number(code.family, text) else {
                continue;
            };
            let has_low_word = code.family == Family::Status && (other ^ value) & 0xffff == 0;
            let distance = if has_low_word {
                0
            } else {
                other.abs_diff(value)
            };
            if distance <= NEAR_CODE && other != value {
                let code = Code {
                    family: code.family,
                    value: text.to_owned(),
                };
                near.push((distance, code, articles));
            }
        }
        near.sort_by_key(|(distance, _, articles)| (*distance, usize::MAX - articles));
        near.truncate(NEAR);
        let link = |(_, code, articles): (u64, Code, usize)| Link {
            name: sentence(&code.commonest_spelling()),
            href: self.code_href(&code),
            articles,
        };
        near.into_iter().map(link).collect()
    }
}

/// A code's value as a number; that of a negative one without its sign.
fn number(family: Family, value: &str) -> Option<u64> {
    match family {
        Family::Stop | Family::Status => u64::from_str_radix(value, 16).ok(),
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

/// With a capital letter at its beginning: `Error 5`. What is no word stays as it is.
fn sentence(name: &str) -> String {
    let is_word = name.split(' ').next().is_some_and(|word| {
        word.len() > 2
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    });
    let mut name = name.to_owned();
    if let Some(first) = name.get_mut(..1).filter(|_| is_word) {
        first.make_ascii_uppercase();
    }
    name
}
