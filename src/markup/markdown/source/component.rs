//! Components of MDX, whose attributes may be expressions that no parser of Markdown or HTML reads.

use super::{
    attributes::{Arguments, braces_end},
    escape::escaped,
};

/// Longest tag that is looked at.
const TAG_LIMIT: usize = 4_000;

/// A tag of a component.
pub struct ComponentTag<'t> {
    /// Its length.
    pub length: usize,
    pub name: &'t str,
    pub is_end: bool,
    pub is_closed: bool,
    /// The tag in HTML.
    pub html: String,
}

/// The component's tag that `rest` begins with (`<Tabs values={[…]}>`), or a tag of HTML with an
/// expression in it.
pub fn component_tag(rest: &str) -> Option<ComponentTag<'_>> {
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
    if !is_capital && !has_expression {
        return None;
    }
    let length = rest.len() - after.len() + close + 1;
    let is_closed = attributes.trim_end().ends_with('/');
    let attributes = attributes.trim_end().trim_end_matches('/');
    if !has_expression && !attributes.contains('\n') {
        let html = rest.get(..length)?.to_owned();
        return Some(ComponentTag {
            length,
            name,
            is_end,
            is_closed,
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
        html,
    })
}

/// Where the `>` is that ends a tag, outside of quotes and braces.
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
