//! Article numbers as in old tickets and links (`article 168465`, `.../Q168/4/65.ASP`), with the
//! words that mark them as such.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::evidence::ArticleId;

/// The number of an article after a word that marks it, in the address of a page, or in brackets.
/// The groups `n` or `a`, `b`, `c` match its digits.
static NUMBERS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        // An address, including everything around the number.
        r"(?i)\S*[/\\]q?(?<a>\d{2,3})/(?<b>\d)/(?<c>\d{2})\b\S*",
        r"(?i)\S*(?:/kb/|/help/|/articles/|\bscid=kb;[a-z-]*;|\bkb;\S*?;|[?&]id=|^id=|\bkbid=)(?:articles?/)?q?(?<n>\d{5,6})\b\S*",
        // A word that marks the number as an article's.
        r"(?i)(?:^|[^\s\d]\s+|[(])(?:article|articles|kb|mskb|knowledge base)(?:[\s:#=.,/(-]|\b(?:article|number|no|nr|num|id)\b)*q?(?<n>\d{5,6})\b\)?",
        // A number alone, in brackets.
        r"^\s*[(\[#]\s*[Qq]?(?<n>\d{5,6})\s*[)\]]?\s*$",
    ];
    patterns
        .iter()
        .filter_map(|one| Regex::new(one).ok())
        .collect()
});

/// The numbers in a text that it marks as article numbers, each with the range of everything that
/// says so. The caller must look up whether the article exists.
pub(super) fn article_numbers(text: &str) -> Vec<(Range<usize>, ArticleId)> {
    let mut found: Vec<(Range<usize>, ArticleId)> = Vec::new();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return found;
    }
    for pattern in NUMBERS.iter() {
        for captures in pattern.captures_iter(text) {
            let group = |name| captures.name(name).map_or("", |group| group.as_str());
            let digits = ["n", "a", "b", "c"].map(group).concat();
            let span = captures.get(0).map(|whole| whole.range());
            let is_new = |span: &Range<usize>| {
                let mut known = found.iter();
                !known.any(|(other, _)| other.start < span.end && span.start < other.end)
            };
            if let Some(span) = span.filter(is_new)
                && let Some(id) = ArticleId::parse(&format!("Q{digits}"))
            {
                found.push((span, id));
            }
        }
    }
    found.sort_by_key(|(span, _)| span.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_old_tickets_have_them() {
        for text in [
            "http://support.microsoft.com/support/kb/articles/Q168/4/65.ASP",
            "see http://www.microsoft.com/kb/articles/q168/4/65.htm for more",
            "http://support.microsoft.com/default.aspx?scid=kb;en-us;168465",
            "http://support.microsoft.com/default.aspx?scid=kb;en-us;Q168465&sd=tech",
            "https://support.microsoft.com/en-us/kb/168465",
            "https://support.microsoft.com/en-us/help/168465/some-title",
            "id=168465",
            "kbid=168465",
            "kb/168465",
            "article 168465",
            "Article ID: 168465",
            "KB article #168465",
            "MSKB 168465",
            "knowledge base article 168465",
            "see article (168465) first",
            "(168465)",
            "#168465",
        ] {
            let found = article_numbers(text);
            let ids: Vec<&str> = found.iter().map(|(_, id)| id.as_str()).collect();
            assert_eq!(ids, ["Q168465"], "{text}");
        }
        for text in [
            "error 10061",
            "socket error (10061) on connect",
            "invoice 168465",
            "kb 12",
            "512 kb 168465",
            "wait (123456)",
            "process id=72698",
            "article 1684650",
            "2/3/45",
            "",
        ] {
            assert_eq!(article_numbers(text), [], "{text}");
        }
    }
}
