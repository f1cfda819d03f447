//! Groups the events of pastes and logs while they are read, in memory that does not grow with
//! their number.

mod group;
mod sources;
#[cfg(test)]
mod tests;
mod timeline;

use std::{cmp::Reverse, collections::HashMap};

use serde::{Deserialize, Serialize};

use group::Key;
pub use group::{Group, Spread, Variant};
use sources::{MAX_SOURCES, Sources};
pub use timeline::Timeline;

use crate::{
    eventlog::{Level, LogEvent, MAX_COUNTED, has_only_strings, seconds},
    evidence::{EventRecord, fold_source},
};

/// How many groups are kept. Pruned back to this when twice as many have been opened.
const MAX_GROUPS: usize = 1024;

/// The events of one or more logs, grouped and counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Collapsed {
    /// Events of the same source, event ID and message, in the order of the first of each.
    pub groups: Vec<Group>,
    /// How many events each source logged, the most first; recovered ones are not counted.
    pub sources: Vec<(String, u64)>,
    /// How many events all other sources logged.
    pub other_sources: u64,
    /// When the events happened; recovered ones are not counted.
    pub timeline: Timeline,
    /// Groups and events that were pruned because there were too many.
    pub left_out: LeftOut,
}

/// Groups that were pruned, and their events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The groups they would be in; the same one may count twice.
    pub groups: u64,
    /// The events.
    pub events: u64,
}

impl LeftOut {
    /// Counts a group that is left out.
    pub fn add(&mut self, group: &Group) {
        self.groups += 1;
        self.events += group.count;
    }
}

impl Collapsed {
    /// Whether a [`Collapser`] can have made this: no count is so large that sums overflow, and no
    /// list is too long.
    pub fn is_sound(&self) -> bool {
        let counts = [
            self.other_sources,
            self.left_out.groups,
            self.left_out.events,
        ];
        let sources = self.sources.iter().map(|(_, events)| *events);
        self.groups.len() <= MAX_GROUPS
            && self.groups.iter().all(Group::is_sound)
            && self.sources.len() <= MAX_SOURCES
            && sources.chain(counts).all(|count| count <= MAX_COUNTED)
            && self.timeline.is_sound()
    }
}

/// Groups events, one after another.
#[derive(Default)]
pub struct Collapser {
    by_key: HashMap<Key, usize, foldhash::fast::RandomState>,
    /// Indices of groups without a message, by the index of the source and the ID, so that no key
    /// has to be made for them.
    by_number: HashMap<(usize, Option<u32>), usize, foldhash::fast::RandomState>,
    groups: Vec<Group>,
    sources: Sources,
    timeline: Timeline,
    left_out: LeftOut,
}

impl Collapser {
    /// Adds an event of a binary log. It has no message, only the message's parameters; the source
    /// and ID say which message it is.
    pub fn add(&mut self, event: &LogEvent<'_>) {
        let source = self.count(event);
        let number = source.map(|source| (source, event.id));
        let known = number.and_then(|number| self.by_number.get(&number).copied());
        if let Some(group) = known.and_then(|index| self.groups.get_mut(index)) {
            group.add(event);
            return;
        }
        let index = self.take(event, self.key(event, source, String::new()));
        if let Some(number) = number {
            self.by_number.insert(number, index);
        }
    }

    /// Adds an event of a text. Messages are alike if they differ only in their parameters.
    pub fn add_record(&mut self, record: &EventRecord) {
        let template = match has_only_strings(record) {
            true => String::new(),
            false => skeleton(record.description.as_deref().unwrap_or_default()),
        };
        let event = LogEvent {
            source: record.source.as_deref(),
            id: record.id,
            level: record.kind.as_deref().map_or(Level::Other, Level::of_word),
            computer: record.computer.as_deref(),
            log: record.log.as_deref(),
            seconds: record.time.as_deref().and_then(seconds),
            is_recovered: false,
            strings: &|| record.strings.clone(),
            record: &|| record.clone(),
        };
        let source = self.count(&event);
        self.take(&event, self.key(&event, source, template));
    }

    /// Merges the groups of another collapser.
    pub fn merge(&mut self, other: Collapsed) {
        for (name, events) in other.sources {
            self.sources.count(&name, events);
        }
        self.sources.count_others(other.other_sources);
        for group in other.groups {
            match self.by_key.get(&group.key).copied() {
                Some(index) => {
                    if let Some(known) = self.groups.get_mut(index) {
                        known.merge(group);
                    }
                }
                None => {
                    self.open(group);
                }
            }
        }
        self.timeline.merge(&other.timeline);
        self.left_out.groups += other.left_out.groups;
        self.left_out.events += other.left_out.events;
    }

    /// The finished groups, at most `most`.
    pub fn finish(mut self, most: usize) -> Collapsed {
        self.keep(most);
        let (sources, other_sources) = self.sources.finish();
        Collapsed {
            groups: self.groups,
            sources,
            other_sources,
            timeline: self.timeline,
            left_out: self.left_out,
        }
    }

    /// Counts an event; returns the index of its source.
    fn count(&mut self, event: &LogEvent<'_>) -> Option<usize> {
        if let Some(at) = event.seconds.filter(|_| !event.is_recovered) {
            self.timeline.add(at, event.level);
        }
        let name = event.source.unwrap_or_default();
        self.sources.count(name, u64::from(!event.is_recovered))
    }

    fn key(&self, event: &LogEvent<'_>, source: Option<usize>, template: String) -> Key {
        let known = source.and_then(|index| self.sources.fold(index));
        let source = known.map(str::to_owned);
        Key {
            source: source.unwrap_or_else(|| fold_source(event.source.unwrap_or_default())),
            id: event.id,
            template,
        }
    }

    /// Puts an event into its group; returns the index of the group.
    fn take(&mut self, event: &LogEvent<'_>, key: Key) -> usize {
        let known = self.by_key.get(&key).copied();
        match known.and_then(|index| Some((index, self.groups.get_mut(index)?))) {
            Some((index, group)) => {
                group.add(event);
                index
            }
            None => self.open(Group::of(key, event)),
        }
    }

    fn open(&mut self, group: Group) -> usize {
        if self.groups.len() >= 2 * MAX_GROUPS {
            self.keep(MAX_GROUPS);
        }
        let index = self.groups.len();
        self.by_key.insert(group.key.clone(), index);
        self.groups.push(group);
        index
    }

    /// Prunes all but `most` groups: half of those kept are the most frequent, half the most
    /// serious.
    fn keep(&mut self, most: usize) {
        if self.groups.len() <= most {
            return;
        }
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        let of = |index: &usize| self.groups.get(*index);
        order.sort_by_key(|index| {
            Reverse(of(index).map(|group| (group.count, group.spread.recovered)))
        });
        let by_level = order.get_mut(most / 2..).unwrap_or_default();
        by_level.sort_by_key(|index| of(index).map(|group| group.spread.level));
        let mut is_kept = vec![false; self.groups.len()];
        for index in order.into_iter().take(most) {
            if let Some(kept) = is_kept.get_mut(index) {
                *kept = true;
            }
        }
        self.by_key.clear();
        self.by_number.clear();
        let groups = std::mem::take(&mut self.groups);
        for (group, is_kept) in groups.into_iter().zip(is_kept) {
            if is_kept {
                self.by_key.insert(group.key.clone(), self.groups.len());
                self.groups.push(group);
            } else {
                self.left_out.add(&group);
            }
        }
    }
}

/// A message without the words that hold digits: times, addresses and numbers change from event to
/// event.
fn skeleton(description: &str) -> String {
    let words = description
        .split_whitespace()
        .filter(|word| !word.bytes().any(|b| b.is_ascii_digit()));
    words.take(60).collect::<Vec<_>>().join(" ").to_lowercase()
}
