//! Groups of similar events.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::{
    eventlog::{Level, LogEvent, MAX_COUNTED},
    evidence::EventRecord,
};

/// The most computers of a group that are named.
const MAX_COMPUTERS: usize = 16;

/// The most variants of a group that are kept.
const MAX_VARIANTS: usize = 8;

/// The key of a group: what its events have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) source: String,
    pub(super) id: Option<u32>,
    pub(super) template: String,
}

/// Events of the same source, event ID and message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub(super) key: Key,
    /// The first of them.
    pub event: EventRecord,
    /// How many there are, without the recovered ones.
    pub count: u64,
    /// What else is known about them.
    pub spread: Spread,
}

/// How the events of a group are spread over time and computers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// How serious the most serious of them is.
    pub level: Level,
    /// How many were recovered.
    pub recovered: u64,
    /// When the first of them happened, in seconds since 1970 (UTC).
    pub first: Option<i64>,
    /// When the last of them happened.
    pub last: Option<i64>,
    /// The computers that logged them, at most 16.
    pub computers: Vec<String>,
    /// Whether there are more computers than that.
    pub has_more_computers: bool,
    /// The variants of the events if a log has no messages, at most 8, ordered by the first event
    /// of each; empty if they are alike or not serious.
    pub variants: Vec<Variant>,
    /// How many events are other variants.
    pub other_variants: u64,
}

/// Events of a group whose messages have the same parameters, apart from numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The parameters of the first of them.
    pub strings: Vec<String>,
    /// How many there are, with the recovered ones.
    pub count: u64,
    /// The message, if its text is known.
    pub message: Option<String>,
}

impl Variant {
    /// The words that distinguish this variant.
    fn words(strings: &[String]) -> impl Iterator<Item = &str> {
        let words = strings.iter().flat_map(|string| string.split_whitespace());
        words.filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// The message or, if it is not known, the strings on one line.
    pub fn message_or_strings(&self) -> String {
        let strings = || self.strings.join(" ");
        self.message.clone().unwrap_or_else(strings)
    }

    fn has(&self, strings: &[String]) -> bool {
        Self::words(&self.strings).eq(Self::words(strings))
    }
}

impl Group {
    /// A group with its first event.
    pub(super) fn of(key: Key, event: &LogEvent<'_>) -> Self {
        let mut group = Self {
            key,
            event: (event.record)(),
            count: 0,
            spread: Spread {
                level: event.level,
                recovered: 0,
                first: None,
                last: None,
                computers: Vec::new(),
                has_more_computers: false,
                variants: Vec::new(),
                other_variants: 0,
            },
        };
        group.add(event);
        group
    }

    /// Adds another event.
    pub(super) fn add(&mut self, event: &LogEvent<'_>) {
        match event.is_recovered {
            true => self.spread.recovered += 1,
            false => self.count += 1,
        }
        self.spread.level = self.spread.level.min(event.level);
        self.spread.happened(event.seconds, event.seconds);
        if let Some(computer) = event.computer {
            self.spread.logged_by(computer);
        }
        // Events that are not serious may come in millions, and nobody needs their variants.
        if self.key.template.is_empty() && event.level <= Level::Warning {
            self.spread.has_strings((event.strings)(), 1);
        }
    }

    /// Adds the events of the same group in another log.
    pub(super) fn merge(&mut self, other: Self) {
        let (own, others) = (&mut self.spread, other.spread);
        // The first event is the one that happened first.
        if others
            .first
            .is_some_and(|at| own.first.is_none_or(|own| at < own))
        {
            self.event = other.event;
        }
        self.count += other.count;
        own.recovered += others.recovered;
        own.level = own.level.min(others.level);
        own.happened(others.first, others.last);
        own.has_more_computers |= others.has_more_computers;
        others.computers.iter().for_each(|name| own.logged_by(name));
        own.other_variants += others.other_variants;
        for variant in others.variants {
            own.has_strings(variant.strings, variant.count);
        }
    }
}

impl Group {
    /// Whether its counts are plausible for a log.
    pub(super) fn is_sound(&self) -> bool {
        self.count <= MAX_COUNTED
            && self.spread.recovered <= MAX_COUNTED
            && self.spread.computers.len() <= MAX_COMPUTERS
            && self.spread.variants.len() <= MAX_VARIANTS
            && (self.spread.variants.iter().map(|variant| variant.count))
                .chain([self.spread.other_variants])
                .all(|count| count <= MAX_COUNTED)
    }
}

impl Spread {
    /// The variants of the events' messages, the most frequent first; empty if there is only one.
    pub fn different(&self) -> Vec<&Variant> {
        if self.variants.len() < 2 {
            return Vec::new();
        }
        let mut variants: Vec<&Variant> = self.variants.iter().collect();
        variants.sort_by_key(|variant| Reverse(variant.count));
        variants
    }

    fn happened(&mut self, first: Option<i64>, last: Option<i64>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.max(last);
    }

    /// Counts events with these strings.
    fn has_strings(&mut self, strings: Vec<String>, count: u64) {
        let is_full = self.variants.len() >= MAX_VARIANTS;
        let known = self.variants.iter_mut().find(|known| known.has(&strings));
        match known {
            Some(known) => known.count += count,
            None if is_full => self.other_variants += count,
            None => self.variants.push(Variant {
                strings,
                count,
                message: None,
            }),
        }
    }

    fn logged_by(&mut self, computer: &str) {
        if self.computers.iter().any(|known| known == computer) {
            return;
        }
        if self.computers.len() < MAX_COMPUTERS {
            self.computers.push(computer.to_owned());
        } else {
            self.has_more_computers = true;
        }
    }
}
