//! How many events each source logged.

use std::collections::HashMap;

use crate::evidence::fold_source;

/// The most sources, and the most spellings, that are counted by name.
pub(super) const MAX_SOURCES: usize = 1024;

/// The sources of events, however they are spelled.
#[derive(Default)]
pub(super) struct Sources {
    sources: Vec<Source>,
    by_spelling: HashMap<String, usize, foldhash::fast::RandomState>,
    by_fold: HashMap<String, usize, foldhash::fast::RandomState>,
    /// Events of sources that are not counted by name.
    others: u64,
}

struct Source {
    name: String,
    fold: String,
    events: u64,
}

impl Sources {
    /// Counts events of a source; returns its index, which all its spellings share, or `None` if
    /// there are too many sources.
    pub(super) fn count(&mut self, name: &str, events: u64) -> Option<usize> {
        let index = self.index(name);
        match index.and_then(|index| self.sources.get_mut(index)) {
            Some(source) => source.events += events,
            None => self.others += events,
        }
        index
    }

    /// The folded name of the source with this index, equal for all its spellings.
    pub(super) fn fold(&self, index: usize) -> Option<&str> {
        Some(self.sources.get(index)?.fold.as_str())
    }

    fn index(&mut self, name: &str) -> Option<usize> {
        if let Some(index) = self.by_spelling.get(name) {
            return Some(*index);
        }
        let fold = fold_source(name);
        let index = match self.by_fold.get(&fold) {
            Some(index) => *index,
            None if self.sources.len() >= MAX_SOURCES => return None,
            None => {
                let index = self.sources.len();
                self.by_fold.insert(fold.clone(), index);
                let name = name.to_owned();
                let events = 0;
                self.sources.push(Source { name, fold, events });
                index
            }
        };
        if self.by_spelling.len() < 2 * MAX_SOURCES {
            self.by_spelling.insert(name.to_owned(), index);
        }
        Some(index)
    }

    /// Counts events from sources that are not counted by name.
    pub(super) fn count_others(&mut self, events: u64) {
        self.others += events;
    }

    /// The name and the number of events of each source that has any, the most first; and the
    /// number of events of all others.
    pub(super) fn finish(self) -> (Vec<(String, u64)>, u64) {
        let sources = self.sources.into_iter();
        let counted = sources.filter(|source| source.events > 0);
        let mut counted: Vec<_> = counted.map(|one| (one.name, one.events)).collect();
        counted.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
        (counted, self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_count_together_and_memory_is_limited() {
        let mut sources = Sources::default();
        assert_eq!(sources.count("Lamp", 2), sources.count("LAMP", 1));
        for number in 0..5000 {
            sources.count(&format!("Source {number}x"), 1);
            sources.count(&format!("{}p", "lam".to_uppercase()), 0);
        }
        assert!(sources.sources.len() <= MAX_SOURCES);
        assert!(sources.by_spelling.len() <= 2 * MAX_SOURCES);
        let (counted, others) = sources.finish();
        assert_eq!(counted[0], ("Lamp".to_owned(), 3));
        let all: u64 = counted.iter().map(|(_, events)| events).sum();
        assert_eq!(all + others, 5003);
    }
}
