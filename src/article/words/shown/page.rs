//! Finds the main content of an HTML page, and the parts of it that are about the site.

use std::ops::Range;

use super::{arguments::pairs, scanner::Scanner, tags::tag_end};

/// What identifies the element with the main content, the surest first: attributes, or its name.
const MAIN: [(&str, &str); 9] = [
    ("id", "main-content"),
    ("class", "page-content"),
    ("id", "page-content"),
    ("id", "mw-content-text"),
    ("", "article"),
    ("", "main"),
    ("role", "main"),
    ("itemprop", "articlebody"),
    ("class", "article-body"),
];

/// Elements that are about the site, and elements that are only if they are outside the main
/// content.
const SITE: [&str; 1] = ["nav"];
const FRAME: [&str; 3] = ["header", "footer", "aside"];

/// A tag that begins an element.
struct Tag<'s> {
    name: String,
    attributes: &'s str,
    /// The position after the tag.
    inside: usize,
    /// The position of the tag.
    at: usize,
}

impl Tag<'_> {
    /// Whether an attribute has this word, in any letter case.
    fn has(&self, name: &str, word: &str) -> bool {
        let is_it = |(key, value): &(&str, Range<usize>)| {
            let value = self.attributes.get(value.clone()).unwrap_or_default();
            let mut words = value.split_whitespace();
            key.eq_ignore_ascii_case(name) && words.any(|one| one.eq_ignore_ascii_case(word))
        };
        pairs(self.attributes).iter().any(is_it)
    }

    fn is_of_site(&self, is_whole: bool) -> bool {
        let is_named = |names: &[&str]| names.contains(&self.name.as_str());
        let is_list = is_named(&["div", "ol", "ul", "section"]);
        let is_path = self.attributes.to_ascii_lowercase().contains("breadcrumb");
        let is_bar = self.has("role", "navigation") || self.has("role", "banner");
        is_named(&SITE)
            || is_list && (is_path || is_whole && is_bar)
            || is_whole && is_named(&FRAME)
    }
}

impl Scanner<'_> {
    /// Goes through the main content of a page.
    pub(super) fn page(&mut self) {
        let source = self.source;
        let tags = tags(source);
        let main = MAIN.iter().find_map(|(name, word)| {
            let is_it = |tag: &&Tag<'_>| match *name {
                "" => tag.name == *word,
                name => tag.has(name, word),
            };
            let inside = inside(source, tags.iter().find(is_it)?);
            says(source.get(inside.clone()).unwrap_or_default()).then_some(inside)
        });
        let is_whole = main.is_none();
        let body = tags.iter().find(|tag| tag.name == "body");
        let content = main.or_else(|| body.map(|body| inside(source, body)));
        let content = content.unwrap_or(0..source.len());
        self.hide_to(content.start);
        for tag in tags.iter().filter(|tag| tag.at < content.end) {
            if tag.at >= self.at && tag.is_of_site(is_whole) {
                self.inlines_to(tag.at);
                self.hide_to(inside(source, tag).end.min(content.end));
            }
        }
        self.inlines_to(content.end);
    }

    /// Goes through all lines up to that position.
    fn inlines_to(&mut self, end: usize) {
        while self.at < end {
            self.inlines(end);
        }
    }
}

/// The tags that begin elements.
fn tags(source: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = source.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let rest = source.get(start + 1..).unwrap_or_default();
        at = start + 1;
        if let Some(comment) = rest.strip_prefix("!--") {
            at = comment
                .find("-->")
                .map_or(source.len(), |end| start + 4 + end);
            continue;
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "-_:".contains(c)));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        let near = after
            .get(..after.floor_char_boundary(4_000))
            .unwrap_or(after);
        let Some(close) = tag_end(near).filter(|_| !name.is_empty()) else {
            continue;
        };
        at = start + 1 + name.len() + close;
        tags.push(Tag {
            name: name.to_ascii_lowercase(),
            attributes: near.get(..close).unwrap_or_default(),
            inside: at + 1,
            at: start,
        });
    }
    tags
}

/// The content of an element, up to its own end tag.
fn inside(source: &str, tag: &Tag<'_>) -> Range<usize> {
    let rest = source.get(tag.inside..).unwrap_or_default();
    let mut open = 1_usize;
    for (at, _) in rest.match_indices('<') {
        let after = rest.get(at + 1..).unwrap_or_default();
        let (is_end, after) = match after.strip_prefix('/') {
            Some(after) => (true, after),
            None => (false, after),
        };
        let (name, behind) = after.split_at_checked(tag.name.len()).unwrap_or_default();
        let is_same = name.eq_ignore_ascii_case(&tag.name)
            && !behind.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        match (is_same, is_end) {
            (true, true) => open -= 1,
            (true, false) => open += 1,
            (false, _) => {}
        }
        if open == 0 {
            return tag.inside..tag.inside + at;
        }
    }
    tag.inside..source.len()
}

/// Whether a part of a page has any text.
fn says(part: &str) -> bool {
    let texts = part
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    texts.into_iter().any(|text| !text.trim().is_empty())
}
