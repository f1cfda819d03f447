//! The summary of everything submitted for diagnosis: the groups of events, and the text around
//! them. It is small enough to travel with a page, so that findings can be filtered without the
//! log.

use std::cmp::Reverse;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::filter::EventFilter;
use crate::{
    budget::Budget,
    diagnosis::{Collapsed, Collapser, Group, MAX_FINDINGS},
    eventlog::{self, Level, LogReading, Tally},
    log_process::LogRead,
    problem::Problem,
};

/// The longest text that a summary is written as, in bytes.
pub const LONGEST_SUMMARY: usize = 256 << 10;

/// The bytes that fit into such a text.
const MAX_BYTES: usize = LONGEST_SUMMARY / 4 * 3;

/// One part of what is submitted for diagnosis.
#[derive(Debug, Clone, PartialEq)]
pub enum Submission {
    /// A pasted text, or the bytes of a log that is text.
    Text(Vec<u8>),
    /// The fields of an event as a person typed them: each label with its value, which is used
    /// unchanged.
    Fields(Vec<(String, String)>),
    /// A binary log that was read.
    Log(LogRead),
}

/// The events of texts and logs, grouped, and the text around them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// How many records there are.
    pub tally: Tally,
    /// The groups of events: the most serious first, and of those the most frequent.
    pub collapsed: Collapsed,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The text around the events, in pieces.
    pub prose: Vec<String>,
    /// Text that looks like part of an event but could not be read.
    pub not_understood: Vec<String>,
}

impl Summary {
    /// The summary of everything that was submitted together.
    pub fn of(submitted: &[Submission], budget: Budget) -> Self {
        // If reading takes too long, no time is left to diagnose.
        let reading = Budget::of(budget.left() / 2);
        let (mut summary, mut collapser) = (Self::default(), Collapser::default());
        for one in submitted {
            match one {
                Submission::Text(bytes) => {
                    summary.add(eventlog::read(bytes, reading), &mut collapser);
                }
                Submission::Fields(fields) => {
                    let fields = fields.iter().map(|(label, value)| (&**label, &**value));
                    summary.add(eventlog::read_fields(fields), &mut collapser);
                }
                Submission::Log(log) => {
                    summary.tally += log.outcome.tally;
                    summary.problems.extend(log.outcome.problems.clone());
                    collapser.merge(log.collapsed.clone());
                }
            }
        }
        summary.collapsed = collapser.finish(MAX_FINDINGS);
        let order = |group: &Group| (seriousness(group.spread.level), Reverse(group.count));
        summary.collapsed.groups.sort_by_key(order);
        summary
    }

    /// Adds the result of reading a text.
    fn add(&mut self, reading: LogReading, collapser: &mut Collapser) {
        let records = reading.records.iter();
        records.for_each(|record| collapser.add_record(record));
        self.tally.records += reading.records.len() as u64;
        self.problems.extend(reading.problems);
        self.prose.extend(reading.prose);
        self.not_understood.extend(reading.not_understood);
    }

    /// Leaves out the groups of events that do not pass.
    pub fn keep(&mut self, filter: &EventFilter) {
        self.collapsed.groups.retain(|group| filter.passes(group));
    }

    /// The summary as a text of at most 256 KB, without the last groups of events if they do not
    /// fit; `None` if not even one fits.
    pub fn to_text(&self) -> Option<String> {
        let mut bytes = postcard::to_stdvec(self).ok()?;
        if bytes.len() > MAX_BYTES {
            let mut short = self.clone();
            short.prose.clear();
            short.not_understood.clear();
            short.keep_what_fits()?;
            bytes = postcard::to_stdvec(&short).ok()?;
        }
        (bytes.len() <= MAX_BYTES).then(|| STANDARD.encode(bytes))
    }

    /// The summary that a text was made from. `None` for any other text, and for implausible
    /// counts.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST_SUMMARY {
            return None;
        }
        let bytes = STANDARD.decode(text).ok()?;
        let summary: Self = postcard::from_bytes(&bytes).ok()?;
        (summary.tally.is_sound() && summary.collapsed.is_sound()).then_some(summary)
    }

    /// Drops the last groups of events until the rest fits.
    fn keep_what_fits(&mut self) -> Option<()> {
        let groups = std::mem::take(&mut self.collapsed.groups);
        // The counts of what is left out may need a few more bytes.
        let mut room = (MAX_BYTES - 64).checked_sub(postcard::to_stdvec(self).ok()?.len())?;
        let mut is_full = false;
        for group in groups {
            let bytes = postcard::to_stdvec(&group).ok()?.len();
            is_full |= bytes > room;
            match is_full {
                false => {
                    room -= bytes;
                    self.collapsed.groups.push(group);
                }
                true => self.collapsed.left_out.add(&group),
            }
        }
        (!self.collapsed.groups.is_empty()).then_some(())
    }
}

/// The rank of a level, the most serious first. An event without a level may be
/// serious.
fn seriousness(level: Level) -> usize {
    match level {
        Level::Critical => 0,
        Level::Error | Level::AuditFailure => 1,
        Level::Warning | Level::Other => 2,
        Level::Information | Level::AuditSuccess | Level::Verbose => 3,
    }
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write, time::Duration};

    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Summary {
        let submitted = [Submission::Text(text.as_bytes().to_vec())];
        Summary::of(&submitted, Budget::of(Duration::from_secs(60)))
    }

    /// A text with this many groups of events, each with a long message.
    fn kinds(kinds: usize) -> String {
        let mut text = "What is this?\n\n".to_owned();
        for id in 1..=kinds {
            let message = format!("The lamp in hall {} is dark. ", "x".repeat(id % 40)).repeat(40);
            let _ = write!(
                text,
                "Event ID: {id}\nSource: Lamp\nDate: 2011-07-27T06:00:00Z\nDescription:\n{message}\n\n"
            );
        }
        text
    }

    #[test]
    fn a_summary_survives_storage_as_text() {
        let summary = of(&kinds(3));
        assert_eq!(summary.collapsed.groups.len(), 3);
        assert_eq!(
            Summary::from_text(&summary.to_text().unwrap()),
            Some(summary)
        );
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let summary = of(&kinds(400));
        let text = summary.to_text().unwrap();
        assert!(text.len() <= LONGEST_SUMMARY);
        let short = Summary::from_text(&text).unwrap();
        let kept = short.collapsed.groups.len();
        assert!(kept > 50 && short.collapsed.groups[..] == summary.collapsed.groups[..kept]);
        let left_out = short.collapsed.left_out;
        assert_eq!(left_out.groups, (400 - kept) as u64);
        assert_eq!(left_out.events, left_out.groups);
    }

    #[test]
    fn impossible_summaries_are_refused() {
        let sound = of(&kinds(2));
        let changes: [fn(&mut Summary); 6] = [
            |one| one.tally.records = u64::MAX,
            |one| one.collapsed.groups[0].count = u64::MAX,
            |one| one.collapsed.left_out.events = u64::MAX,
            |one| one.collapsed.sources[0].1 = u64::MAX,
            |one| one.collapsed.timeline.width = 0,
            |one| one.collapsed.timeline.start = i64::MIN,
        ];
        for change in changes {
            let mut wrong = sound.clone();
            change(&mut wrong);
            assert_eq!(Summary::from_text(&wrong.to_text().unwrap()), None);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_much(place in 0_usize..400, byte: u8, cut in 0_usize..400) {
            let mut bytes = postcard::to_stdvec(&of("Event ID: 7\nSource: Lamp\n")).unwrap();
            if let Some(old) = bytes.get_mut(place) {
                *old = byte;
            }
            bytes.truncate(cut);
            if let Some(summary) = Summary::from_text(&STANDARD.encode(bytes)) {
                let mut collapser = Collapser::default();
                collapser.merge(summary.collapsed.clone());
                collapser.merge(summary.collapsed);
                collapser.finish(1);
            }
        }
    }
}
