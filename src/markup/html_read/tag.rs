//! Splits HTML into tags, texts and comments.
//!
//! Only the tokenizer of the HTML standard is needed, since the builder of blocks repairs bad
//! nesting anyway. html5gum is just that and has no dependencies; html5ever would bring a dozen
//! crates, and a tree of nodes that would have to be walked again.

use html5gum::{
    Tokenizer,
    emitters::default::{DefaultEmitter, Token},
};

/// The most attributes of a tag that are read.
const ATTRIBUTE_LIMIT: usize = 100;

/// A start tag.
#[derive(Debug, Clone)]
pub struct Tag<'t> {
    /// Its name in lower case.
    pub name: String,
    /// As written, from `<` to `>`.
    pub raw: &'t str,
    /// Whether it ends with `/>`.
    pub is_closed: bool,
    attributes: Vec<(String, String)>,
}

/// A piece of HTML.
#[derive(Debug, Clone)]
pub enum Piece<'t> {
    Start(Tag<'t>),
    End { name: String, raw: &'t str },
    Text(String),
}

impl Tag<'_> {
    /// The value of an attribute; `None` if it is missing or empty.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The first of some attributes that has a value.
    pub fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.attribute(name))
    }

    /// Whether it has this attribute, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(key, _)| key == name)
    }

    /// The name as written.
    pub fn written_name(&self) -> &str {
        written_name(self.raw)
    }

    /// Whether everything in it could be attributes, unlike in `<user name, domain>`.
    pub fn is_well_formed(&self) -> bool {
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '@' | ':' | '_'))
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_:@".contains(c))
        };
        self.attributes.iter().all(|(name, _)| is_name(name))
    }

    /// Whether it has an attribute with a value.
    pub fn has_values(&self) -> bool {
        self.attributes.iter().any(|(_, value)| !value.is_empty())
    }

    /// Whether it has this class.
    pub fn has_class(&self, class: &str) -> bool {
        self.classes().any(|one| one == class)
    }

    /// Its classes.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        let classes = self.first(&["class", "classname"]).unwrap_or_default();
        classes.split_ascii_whitespace()
    }
}

/// The name in a tag as written.
pub fn written_name(raw: &str) -> &str {
    let name = raw.strip_prefix("</").or(raw.strip_prefix('<'));
    let name = name.unwrap_or(raw);
    let end = name.find(|c: char| c.is_whitespace() || c == '/' || c == '>');
    name.get(..end.unwrap_or(name.len())).unwrap_or_default()
}

/// The pieces of `html`, without its comments. Text that looks like the beginning of a tag but
/// never ends is text.
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let tokenizer = Tokenizer::new_with_emitter(html, emitter);
    let mut pieces = Vec::new();
    let mut seen = 0;
    for token in tokenizer.flatten() {
        match token {
            Token::StartTag(tag) => {
                let raw = html.get(tag.span.start..tag.span.end).unwrap_or_default();
                seen = seen.max(tag.span.end);
                let attributes = tag.attributes.iter().take(ATTRIBUTE_LIMIT);
                let attributes = attributes.map(|(name, value)| (lossy(name), lossy(&value.value)));
                pieces.push(Piece::Start(Tag {
                    name: lossy(&tag.name),
                    raw,
                    is_closed: tag.self_closing,
                    attributes: attributes.collect(),
                }));
            }
            Token::EndTag(tag) => {
                let raw = html.get(tag.span.start..tag.span.end).unwrap_or_default();
                seen = seen.max(tag.span.end);
                let name = lossy(&tag.name);
                pieces.push(Piece::End { name, raw });
            }
            Token::String(text) => {
                seen = seen.max(text.span.end);
                pieces.push(Piece::Text(lossy(&text.value)));
            }
            Token::Comment(comment) => seen = seen.max(comment.span.end),
            Token::Doctype(doctype) => seen = seen.max(doctype.span.end),
            Token::Error(_) => {}
        }
    }
    // The tokenizer drops a tag that is cut off by the end of the text.
    if let Some(rest) = html.get(seen..)
        && rest.starts_with('<')
        && !rest.starts_with("<!")
    {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
