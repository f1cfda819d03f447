//! The message of a record whose message is above its fields.

use super::{
    super::{super::field::Field, block::Block},
    ahead::begins_record,
    prose::{begins_as_speech, is_prose},
    value::is_label,
};

/// A message above the fields has no more lines.
const MAX_LINES: usize = 6;
/// The fewest words of such a message.
const LEAST_WORDS: usize = 3;

/// Words that people use when they write about an event, in lower case.
const SPEAKING: [&str; 15] = [
    "i",
    "we",
    "my",
    "our",
    "you",
    "your",
    "please",
    "below",
    "following",
    "attached",
    "hi",
    "hello",
    "hallo",
    "wir",
    "ich",
];

/// Where the message begins that is above a record without one. The text from `from` on may belong
/// to it; `first` is the line of the record's first label, `last` that of its last. There is such a
/// message only if the record is followed by the message of another, or by nothing.
pub(super) fn above(block: &Block<'_>, from: usize, first: usize, last: usize) -> Option<usize> {
    let is_filled = |line: &usize| !block.is_blank(*line);
    let ends_blank = block.is_blank(last + 1);
    let below = (last + 1..block.lines.len()).find(is_filled);
    let below = below.filter(|line| !begins_as_speech(block.line(*line)));
    let is_record = |line: usize| {
        block
            .label_of_line(line)
            .is_some_and(|(index, _)| begins_record(block, index) || is_pair(block, index))
    };
    if !ends_blank && !below.is_some_and(is_record) {
        return None;
    }
    let (start, is_near) = paragraph_above(block, from, first)?;
    let said = block.text.get(block.start(start)..block.start(first))?;
    if !is_message(said) {
        return None;
    }
    let goes_on = match below {
        None => is_sentence(said),
        Some(line) => {
            let end =
                (line..block.lines.len()).find(|line| block.is_blank(*line) || is_record(*line));
            let end = end.unwrap_or(block.lines.len());
            match is_near {
                true => is_record(end),
                // Nothing may come after the last record then.
                false => {
                    let next = (end..block.lines.len()).find(is_filled);
                    let after = block.labels.last().map_or(0, |label| label.line + 1);
                    let is_last = (after..block.lines.len()).all(|line| block.is_blank(line));
                    is_record(line) || is_last && next.is_some_and(is_record)
                }
            }
        }
    };
    goes_on.then(|| block.start(start))
}

/// Whether a label and the next one are those of an event ID and its source, on the same line.
fn is_pair(block: &Block<'_>, index: usize) -> bool {
    let mut labels = block.labels.iter().skip(index).take(2);
    let (Some(one), Some(other)) = (labels.next(), labels.next()) else {
        return false;
    };
    let fields = [one.field, other.field];
    one.line == other.line && fields.contains(&Field::Id) && fields.contains(&Field::Source)
}

/// The line in which the paragraph above a line begins, and whether it touches that line.
fn paragraph_above(block: &Block<'_>, from: usize, line: usize) -> Option<(usize, bool)> {
    let near = line.checked_sub(1)?;
    let is_near = !block.is_blank(near);
    let last = if is_near { near } else { near.checked_sub(1)? };
    let is_part = |line: &usize| {
        let text = block.line(*line);
        !text.trim().is_empty()
            && block.start(*line) >= from
            && !block.opens(*line)
            && block.label_of_line(*line).is_none()
            && !is_label(text)
            && !is_heading(text)
    };
    let lines = (0..=last).rev().take_while(is_part);
    let start = lines.take(MAX_LINES + 1).last()?;
    (last - start < MAX_LINES).then_some((start, is_near))
}

/// Whether a line is a heading in Event Viewer's window.
fn is_heading(line: &str) -> bool {
    let line = line.trim();
    matches!(line, "General Details" | "General" | "Details")
        || line.starts_with("Event Properties")
        || line.strip_prefix("Event ").is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(", ")
        })
}

/// Whether a text can be a message, and is not a person's comment on one.
fn is_message(text: &str) -> bool {
    let text = text.trim();
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'');
        SPEAKING.contains(&bare.to_lowercase().as_str())
    };
    text.split_whitespace().nth(LEAST_WORDS - 1).is_some()
        && !text.ends_with([':', '?', ','])
        && !text.lines().any(is_prose)
        && !text.split_whitespace().any(word)
}

fn is_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', ')', '"']) && !text.trim().contains('\n')
}
