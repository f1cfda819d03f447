//! Marks of dialects that begin and end within a line, and their replacements.

use super::{escape::inline_escaped, lines::Piece, link};

/// The most bytes of a reference, or of the target of a link.
pub const REFERENCE_REACH: usize = 2_000;

/// The most bytes of an inline footnote.
const NOTE_REACH: usize = 1_000;

/// The beginning of a line, at most `reach` bytes.
pub fn near(line: &str, reach: usize) -> &str {
    line.get(..line.floor_char_boundary(reach)).unwrap_or(line)
}

/// Whether a table cell begins at `at`, on the line that begins at `start`.
pub fn begins_cell(source: &str, start: usize, at: usize) -> bool {
    let from = source.floor_char_boundary(at.saturating_sub(20).max(start));
    let before = source.get(from..at).unwrap_or_default();
    before.trim_end_matches([' ', '\t']).ends_with('|')
}

/// A Sphinx role, `` {doc}`words <target>` ``: a link, or the words as code.
pub fn role(line: &str) -> Option<(usize, Piece)> {
    let line = near(line, REFERENCE_REACH);
    let end = line.find('}').filter(|end| *end < 40)?;
    let name = line.get(1..end)?;
    let is_name = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | ':' | '_' | '.');
    let inside = line.get(end + 1..)?.strip_prefix('`')?;
    let close = inside.find('`').filter(|close| *close > 0)?;
    let words = inside.get(..close)?;
    if !name.chars().all(is_name) {
        return None;
    }
    let length = end + 1 + close + 2;
    let (label, target) = match words.strip_suffix('>').and_then(|w| w.rsplit_once('<')) {
        Some((label, target)) => (Some(label.trim()), target.trim()),
        None => (None, words),
    };
    let label = label.filter(|label| !label.is_empty());
    let text = match name.rsplit(':').next().unwrap_or_default() {
        "doc" | "download" => link::link(target, label),
        "ref" | "numref" | "term" | "any" | "abbr" => inline_escaped(label.unwrap_or(target)),
        _ => format!("`{words}`"),
    };
    Some((length, Piece::Text(text)))
}

/// The words between a mark and the next equal one, and the total length.
pub fn between<'l>(line: &'l str, mark: &str) -> Option<(usize, &'l str)> {
    let inside = line.get(mark.len()..)?;
    let words = inside.get(..inside.find(mark)?)?;
    let has_outer_spaces =
        words.starts_with(char::is_whitespace) || words.ends_with(char::is_whitespace);
    (!words.is_empty() && !has_outer_spaces).then_some((words.len() + 2 * mark.len(), words))
}

/// Superscript or subscript text, as in `2^10^` and `H~2~O`.
pub fn raised(line: &str, mark: u8) -> Option<(usize, Piece)> {
    let (mark, tag) = if mark == b'^' {
        ("^", "sup")
    } else {
        ("~", "sub")
    };
    let (length, words) = between(near(line, 12), mark)?;
    let is_plain = words.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_plain.then(|| (length, Piece::Text(format!("<{tag}>{words}</{tag}>"))))
}

/// Keys of a keyboard, `++ctrl+alt+del++`.
pub fn keys(line: &str) -> Option<(usize, Piece)> {
    let inside = near(line, 100).get(2..)?;
    let end = inside.find("++")?;
    let keys: Vec<&str> = inside.get(..end)?.split('+').collect();
    let is_key = |key: &&str| {
        let is_named = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        is_named && !key.is_empty() && (key.len() > 1 || keys.len() > 1)
    };
    if !keys.iter().all(is_key) {
        return None;
    }
    let shown = keys.iter().map(|key| {
        let mut chars = key.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    });
    let shown = shown.collect::<Vec<_>>().join("+");
    Some((end + 4, Piece::Text(format!("`{shown}`"))))
}

/// An inline footnote, `^[Why]`: becomes words in brackets.
pub fn note_inline(line: &str) -> Option<(usize, Piece)> {
    let inside = near(line, NOTE_REACH).get(2..)?;
    let end = inside.find(']')?;
    let words = inside.get(..end).filter(|words| !words.trim().is_empty())?;
    let after = inside.get(end + 1..).unwrap_or_default();
    let is_plain = !words.contains('[') && !after.starts_with(['(', '[', ':']);
    is_plain.then(|| (end + 3, Piece::Text(format!(" ({words})"))))
}

/// Whether a line begins with the mark of a note, such as `[!NOTE]` or `[!div class="x"]`.
pub fn is_mark(line: &str) -> bool {
    let inside = line.get(2..).and_then(|line| line.split(']').next());
    inside.is_some_and(|inside| {
        let name = inside.split([' ', '|']).next().unwrap_or_default();
        let after = line.get(2 + inside.len()..).unwrap_or_default();
        inside.len() < 200
            && !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            // Letters in a pattern are not a mark: `[!a-z]`.
            && name.chars().filter(|c| c.is_alphabetic()).count() > 2
            && after.starts_with(']')
            && !after.starts_with("](")
            && !after.starts_with("][")
            && !inside.contains(['*', '`', '<', '[', '&', '\\', '!', '~', '$', '{'])
    })
}

pub fn none() -> Piece {
    Piece::Text(String::new())
}

/// Whether `==` closes a mark somewhere on the line.
pub fn closes_mark(rest: &str) -> bool {
    let rest = near(rest, 400);
    let end = rest.find("==");
    end.is_some_and(|end| {
        let before = rest.get(..end).unwrap_or_default();
        !before.is_empty() && !before.ends_with(char::is_whitespace)
    })
}

/// Attributes of Kramdown and Pandoc (`{: .class }`, `{target=_blank}`), which have no text.
pub fn attribute_list(line: &str) -> Option<(usize, Piece)> {
    let line = near(line, 200);
    let end = line.find('}')?;
    let inside = line.get(1..end)?;
    let marked = inside.strip_prefix(':');
    let are_meant = marked.is_some() || !has_word(inside);
    (are_meant && are_attributes(marked.unwrap_or(inside).trim())).then(|| (end + 1, none()))
}

/// Whether something that looks like a class is a word, such as `.NET`. Classes never begin with a
/// capital.
pub fn has_word(inside: &str) -> bool {
    let mut classes = inside
        .split_whitespace()
        .filter_map(|word| word.strip_prefix('.'));
    classes.any(|class| class.starts_with(char::is_uppercase))
}

/// Whether the text between braces is attributes: classes, IDs, names with values.
pub fn are_attributes(inside: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(&b))
    };
    let mut rest = inside;
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if let Some(value) = after.strip_prefix('=') {
            let length = match value.chars().next() {
                Some(mark @ ('"' | '\'')) => {
                    let close = value.get(1..).and_then(|value| value.find(mark));
                    close.map(|close| close + 2)
                }
                Some(c) if c.is_alphanumeric() || "#_/.%".contains(c) => {
                    Some(value.find(' ').unwrap_or(value.len()))
                }
                _ => None,
            };
            let Some(length) = length.filter(|_| is_name(name)) else {
                return false;
            };
            rest = value.get(length..).unwrap_or_default();
        } else {
            let class = name.strip_prefix(['.', '#']);
            let is_known = matches!(name, "toc" | "nofollow" | "width" | "height" | "-");
            let is_class = class.is_some_and(|name| is_name(name) || name.starts_with('-'));
            if !is_known && !is_class {
                return false;
            }
            rest = after;
        }
        rest = rest.trim_start();
    }
    true
}

/// The length of bracketed words that attributes follow, a Pandoc span: `[words]{.class}`.
pub fn bracketed(line: &str) -> Option<usize> {
    let line = near(line, REFERENCE_REACH);
    let end = line.find(']')?;
    let words = line.get(1..end)?;
    let after = line.get(end + 1..)?;
    let is_span = !words.is_empty() && !words.contains(['[', '`']) && after.starts_with('{');
    (is_span && !after.starts_with("{}") && attribute_list(after).is_some()).then_some(end)
}

/// A wiki link, or the mark that inserts a table of contents.
pub fn wiki_or_contents(line: &str) -> Option<(usize, Piece)> {
    for mark in ["[[_TOC_]]", "[[_TOSP_]]", "[[toc]]", "[[TOC]]"] {
        if line.starts_with(mark) {
            return Some((mark.len(), none()));
        }
    }
    link::wiki(line).map(|(length, html)| (length, Piece::Text(html)))
}

/// A formula between dollar signs, as code: between double signs, or between single ones if it can
/// be nothing else.
pub fn math(line: &str, before: Option<char>) -> Option<(usize, Piece)> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let line = near(line, 400);
    let mark = if line.starts_with("$$") { "$$" } else { "$" };
    let inside = line.get(mark.len()..)?;
    let end = inside.find(mark)?;
    let after = inside.get(end + mark.len()..)?.chars().next();
    let formula = inside.get(..end)?;
    let is_command = |(at, _): (usize, &str)| {
        let next = formula.as_bytes().get(at + 1);
        next.is_some_and(u8::is_ascii_alphabetic)
    };
    let is_formula = !formula.trim().is_empty()
        && !formula.contains('`')
        && (mark == "$$"
            || !formula.starts_with(char::is_whitespace)
                && !formula.ends_with(char::is_whitespace)
                && !after.is_some_and(char::is_alphanumeric)
                && !formula.contains([':', '$'])
                && (formula.match_indices('\\').any(is_command) || formula.contains('^')));
    let length = mark.len() * 2 + end;
    is_formula.then(|| (length, Piece::Text(format!("`{}`", formula.trim()))))
}
