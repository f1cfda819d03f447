//! Finds texts by how they begin, in a sorted list in one string that is small enough to keep in
//! memory.

/// Texts in order, each with the numbers of the things it belongs to.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    texts: String,
    /// Where each text ends in `texts`, and its numbers in `numbers`.
    ends: Vec<(u32, u32)>,
    numbers: Vec<u32>,
}

impl Beginnings {
    /// From texts, each given once, and their numbers.
    pub(super) fn new(all: impl IntoIterator<Item = (String, Vec<u32>)>) -> Self {
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_unstable();
        let mut made = Self::default();
        for (text, mut numbers) in all {
            numbers.sort_unstable();
            numbers.dedup();
            made.texts.push_str(&text);
            made.numbers.append(&mut numbers);
            // 4 GB of titles wouldn't fit into memory anyway; texts beyond that are not found.
            let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            made.ends
                .push((end(made.texts.len()), end(made.numbers.len())));
        }
        made.texts.shrink_to_fit();
        made.ends.shrink_to_fit();
        made.numbers.shrink_to_fit();
        made
    }

    /// The texts that begin with `beginning`, in order, with their numbers, ascending.
    pub(super) fn with<'a>(
        &'a self,
        beginning: &str,
    ) -> impl Iterator<Item = (&'a str, &'a [u32])> {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.text(middle) < beginning {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..self.ends.len())
            .map(|at| (self.text(at), self.numbers(at)))
            .take_while(move |(text, _)| text.starts_with(beginning))
    }

    /// The numbers of one text.
    pub(super) fn of(&self, text: &str) -> &[u32] {
        let first = self.with(text).next();
        first
            .filter(|(found, _)| *found == text)
            .map_or(&[], |(_, numbers)| numbers)
    }

    fn end(&self, at: usize) -> (usize, usize) {
        let end = self.ends.get(at).copied().unwrap_or_default();
        (end.0 as usize, end.1 as usize)
    }

    fn start(&self, at: usize) -> (usize, usize) {
        at.checked_sub(1).map_or((0, 0), |before| self.end(before))
    }

    fn text(&self, at: usize) -> &str {
        let range = self.start(at).0..self.end(at).0;
        self.texts.get(range).unwrap_or_default()
    }

    fn numbers(&self, at: usize) -> &[u32] {
        let range = self.start(at).1..self.end(at).1;
        self.numbers.get(range).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_same_texts_are_found_as_by_comparing_each(
            texts in proptest::collection::btree_map("[ab0é]{1,4}", proptest::collection::vec(0u32..9, 1..4), 0..12),
            beginning in "[ab0é]{0,3}",
        ) {
            let made = Beginnings::new(texts.clone());
            let found: Vec<&str> = made.with(&beginning).map(|(text, _)| text).collect();
            let expect: Vec<&str> = texts.keys().filter(|text| text.starts_with(&beginning)).map(String::as_str).collect();
            prop_assert_eq!(found, expect);
            for (text, numbers) in &texts {
                prop_assert!(numbers.iter().all(|number| made.of(text).contains(number)));
            }
        }
    }
}
