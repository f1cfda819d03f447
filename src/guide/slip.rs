//! Names that were probably meant: `optons` for `options`.

/// So many letters may differ.
const MOST: usize = 2;
/// Longer words are not compared.
const LONGEST: usize = 64;

/// The candidate that differs from `word` by no more than two letters.
pub(super) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word: Vec<char> = word.chars().collect();
    let near = candidates
        .into_iter()
        .filter(|other| other.len() <= LONGEST)
        .map(|other| (distance(&word, other), other));
    near.min()
        .filter(|(steps, other)| *steps <= MOST && *steps < other.len())
        .map(|(_, other)| other)
}

/// The number of letters to change, add or remove to come from one word to the other; right up to [`MOST`], and above it
/// where it is more. So only places that are no farther apart than that are compared.
fn distance(left: &[char], right: &str) -> usize {
    let far = MOST + 1;
    let right: Vec<char> = right.chars().collect();
    if left.len().abs_diff(right.len()) > MOST {
        return far;
    }
    // In the row of a letter of the left word stand the places of the right one from two before it to two behind.
    let mut row = [far, far, 0, 1, 2];
    for (at, letter) in (1..).zip(left) {
        let mut next = [far; 2 * MOST + 1];
        let mut before = far;
        for (offset, steps) in next.iter_mut().enumerate() {
            let above = row.get(offset + 1).map_or(far, |steps| steps + 1);
            let Some(place) = (at + offset).checked_sub(MOST) else {
                continue;
            };
            let swap = match place.checked_sub(1) {
                None => far,
                Some(place) => match (right.get(place), row.get(offset)) {
                    (Some(other), Some(steps)) => steps + usize::from(letter != other),
                    _ => continue,
                },
            };
            *steps = swap.min(above).min(before + 1);
            before = *steps;
        }
        row = next;
    }
    let last = (right.len() + MOST).checked_sub(left.len());
    last.and_then(|last| row.get(last)).copied().unwrap_or(far)
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
