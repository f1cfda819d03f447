//! Finds error codes by how they begin.

use std::{cmp::Reverse, collections::BTreeMap};

use foldhash::{HashMap, HashMapExt};

use super::beginnings::Beginnings;
use crate::evidence::{Code, Family};

/// The fewest digits of a number that may be the beginning of a code.
const SHORTEST_NUMBER: usize = 6;

/// The most spellings of codes that are sorted.
const MAX_SPELLINGS: usize = 2_000;

/// The spellings of error codes.
#[derive(Debug)]
pub struct Codes {
    codes: Vec<Code>,
    spellings: Beginnings,
}

impl Codes {
    /// From codes, each given once.
    pub fn of(codes: impl Iterator<Item = Code>) -> Self {
        let codes: Vec<Code> = codes.collect();
        let mut spellings: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, code) in (0..).zip(&codes) {
            let mut all: Vec<String> = code.spellings().iter().map(|one| plain_code(one)).collect();
            if code.family == Family::Stop {
                all.push(format!("stop 0x{}", code.value));
                let short: Vec<String> = all
                    .iter()
                    .filter_map(|one| one.strip_prefix("stop 0x"))
                    .map(|digits| format!("0x{digits}"))
                    .collect();
                all.extend(short);
            }
            for spelling in all {
                spellings.entry(spelling).or_default().push(number);
            }
        }
        Self {
            codes,
            spellings: Beginnings::new(spellings),
        }
    }

    /// Up to `count` codes with a spelling that begins with the typed text: first codes that are
    /// typed completely, then those with the most articles. None if only words are typed.
    pub fn typed(&self, typed: &str, articles: &dyn Fn(&Code) -> usize, count: usize) -> Vec<Code> {
        let typed = plain_code(typed);
        // Many long numbers begin with a short one, which is hardly meant that way.
        let is_short_number =
            typed.len() < SHORTEST_NUMBER && typed.bytes().all(|b| b.is_ascii_digit());
        let is_code = typed.len() > 1
            && !is_short_number
            && typed.bytes().any(|b| b.is_ascii_digit() || b == b'_');
        if !is_code {
            return Vec::new();
        }
        let mut found: BTreeMap<u32, bool> = BTreeMap::new();
        for (spelling, numbers) in self.spellings.with(&typed).take(MAX_SPELLINGS) {
            for number in numbers {
                *found.entry(*number).or_default() |= spelling == typed;
            }
        }
        let mut ordered: Vec<_> = found
            .into_iter()
            .filter_map(|(number, is_whole)| {
                let code = self.codes.get(number as usize)?;
                Some((!is_whole, Reverse(articles(code)), code))
            })
            .collect();
        ordered.sort_unstable();
        ordered
            .into_iter()
            .take(count)
            .map(|(_, _, code)| code.clone())
            .collect()
    }
}

/// The normal form of a code's spelling: `STOP: 0x1E` and `Stop error 0x1e` are equal.
fn plain_code(text: &str) -> String {
    let text = text.to_lowercase();
    let separates =
        |c: char| c.is_whitespace() || matches!(c, ':' | '\'' | '"' | '#' | '(' | ')' | ',');
    let mut plain = String::with_capacity(text.len());
    for word in text.split(separates).filter(|word| !word.is_empty()) {
        let is_said_besides = matches!(word, "code" | "number" | "message" | "no")
            || (word == "error" && plain == "stop");
        if is_said_besides {
            continue;
        }
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(if word == "err" { "error" } else { word });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_by_any_spelling() {
        let keys = [
            "status:80004005",
            "status:80004002",
            "stop:1e",
            "stop:19",
            "jet:-1018",
            "win32:1018",
        ];
        let codes = Codes::of(keys.into_iter().filter_map(Code::from_slug));
        let articles = |code: &Code| if code.value == "80004005" { 9 } else { 1 };
        for (typed, expect) in [
            ("0x8000", "status:80004005 status:80004002"),
            ("E_FA", "status:80004005"),
            ("-214746725", "status:80004005"),
            ("stop 1", "stop:19 stop:1e"),
            ("STOP: 0x1e", "stop:1e"),
            ("stop error 0x0000001", "stop:1e stop:19"),
            ("0x1e", "stop:1e"),
            ("-101", "jet:-1018"),
            ("error 1018", "win32:1018"),
            ("stop", ""),
            ("error", ""),
            ("", ""),
        ] {
            let found = codes.typed(typed, &articles, 8);
            let mut found: Vec<_> = found.iter().map(Code::key).collect();
            let mut expect: Vec<&str> = expect.split_whitespace().collect();
            if typed.starts_with("stop") {
                // They have equally many articles.
                found.sort();
                expect.sort();
            }
            assert_eq!(found, expect, "{typed}");
        }
    }
}
