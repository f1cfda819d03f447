//! Tags that are not HTML: our reader's own, MDX components, and placeholders.

use super::tag::Tag;
use crate::markup::note_kind::note_kind;
use crate::markup::{NoteKind, build::Part};

/// The meaning of a tag that is not HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Component {
    /// A note, with its title.
    Note(NoteKind, Option<String>),
    /// A part that is folded up at first, with its summary.
    Details(Option<String>),
    /// A tab, or a part with a title.
    Tab(Option<String>),
    Link,
    Image,
    /// A part without words of its own.
    Part(Part),
    /// Unknown; its words are kept.
    Unknown,
}

/// The component that `tag` opens. The caller has already checked the letter case.
pub fn component(tag: &Tag<'_>) -> Component {
    let title = || {
        let names = ["title", "heading", "header", "label", "summary", "tab"];
        tag.first(&names).map(str::to_owned)
    };
    match tag.name.as_str() {
        "admonition" | "callout" | "alert" | "aside" | "message" | "banner" | "box" => {
            let kind = tag.first(&[
                "type", "kind", "variant", "style", "intent", "color", "level",
            ]);
            let kind = kind.and_then(note_kind).unwrap_or(NoteKind::Note);
            Component::Note(kind, title())
        }
        "note" | "tip" | "info" | "warning" | "caution" | "danger" | "important" | "hint"
        | "attention" | "error" | "success" | "check" | "question" | "example" | "warn" => {
            let kind = note_kind(&tag.name).unwrap_or(NoteKind::Note);
            Component::Note(kind, title())
        }
        "details" | "accordion" | "accordionitem" | "collapse" | "collapsible" | "expandable"
        | "expand" | "dropdown" | "expander" | "spoiler" => Component::Details(title()),
        "tabitem" | "tab" | "step" | "codetab" => {
            let label = title().or_else(|| tag.first(&["value", "name"]).map(str::to_owned));
            Component::Tab(label)
        }
        "link" | "card" | "linkcard" | "button" | "linkbutton" | "docslink" | "doclink"
        | "navlink" => Component::Link,
        "image" | "img" | "thumbnail" | "zoomimage" | "themedimage" | "figure" | "video"
        | "youtube" => Component::Image,
        "tabs" | "steps" | "cards" | "cardgroup" | "cardgrid" | "accordiongroup" | "frame"
        | "columns" | "column" | "grid" | "row" | "col" | "fragment" | "codegroup" | "center"
        | "filetree" | "panel" | "div" | "section" | "head" => Component::Part(Part::Group),
        "br" | "icon" | "spacer" | "toc" | "tocinline" | "badge" | "highlight" | "kbd" | "span"
        | "trans" | "translate" | "tooltip" | "term" | "strong" | "b" | "code" => {
            Component::Part(Part::Span)
        }
        _ => Component::Unknown,
    }
}
