//! Which words are related, as learned from the archive by `scripts/learn-related-words`.

/// A line for each word, in order: its stem, a tab, and the stems of the words most related to it,
/// each with its likeness in hundredths.
const TABLE: &str = include_str!("words.tsv");

/// The stems related to a stem, the most alike first, and how alike they are, up to 1.
pub(super) fn related(stem: &str) -> impl Iterator<Item = (&'static str, f32)> {
    let mut pairs = line(stem).unwrap_or_default().split(' ');
    std::iter::from_fn(move || {
        let (other, likeness) = (pairs.next()?, pairs.next()?);
        Some((other, likeness.parse::<f32>().ok()? / 100.0))
    })
}

/// Whether a stem is that of an English word.
pub fn is_word(stem: &str) -> bool {
    line(stem).is_some()
}

/// The rest of a word's line in the table.
fn line(word: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, TABLE.len());
    while low < high {
        let middle = TABLE.floor_char_boundary(low.midpoint(high));
        let before = TABLE.get(low..middle)?;
        let start = low + before.rfind('\n').map_or(0, |end| end + 1);
        let rest = TABLE.get(start..)?;
        let (line, _) = rest.split_once('\n').unwrap_or((rest, ""));
        let (key, others) = line.split_once('\t')?;
        match key.cmp(word) {
            std::cmp::Ordering::Equal => return Some(others),
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_table_is_found() {
        let mut last = "";
        for line in TABLE.lines() {
            let (word, others) = line.split_once('\t').unwrap();
            assert!(last < word, "{last} {word}");
            last = word;
            assert!(is_word(word), "{word}");
            let count = related(word).count();
            assert_eq!(2 * count, others.split_whitespace().count(), "{word}");
            assert!(related(word).all(|(_, likeness)| likeness > 0.0 && likeness <= 1.0));
        }
        for word in ["", "a", "freeze", "zzzzz", "freez\t"] {
            assert!(!is_word(word), "{word}");
        }
    }

    #[test]
    fn related_words_are_the_trades() {
        let frozen: Vec<&str> = related("freez").map(|(word, _)| word).collect();
        assert!(frozen.contains(&"hang"), "{frozen:?}");
        assert_eq!(related("nosuchword").count(), 0);
    }
}
