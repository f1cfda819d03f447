//! Many short lists of numbers with weights, stored one after another: four bytes for each entry
//! and four for each list.

use serde::{Deserialize, Serialize};

/// The number of a term or an article in 24 bits, and a weight.
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
    ends: Box<[u32]>,
    postings: Box<[Posting]>,
}

impl Runs {
    /// Lists of these lengths, to be filled.
    pub(super) fn of_lengths(lengths: impl Iterator<Item = usize>) -> Filling {
        let mut end = 0;
        let ends = lengths.map(|length| {
            end += u32::try_from(length).unwrap_or(u32::MAX);
            end
        });
        let ends: Box<[u32]> = ends.collect();
        let starts = [0].into_iter().chain(ends.iter().copied());
        Filling {
            next: starts.take(ends.len()).collect(),
            runs: Self {
                postings: vec![Posting(0); end as usize].into(),
                ends,
            },
        }
    }

    /// The list with this number; empty if there is none.
    pub(super) fn get(&self, number: u32) -> &[Posting] {
        let at = number as usize;
        let end_of = |at: usize| self.ends.get(at).map(|end| *end as usize);
        let start = at.checked_sub(1).and_then(end_of).unwrap_or_default();
        let list = end_of(at).and_then(|end| self.postings.get(start..end));
        list.unwrap_or_default()
    }
}

/// Lists that are being filled, each up to the length it was given.
pub(super) struct Filling {
    runs: Runs,
    /// The position of each list's next entry.
    next: Vec<u32>,
}

impl Filling {
    /// Adds an entry to the end of its list.
    pub(super) fn push(&mut self, number: u32, posting: Posting) {
        let Some(next) = self.next.get_mut(number as usize) else {
            return;
        };
        if let Some(place) = self.runs.postings.get_mut(*next as usize) {
            *place = posting;
            *next += 1;
        }
    }

    /// The filled lists.
    pub(super) fn finish(self) -> Runs {
        self.runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_restored_by_number() {
        let posting = Posting::new(0xFF_FFFF, 200);
        assert_eq!((posting.number(), posting.weight()), (0xFF_FFFF, 200));
        let lists = [vec![posting], vec![], vec![Posting::new(1, 2), posting]];
        let mut filling = Runs::of_lengths(lists.iter().map(Vec::len));
        for (number, list) in (0..3).zip(&lists).rev() {
            list.iter()
                .for_each(|posting| filling.push(number, *posting));
        }
        let runs = filling.finish();
        for (number, list) in (0..).zip(&lists) {
            assert_eq!(runs.get(number), list, "{number}");
        }
        assert_eq!(runs.get(3), []);
        assert_eq!(Runs::default().get(0), []);
    }
}
