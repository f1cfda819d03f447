//! Where a message differs from the one that an article quotes: usually in the names and numbers
//! that change from event to event.

/// The longest message that is compared, in words.
const MAX_WORDS: usize = 200;

/// A message in pieces, in order: the text, and whether the quoted message has something else
/// there, or a placeholder. `None` if they have hardly anything in common.
pub fn differences(message: &str, quoted: &str) -> Option<Vec<(String, bool)>> {
    let (pieces, common) = compared(message, quoted);
    (common >= 0.5).then_some(pieces)
}

/// A message in such pieces, and the share of its words that the other message has in the same
/// order, from 0 to 1.
pub(super) fn compared(message: &str, quoted: &str) -> (Vec<(String, bool)>, f64) {
    let own: Vec<&str> = message.split_whitespace().take(MAX_WORDS).collect();
    let other: Vec<&str> = quoted.split_whitespace().take(MAX_WORDS).collect();
    let common = common(&own, &other);
    let shared = common.iter().filter(|is_common| **is_common).count();
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (word, is_common) in own.iter().zip(common) {
        match pieces.last_mut() {
            Some((text, differs)) if *differs != is_common => {
                text.push(' ');
                text.push_str(word);
            }
            _ => pieces.push(((*word).to_owned(), !is_common)),
        }
    }
    let rest: Vec<&str> = message.split_whitespace().skip(MAX_WORDS).collect();
    if !rest.is_empty() {
        pieces.push((rest.join(" "), false));
    }
    (pieces, shared as f64 / own.len().max(1) as f64)
}

/// Which words of `own` are in the longest common subsequence.
fn common(own: &[&str], other: &[&str]) -> Vec<bool> {
    let letters = |word: &str| -> String {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let ours: Vec<String> = own.iter().map(|word| letters(word)).collect();
    let theirs: Vec<String> = other.iter().map(|word| letters(word)).collect();
    let width = theirs.len() + 1;
    // The length of the longest common subsequence from each pair of positions on.
    let mut lengths = vec![0u16; (ours.len() + 1) * width];
    let at = |lengths: &[u16], one: usize, two: usize| {
        lengths.get(one * width + two).copied().unwrap_or_default()
    };
    for (one, word) in ours.iter().enumerate().rev() {
        for (two, another) in theirs.iter().enumerate().rev() {
            let length = match word == another {
                true => at(&lengths, one + 1, two + 1) + 1,
                false => at(&lengths, one + 1, two).max(at(&lengths, one, two + 1)),
            };
            if let Some(place) = lengths.get_mut(one * width + two) {
                *place = length;
            }
        }
    }
    let mut is_common = vec![false; ours.len()];
    let (mut one, mut two) = (0, 0);
    while let (Some(word), Some(another)) = (ours.get(one), theirs.get(two)) {
        if word == another {
            if let Some(place) = is_common.get_mut(one) {
                *place = true;
            }
            (one, two) = (one + 1, two + 1);
        } else if at(&lengths, one + 1, two) >= at(&lengths, one, two + 1) {
            one += 1;
        } else {
            two += 1;
        }
    }
    is_common
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_changes_from_event_to_event_is_marked() {
        for (message, quoted, marked) in [
            (
                "The Lamp service failed to start.",
                "The Door service failed to start.",
                Some("The [Lamp] service failed to start."),
            ),
            (
                "No light in room 5 of HALL1 today",
                "No light in room %1 of <server name> today",
                Some("No light in room [5] of [HALL1] today"),
            ),
            ("All the same.", "all the same", Some("All the same.")),
            ("Nothing in common", "quite another text", None),
            ("", "", None),
        ] {
            let pieces = differences(message, quoted);
            let shown = pieces.map(|pieces| {
                let piece = |(text, differs): (String, bool)| match differs {
                    true => format!("[{text}]"),
                    false => text,
                };
                pieces.into_iter().map(piece).collect::<Vec<_>>().join(" ")
            });
            assert_eq!(shown.as_deref(), marked, "{message}");
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(message in "([a-c<>%1 ]{0,3} ){0,12}", quoted in "([a-c%1 ]{0,3} ){0,12}") {
            if let Some(pieces) = differences(&message, &quoted) {
                let all: Vec<String> = pieces.into_iter().map(|(text, _)| text).collect();
                let words: Vec<&str> = message.split_whitespace().collect();
                prop_assert_eq!(all.join(" "), words.join(" "));
            }
        }
    }
}
