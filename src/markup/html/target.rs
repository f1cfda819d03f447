//! Decides which link targets are allowed, and finds addresses and IDs in running text.

use std::ops::Range;

use crate::{evidence::ArticleId, markup::WIKI};

/// The longest link target that becomes a link.
const TARGET_LIMIT: usize = 2048;

/// A link target that may become a link.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// An http or https address.
    Web(&'a str),
    /// A mailto address.
    Mail(&'a str),
    /// A place on the same page, without the `#`.
    Anchor(&'a str),
    /// An article, and the section in it.
    Article(ArticleId, Option<&'a str>),
    /// A path, or the name of a page: `../a.md#b`, `wiki:Page`.
    Path(&'a str),
}

impl<'a> Target<'a> {
    /// The kind of a target; `None` for everything that must not become a link, such as
    /// `javascript:`.
    pub(super) fn parse(target: &'a str) -> Option<Self> {
        let target = target.trim();
        if target.is_empty() || target.len() > TARGET_LIMIT || target.contains(char::is_control) {
            return None;
        }
        if starts_with(target, "http://") || starts_with(target, "https://") {
            return Some(Self::Web(target));
        }
        if starts_with(target, "mailto:") {
            return Some(Self::Mail(target));
        }
        let (name, anchor) = match target.split_once('#') {
            Some((name, anchor)) => (name, Some(anchor)),
            None => (target, None),
        };
        if let (true, Some(anchor)) = (name.is_empty(), anchor) {
            return is_anchor(anchor).then_some(Self::Anchor(anchor));
        }
        if let Some(id) = ArticleId::parse(name) {
            return is_anchor(anchor.unwrap_or("a")).then_some(Self::Article(id, anchor));
        }
        is_path(target).then_some(Self::Path(target))
    }
}

/// Whether a target has neither a host nor a scheme (except that of wiki links).
fn is_path(target: &str) -> bool {
    let scheme = target.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    let has_scheme = !scheme.is_empty() && scheme.bytes().all(is_name);
    (!has_scheme || target.starts_with(WIKI)) && !target.starts_with("//")
}

fn is_anchor(anchor: &str) -> bool {
    !anchor.is_empty()
        && anchor
            .chars()
            .all(|c| c.is_alphanumeric() || is_mark(c) || matches!(c, '-' | '_' | '.'))
}

/// Accents and vowel signs, which are part of words in many languages.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !c.is_control()
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// The http and https addresses in `text`, in order, without the punctuation after them.
pub(super) fn web_addresses(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Nothing is examined twice, even if addresses contain one another.
    let mut past = 0;
    for (colon, _) in text.match_indices("://") {
        let before = text.get(..colon).unwrap_or_default().as_bytes();
        let scheme = before
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let start = colon - scheme;
        let name = text.get(start..colon).unwrap_or_default();
        let is_web = name.eq_ignore_ascii_case("http") || name.eq_ignore_ascii_case("https");
        let after = text.get(colon + 3..).unwrap_or_default();
        let has_host = after.starts_with(|c: char| c.is_alphanumeric() || c == '[');
        if !is_web || !has_host || start < past {
            continue;
        }
        let stop = |c: char| c.is_whitespace() || c.is_control() || "<>\"`|".contains(c);
        past = colon + 3 + after.find(stop).unwrap_or(after.len());
        let address = text.get(start..past).unwrap_or_default();
        let end = start + without_closing_punctuation(address).len();
        if end > colon + 3 && end - start <= TARGET_LIMIT {
            found.push(start..end);
        }
    }
    found
}

fn without_closing_punctuation(address: &str) -> &str {
    let mut kept = address;
    let mut open = kept.matches('(').count();
    let mut closed = kept.matches(')').count();
    loop {
        if let Some(shorter) =
            kept.strip_suffix(['.', ',', ';', ':', '!', '?', '\'', ']', '}', '*'])
        {
            kept = shorter;
        } else if let Some(shorter) = kept.strip_suffix(')').filter(|_| closed > open) {
            kept = shorter;
            closed -= 1;
        } else if let Some(shorter) = kept.strip_suffix('(') {
            kept = shorter;
            open -= 1;
        } else {
            return kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_only_known_kinds_of_target() {
        for (target, is_followed) in [
            ("http://example.com/a?b=c", true),
            ("HTTPS://example.com", true),
            ("mailto:desk@example.com", true),
            ("Q168465", true),
            ("q168465#resolution", true),
            ("VPN-012", true),
            ("#cause", true),
            ("screen.png", true),
            ("javascript:alert(1)", false),
            (" java\nscript:alert(1)", false),
            ("data:text/html,x", false),
            ("//example.com", false),
            ("/etc/passwd", true),
            ("..", true),
            ("a\\b.png", true),
            ("../a b.md#c", true),
            ("wiki:Page#x", true),
            ("vbscript:x", false),
            ("Q168465#a b", false),
            ("#", false),
            ("", false),
        ] {
            assert_eq!(Target::parse(target).is_some(), is_followed, "{target}");
        }
    }

    #[test]
    fn finds_addresses_without_the_sentence_around_them() {
        for (text, expect) in [
            ("see http://example.com/a.", vec!["http://example.com/a"]),
            (
                "(https://example.com/x_(y)), then",
                vec!["https://example.com/x_(y)"],
            ),
            ("ftp://example.com and xhttp://example.com", vec![]),
            ("http:// nothing, http://.", vec![]),
            (
                "\"http://a.example\" http://b.example",
                vec!["http://a.example", "http://b.example"],
            ),
        ] {
            let found: Vec<&str> = web_addresses(text).into_iter().map(|s| &text[s]).collect();
            assert_eq!(found, expect, "{text}");
        }
    }
}
