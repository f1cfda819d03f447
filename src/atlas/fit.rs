//! How well a message fits a template: the message as an article quotes it, placeholders and all.

use std::collections::HashMap;

use super::Atlas;

/// Words of a message beyond this are left out; those that tell messages apart stand before.
const MOST_WORDS: usize = 120;
/// So many unmatched words of the message a placeholder may stand for.
const WORDS_A_PLACEHOLDER: usize = 4;

/// How rare each word is in the messages that articles quote.
#[derive(Debug, Default)]
pub struct Lexicon {
    counts: HashMap<String, u32>,
    messages: u32,
}

/// A message or template as words, ready to be compared.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Folded words in order, placeholders left out.
    words: Vec<String>,
    placeholders: usize,
}

/// How a message and a template compare.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fit {
    /// 0 to 1: how much of both is common, rare words weighing more.
    pub score: f64,
    /// 0 to 1: how much of the template the message has.
    pub covered: f64,
}

impl Lexicon {
    /// Counts the words of all messages of `atlas`.
    pub fn of(atlas: &Atlas) -> Self {
        let mut lexicon = Self::default();
        for (_, event) in atlas.events() {
            for text in event.quotes.iter().filter_map(|quote| quote.description.as_deref()) {
                lexicon.messages += 1;
                let mut words = Message::read(text).words;
                words.sort();
                words.dedup();
                for word in words {
                    *lexicon.counts.entry(word).or_default() += 1;
                }
            }
        }
        lexicon
    }

    /// How much a word tells: about 1 for common words, more the rarer it is.
    pub fn weight(&self, word: &str) -> f64 {
        let count = self.counts.get(word).copied().unwrap_or_default();
        1.0 + (f64::from(self.messages + 1) / f64::from(count + 1)).ln().max(0.0)
    }

    /// Compares a message with a template. The order of words counts a little: what follows another word
    /// in both is worth more than the same words strewn.
    pub fn fit(&self, message: &Message, template: &Message) -> Fit {
        let mut left: HashMap<&str, usize> = HashMap::new();
        for word in &message.words {
            *left.entry(word).or_default() += 1;
        }
        let mut common = 0.0;
        let mut only_template = 0.0;
        for word in &template.words {
            match left.get_mut(word.as_str()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    common += self.weight(word);
                }
                _ => only_template += self.weight(word),
            }
        }
        let mut unmatched: Vec<f64> = left
            .iter()
            .flat_map(|(word, count)| std::iter::repeat_n(self.weight(word), *count))
            .collect();
        // Placeholders take the heaviest words: names and numbers are what stands in slots.
        unmatched.sort_by(|a, b| b.total_cmp(a));
        let only_message: f64 = unmatched.iter().skip(template.placeholders * WORDS_A_PLACEHOLDER).sum();
        let slotted: f64 = unmatched.iter().take(template.placeholders * WORDS_A_PLACEHOLDER).sum();
        let whole = common + only_template + only_message + 0.1 * slotted;
        let pairs = share_of_pairs(&message.words, &template.words);
        if whole <= 0.0 {
            return Fit::default();
        }
        Fit {
            score: (0.9 * common / whole + 0.1 * pairs).clamp(0.0, 1.0),
            covered: if common > 0.0 { common / (common + only_template) } else { 0.0 },
        }
    }
}

/// Of the pairs of neighbouring words in the template, how many the message has.
fn share_of_pairs(message: &[String], template: &[String]) -> f64 {
    let pairs: std::collections::HashSet<(&str, &str)> =
        message.iter().zip(message.iter().skip(1)).map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let all = template.len().saturating_sub(1).max(message.len().saturating_sub(1));
    if all == 0 {
        return 0.0;
    }
    let shared = template
        .iter()
        .zip(template.iter().skip(1))
        .filter(|(a, b)| pairs.contains(&(a.as_str(), b.as_str())))
        .count();
    let share = u32::try_from(shared).map_or(0.0, f64::from) / u32::try_from(all).map_or(1.0, f64::from);
    share.min(1.0)
}

impl Message {
    /// Splits a message into words and placeholders (`<server name>`, `%1`, `xxxx`, `nn`, `###`, `...`).
    pub fn read(text: &str) -> Self {
        let mut message = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() && message.words.len() < MOST_WORDS {
            if let Some(behind) = angle_placeholder(rest) {
                message.placeholders += 1;
                rest = behind;
                continue;
            }
            let end = rest
                .char_indices()
                .find(|(at, c)| c.is_whitespace() || (*at > 0 && *c == '<'))
                .map_or(rest.len(), |(at, _)| at);
            message.push(rest.get(..end).unwrap_or_default());
            rest = rest.get(end..).unwrap_or_default().trim_start();
        }
        message
    }

    fn push(&mut self, word: &str) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '#'));
        let word = word.trim_start_matches('<');
        if word.is_empty() {
            return;
        }
        if is_placeholder(word) {
            self.placeholders += 1;
        } else {
            self.words.push(word.to_lowercase());
        }
    }

    /// The words, folded, in order.
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

/// What follows a `<server name>` that `text` begins with.
fn angle_placeholder(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('<')?;
    let end = inside.char_indices().take(40).find(|(_, c)| *c == '>')?.0;
    inside.get(end + 1..).map(str::trim_start)
}

/// `%1`, `xxxx`, `msgxxxx.ccm`, `x.x.x.x`, `nn`, `###`; capitals like SERVERNAME can't be told from names.
fn is_placeholder(word: &str) -> bool {
    let percent = word.strip_prefix('%').is_some_and(|n| n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()));
    let lower = word.to_ascii_lowercase();
    let only = |letters: &[char]| lower.chars().all(|c| letters.contains(&c) || !c.is_alphanumeric());
    percent
        || (lower.len() >= 2 && only(&['x']))
        || (lower.len() >= 2 && only(&['n']))
        || (lower.len() >= 2 && lower.chars().all(|c| c == '#'))
        || lower.contains("xxx")
}
