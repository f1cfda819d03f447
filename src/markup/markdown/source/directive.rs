//! Directives between colons: `:::tip[Title]` … `:::`, and those of learn.microsoft.com such as
//! `:::image source="a.png":::`.

use super::{
    attributes::Arguments,
    escape::{escaped, inline_escaped, unescaped},
    lines::{Lines, note_tag, tab_tag},
    link,
};
use crate::markup::note_kind::{note_kind, note_kind_of_class};

/// The effect of a line of colons.
#[derive(Debug, PartialEq, Eq)]
pub enum Directive<'l> {
    /// Ends the innermost open directive.
    End,
    /// Begins a directive: its name and the rest of the line.
    Begin(&'l str, &'l str),
}

/// The directive on a line with these words.
pub fn directive(words: &str) -> Option<Directive<'_>> {
    let words = words.trim_end();
    let rest = words.trim_start_matches(':');
    if words.len() - rest.len() < 3 {
        return None;
    }
    let rest = rest.trim_start();
    if rest.is_empty() {
        return Some(Directive::End);
    }
    // Those that end on their own line are read as inlines.
    if rest.ends_with(":::") {
        return None;
    }
    let rest = rest
        .strip_prefix('{')
        .map_or(rest, |inside| inside.strip_suffix('}').unwrap_or(rest));
    let rest = rest.trim().trim_start_matches('.');
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
        .unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    (!name.is_empty()).then_some(Directive::Begin(name, rest))
}

/// Whether a directive's name says that it ends another directive: `moniker-end`, `end`.
pub fn is_end(name: &str) -> bool {
    name.ends_with("-end") || name == "end"
}

/// Writes the beginning of the directive `name`; returns the tag that ends it. `words_of` rewrites
/// a title.
pub fn begin(
    name: &str,
    rest: &str,
    prefix: &str,
    lines: &mut Lines,
    words_of: &mut dyn FnMut(&str) -> String,
) -> &'static str {
    let lower = name.to_ascii_lowercase();
    let rest = rest.trim_start_matches('}').trim();
    let title = words_of(&title(rest));
    let kind = note_kind(&lower).or_else(|| note_kind_of_class(&lower));
    match (lower.as_str(), kind) {
        ("details" | "collapse" | "spoiler" | "dropdown" | "expand", _) => {
            lines.open(prefix, "<x-details>", &title);
            "</x-details>"
        }
        ("admonition" | "callout" | "alert" | "container", _) => {
            let arguments = Arguments::read(rest);
            let first = arguments
                .get(&["type", "kind", "class"])
                .or(arguments.first());
            let kind = first.and_then(note_kind).or(kind);
            let Some(kind) = kind else { return "" };
            let rest = rest
                .strip_prefix(first.unwrap_or_default())
                .unwrap_or_default();
            let title = words_of(&self::title(rest.trim()));
            lines.open(prefix, &note_tag(kind), &title);
            "</x-note>"
        }
        ("tab" | "tab-item" | "tabitem" | "code-group-item", _) => {
            lines.alone(prefix, &tab_tag(&title));
            ""
        }
        (_, Some(kind)) => {
            lines.open(prefix, &note_tag(kind), &title);
            "</x-note>"
        }
        ("figure" | "image", _) if !rest.is_empty() => {
            let shown = inline(&format!("{name} {rest}")).unwrap_or_default();
            lines.push(&format!("{prefix}{shown}"));
            ""
        }
        _ => {
            // The title of an unknown group is kept.
            let is_said = title.starts_with(char::is_uppercase) && !rest.contains('=');
            if rest.starts_with('[') || rest.contains("title=") || is_said {
                lines.alone(prefix, "");
                lines.push(&format!("{}{title}", super::prefix::continued(prefix)));
                lines.blank(prefix);
            }
            ""
        }
    }
}

/// The title on the line of a directive: `[Title]{#id}`, `{title="Title"}`, `Title`.
fn title(rest: &str) -> String {
    if let Some(inside) = rest.strip_prefix('[')
        && let Some(end) = inside.rfind(']')
    {
        return inside.get(..end).unwrap_or_default().to_owned();
    }
    if rest.contains("title=") || rest.contains("label=") || rest.contains("summary=") {
        let arguments = Arguments::read(rest.trim_matches(['{', '}']));
        let title = arguments.get(&["title", "label", "summary"]);
        return title.unwrap_or_default().to_owned();
    }
    let rest = rest.split('{').next().unwrap_or_default();
    rest.trim().trim_matches('"').to_owned()
}

/// The HTML of a directive that ends on its own line. `words` is the text between the colons;
/// `None` if they are only words.
pub fn inline(words: &str) -> Option<String> {
    // Between spaces, or as one word beside a space, they are part of a sentence.
    let is_sentence = words.starts_with(' ') && !words.contains('=');
    let words = Some(words.trim()).filter(|_| !is_sentence)?;
    let end = words.find(|c: char| c.is_whitespace() || c == '"');
    let (name, rest) = words.split_at(end.unwrap_or(words.len()));
    let arguments = Arguments::read(rest);
    let source = arguments.get(&["source", "src", "url", "href"]);
    Some(match name {
        "image" | "icon" | "figure" => {
            let alt = arguments
                .get(&["alt-text", "alt", "title"])
                .unwrap_or_default();
            match source {
                Some(source) => link::image(source, alt),
                None => inline_escaped(alt),
            }
        }
        "video" | "audio" | "code" | "form" | "iframe" => match source {
            Some(source) => link::link(source, arguments.get(&["title", "alt"])),
            None => String::new(),
        },
        "no-loc" => {
            let text = arguments.get(&["text"]).unwrap_or(rest.trim());
            inline_escaped(&unescaped(text))
        }
        name if is_end(name) => String::new(),
        "row" | "column" | "moniker" | "zone" => String::new(),
        _ if !rest.trim().is_empty() && !rest.contains('=') => return None,
        _ => {
            let words = arguments.get(&["text", "title", "alt-text", "alt"]);
            let words = words.unwrap_or_default();
            match source {
                Some(source) => format!("<a href=\"{}\">{words}</a>", escaped(source)),
                None => inline_escaped(words),
            }
        }
    })
}
