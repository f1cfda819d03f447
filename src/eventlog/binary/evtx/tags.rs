//! The tags of the XML that the `evtx` crate writes. It is well-formed, without comments, sections
//! or declarations; anything else is passed over.

use std::borrow::Cow;

/// A tag, and the text behind it up to the next one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'x> {
    /// Its name, without a prefix.
    pub(super) name: &'x str,
    pub(super) kind: TagKind,
    attributes: &'x str,
    text: &'x str,
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Opens,
    Closes,
    /// It is a whole element.
    Empty,
}

impl<'x> Tag<'x> {
    /// The text behind it.
    pub(super) fn text(&self) -> Cow<'x, str> {
        unescape(self.text)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'x, str>> {
        let mut rest = self.attributes;
        loop {
            let (key, behind) = rest.split_once('=')?;
            let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, behind) = behind.get(1..)?.split_once(quote)?;
            if key.trim() == name {
                return Some(unescape(value));
            }
            rest = behind;
        }
    }
}

/// The tags of a text, one after another.
pub(super) struct Tags<'x> {
    rest: &'x str,
}

impl<'x> Tags<'x> {
    pub(super) fn of(xml: &'x str) -> Self {
        Self { rest: xml }
    }

    /// The text behind the last tag.
    pub(super) fn rest(&self) -> &'x str {
        self.rest
    }
}

impl<'x> Iterator for Tags<'x> {
    type Item = Tag<'x>;

    fn next(&mut self) -> Option<Tag<'x>> {
        let (_, behind) = self.rest.split_once('<')?;
        let end = end_of_tag(behind)?;
        let (inside, behind) = behind.split_at_checked(end)?;
        let behind = behind.get(1..)?;
        let (text, _) = behind.split_once('<').unwrap_or((behind, ""));
        self.rest = behind.get(text.len()..)?;
        let (kind, inside) = match (inside.strip_prefix('/'), inside.strip_suffix('/')) {
            (Some(inside), _) => (TagKind::Closes, inside),
            (None, Some(inside)) => (TagKind::Empty, inside),
            (None, None) => (TagKind::Opens, inside),
        };
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        let name = name.split_once(':').map_or(name, |(_, name)| name);
        Some(Tag {
            name,
            kind,
            attributes,
            text,
        })
    }
}

/// Where the tag ends that begins before this text: at a `>` outside of quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    quick_xml::escape::unescape(text).unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_are_found_with_their_texts_and_attributes() {
        let xml =
            "<?xml version=\"1.0\"?>\n<a:Event n='1>2' m=\"x &amp; y\">one &lt; two<b/></a:Event>";
        let tags: Vec<_> = Tags::of(xml).skip(1).collect();
        let seen: Vec<_> = tags.iter().map(|tag| (tag.name, tag.kind)).collect();
        let expect = [
            ("Event", TagKind::Opens),
            ("b", TagKind::Empty),
            ("Event", TagKind::Closes),
        ];
        assert_eq!(seen, expect);
        assert_eq!(tags[0].text(), "one < two");
        assert_eq!(tags[0].attribute("n").as_deref(), Some("1>2"));
        assert_eq!(tags[0].attribute("m").as_deref(), Some("x & y"));
        assert_eq!(tags[0].attribute("o"), None);
    }

    proptest! {
        #[test]
        fn never_fails(text in "[<>/='\"& a:;é]{0,60}") {
            for tag in Tags::of(&text) {
                tag.attribute("a");
                tag.text();
            }
        }
    }
}
