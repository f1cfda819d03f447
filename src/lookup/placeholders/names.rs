//! The names that are known to be machines, domains and users.

use std::collections::{HashMap, HashSet};

use super::{host, part::Kind};
use crate::{diagnosis::Finding, evidence::fold_source};

/// The longest name that is looked for, in characters.
const LONGEST: usize = 255;

/// Words that are never names: accounts and groups that every machine has, and words that logs
/// write in place of a name.
const PUBLIC: &[&str] = &[
    "system",
    "local system",
    "localsystem",
    "local service",
    "localservice",
    "network service",
    "networkservice",
    "anonymous logon",
    "anonymous",
    "everyone",
    "nt authority",
    "nt-autorität",
    "autorite nt",
    "builtin",
    "nt service",
    "n/a",
    "none",
    "null",
    "unknown",
    "localhost",
    "localdomain",
    "the",
    "an",
    "and",
    "or",
    "is",
    "in",
    "on",
    "for",
    "not",
    "to",
    "of",
    "by",
    "was",
    "has",
    "from",
    "with",
    "server",
    "user",
    "account",
    "computer",
    "domain",
    "machine",
    "service",
];

/// Whether a name is one that every machine has, or not a name at all.
pub(super) fn is_public(name: &str) -> bool {
    let name = name.trim();
    let lower = name.to_lowercase();
    name.chars().filter(|c| c.is_alphanumeric()).count() < 2
        || PUBLIC.contains(&lower.as_str())
        || (lower.split_once('\\')).is_some_and(|(domain, _)| PUBLIC.contains(&domain.trim()))
}

/// The names in the fields of events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalNames {
    /// Computers, with or without their domain.
    pub computers: Vec<String>,
    /// Users, with or without their domain.
    pub users: Vec<String>,
    /// Event sources, which are never names of machines or users.
    pub sources: Vec<String>,
}

impl PersonalNames {
    /// The names in the events of findings.
    pub fn of(findings: &[Finding]) -> Self {
        let mut names = Self::default();
        for finding in findings {
            let event = &finding.event;
            names.computers.extend(event.computer.clone());
            let computers = finding.spread.computers.iter();
            names.computers.extend(computers.cloned());
            names.users.extend(event.user.clone());
            names.sources.extend(event.source.clone());
        }
        names
    }
}

/// The names that are looked for in texts.
pub(super) struct KnownNames {
    /// The folded names of sources.
    sources: HashSet<String>,
    /// A tree of the beginnings of all names; its root is the first node.
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    next: HashMap<char, usize>,
    kind: Option<Kind>,
}

impl KnownNames {
    pub(super) fn of(names: &PersonalNames) -> Self {
        let sources = names.sources.iter().map(|source| fold_source(source));
        let mut known = Self {
            sources: sources.collect(),
            nodes: vec![Node::default()],
        };
        for computer in &names.computers {
            for part in host::parts(computer.trim()) {
                part.kind
                    .into_iter()
                    .for_each(|kind| known.learn(part.text, kind));
            }
        }
        for user in names.users.iter().map(|user| user.trim()) {
            if is_public(user) || user.starts_with("S-1-") {
                continue;
            }
            let (domain, name) = match (user.rsplit_once('\\'), user.split_once('@')) {
                (Some((domain, name)), _) | (None, Some((name, domain))) => (domain, name),
                (None, None) => ("", user),
            };
            known.learn(name.trim_end_matches('$'), Kind::User);
            known.learn(domain, Kind::Domain);
        }
        known
    }

    /// Adds a name; if it is known already, its kind stays the same.
    pub(super) fn learn(&mut self, name: &str, kind: Kind) {
        if is_public(name) || self.sources.contains(&fold_source(name)) {
            return;
        }
        let mut place = 0;
        for c in name.chars().take(LONGEST).map(folded) {
            let new = self.nodes.len();
            let Some(node) = self.nodes.get_mut(place) else {
                return;
            };
            place = *node.next.entry(c).or_insert(new);
            if place == new {
                self.nodes.push(Node::default());
            }
        }
        if let Some(node) = self.nodes.get_mut(place) {
            node.kind.get_or_insert(kind);
        }
    }

    /// The longest known name at the beginning of a text that is not followed by a letter or digit:
    /// its length and its kind.
    pub(super) fn at(&self, text: &str) -> Option<(usize, Kind)> {
        let (mut node, mut found) = (self.nodes.first()?, None);
        let mut letters = text.char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            let Some(next) = node.next.get(&folded(c)) else {
                break;
            };
            node = self.nodes.get(*next)?;
            let ends = letters
                .peek()
                .is_none_or(|(_, next)| !next.is_alphanumeric());
            if let Some(kind) = node.kind.filter(|_| ends) {
                found = Some((at + c.len_utf8(), kind));
            }
        }
        found
    }

    /// The kind of a name, if it is known.
    pub(super) fn kind_of(&self, name: &str) -> Option<Kind> {
        let (length, kind) = self.at(name)?;
        (length == name.len()).then_some(kind)
    }
}

/// A character without its letter case.
fn folded(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}
