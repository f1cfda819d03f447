//! Events that are alike.

use serde::{Deserialize, Serialize};

use crate::{
    eventlog::{Level, LogEvent, MOST_COUNTED},
    evidence::EventRecord,
};

/// Computers of a group that are named.
const MOST_COMPUTERS: usize = 16;

/// What events of a group have in common.
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
    /// What else is known of them.
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
            },
        };
        group.add(event);
        group
    }

    /// Takes a further event.
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
    }

    /// Takes the events of the same group in another log.
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
    }
}

impl Group {
    /// Whether its counts are such as logs have.
    pub(super) fn is_sound(&self) -> bool {
        self.count <= MOST_COUNTED
            && self.spread.recovered <= MOST_COUNTED
            && self.spread.computers.len() <= MOST_COMPUTERS
    }
}

impl Spread {
    fn happened(&mut self, first: Option<i64>, last: Option<i64>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.max(last);
    }

    fn logged_by(&mut self, computer: &str) {
        if self.computers.iter().any(|known| known == computer) {
            return;
        }
        if self.computers.len() < MOST_COMPUTERS {
            self.computers.push(computer.to_owned());
        } else {
            self.has_more_computers = true;
        }
    }
}
