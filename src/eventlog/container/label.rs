//! The labels in a text: field names followed by a mark.

use std::ops::Range;

use super::super::field::{Field, name_at_end, named};

/// The most spaces between a name and its mark, and the most bytes before an unmarked name.
const MAX_SPACES: usize = 40;

/// A label found in a text.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) field: Field,
    /// From its first letter to the end of its mark.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) line: usize,
    /// Whether only punctuation and spaces come before it on its line.
    pub(super) starts_line: bool,
    /// Whether spaces come before it.
    pub(super) is_indented: bool,
    /// Whether only a gap comes after it (`Event ID   68`).
    pub(super) is_unmarked: bool,
    /// Whether its name is too general to prove that this is an event (`ID`, `Event`).
    pub(super) is_vague: bool,
}

/// Every label in a text, in order.
pub(super) fn labels(text: &str, lines: &[Range<usize>]) -> Vec<Label> {
    let mut labels = Vec::new();
    for (number, range) in lines.iter().enumerate() {
        let line = text.get(range.clone()).unwrap_or_default();
        let first = labels.len();
        marked(line, range.start, number, &mut labels);
        let begins = labels
            .get(first)
            .is_some_and(|label: &Label| label.starts_line);
        if !begins && let Some(label) = unmarked(line, range.start, number) {
            // Everything after it is its value, even colons and equals signs.
            labels.insert(first, label);
        }
    }
    labels
}

/// The labels of a line that end in a colon or an equals sign.
fn marked(line: &str, start: usize, number: usize, labels: &mut Vec<Label>) {
    let mut previous = 0;
    let mut quoted = 0;
    // The length of the punctuation at the beginning.
    let signs = line.len() - line.trim_start_matches(is_sign).len();
    for (at, c) in line.char_indices() {
        if at < quoted || !matches!(c, ':' | '：' | '=' | ';' | '∶') {
            continue;
        }
        if c == '=' {
            quoted = quotation(line, at + 1).unwrap_or(0);
        }
        let name = line.get(previous..at).unwrap_or_default();
        let name = name.trim_end_matches([' ', '\t']);
        let blanks = at - previous - name.len();
        let name = name.trim_end_matches(['"', '\'', '*', ']', '`']);
        let Some((from, field)) = name_at_end(name).filter(|_| blanks <= MAX_SPACES) else {
            continue;
        };
        let from = previous + from;
        let before = line.get(..from).unwrap_or_default();
        let starts_line = from <= signs;
        // A semicolon is a badly scanned colon only if there is a space before it.
        if c == ';' && !(starts_line && blanks > 0) {
            continue;
        }
        let word = line.get(from..previous + name.len()).unwrap_or_default();
        if !starts_line && is_part_of_name(before.get(signs..).unwrap_or_default(), field, word) {
            continue;
        }
        let end = at + c.len_utf8();
        quoted = quotation(line, end).unwrap_or(0);
        labels.push(Label {
            field,
            start: start + from,
            end: start + end,
            line: number,
            starts_line,
            is_indented: starts_line && before.starts_with([' ', '\t']),
            is_unmarked: false,
            is_vague: is_vague(word),
        });
        previous = end;
    }
}

/// Whether a name is the end of a longer one that begins its line and is not an event's field:
/// `Last modified time:`.
fn is_part_of_name(before: &str, field: Field, name: &str) -> bool {
    let is_small = name.starts_with(char::is_lowercase) && before.ends_with(' ');
    let fits = |c: char| c.is_alphanumeric() || c == ' ';
    let is_general = !matches!(
        field,
        Field::Id | Field::Identifier | Field::Source | Field::Description | Field::End
    );
    is_small
        && is_general
        && before.len() <= MAX_SPACES
        && (1..=3).contains(&before.split_whitespace().count())
        && before.chars().all(fits)
}

/// The end of the quoted value that starts at `at`: labels inside it don't count.
fn quotation(line: &str, at: usize) -> Option<usize> {
    let rest = line.get(at..)?;
    let inside = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix('"')?;
    let mut marks = inside.match_indices('"').map(|(at, _)| at);
    let end = marks.find(|at| ends_quote(inside, *at))?;
    Some(line.len() - inside.len() + end)
}

/// Whether the quotation mark at a position closes a value: nothing is glued to it.
pub(super) fn ends_quote(text: &str, at: usize) -> bool {
    let after = text.get(at + 1..).unwrap_or_default();
    after.is_empty() || after.starts_with([' ', ',', ';', '\t', ')', ']', '}', '|', '\n'])
}

/// The label that a line begins with if its mark is a gap, a tab or a bar, or if nothing follows
/// it.
fn unmarked(line: &str, start: usize, number: usize) -> Option<Label> {
    let bare = line.trim_start_matches(|c: char| is_sign(c));
    let from = line.len() - bare.len();
    let gap = bare.find(['\t', '|']).or(bare.find("  "));
    let name = bare.get(..gap.unwrap_or(bare.len()))?;
    let name = name.trim_end_matches(|c: char| is_sign(c));
    if name.len() > 60 {
        return None;
    }
    let field = named(name)?;
    let end = gap.map_or(line.len(), |gap| from + gap + 1);
    Some(Label {
        field,
        start: start + from,
        end: start + end,
        line: number,
        starts_line: true,
        is_indented: line.starts_with([' ', '\t']),
        is_unmarked: true,
        is_vague: is_vague(name),
    })
}

fn is_vague(name: &str) -> bool {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let letters = letters.to_lowercase();
    matches!(letters.as_str(), "id" | "event" | "ld" | "ereignis")
}

fn is_sign(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '*' | '-'
                | '•'
                | '·'
                | '>'
                | '|'
                | '"'
                | '\''
                | '('
                | '['
                | '{'
                | ','
                | '+'
                | '#'
                | '/'
                | ';'
                | '_'
                | '`'
                | '–'
        )
}
