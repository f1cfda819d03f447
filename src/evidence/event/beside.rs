//! Finds the source that a text names next to an event ID.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{
    number::EventNumbers,
    source::{clean_name, name_length},
};

/// How far from the number a source is looked for, in bytes; the fields of a record are within this
/// distance.
const REACH: usize = 240;
/// Words that follow a source's name in a title.
const END_WORDS: [&str; 18] = [
    "After",
    "And",
    "Are",
    "During",
    "Error",
    "Errors",
    "Fails",
    "For",
    "If",
    "In",
    "Installing",
    "Is",
    "On",
    "Returns",
    "Terminated",
    "Warning",
    "When",
    "With",
];

#[expect(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test of this module"
)]
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?-u:\b)source(?:\sname)?[ \t]{0,12}(?:[:=][ \t]{0,12}\r?\n?[ \t]{0,8}|\(\s?|[ \t])",
        r"(?P<name>[^\r\n]{2,80})",
    ))
    .expect("the source pattern compiles")
});

/// The source next to a number, looked for between `from` and `to`, and where its name ends.
pub(super) fn source_beside(
    text: &str,
    from: usize,
    number: &EventNumbers,
    to: usize,
) -> Option<(String, usize)> {
    let span = &number.span;
    let ahead = clip(text, span.end, to.min(span.end + REACH));
    if let Some(name) = glued(ahead) {
        return Some((name, span.end));
    }
    let text_before = clip_end(text, from.max(span.start.saturating_sub(REACH)), span.start);
    let next = labeled_ahead(ahead).map(|(name, lines, end)| (name, lines, span.end + end));
    let base = span.start - text_before.len();
    let last = labeled_before(text_before, number.needs_source)
        .map(|(name, lines, end)| (name, lines, base + end));
    match (next, last) {
        (Some(next), Some(last)) => Some(if next.1 < last.1 {
            (next.0, next.2)
        } else {
            (last.0, last.2)
        }),
        (Some(found), None) | (None, Some(found)) => Some((found.0, found.2)),
        (None, None) => from_phrase(ahead)
            .or_else(|| name_alone(text_before, ahead))
            .or_else(|| word_before(text_before).filter(|_| number.labeled))
            .map(|name| (name, span.end)),
    }
}

/// `7023Service Control ManagerN/A`: the name in a row that lost its tabs, right after the number.
fn glued(ahead: &str) -> Option<String> {
    if !ahead.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let line = ahead.lines().next().unwrap_or_default();
    clean_name(line.split("N/A").next().unwrap_or_default())
}

/// `Source: X` in one of the next lines, with only other fields between.
fn labeled_ahead(ahead: &str) -> Option<(String, usize, usize)> {
    let found = SOURCE.captures(ahead)?;
    let start = found.get(0)?.start();
    let between = ahead.get(..start)?;
    if !only_fields(between)
        || (!has_mark(&found)
            && !between.trim().trim_matches(['(', ',', '-']).is_empty()
            && !between.trim().eq_ignore_ascii_case("in"))
    {
        return None;
    }
    let name = found.name("name")?;
    Some((clean_name(name.as_str())?, line_ends(between), name.end()))
}

/// `Source: X` in one of the lines before, with only other fields between.
fn labeled_before(text_before: &str, bare: bool) -> Option<(String, usize, usize)> {
    let found = SOURCE.captures_iter(text_before).last()?;
    let name = found.name("name")?;
    let marked = has_mark(&found);
    let kept = name_length(name.as_str());
    let between = text_before.get(name.start() + kept..)?;
    if !only_fields(between) || (!marked && line_ends(between) > 0) {
        return None;
    }
    let cleaned = clean_name(name.as_str())?;
    let names_one = bare || cleaned.starts_with(|c: char| c.is_ascii_uppercase());
    (marked || names_one).then_some((cleaned, line_ends(between), name.start() + kept))
}

fn has_mark(found: &Captures<'_>) -> bool {
    let (Some(whole), Some(name)) = (found.get(0), found.name("name")) else {
        return false;
    };
    let label = whole
        .as_str()
        .get(..name.start() - whole.start())
        .unwrap_or_default();
    label.contains([':', '=', '('])
}

/// Whether only short fields, and no sentence, are between a number and its source.
fn only_fields(between: &str) -> bool {
    let mut lines = 0;
    for line in between.split('\n') {
        let line = line.trim();
        lines += 1;
        let words = line.split_whitespace().count();
        let labeled = line.contains([':', '=']) || line.contains('\t');
        let short = words <= 3 || (labeled && words <= 10);
        if !short || lines > 8 || is_description(line) {
            return false;
        }
    }
    true
}

fn is_description(line: &str) -> bool {
    line.get(..11)
        .is_some_and(|head| head.eq_ignore_ascii_case("description"))
}

fn line_ends(text: &str) -> usize {
    text.bytes().filter(|b| *b == b'\n').count()
}

/// `Event id 2078 from X`, `Event ID 7000 (X)`, and ` - X` if nothing else is on the line.
fn from_phrase(ahead: &str) -> Option<String> {
    let line = ahead.lines().next().unwrap_or_default();
    let rest = line.trim_start();
    for lead in [
        "from source ",
        "from the ",
        "from ",
        "in source ",
        "(source ",
    ] {
        if let Some(name) = strip_lead(rest, lead) {
            return capitalized(name);
        }
    }
    if let Some(name) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return capitalized(name.0).filter(|found| is_name(found) && found.len() == name.0.len());
    }
    let name = rest.strip_prefix("- ")?.trim();
    let found = capitalized(name)?;
    (found.len() == name.len() && is_name(name)).then_some(found)
}

/// `Event ID 2380 MSExchangeMSMI` on a line of its own.
fn name_alone(text_before: &str, ahead: &str) -> Option<String> {
    let before = text_before.rsplit('\n').next().unwrap_or_default();
    let name = ahead.lines().next().unwrap_or_default();
    let alone = before.trim().is_empty() && name.starts_with([' ', '\t']);
    let name = name.trim();
    let one_word = !name.contains(char::is_whitespace);
    (alone && one_word && is_name(name))
        .then(|| clean_name(name))
        .flatten()
}

fn strip_lead<'t>(text: &'t str, lead: &str) -> Option<&'t str> {
    let head = text.get(..lead.len())?;
    head.eq_ignore_ascii_case(lead)
        .then(|| text.get(lead.len()..))?
}

/// The leading words that begin with a capital, up to punctuation or a word that is never part of a
/// name: in a title, every word is capitalized.
fn capitalized(text: &str) -> Option<String> {
    let mut words = Vec::new();
    for word in text.split_whitespace().take(5) {
        if END_WORDS.contains(&word) {
            break;
        }
        let stripped = word.trim_end_matches([',', '.', ':', ';', ')', '"']);
        let named = stripped.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !named || stripped.contains("((") {
            break;
        }
        words.push(stripped);
        if stripped.len() < word.len() {
            break;
        }
    }
    let name = words.join(" ");
    clean_name(&name)
}

/// Whether a word looks like the name of a source: capitals inside the word, or a digit
/// (`MSExchangeIS`, `W3SVC`).
fn is_name(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| {
        let inner_capital = word.chars().skip(1).any(|c| c.is_ascii_uppercase());
        let small = word.chars().any(|c| c.is_ascii_lowercase());
        let digit = word.chars().any(|c| c.is_ascii_digit());
        word.len() >= 3
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && inner_capital
            && (small || digit)
    })
}

/// `MSExchangeIS Private Event ID 2078`. `Netlogon Event ID` is not accepted: too many sentences
/// look like that.
fn word_before(text_before: &str) -> Option<String> {
    let line = text_before.rsplit('\n').next().unwrap_or_default();
    let mut words = line.split_whitespace().rev();
    let last = words.next()?.trim_start_matches(['"', '(']);
    if last.ends_with([':', ',', '.', ';', ')']) {
        return None;
    }
    if is_name(last) {
        return clean_name(last);
    }
    let first = words.next()?;
    (matches!(last, "Private" | "Public") && is_name(first)).then(|| format!("{first} {last}"))
}

fn clip(text: &str, from: usize, to: usize) -> &str {
    let mut to = to.min(text.len());
    while to > from && !text.is_char_boundary(to) {
        to -= 1;
    }
    text.get(from..to).unwrap_or_default()
}

fn clip_end(text: &str, from: usize, to: usize) -> &str {
    let mut from = from;
    while from < to && !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..to).unwrap_or_default()
}
