//! The tags of the XML that the `evtx` crate writes, which is well-formed and has no comments,
//! CDATA sections or declarations; anything else is skipped.

use std::borrow::Cow;

/// A tag, and the text after it up to the next one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'x> {
    /// Its name without the prefix.
    pub(super) name: &'x str,
    pub(super) kind: TagKind,
    text: &'x str,
}

/// The kind of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Opens,
    Closes,
    /// It is an empty element.
    Empty,
}

impl<'x> Tag<'x> {
    /// The text after it.
    pub(super) fn text(&self) -> Cow<'x, str> {
        unescape(self.text)
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
}

impl<'x> Iterator for Tags<'x> {
    type Item = Tag<'x>;

    fn next(&mut self) -> Option<Tag<'x>> {
        let (_, after) = split(self.rest, b'<')?;
        let end = end_of_tag(after)?;
        let (inside, after) = after.split_at_checked(end)?;
        let after = after.get(1..)?;
        let (text, _) = split(after, b'<').unwrap_or((after, ""));
        self.rest = after.get(text.len()..)?;
        let (kind, inside) = match inside.as_bytes() {
            [b'/', ..] => (TagKind::Closes, inside.get(1..)?),
            [.., b'/'] => (TagKind::Empty, inside.get(..inside.len() - 1)?),
            _ => (TagKind::Opens, inside),
        };
        let name = split(inside, b' ').map_or(inside, |(name, _)| name);
        let name = split(name, b':').map_or(name, |(_, name)| name);
        Some(Tag { name, kind, text })
    }
}

/// The end of a tag that begins before this text: the next `>` outside quotes.
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

/// The text before and after an ASCII character. The texts here are short, for which this is
/// several times faster than the search in the standard library.
pub(super) fn split(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.as_bytes().iter().position(|byte| *byte == at)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// A text with its references resolved: the five that XML defines, and numbers.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if split(text, b'&').is_none() {
        return Cow::Borrowed(text);
    }
    quick_xml::escape::unescape(text).unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_are_found_with_their_texts() {
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
    }

    proptest! {
        #[test]
        fn never_fails(text in "[<>/='\"& a:;é]{0,60}") {
            for tag in Tags::of(&text) {
                tag.text();
            }
        }
    }
}
