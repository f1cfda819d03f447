//! Names that were probably meant: `optons` for `options`.

/// The candidate that differs from `word` by no more than two letters.
pub(super) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let near = candidates
        .into_iter()
        .map(|other| (distance(word, other), other));
    near.min()
        .filter(|(steps, other)| *steps <= 2 && *steps < other.len())
        .map(|(_, other)| other)
}

/// The number of letters to change, add or remove to come from one word to the other; words over 64
/// bytes count as far apart.
fn distance(left: &str, right: &str) -> usize {
    if left.len() > 64 || right.len() > 64 {
        return usize::MAX;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((pair, other), before) in row.windows(2).zip(&right).zip(0..) {
            let [above_left, above] = pair else { continue };
            let left = next.get(before).copied().unwrap_or(usize::MAX);
            let swap = above_left + usize::from(letter != *other);
            next.push(swap.min(above + 1).min(left.saturating_add(1)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognized_and_another_word_is_not() {
        let candidates = ["kind", "options", "at"];
        for (word, meant) in [
            ("knid", Some("kind")),
            ("optons", Some("options")),
            ("on", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(closest(word, candidates), meant, "{word}");
        }
    }
}
