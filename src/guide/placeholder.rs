//! Placeholders for answers in texts: `the service {service}`. A literal brace is written twice.

use crate::markup::Block;

/// A segment of a text with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Text as it is, with double braces made single.
    Text(String),
    /// The name in braces; may be empty or anything else.
    Slot(String),
}

/// The segments of a text. Braces that belong to no pair are text.
pub fn segments(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        if let Some(after) = from.strip_prefix("{{") {
            plain.push('{');
            rest = after;
        } else if let Some(after) = from.strip_prefix("}}") {
            plain.push('}');
            rest = after;
        } else if let Some((name, after)) = slot(from) {
            if !plain.is_empty() {
                segments.push(Segment::Text(std::mem::take(&mut plain)));
            }
            segments.push(Segment::Slot(name.to_owned()));
            rest = after;
        } else {
            let (brace, after) = from.split_at(1);
            plain.push_str(brace);
            rest = after;
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        segments.push(Segment::Text(plain));
    }
    segments
}

/// The names in braces in a text.
pub(super) fn slots(text: &str) -> impl Iterator<Item = String> {
    segments(text)
        .into_iter()
        .filter_map(|segment| match segment {
            Segment::Slot(name) => Some(name),
            Segment::Text(_) => None,
        })
}

/// The name in the braces at the beginning of a text, and the text after them.
fn slot(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('{')?;
    // Only up to the next character that ends a name, so that a text full of braces is read in one
    // pass.
    let (name, rest) = text.split_at(text.find(['{', '}', '\n'])?);
    Some((name, rest.strip_prefix('}')?))
}

/// The text with what `answer_of` returns in place of each placeholder; unknown ones stay as they
/// are.
pub fn fill(text: &str, answer_of: &dyn Fn(&str) -> Option<String>) -> String {
    if !text.contains(['{', '}']) {
        return text.to_owned();
    }
    let filled = segments(text).into_iter().map(|segment| match segment {
        Segment::Text(text) => text,
        Segment::Slot(name) => answer_of(&name).unwrap_or_else(|| format!("{{{name}}}")),
    });
    filled.collect()
}

/// Fills in the texts of blocks. What is filled in stays plain text, even if it contains Markdown.
pub fn fill_blocks(blocks: &mut [Block], answer_of: &dyn Fn(&str) -> Option<String>) {
    for block in blocks {
        block.each_text(&mut |text| {
            if text.contains(['{', '}']) {
                *text = fill(text, answer_of);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::{markdown, text};

    #[test]
    fn placeholders_are_filled_and_braces_doubled() {
        let answer_of = |name: &str| match name {
            "service" => Some("*Spooler* {code}".to_owned()),
            "error_code" => Some("5".to_owned()),
            _ => None,
        };
        for (written, filled) in [
            ("the service {service}!", "the service *Spooler* {code}!"),
            ("{{service}} {", "{service} {"),
            ("} {nobody} {}", "} {nobody} {}"),
            ("{service{error_code}", "{service5"),
            ("", ""),
        ] {
            assert_eq!(fill(written, &answer_of), filled, "{written}");
        }
        let mut blocks = markdown::read("**{service}** says `{error_code}` and {error_code}.").0;
        fill_blocks(&mut blocks, &answer_of);
        assert_eq!(
            text::write(&blocks).trim(),
            "*Spooler* {code} says 5 and 5."
        );
    }
}
