//! Many short lists of numbered and weighted things, one after the other: four bytes each, and four a list.

use serde::{Deserialize, Serialize};

/// The number of a term or an article, of 24 bits, and a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Posting(u32);

impl Posting {
    pub(super) fn new(number: u32, weight: u8) -> Self {
        Self(number << 8 | u32::from(weight))
    }

    pub(super) fn number(self) -> u32 {
        self.0 >> 8
    }

    pub(super) fn weight(self) -> u32 {
        self.0 & 0xff
    }
}

/// The lists, by number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Runs {
    /// Where each list ends.
    ends: Vec<u32>,
    postings: Vec<Posting>,
}

impl Runs {
    /// A list; an empty one where there is none of this number.
    pub(super) fn get(&self, number: u32) -> &[Posting] {
        let at = number as usize;
        let end_of = |at: usize| self.ends.get(at).map(|end| *end as usize);
        let start = at.checked_sub(1).and_then(end_of).unwrap_or_default();
        let list = end_of(at).and_then(|end| self.postings.get(start..end));
        list.unwrap_or_default()
    }
}

impl FromIterator<Vec<Posting>> for Runs {
    fn from_iter<I: IntoIterator<Item = Vec<Posting>>>(lists: I) -> Self {
        let mut runs = Self::default();
        for list in lists {
            runs.postings.extend(list);
            let end = u32::try_from(runs.postings.len());
            runs.ends.push(end.unwrap_or(u32::MAX));
        }
        runs.ends.shrink_to_fit();
        runs.postings.shrink_to_fit();
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_by_number() {
        let posting = Posting::new(0xFF_FFFF, 200);
        assert_eq!((posting.number(), posting.weight()), (0xFF_FFFF, 200));
        let lists = [vec![posting], vec![], vec![Posting::new(1, 2), posting]];
        let runs: Runs = lists.iter().cloned().collect();
        for (number, list) in (0..).zip(&lists) {
            assert_eq!(runs.get(number), list, "{number}");
        }
        assert_eq!(runs.get(3), []);
        assert_eq!(Runs::default().get(0), []);
    }
}
