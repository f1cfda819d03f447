//! The meaning of HTML elements.

use crate::markup::{Numbering, build::Part};

/// The meaning of a known element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// It is this part of the text.
    Part(Part),
    /// It is read by code of its own.
    Own,
    /// Neither it nor its content is shown.
    Hidden,
    /// It has no meaning; its content is text.
    Nothing,
}

/// The meaning of the element with this name; `None` if HTML has no such element.
pub fn meaning(name: &str) -> Option<Meaning> {
    let part = match name {
        "b" | "strong" | "mark" => Part::Strong,
        "i" | "em" | "cite" | "var" | "dfn" => Part::Emphasis,
        "s" | "del" | "strike" => Part::Strikethrough,
        "code" | "kbd" | "samp" | "tt" => Part::Code,
        "sup" => Part::Superscript,
        "sub" => Part::Subscript,
        "u" | "ins" | "small" | "big" | "font" | "span" | "abbr" | "acronym" | "bdi" | "bdo"
        | "q" | "time" | "data" | "label" | "nobr" | "ruby" | "rt" | "rp" | "rb" | "blink"
        | "button" | "output" | "meter" | "progress" | "legend" => Part::Span,
        "p" | "figcaption" | "caption" => Part::Paragraph,
        "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav"
        | "center" | "figure" | "address" | "fieldset" | "form" | "hgroup" | "body" | "html"
        | "search" | "marquee" | "noscript" | "picture" | "svg" | "optgroup" | "select"
        | "datalist" | "map" | "object" | "iframe" | "video" | "audio" | "canvas" => Part::Group,
        "blockquote" => Part::Quote,
        "details" => Part::Details,
        "ul" | "menu" | "dir" | "dl" => Part::List(None, Numbering::Numbers),
        "table" => Part::Table,
        "ol" | "li" | "dt" | "dd" | "tr" | "td" | "th" | "h1" | "h2" | "h3" | "h4" | "h5"
        | "h6" | "pre" | "a" | "img" | "br" | "hr" | "input" | "embed" | "source" | "summary"
        | "option" | "textarea" => return Some(Meaning::Own),
        "script" | "style" | "head" | "template" | "title" => return Some(Meaning::Hidden),
        "thead" | "tbody" | "tfoot" | "colgroup" | "col" | "wbr" | "meta" | "link" | "base"
        | "area" | "track" | "param" | "doctype" => return Some(Meaning::Nothing),
        _ => return None,
    };
    Some(match name {
        "iframe" | "video" | "audio" | "object" => Meaning::Own,
        _ => Meaning::Part(part),
    })
}
