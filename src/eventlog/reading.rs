//! What is read from a log or a paste.

use crate::{evidence::EventRecord, problem::Problem};

/// The most bytes that are kept of what is no event.
const MOST_LEFT: usize = 64 * 1024;

/// The events of a log or a paste, and everything else that was in it.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// The events, in order. Each has an ID.
    pub records: Vec<EventRecord>,
    /// What is wrong with the log.
    pub problems: Vec<Problem>,
    /// What is said around the events, a piece of text each, up to 64 KB in all.
    pub prose: Vec<String>,
    /// What looks like a part of an event and could not be read, up to 64 KB in all.
    pub not_understood: Vec<String>,
}

impl Reading {
    pub(super) fn refused(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            ..Self::default()
        }
    }

    /// Keeps a piece of text that is no event.
    pub(super) fn say(&mut self, text: &str) {
        keep(&mut self.prose, text);
    }

    /// Keeps a piece of text that seems to be a part of one.
    pub(super) fn wonder(&mut self, text: &str) {
        keep(&mut self.not_understood, text);
    }
}

fn keep(list: &mut Vec<String>, text: &str) {
    let text = text.trim();
    let kept: usize = list.iter().map(String::len).sum();
    if !text.is_empty() && kept + text.len() <= MOST_LEFT {
        list.push(text.to_owned());
    }
}
