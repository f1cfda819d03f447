//! Reads one tag after another into a builder of blocks.

use std::collections::HashSet;

use super::{
    component::{Component, component},
    known::{Meaning, meaning},
    tag::{Piece, Tag, pieces, written_name},
};
use crate::markup::{
    Block, Inline, NoteKind, Numbering,
    build::{Builder, Owner, Part, Verbatim},
    note_kind::{note_kind, note_kind_of_class},
};

/// HTML elements whose names people also write in angle brackets as placeholders.
const MISTAKEN: [&str; 40] = [
    "address", "area", "base", "body", "button", "caption", "code", "data", "dir", "embed", "form",
    "head", "header", "html", "input", "label", "link", "main", "map", "menu", "meta", "meter",
    "object", "option", "output", "param", "progress", "search", "section", "select", "source",
    "style", "summary", "table", "template", "time", "title", "track", "var", "video",
];

/// The context of a tag.
#[derive(Debug, Default)]
pub struct Context {
    /// The names, as written, that have an end tag in the text.
    ended: HashSet<String>,
    /// The element that is hidden right now, and how many elements with its name are open in it.
    hidden: Option<(String, usize)>,
    /// The level of the last heading; headings of tabs are below it.
    pub level: u8,
    /// The names of unknown components, in order, each once.
    pub unknown: Vec<String>,
    /// Whether all tags are HTML, so that none is a placeholder.
    is_document: bool,
}

impl Context {
    /// The context for tags in `text`.
    pub fn of(text: &str) -> Self {
        let ends = text.match_indices("</");
        let names = ends.map(|(at, _)| written_name(text.get(at..).unwrap_or_default()));
        let names = names.filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        Self {
            ended: names.map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    /// The context for a whole HTML document.
    pub fn of_document() -> Self {
        Self {
            is_document: true,
            ..Self::default()
        }
    }

    /// Whether text is hidden at the reader's current position.
    pub fn is_hiding(&self) -> bool {
        self.hidden.is_some()
    }

    /// Whether the text has an end tag with this name, as written.
    pub fn is_ended(&self, name: &str) -> bool {
        self.ended.contains(name)
    }
}

/// Reads a piece of HTML into `builder`.
pub fn feed(builder: &mut Builder, html: &str, context: &mut Context) {
    for piece in pieces(html) {
        feed_piece(builder, &piece, context);
    }
}

pub(super) fn feed_piece(builder: &mut Builder, piece: &Piece<'_>, context: &mut Context) {
    if let Some((name, depth)) = &mut context.hidden {
        match piece {
            Piece::Start(tag) if tag.name == *name && !tag.is_closed => *depth += 1,
            Piece::End { name: end, .. } if end == name && *depth > 0 => *depth -= 1,
            Piece::End { name: end, .. } if end == name => context.hidden = None,
            _ => {}
        }
        return;
    }
    match piece {
        Piece::Text(text) => builder.html_text(text),
        Piece::Start(tag) => start(builder, tag, context),
        Piece::End { name, raw } => end(builder, name, raw, context),
    }
}

fn start(builder: &mut Builder, tag: &Tag<'_>, context: &mut Context) {
    let name = tag.name.as_str();
    if name.starts_with("x-") && own(builder, tag, context) {
        return;
    }
    let is_capital = tag
        .written_name()
        .starts_with(|c: char| c.is_ascii_uppercase());
    let is_shouted = !tag
        .written_name()
        .contains(|c: char| c.is_ascii_lowercase());
    match meaning(name) {
        // `<B>` and `<TABLE>` are HTML tags, `<Details>` is a component, and `<Input>` may be
        // either.
        Some(meaning)
            if context.is_document || !is_capital || is_shouted && tag.is_well_formed() =>
        {
            let is_placeholder = !tag.has_values()
                && (!tag.is_well_formed()
                    || MISTAKEN.contains(&name) && !context.is_ended(tag.written_name()));
            if !context.is_document && is_placeholder {
                builder.html_text(tag.raw);
                return;
            }
            known(builder, tag, meaning, context);
        }
        _ => unknown(builder, tag, context),
    }
}

fn html(tag: &Tag<'_>) -> Owner {
    Owner::Html(tag.name.clone())
}

fn known(builder: &mut Builder, tag: &Tag<'_>, meaning: Meaning, context: &mut Context) {
    match meaning {
        Meaning::Nothing => {}
        Meaning::Hidden => {
            let is_ended = context.is_document || context.is_ended(tag.written_name());
            if !tag.is_closed && is_ended {
                context.hidden = Some((tag.name.clone(), 0));
            } else if !context.is_document {
                builder.html_text(tag.raw);
            }
        }
        Meaning::Own => element(builder, tag, context),
        Meaning::Part(part) => {
            if part == Part::Group {
                let kind = tag.classes().find_map(note_kind_of_class);
                let is_box = matches!(tag.name.as_str(), "div" | "aside" | "section");
                if let Some(kind) = kind.filter(|_| is_box) {
                    builder.open(Part::Note(kind), html(tag));
                    return;
                }
                if let Some(part) = expanding(builder, tag) {
                    builder.open(part, html(tag));
                    return;
                }
            }
            if part == Part::Paragraph {
                if let Some(part) = set_apart(builder, tag) {
                    builder.open(part, html(tag));
                    return;
                }
                let is_it = |part: &Part| *part == Part::Paragraph;
                if builder.is_top(is_it) {
                    builder.close_html("p");
                }
            }
            let is_block = !part.is_inline();
            builder.open(part, html(tag));
            if let Some(id) = tag
                .attribute("id")
                .filter(|_| is_block || tag.name == "span")
            {
                builder.anchor(id);
            }
            if tag.is_closed {
                builder.close_html(&tag.name);
            }
        }
    }
}

/// A part that can be folded up, as Confluence exports it.
fn expanding(builder: &Builder, tag: &Tag<'_>) -> Option<Part> {
    let is_in_it = builder.is_top(|part| *part == Part::Details);
    match () {
        () if tag.has_class("expand-container") => Some(Part::Details),
        () if is_in_it && tag.has_class("expand-control") => Some(Part::Title),
        () => None,
    }
}

/// The part that a paragraph is according to its classes: a note (BookStack), or the title of the
/// note around it.
fn set_apart(builder: &Builder, tag: &Tag<'_>) -> Option<Part> {
    const NOTES: [&str; 3] = ["callout", "alert", "admonition"];
    const TITLES: [&str; 3] = ["title", "admonition-title", "callout-title"];
    let is_in_note = builder.is_top(|part| matches!(part, Part::Note(_)));
    if is_in_note && tag.classes().any(|class| TITLES.contains(&class)) {
        return Some(Part::Title);
    }
    let is_note = tag.classes().any(|class| NOTES.contains(&class));
    is_note.then(|| {
        let classes = tag.classes().filter(|class| !NOTES.contains(class));
        let mut kinds = classes.filter_map(|c| note_kind(c).or_else(|| note_kind_of_class(c)));
        Part::Note(kinds.next().unwrap_or(NoteKind::Note))
    })
}

fn element(builder: &mut Builder, tag: &Tag<'_>, context: &mut Context) {
    let owner = html(tag);
    let is_list = |part: &Part| matches!(part, Part::List(..));
    match tag.name.as_str() {
        "ol" => {
            let start = tag.attribute("start").and_then(|start| start.parse().ok());
            let numbering = Numbering::of_html_type(tag.attribute("type").unwrap_or_default());
            builder.open(Part::List(Some(start.unwrap_or(1)), numbering), owner);
        }
        "li" | "dt" => {
            if !builder.back_to(is_list) {
                builder.open(
                    Part::List(None, Numbering::Numbers),
                    Owner::Html("ul".to_owned()),
                );
            }
            if tag.name == "dt" {
                builder.open(Part::Item, Owner::Implied);
                builder.open(Part::Term, owner);
            } else {
                builder.open(Part::Item, owner);
                if let Some(id) = tag.attribute("id") {
                    builder.anchor(id);
                }
                if tag.has_class("checked") {
                    builder.inline(Inline::text("☑ "));
                }
            }
        }
        "dd" => {
            let in_item = builder.back_to(|part| *part == Part::Item || is_list(part));
            let part = match in_item {
                true => Part::Group,
                false => Part::Paragraph,
            };
            builder.open(part, owner);
        }
        "tr" => {
            if builder.back_to(|part| *part == Part::Table) {
                builder.open(Part::Row, owner);
            }
        }
        "td" | "th" => {
            if !builder.back_to(|part| matches!(part, Part::Row | Part::Table)) {
                return;
            }
            if builder.is_top(|part| *part == Part::Table) {
                builder.open(Part::Row, Owner::Html("tr".to_owned()));
            }
            let number = |name| {
                tag.attribute(name)
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(1)
            };
            let span = (number("colspan"), number("rowspan"));
            let is_header = tag.name == "th";
            builder.open(Part::Cell { is_header, span }, owner);
        }
        "pre" => {
            builder.open(Part::Verbatim(Verbatim::Code), owner);
        }
        "a" => {
            if let Some(name) = tag.first(&["name", "id"]) {
                builder.anchor(name);
            }
            let part = match tag.attribute("href") {
                Some(href) => Part::Link(href.to_owned()),
                None => Part::Span,
            };
            builder.open(part, owner);
            if tag.is_closed {
                builder.close_html("a");
            }
        }
        "img" => image(builder, tag),
        "br" => builder.inline(Inline::Break),
        "hr" => builder.block(Block::Rule),
        "input" => {
            if tag.attribute("type") == Some("checkbox") {
                let mark = if tag.has("checked") { "☑ " } else { "☐ " };
                builder.inline(Inline::text(mark));
            } else if !context.is_document && !tag.has_values() {
                builder.html_text(tag.raw);
            }
        }
        "summary" => {
            let part = match builder.is_inside(|part| *part == Part::Details) {
                true => Part::Title,
                false => Part::Paragraph,
            };
            builder.back_to(|part| *part == Part::Details);
            builder.open(part, owner);
        }
        "option" => {
            builder.close_html("option");
            builder.open(Part::Paragraph, owner);
        }
        "textarea" => {
            builder.open(Part::Group, owner);
        }
        "iframe" | "video" | "audio" | "object" | "embed" | "source" => {
            if let Some(source) = tag.first(&["src", "data"]) {
                media(builder, source, tag.first(&["title", "alt", "aria-label"]));
            }
            // Its content is shown only by browsers that can't show the element itself.
            if tag.name == "iframe" && !tag.is_closed && context.is_ended(tag.written_name()) {
                context.hidden = Some((tag.name.clone(), 0));
            }
        }
        heading => {
            let level = heading.as_bytes().get(1).copied().unwrap_or(b'3') - b'0';
            let anchor = tag.attribute("id").unwrap_or_default();
            let anchor = anchor
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned();
            if builder.is_top(|part| matches!(part, Part::Heading { .. })) {
                ["h1", "h2", "h3", "h4", "h5", "h6"]
                    .iter()
                    .for_each(|name| {
                        builder.close_html(name);
                    });
            }
            context.level = level;
            builder.open(Part::Heading { level, anchor }, owner);
        }
    }
}

fn image(builder: &mut Builder, tag: &Tag<'_>) {
    if tag.has_class("emoticon") || tag.has_class("emoji") {
        let words = tag.first(&["data-emoji-fallback", "alt", "title"]);
        builder.html_text(words.unwrap_or_default());
        return;
    }
    let alt = tag
        .first(&["alt", "title", "alt-text", "caption"])
        .unwrap_or_default();
    if let Some(target) = tag.first(&["src", "data-src", "source", "href", "url"]) {
        builder.inline(Inline::Image {
            target: target.to_owned(),
            alt: alt.to_owned(),
        });
    } else {
        builder.html_text(alt);
    }
}

/// A video or sound: a link to it, with words.
fn media(builder: &mut Builder, source: &str, words: Option<&str>) {
    builder.inline(Inline::Link {
        target: source.to_owned(),
        inlines: vec![Inline::text(words.unwrap_or(source))],
    });
}

/// Reads the tags that our own Markdown reader writes for features without an HTML tag; false for
/// any other tag.
fn own(builder: &mut Builder, tag: &Tag<'_>, context: &mut Context) -> bool {
    let kind = tag.attribute("kind").and_then(note_kind);
    match (tag.name.as_str(), kind) {
        ("x-note", Some(kind)) => {
            builder.open(Part::Note(kind), html(tag));
        }
        ("x-details", _) => {
            builder.open(Part::Details, html(tag));
        }
        ("x-title", _) => {
            builder.open(Part::Title, html(tag));
        }
        ("x-tab", _) => tab(builder, tag.attribute("label").unwrap_or_default(), context),
        ("x-next", Some(kind)) => builder.note_next(kind),
        ("x-last", Some(kind)) => builder.note_last(kind),
        ("x-letters", _) => {
            let word = tag.attribute("type").unwrap_or_default();
            builder.letter_next_list(Numbering::of_html_type(word));
        }
        ("x-anchor", _) => builder.anchor_last(tag.attribute("id").unwrap_or_default()),
        _ => return false,
    }
    true
}

/// Adds the heading of a tab.
fn tab(builder: &mut Builder, label: &str, context: &Context) {
    if !label.is_empty() {
        builder.block(Block::Heading {
            level: (context.level + 1).clamp(3, 6),
            anchor: String::new(),
            text: vec![Inline::text(label)],
        });
    }
}

/// Reads a tag that is not HTML: a component whose words are kept, or no tag at all, such as
/// `<ServerName>`.
fn unknown(builder: &mut Builder, tag: &Tag<'_>, context: &mut Context) {
    let name = tag.written_name();
    let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase());
    let is_element = is_capital || name.contains('-') || name.contains(':');
    let is_ended = context.is_ended(name);
    let is_used = is_ended || tag.is_closed && (is_capital || tag.has_values());
    if !(context.is_document || is_element && is_used && tag.is_well_formed()) {
        builder.html_text(tag.raw);
        return;
    }
    match component(tag) {
        Component::Note(kind, title) if is_capital => {
            open_titled(builder, Part::Note(kind), tag, title);
        }
        Component::Details(title) if is_capital => {
            open_titled(builder, Part::Details, tag, title);
        }
        Component::Tab(label) if is_capital => {
            tab(builder, &label.unwrap_or_default(), context);
            builder.open(Part::Group, html(tag));
        }
        Component::Link if is_capital => {
            let target = tag.first(&["to", "href", "url", "link", "path"]);
            let title = tag.first(&["title", "label", "text"]);
            let target = target.unwrap_or_default().to_owned();
            builder.open(Part::Link(target), html(tag));
            if let Some(title) = title {
                builder.html_text(title);
                builder.html_text(" ");
            }
        }
        Component::Image if is_capital => {
            match tag
                .first(&["id", "videoid"])
                .filter(|_| tag.name == "youtube")
            {
                Some(id) => media(builder, &format!("https://youtu.be/{id}"), None),
                None => image(builder, tag),
            }
            builder.open(Part::Span, html(tag));
        }
        Component::Part(part) if is_capital => {
            let words = tag.first(&["text", "label"]).filter(|_| part == Part::Span);
            builder.open(part, html(tag));
            builder.html_text(words.unwrap_or_default());
        }
        _ => {
            if is_capital
                && context.unknown.len() < 20
                && !context.unknown.iter().any(|one| one == name)
            {
                context.unknown.push(name.to_owned());
            }
            let words = tag.first(&[
                "title",
                "label",
                "heading",
                "text",
                "content",
                "description",
            ]);
            let target = tag.first(&["href", "to", "url"]);
            match target {
                Some(target) => media(builder, target, words),
                None => {
                    if let Some(words) = words {
                        builder.html_text(words);
                    }
                }
            }
            if tag.first(&["src", "source", "image"]).is_some() {
                image(builder, tag);
            }
            let part = match tag.is_closed {
                true => Part::Span,
                false => Part::Group,
            };
            if !tag.is_closed && !builder.is_top(Part::holds_inlines) {
                builder.open(part, html(tag));
            }
            return;
        }
    }
    if tag.is_closed {
        builder.close_html(&tag.name);
    }
}

fn open_titled(builder: &mut Builder, part: Part, tag: &Tag<'_>, title: Option<String>) {
    if builder.open(part, html(tag))
        && let Some(title) = title
    {
        let owner = || Owner::Html("x-title".to_owned());
        builder.open(Part::Title, owner());
        builder.html_text(&title);
        builder.close_html("x-title");
    }
}

fn end(builder: &mut Builder, name: &str, raw: &str, context: &Context) {
    let name_as_written = written_name(raw);
    let is_capital = name_as_written.starts_with(|c: char| c.is_ascii_uppercase());
    if builder.close_html(name) || context.is_document || name.starts_with("x-") {
        return;
    }
    match name {
        // People write either for a line break.
        "br" => builder.inline(Inline::Break),
        "p" => builder.end_implied_paragraph(),
        _ => {
            let is_element = is_capital || name.contains('-') || name.contains(':');
            let is_tag = match meaning(name) {
                Some(_) => true,
                None => is_element,
            };
            if !is_tag {
                builder.html_text(raw);
            }
        }
    }
}
