//! Where other names for the query's words occur, and how they count as those words.

use tantivy::{DocId, postings::SegmentPostings};

use super::occurrences::{Occurrence, places_in};

/// Marks the number of a position that only has another name of the term.
const BORROWED: u32 = 1 << 31;

/// The number for a position at which an alternative replaces a term.
pub(super) fn borrowed(alternative: usize, term: usize) -> u32 {
    // A query has no more than 64 terms, and fewer alternatives.
    BORROWED | (alternative as u32 & 0xff) << 8 | (term as u32 & 0xff)
}

/// The alternative and the term in a number made by [`borrowed`]; `None` for any other number.
fn unpacked(number: u32) -> Option<(u32, u32)> {
    (number & BORROWED != 0).then_some((number >> 8 & 0xff, number & 0xff))
}

/// A number as a bit in a set.
pub(super) fn bit(number: u32) -> u64 {
    1u64.checked_shl(number).unwrap_or(0)
}

/// Where `doc` has some terms in sequence, as the positions of the first.
pub(super) fn starts_in(
    postings: &mut [Option<SegmentPostings>],
    doc: DocId,
    places: &mut Vec<u32>,
) -> Vec<u32> {
    let mut starts: Option<Vec<u32>> = None;
    for (offset, postings) in (0..).zip(postings) {
        if !places_in(postings, doc, places) {
            return Vec::new();
        }
        match &mut starts {
            None => starts = Some(places.clone()),
            Some(starts) => starts.retain(|start| places.binary_search(&(start + offset)).is_ok()),
        }
    }
    starts.unwrap_or_default()
}

/// The query's words that an article has only by another name.
#[derive(Default)]
pub(super) struct ByOtherName {
    /// The terms that some part has as such, as bits.
    own: u64,
    /// Terms that some part has by another name, with the number of that name.
    borrowed: Vec<(u32, u32)>,
}

impl ByOtherName {
    /// Prepares for the next article.
    pub(super) fn clear(&mut self) {
        self.own = 0;
        self.borrowed.clear();
    }

    /// Turns the positions of another name in a part into positions of the words it replaces,
    /// except words that the part has itself: it is scored by those.
    pub(super) fn settle(&mut self, places: &[Occurrence], settled: &mut Vec<Occurrence>) {
        let numbers = places.iter().map(|(_, number)| *number);
        let own = numbers.filter(|number| unpacked(*number).is_none());
        let own = own.fold(0, |bits, number| bits | bit(number));
        self.own |= own;
        settled.clear();
        for (place, number) in places {
            match unpacked(*number) {
                None => settled.push((*place, *number)),
                Some((alternative, term)) if own & bit(term) == 0 => {
                    settled.push((*place, term));
                    if !self.borrowed.contains(&(term, alternative)) {
                        self.borrowed.push((term, alternative));
                    }
                }
                Some(_) => {}
            }
        }
        settled.sort_unstable();
        settled.dedup();
    }

    /// The terms, as bits, that the article has only by another name; adds the alternatives that
    /// replace them.
    pub(super) fn only_by_other_name(&self, alternatives: &mut Vec<usize>) -> u64 {
        let mut terms = 0;
        for (term, alternative) in &self.borrowed {
            if self.own & bit(*term) == 0 {
                terms |= bit(*term);
                let alternative = *alternative as usize;
                if !alternatives.contains(&alternative) {
                    alternatives.push(alternative);
                }
            }
        }
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_counts_only_where_the_word_itself_is_missing() {
        let places = [
            (1, 0),
            (2, borrowed(3, 0)),
            (2, borrowed(4, 1)),
            (5, borrowed(4, 1)),
        ];
        let (mut by_other_name, mut settled) = (ByOtherName::default(), Vec::new());
        by_other_name.settle(&places, &mut settled);
        assert_eq!(settled, [(1, 0), (2, 1), (5, 1)]);
        by_other_name.settle(&[(9, borrowed(3, 0))], &mut settled);
        assert_eq!(settled, [(9, 0)]);
        let mut alternatives = Vec::new();
        assert_eq!(by_other_name.only_by_other_name(&mut alternatives), 1 << 1);
        assert_eq!(alternatives, [4]);
        by_other_name.clear();
        assert_eq!(by_other_name.only_by_other_name(&mut alternatives), 0);
    }
}
