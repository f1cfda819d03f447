//! TEMPORARY.
use std::sync::LazyLock;
use regex::Regex;
use crate::evidence::*;

static EVENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\bevent\s*-?\s*id\s*[:=#(]*\s*(\d{1,5})\b|\bevent\s+(\d{1,5})\b").unwrap());
static SOURCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)source\s*[:=]\s*([^\r\n]{2,40}?)\s*(?:\n|  |\t|type\s*:|category|event|id\s*:)").unwrap());
pub fn fold_source(s: &str) -> String { s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() }
pub fn events(text: &str) -> Vec<EventMention> {
    EVENT.captures_iter(text).filter_map(|c| {
        let m = c.get(0)?;
        let id = c.get(1).or(c.get(2))?.as_str().parse().ok()?;
        let mut a = m.start().saturating_sub(120); while !text.is_char_boundary(a) { a -= 1 }
        let mut b = (m.end() + 120).min(text.len()); while !text.is_char_boundary(b) { b += 1 }
        let after = SOURCE.captures(&text[m.end()..b]).map(|c| c[1].to_owned());
        let source = after.or_else(|| SOURCE.captures_iter(&text[a..m.start()]).last().map(|c| c[1].to_owned()));
        Some(EventMention { span: m.range(), id, source })
    }).collect()
}
