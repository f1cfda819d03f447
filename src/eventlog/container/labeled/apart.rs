//! Decides where a record ends and another one begins, even if that one's beginning is missing.

use super::{
    super::{super::field::Field, label::Label},
    Reader,
    ahead::{MAX_AHEAD, MAX_BETWEEN, begins_record, begins_record_in_line, is_counter},
};

/// At the end of the text, a record counts as complete only if it has at least this many labels
/// before its message.
const LEAST_WHOLE: usize = 4;

impl Reader<'_, '_> {
    /// Whether a label can't belong to the same record as the one before, since other text is
    /// between them.
    pub(super) fn is_apart(&self, last: &Label, label: &Label) -> bool {
        let between = last.line + 1..label.line;
        let mut filled = between.clone().filter(|line| !self.block.is_blank(*line));
        let far = filled.nth(MAX_BETWEEN - 1).is_some();
        let opened = (last.line + 1..=label.line).any(|line| self.block.opens(line));
        let counted = between
            .clone()
            .any(|line| is_counter(self.block.line(line)));
        far || opened || counted
    }

    /// Whether a label after an empty line begins another record, because the end of this one was
    /// cut off before its ID or its source. If every label has an empty line after it, it doesn't.
    pub(super) fn is_of_next(&self, last: &Label, label: &Label) -> bool {
        let is_gap = |one: &Label, next: &Label| {
            let mut between = one.line + 1..next.line;
            between.any(|line| self.block.is_blank(line))
        };
        let after = self.label(self.next + 1);
        let before = self
            .next
            .checked_sub(2)
            .filter(|before| *before >= self.first);
        let before = before.and_then(|before| self.label(before));
        let has_text_between = (last.line + 1..label.line).any(|line| !self.block.is_blank(line));
        let is_spaced = !has_text_between
            && after.is_none_or(|after| is_gap(label, after))
            && before.is_none_or(|before| is_gap(before, last));
        if !is_gap(last, label) || is_spaced {
            return false;
        }
        let lacks_value = self.between(last.end, label.start).trim().is_empty();
        let has = |field| self.fields.has(field) || (last.field == field && !lacks_value);
        let begins =
            || begins_record(self.block, self.next) || begins_record_in_line(self.block, self.next);
        match (has(Field::Id), has(Field::Source)) {
            (true, true) => false,
            (true, false) => begins() || self.is_numbered_below(),
            (false, true) => self.has_source_ahead(),
            (false, false) => self.has_source_ahead() && begins(),
        }
    }

    /// Whether the next message has an ID directly below it, and so belongs to another record.
    fn is_numbered_below(&self) -> bool {
        let ahead = self.next..(self.next + MAX_AHEAD).min(self.block.labels.len());
        let mut ahead = ahead.filter_map(|index| self.label(index));
        let is_described = ahead
            .by_ref()
            .any(|label| label.field == Field::Description);
        let next = ahead.next().filter(|_| is_described);
        next.is_some_and(|label| {
            label.field == Field::Id && !self.block.is_blank(label.line.saturating_sub(1))
        })
    }

    /// Whether a source is named between here and the second ID.
    fn has_source_ahead(&self) -> bool {
        let mut ids = 0;
        let ahead = self.block.labels.iter().skip(self.next).take(MAX_AHEAD);
        let mut own = ahead.enumerate().take_while(|(place, label)| {
            ids += usize::from(label.field == Field::Id);
            ids < 2 && (*place == 0 || label.field != Field::Description)
        });
        own.any(|(_, label)| label.field == Field::Source)
    }

    /// Where this record ends if it is not an event, but something like a ticket: it has a message
    /// but no ID, and a record with its own message follows.
    pub(super) fn end_before_another(&self) -> Option<usize> {
        let next = self.label(self.next)?;
        let is_apart = self.fields.has(Field::Description)
            && self.fields.id().is_none()
            && next.starts_line
            && next.start >= self.end
            && begins_record(self.block, self.next);
        (is_apart && self.is_whole_ahead()).then(|| self.block.start(next.line))
    }

    /// Whether the labels ahead are a record with a message, rather than the rest of this record
    /// followed by the beginning of another one in the same form.
    fn is_whole_ahead(&self) -> bool {
        let field = |index: usize| self.label(index).map(|label| label.field);
        let is_described = |index: &usize| field(*index) == Some(Field::Description);
        let ahead = self.next..(self.next + MAX_AHEAD).min(self.block.labels.len());
        let own = (self.first..self.next).find(is_described);
        let Some(other) = ahead.clone().find(is_described) else {
            return false;
        };
        let has = |wanted| (self.next..other).any(|index| field(index) == Some(wanted));
        let before = |index: usize| index.checked_sub(1).and_then(field);
        let is_rest_of_this = match own {
            Some(own) if own > self.first => before(own) == before(other),
            _ => match field(other + 1) {
                Some(after) => Some(after) == field(self.next),
                // Nothing follows to compare with.
                None => other - self.next < LEAST_WHOLE,
            },
        };
        has(Field::Id) && has(Field::Source) && !is_rest_of_this
    }
}
