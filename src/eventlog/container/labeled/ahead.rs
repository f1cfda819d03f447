//! Decides from the labels ahead whether a record begins at a label.

use super::super::{
    super::{field::Field, value::number_at_start},
    block::Block,
    label::Label,
};

/// How many labels at most are searched for those that begin a line.
const MAX_LABELS: usize = 64;
/// The most other lines between two labels of a record.
pub(super) const MAX_BETWEEN: usize = 3;
/// The most labels that are examined to decide whether a record begins.
pub(super) const MAX_AHEAD: usize = 16;

/// Whether a label begins a record: the ID and other fields follow it.
pub fn begins_record(block: &Block<'_>, index: usize) -> bool {
    let labels = block.labels.iter().skip(index).take(MAX_LABELS);
    let labels = labels
        .enumerate()
        .filter(|(place, label)| *place == 0 || label.starts_line);
    begins(block, labels.map(|(_, label)| label), 3)
}

/// Whether a label begins a record whose ID and other fields are on the same line.
pub(super) fn begins_record_in_line(block: &Block<'_>, index: usize) -> bool {
    let line = block.labels.get(index).map_or(0, |label| label.line);
    let labels = block.labels.iter().skip(index);
    begins(block, labels.take_while(|label| label.line == line), 4)
}

fn begins<'l>(block: &Block<'_>, labels: impl Iterator<Item = &'l Label>, least: usize) -> bool {
    let mut seen: Vec<Field> = Vec::new();
    let mut numbered = false;
    let mut last: Option<&Label> = None;
    for label in labels.take(MAX_AHEAD) {
        let repeats = seen.contains(&label.field) && label.field != Field::Other;
        let apart = last.is_some_and(|last| label.line > last.line + 2 * MAX_BETWEEN);
        if repeats || apart || matches!(label.field, Field::Description | Field::End) {
            break;
        }
        if label.field == Field::Id {
            let line = block
                .lines
                .get(label.line)
                .map_or(label.end, |line| line.end);
            let value = block.text.get(label.end..line).unwrap_or_default();
            let value = if value.trim().is_empty() {
                block.line(label.line + 1)
            } else {
                value
            };
            numbered |= number_at_start(value).is_some();
        }
        if !matches!(
            label.field,
            Field::Other | Field::Keywords | Field::Data | Field::Strings
        ) {
            seen.push(label.field);
        }
        last = Some(label);
    }
    let both = seen.contains(&Field::Source) && seen.len() == 2;
    numbered && (seen.len() >= least || both)
}

/// Whether a record begins in a line after other words.
pub(super) fn begins_inside(block: &Block<'_>, line: usize) -> bool {
    let index = block.label_from(block.start(line));
    let label = block.labels.get(index);
    label.is_some_and(|label| label.line == line && !label.starts_line)
        && begins_record(block, index)
}

pub(super) fn is_head(field: Field) -> bool {
    !matches!(
        field,
        Field::Description
            | Field::End
            | Field::Other
            | Field::Keywords
            | Field::Strings
            | Field::Data
    )
}

/// `Event[3]:`, which wevtutil writes above each event.
pub(super) fn is_counter(line: &str) -> bool {
    let line = line.trim().trim_end_matches(':');
    let digits = line
        .strip_prefix("Event[")
        .and_then(|rest| rest.strip_suffix(']'));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}
