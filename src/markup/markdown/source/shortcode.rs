//! Shortcodes of Hugo (`{{< alert >}}`) and tags of Liquid (`{% hint %}`), by their names.

use super::{
    attributes::Arguments,
    escape::inline_escaped,
    lines::{Piece, note_tag, tab_tag},
    link,
};
use crate::markup::{
    NoteKind,
    note_kind::{note_kind, note_kind_of_class},
};

/// A shortcode or tag.
pub struct Shortcode<'s> {
    pub name: &'s str,
    pub arguments: Arguments,
    /// The text after the name.
    pub rest: &'s str,
    /// Whether it ends an earlier one with that name.
    pub is_end: bool,
    /// Whether it has an end in the text.
    pub is_paired: bool,
}

impl<'s> Shortcode<'s> {
    /// Reads the text between the brackets.
    pub fn read(inside: &'s str) -> Self {
        let inside = inside.trim().trim_matches('-').trim();
        let (is_end, inside) = match inside.strip_prefix('/') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, inside),
        };
        let inside = inside.trim_end_matches('/').trim_end();
        let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let (name, rest) = inside.split_at(end);
        let liquid_end = name.strip_prefix("end").filter(|name| !name.is_empty());
        Self {
            name: liquid_end.unwrap_or(name),
            arguments: Arguments::read(rest),
            rest: rest.trim(),
            is_end: is_end || liquid_end.is_some(),
            is_paired: false,
        }
    }

    /// The pieces to write instead; `None` if the shortcode is unknown.
    pub fn pieces(&self) -> Option<Vec<Piece>> {
        let name = self.name.to_ascii_lowercase();
        let name = name.rsplit('/').next().unwrap_or_default();
        let name = name.trim_end_matches(".html");
        let kind = self.note_kind(name);
        if self.is_end {
            return Some(match name {
                _ if kind.is_some() && self.is_paired => vec![alone("</x-note>")],
                "details" | "expand" | "collapse" | "expandable" | "spoiler" | "accordion" => {
                    vec![alone("</x-details>")]
                }
                _ => Vec::new(),
            });
        }
        if let Some(kind) = kind {
            return Some(self.note(kind));
        }
        let title = self.title();
        Some(match name {
            "details" | "expand" | "collapse" | "expandable" | "spoiler" | "accordion"
                if self.is_paired =>
            {
                let title = title.or(self.arguments.first()).unwrap_or("Details");
                titled("<x-details>", Some(title))
            }
            "tab" | "tabitem" | "step" => match title.or(self.arguments.first()) {
                Some(label) => vec![alone(&tab_tag(label))],
                None => Vec::new(),
            },
            "code" | "card" | "swagger" | "swagger-description" | "accordion-item" => {
                self.leftover()
            }
            "figure" | "img" | "image" | "imgproc" | "picture" | "photo" | "screenshot"
            | "lightbox" | "thumbnail" => self.image(),
            "youtube" => vec![text(self.player("https://youtu.be/"))],
            "vimeo" => vec![text(self.player("https://vimeo.com/"))],
            "video" | "embed" | "iframe" | "file" | "button" | "link" | "ref" | "relref"
            | "post_url" | "content-ref" | "linkcard" | "btn" | "url" | "pdf" | "readfile"
            | "rawlink" => self.link(),
            "include" | "includes" | "include_relative" | "include-md" | "snippet"
            | "include_cached" => self.include(),
            "param" | "var" | "variable" | "site-param" | "skew" | "version" => {
                let words = self.rest.trim_matches(['"', '\'']);
                vec![text(format!("`{}`", words.replace('`', "'")))]
            }
            "kbd" | "key" => vec![text(format!("`{}`", self.rest.trim_matches('"')))],
            "raw" | "tabs" | "tabpane" | "stepper" | "steps" | "md" | "markdown" | "html"
            | "rawhtml" | "columns" | "column" | "cards" | "cardpane" | "div" | "section"
            | "br" | "icon" | "toc" | "clear" | "center" | "blocks/section" | "api-method"
            | "updates" | "update" | "if" | "elsif" | "else" | "unless" | "for" | "case"
            | "when" | "break" | "continue" | "assign" | "set" | "capture" | "block"
            | "extends" | "import" | "with" | "macro" | "seo" | "paginate" | "increment"
            | "cycle" => Vec::new(),
            "heading"
            | "glossary_tooltip"
            | "glossary_definition"
            | "badge"
            | "abbr"
            | "tooltip"
            | "term" => {
                let words = self.arguments.get(&["text", "title", "term_id"]);
                let words = words.or(self.arguments.first()).unwrap_or_default();
                vec![text(inline_escaped(words))]
            }
            _ => return None,
        })
    }

    /// The text of an unknown shortcode: the values that are words, addresses or images.
    pub fn leftover(&self) -> Vec<Piece> {
        let words = self
            .title()
            .or(self.arguments.get(&["text", "content", "description"]));
        let target = self.arguments.get(&["href", "url", "link", "to", "page"]);
        let source = self
            .arguments
            .get(&["src", "source", "image", "img", "file"]);
        let mut pieces = Vec::new();
        match (words, target) {
            (words, Some(target)) => pieces.push(text(link::link(target, words))),
            (Some(words), None) => pieces.push(text(inline_escaped(words))),
            (None, None) => {}
        }
        if let Some(source) = source {
            let alt = self.arguments.get(&["alt", "caption"]).unwrap_or_default();
            pieces.push(text(link::image(source, alt)));
        }
        pieces
    }

    fn note_kind(&self, name: &str) -> Option<NoteKind> {
        let kinds = [
            "style", "type", "kind", "color", "level", "class", "variant", "icon", "status",
        ];
        let named = || {
            let kind = self.arguments.get(&kinds).or(self.arguments.first());
            kind.and_then(|kind| note_kind(kind).or_else(|| note_kind_of_class(kind)))
        };
        match name {
            "alert" | "notice" | "hint" | "callout" | "admonition" | "box" | "message"
            | "panel" | "blockquote" | "pageinfo" | "prompt" | "note-box" => {
                Some(named().unwrap_or(match name {
                    "hint" => NoteKind::Tip,
                    _ => NoteKind::Note,
                }))
            }
            "note" | "tip" | "info" | "warning" | "caution" | "danger" | "important"
            | "attention" | "error" | "success" | "question" | "example" | "todo" => {
                note_kind(name)
            }
            _ => None,
        }
    }

    fn note(&self, kind: NoteKind) -> Vec<Piece> {
        let mut title = self.title().map(str::to_owned);
        // `{{% notice warning "Mind the gap" %}}`
        let values = self.arguments.values.iter();
        let mut other = values.filter(|value| note_kind(value).is_none() && !value.is_empty());
        if title.is_none() && self.is_paired {
            title = other.next().cloned();
        }
        if self.is_paired {
            return titled(&note_tag(kind), title.as_deref());
        }
        // A note whose text is an argument.
        let words = self.arguments.get(&["content", "text", "message", "body"]);
        let words = words
            .map(str::to_owned)
            .or_else(|| match self.arguments.values.is_empty() {
                true => None,
                false => Some(self.arguments.values.join(" ")),
            });
        match words.or_else(|| title.take()) {
            Some(words) => {
                let mut pieces = titled(&note_tag(kind), title.as_deref());
                pieces.extend([text(words), alone("</x-note>")]);
                pieces
            }
            None => Vec::new(),
        }
    }

    fn title(&self) -> Option<&str> {
        self.arguments.get(&[
            "title", "header", "heading", "name", "label", "summary", "caption",
        ])
    }

    fn image(&self) -> Vec<Piece> {
        let source = self
            .arguments
            .get(&["src", "link", "file", "url", "source", "path"]);
        let Some(source) = source.or(self.arguments.first()) else {
            return self.leftover();
        };
        let alt = self
            .arguments
            .get(&["alt", "title", "caption"])
            .unwrap_or_default();
        let mut pieces = vec![text(link::image(source, alt))];
        for name in ["title", "caption"] {
            let words = self.arguments.get(&[name]);
            if let Some(words) = words.filter(|words| *words != alt) {
                pieces.push(text(format!(" {}", inline_escaped(words))));
            }
        }
        pieces
    }

    fn player(&self, site: &str) -> String {
        let id = self
            .arguments
            .get(&["id", "src"])
            .or(self.arguments.first())
            .unwrap_or_default();
        let address = match id.contains("://") {
            true => id.to_owned(),
            false => format!("{site}{id}"),
        };
        link::link(&address, self.title())
    }

    fn link(&self) -> Vec<Piece> {
        let target = self
            .arguments
            .get(&["url", "href", "src", "link", "path", "relref", "file"]);
        let Some(target) = target.or(self.arguments.first()) else {
            return self.leftover();
        };
        // GitBook writes the link between the tags.
        if self.name == "content-ref" || self.is_paired && self.name == "button" {
            return Vec::new();
        }
        vec![text(link::link(
            target,
            self.title().or(self.arguments.get(&["text"])),
        ))]
    }

    /// A part of another file: only its arguments are known here.
    fn include(&self) -> Vec<Piece> {
        let file = self.arguments.first().unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or_default();
        let name = name
            .split('.')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_image = matches!(name.as_str(), "image" | "img" | "figure" | "picture");
        if is_image {
            let source = self.arguments.get(&["src", "file", "url", "path", "image"]);
            let alt = self
                .arguments
                .get(&["alt", "title", "caption"])
                .unwrap_or_default();
            return source
                .map(|source| text(link::image(source, alt)))
                .into_iter()
                .collect();
        }
        let words = self.arguments.get(&["content", "text", "message"]);
        match (note_kind(&name), words) {
            (Some(kind), Some(words)) => {
                let mut pieces = titled(&note_tag(kind), self.title());
                pieces.extend([text(words.to_owned()), alone("</x-note>")]);
                pieces
            }
            _ => self.leftover(),
        }
    }
}

fn text(text: String) -> Piece {
    Piece::Text(text)
}

fn alone(tag: &str) -> Piece {
    Piece::Alone(tag.to_owned())
}

fn titled(tag: &str, title: Option<&str>) -> Vec<Piece> {
    let mut pieces = vec![alone(tag)];
    if let Some(title) = title {
        pieces.extend([
            alone("<x-title>"),
            text(title.to_owned()),
            alone("</x-title>"),
        ]);
    }
    pieces
}
