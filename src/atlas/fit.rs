//! How well a message matches a template: the message as an article quotes it, with placeholders.

use std::collections::HashMap;

/// The most words of a message that are compared; differences between messages come early.
const MAX_WORDS: usize = 120;
/// How many unmatched words of the message a placeholder may stand for.
const WORDS_A_PLACEHOLDER: usize = 4;
/// Two messages are the same if no more than this share of either is missing in the other: less
/// than the weight of any name, but more than that of a small word that an article left out.
const SAME: f64 = 0.03;

/// How rare each word is in the messages that articles quote.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    counts: HashMap<u64, u32>,
    messages: u32,
}

/// A message or template as words, ready to be compared. Words are represented by their hashes.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Each word with its weight, by hash.
    words: Vec<(u64, f64)>,
    /// Hashes of neighboring words, sorted.
    pairs: Vec<u64>,
    /// The weight of all words.
    total: f64,
    placeholders: usize,
}

/// How a message and a template compare.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fit {
    /// 0 to 1: how much of both is common, rare words weighing more.
    pub score: f64,
    /// 0 to 1: how much of the template the message has.
    pub covered: f64,
    /// Whether they are the same message, apart from its placeholders.
    pub is_same: bool,
    /// Whether they are the same word for word, without any placeholder.
    pub is_literal: bool,
}

impl Lexicon {
    /// Counts the words of `messages`.
    pub(super) fn of<'t>(messages: impl Iterator<Item = &'t str>) -> Self {
        let mut lexicon = Self::default();
        for text in messages {
            lexicon.messages += 1;
            let mut words = split(text).0;
            words.sort_unstable();
            words.dedup();
            for word in words {
                *lexicon.counts.entry(word).or_default() += 1;
            }
        }
        lexicon
    }

    /// Reads a message or a template.
    pub(super) fn message(&self, text: &str) -> Message {
        let (words, placeholders) = split(text);
        let mut pairs: Vec<u64> = words
            .iter()
            .zip(words.iter().skip(1))
            .map(|(a, b)| a.rotate_left(1) ^ b)
            .collect();
        pairs.sort_unstable();
        let mut words: Vec<(u64, f64)> = words
            .into_iter()
            .map(|word| (word, self.weight(word)))
            .collect();
        words.sort_unstable_by_key(|(word, _)| *word);
        let total = words.iter().map(|(_, weight)| weight).sum();
        Message {
            words,
            pairs,
            total,
            placeholders,
        }
    }

    /// The weight of a word: about 1 for common words, more for rarer ones.
    fn weight(&self, word: u64) -> f64 {
        let count = self.counts.get(&word).copied().unwrap_or_default();
        1.0 + (f64::from(self.messages + 1) / f64::from(count + 1))
            .ln()
            .max(0.0)
    }
}

impl Message {
    /// How many words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether it has no words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether it can have at least this score with a template, judged by their weights: a score
    /// counts common words, which can't weigh more than the message.
    pub fn may_score(&self, template: &Self, least: f64) -> bool {
        0.9 * self.total + 0.1 * template.total >= least * template.total
    }

    /// Compares a message with a template. Order counts a little: words that are neighbors in both
    /// are worth more than the same words apart.
    pub fn fit(&self, template: &Self) -> Fit {
        let mut common = 0.0;
        let mut unmatched: Vec<f64> = Vec::new();
        let mut theirs = template.words.iter().peekable();
        for (word, weight) in &self.words {
            while theirs.next_if(|(other, _)| other < word).is_some() {}
            if theirs.next_if(|(other, _)| other == word).is_some() {
                common += weight;
            } else {
                unmatched.push(*weight);
            }
        }
        if common <= 0.0 {
            return Fit::default();
        }
        // Placeholders are matched with the heaviest words, since they stand for names and numbers.
        let slots = template.placeholders * WORDS_A_PLACEHOLDER;
        if slots > 0 {
            unmatched.sort_unstable_by(|a, b| b.total_cmp(a));
        }
        let slotted: f64 = unmatched.iter().take(slots).sum();
        let only_message: f64 = unmatched.iter().skip(slots).sum();
        let whole = template.total + only_message + 0.1 * slotted;
        let score = 0.9 * common / whole + 0.1 * share(&self.pairs, &template.pairs);
        let is_same = common >= (1.0 - SAME) * template.total && only_message <= SAME * common;
        Fit {
            score: score.clamp(0.0, 1.0),
            covered: common / template.total,
            is_same,
            is_literal: is_same && slotted == 0.0,
        }
    }
}

/// The share of the values (sorted) of either list that are in both, from 0 to 1.
fn share(ours: &[u64], theirs: &[u64]) -> f64 {
    let all = ours.len().max(theirs.len());
    let mut rest = theirs.iter().peekable();
    let mut common = 0_u32;
    for value in ours {
        while rest.next_if(|other| *other < value).is_some() {}
        common += u32::from(rest.next_if(|other| *other == value).is_some());
    }
    f64::from(common) / u32::try_from(all.max(1)).map_or(1.0, f64::from)
}

/// Splits a message into word hashes, in order, and counts its placeholders (`<server name>`, `%1`,
/// `xxxx`, `nn`, `###`).
fn split(text: &str) -> (Vec<u64>, usize) {
    let mut words = Vec::new();
    let mut placeholders = 0;
    let mut rest = text.trim_start();
    while !rest.is_empty() && words.len() < MAX_WORDS {
        if let Some(after) = angle_placeholder(rest) {
            placeholders += 1;
            rest = after;
            continue;
        }
        let end = rest
            .char_indices()
            .find(|(at, c)| c.is_whitespace() || (*at > 0 && *c == '<'))
            .map_or(rest.len(), |(at, _)| at);
        let word = rest.get(..end).unwrap_or_default();
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '#'));
        if is_placeholder(word) {
            placeholders += 1;
        } else if !word.is_empty() {
            words.push(hash(word));
        }
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    (words, placeholders)
}

/// FNV-1a of the lower-case word: stable and short; a collision only makes two words equal.
fn hash(word: &str) -> u64 {
    word.chars()
        .flat_map(char::to_lowercase)
        .fold(0xcbf2_9ce4_8422_2325, |hash, c| {
            (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

/// The text after the `<server name>` that `text` begins with.
fn angle_placeholder(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('<')?;
    let end = inside.char_indices().take(40).find(|(_, c)| *c == '>')?.0;
    inside.get(end + 1..).map(str::trim_start)
}

/// `%1`, `xxxx`, `msgxxxx.ccm`, `x.x.x.x`, `nn`, `###`; capitals like SERVERNAME look like
/// names.
fn is_placeholder(word: &str) -> bool {
    let percent = word
        .strip_prefix('%')
        .is_some_and(|n| n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()));
    let lower = word.to_ascii_lowercase();
    let only = |letters: &[char]| {
        lower
            .chars()
            .all(|c| letters.contains(&c) || !c.is_alphanumeric())
    };
    percent
        || (lower.len() >= 2 && only(&['x']))
        || (lower.len() >= 2 && only(&['n']))
        || (lower.len() >= 2 && lower.chars().all(|c| c == '#'))
        || lower.contains("xxx")
}
