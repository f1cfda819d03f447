//! The names of event sources: where a name ends in a text, and the form that all its spellings
//! share.

use std::sync::LazyLock;

use regex::Regex;

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static NAME_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)[,;\t]|\s{3,}|\s-\s|[:.](?:\s|$)|\(\(|\s\)|<br|\swith\s|:\s?event|(?-u:\b)(?:event\s?(?:id|type|category)?s?\b",
        r"|id\s{0,3}[:=]|id\s\d|type\s{0,8}[:=]|category\s{0,8}[:=]|description\s{0,8}[:=]?|date\s{0,8}[:=]",
        r"|time\s{0,8}[:=]|user\s{0,8}[:=]|computer\s{0,8}[:=]|task\s?category|level\s{0,8}[:=]|message\s{0,8}[:=])",
    ))
    .expect("the end pattern compiles")
});

/// A source's name without the text after it on its line; `None` if nothing sensible is left.
pub(super) fn clean_name(raw: &str) -> Option<String> {
    let raw = raw.trim_start();
    let cut = raw.get(..name_length(raw)).unwrap_or_default();
    // A closing bracket whose opening one is before the name ends it.
    let cut = match (cut.find(')'), cut.find('(')) {
        (Some(close), open) if open.is_none_or(|open| open > close) => {
            cut.get(..close).unwrap_or_default()
        }
        _ => cut,
    };
    let trimmed = cut
        .trim()
        .trim_matches(['"', '\'', '.', ',', ':', '-', '*', '`', '='])
        .trim();
    let trimmed = if trimmed.contains('(') {
        trimmed
    } else {
        trimmed.trim_end_matches(')').trim()
    };
    let name: String = trimmed.split_whitespace().collect::<Vec<_>>().join(" ");
    let sensible = name.len() <= 60
        && name.split(' ').count() <= 8
        && name.bytes().any(|b| b.is_ascii_alphabetic())
        && name.len() >= 2;
    sensible.then_some(name)
}

/// The length of the name at the beginning of a text, up to something that is certainly not part of
/// it.
pub(super) fn name_length(raw: &str) -> usize {
    NAME_END.find(raw).map_or(raw.len(), |end| end.start())
}

/// The form of a source name that all its spellings share: its letters and digits in lower case
/// (`MSExchangeIS Private` → `msexchangeisprivate`).
pub fn fold_source(source: &str) -> String {
    source
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
