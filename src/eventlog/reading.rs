//! The result of reading a log or a paste.

use super::log::NAME;
use crate::{evidence::EventRecord, number::grouped, problem::Problem};

/// The most bytes that are kept of other text.
const MAX_LEFT: usize = 64 * 1024;

/// The events of a log or a paste, and everything else that was in it.
#[derive(Debug, Default, PartialEq)]
pub struct LogReading {
    /// The events, in order. Each has an ID.
    pub records: Vec<EventRecord>,
    /// Problems with the log.
    pub problems: Vec<Problem>,
    /// The text around the events, in pieces, up to 64 KB in all.
    pub prose: Vec<String>,
    /// Pieces that look like part of an event but could not be read, up to 64 KB in all.
    pub not_understood: Vec<String>,
    /// How many bytes of these two did not fit.
    left_out: usize,
    /// How many bytes were not read because time ran out.
    unreached: usize,
    /// How many bytes are kept of prose, and of text that was not understood.
    kept: [usize; 2],
}

impl LogReading {
    pub(super) fn refused(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            ..Self::default()
        }
    }

    /// Counts bytes that were not read because time ran out.
    pub(super) fn count_unread(&mut self, bytes: usize) {
        self.unreached += bytes;
    }

    /// Adds a warning for text that was not read or not kept.
    pub(super) fn report_omissions(&mut self) {
        if self.unreached > 0 {
            let bytes = grouped(self.unreached);
            let message = format!("Time ran out; {bytes} bytes were not read");
            let problem = Problem::warning(NAME, 0, message);
            self.problems.push(problem.suggest("Paste less at once."));
        }
        if self.left_out > 0 {
            let message = format!(
                "{} bytes of the text around the events are not shown",
                grouped(self.left_out)
            );
            let problem = Problem::warning(NAME, 0, message);
            self.problems.push(problem.suggest("Paste less at once."));
        }
    }

    /// Keeps a piece of text that is not an event.
    pub(super) fn keep_prose(&mut self, text: &str) {
        self.left_out += keep(&mut self.prose, &mut self.kept[0], text);
    }

    /// Keeps a piece of text that looks like part of an event.
    pub(super) fn keep_not_understood(&mut self, text: &str) {
        self.left_out += keep(&mut self.not_understood, &mut self.kept[1], text);
    }
}

/// Keeps as much of a piece as there is room for; returns how many bytes were left out.
fn keep(list: &mut Vec<String>, kept: &mut usize, text: &str) -> usize {
    let text = text.trim();
    let room = text.floor_char_boundary(MAX_LEFT.saturating_sub(*kept));
    let (own, rest) = text.split_at_checked(room).unwrap_or((text, ""));
    if !own.is_empty() {
        *kept += own.len();
        list.push(own.to_owned());
    }
    rest.len()
}
