//! MDX components, whose attributes may be expressions that neither Markdown nor HTML parsers read.
//! In MDX, the content of HTML elements is Markdown, too.

use super::{
    attributes::{Arguments, braces_end},
    escape::escaped,
};

/// The longest tag that is examined.
const TAG_LIMIT: usize = 4_000;

/// Elements that contain blocks: text in or around them would begin an HTML block, in which nothing
/// is Markdown.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Headings, which contain no blocks.
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// A tag of a component.
pub struct ComponentTag<'t> {
    /// Its length.
    pub length: usize,
    pub name: &'t str,
    pub is_end: bool,
    pub is_closed: bool,
    /// Whether it contains blocks.
    pub is_block: bool,
    /// The tag as HTML.
    pub html: String,
}

/// The component tag at the beginning of `rest` (`<Tabs values={[…]}>`), or an HTML tag with an
/// expression in it; in MDX, also the tag of an element that contains blocks.
pub fn component_tag(rest: &str, is_mdx: bool) -> Option<ComponentTag<'_>> {
    let inside = rest.strip_prefix('<')?;
    let (is_end, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let end =
        inside.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')))?;
    let name = inside
        .get(..end)
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase());
    let after = inside.get(end..)?;
    if !after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/')) {
        return None;
    }
    let close = tag_end(after)?;
    let attributes = after.get(..close)?;
    let has_expression = attributes.contains("={") || attributes.contains("{...");
    let is_block = is_capital || is_mdx && BLOCKS.contains(&name);
    let is_heading = is_mdx && HEADINGS.contains(&name);
    if !is_block && !is_heading && !has_expression {
        return None;
    }
    let length = rest.len() - after.len() + close + 1;
    let is_closed = attributes.trim_end().ends_with('/');
    let attributes = attributes.trim_end().trim_end_matches('/');
    if !has_expression && !attributes.contains('\n') {
        let tag = rest.get(..length)?;
        // After another tag on its line, it doesn't begin an HTML block.
        let html = match is_heading && !is_end {
            true => format!("<wbr>{tag}"),
            false => tag.to_owned(),
        };
        return Some(ComponentTag {
            length,
            name,
            is_end,
            is_closed,
            is_block,
            html,
        });
    }
    let read = Arguments::read(attributes);
    let mut html = format!("<{}{name}", if is_end { "/" } else { "" });
    let kept = [
        "src",
        "href",
        "to",
        "url",
        "alt",
        "title",
        "label",
        "value",
        "type",
        "id",
        "summary",
        "name",
        "header",
        "heading",
        "text",
        "content",
        "description",
        "start",
        "class",
    ];
    for key in kept {
        if let Some(value) = read.get(&[key]) {
            html.push_str(&format!(" {key}=\"{}\"", escaped(value)));
        }
    }
    html.push_str(if is_closed { " />" } else { ">" });
    Some(ComponentTag {
        length,
        name,
        is_end,
        is_closed,
        is_block,
        html,
    })
}

/// The position of the `>` that ends a tag, outside quotes and braces.
fn tag_end(attributes: &str) -> Option<usize> {
    let mut at = 0;
    let mut quote: Option<char> = None;
    while at < attributes.len().min(TAG_LIMIT) {
        let rest = attributes.get(at..)?;
        let c = rest.chars().next()?;
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '>') => return Some(at),
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => {
                let mut end = rest.len().min(TAG_LIMIT);
                while !rest.is_char_boundary(end) {
                    end -= 1;
                }
                at += braces_end(rest.get(..end)?)?;
                continue;
            }
            (_, '\n') if rest.starts_with("\n\n") => return None,
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}
