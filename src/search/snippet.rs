//! The passage of an article that shows why it was found.

use super::{
    rank::{Asked, Weighted},
    tokenizer::{Tokenizer, hexadecimal, parts, words},
};
use crate::{
    article::{Article, Role, Section},
    markup,
};

/// Words of a passage.
const WORDS: usize = 36;

/// Words shown before the first that matched.
const BEFORE: usize = 4;

/// What follows the last word of a section is shown up to this many bytes.
const MAX_TAIL: usize = 80;

/// Of one section no more bytes than this are looked at.
const MAX_SECTION: usize = 32_000;

/// A word of another name is looked for where it is worth more than this.
const TELLING: f32 = 1.5;

/// A passage as plain text, cut into pieces in order: the text, and whether the query's words stand here.
pub type Snippet = Vec<(String, bool)>;

/// A word of the query in a section.
struct Match {
    /// Which word of the section it is.
    position: usize,
    /// The number of the term.
    term: usize,
    weight: f32,
}

/// The terms that passages are looked for by.
pub(super) struct Wanted<'t> {
    terms: Vec<&'t Weighted>,
    /// By the first letter of a word, which second letters it may have.
    initials: [u32; 256],
}

/// All second letters.
const ANY: u32 = u32::MAX;

impl<'t> Wanted<'t> {
    /// All terms and names of a query.
    pub(super) fn new(asked: &'t Asked) -> Self {
        // The small words of another name would be marked all over.
        let others = asked.alternatives.iter().flat_map(|other| &other.terms);
        let others = others.filter(|term| term.idf > TELLING);
        let terms: Vec<&Weighted> = asked
            .terms
            .iter()
            .chain(&asked.names)
            .chain(&asked.shown)
            .chain(others)
            .collect();
        let mut initials = [0; 256];
        for term in &terms {
            let bytes = term.term.as_bytes();
            let Some(first) = bytes.first() else { continue };
            for first in [*first, first.to_ascii_uppercase()] {
                if let Some(seconds) = initials.get_mut(usize::from(first)) {
                    *seconds |= if bytes.len() == 1 { ANY } else { second(bytes) };
                }
            }
        }
        Self { terms, initials }
    }

    /// Whether the term of a word as it is written may be wanted, as most words need not be stemmed to see. Stemming
    /// keeps the first two letters of a word, but for `y` in the second place (`dying` becomes `die`). Of other
    /// letters than those of ASCII nothing is said.
    fn may_be(&self, word: &str) -> bool {
        let bytes = word.as_bytes();
        let first = bytes.first().copied().unwrap_or_default();
        let seconds = self.initials.get(usize::from(first)).copied();
        seconds.unwrap_or(0) & second(bytes) != 0 || !bytes.iter().take(2).all(u8::is_ascii)
    }

    /// The number of the term that a word as it is written is.
    fn term_of(&self, word: &str, tokenizer: &mut Tokenizer) -> Option<usize> {
        if !self.may_be(word) {
            return None;
        }
        let term = tokenizer.term(word);
        let is_it = |wanted: &&Weighted| wanted.terms().any(|own| own == term);
        self.terms.iter().position(is_it)
    }
}

/// The second letter of a word as a bit of a set: `i` and `y` are one, all but letters another, none a third.
fn second(word: &[u8]) -> u32 {
    match word.get(1).map(u8::to_ascii_lowercase) {
        Some(b'y') => 1 << (b'i' - b'a'),
        Some(letter @ b'a'..=b'z') => 1 << (letter - b'a'),
        Some(_) => 1 << 26,
        None => 1 << 27,
    }
}

/// The section and passage of `article` in which most of what is wanted stands; where it has sections of `role`,
/// only those are looked at.
pub(super) fn best<'a>(
    article: &'a Article,
    role: Option<Role>,
    wanted: &Wanted<'_>,
    tokenizer: &mut Tokenizer,
) -> Option<(&'a Section, Snippet)> {
    let named = article
        .sections
        .iter()
        .any(|section| Some(section.role) == role);
    let mut best: Option<(f32, &Section, Vec<Match>, usize)> = None;
    let (mut text, mut best_text) = (String::new(), String::new());
    for section in &article.sections {
        if named && Some(section.role) != role {
            continue;
        }
        text.clear();
        markup::text::write_to(&section.blocks, &mut text);
        text.truncate(within(&text, MAX_SECTION).len());
        let matches = matches(&text, wanted, tokenizer);
        let (score, start) = window(&matches);
        if best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, section, matches, start));
            std::mem::swap(&mut text, &mut best_text);
        }
    }
    let (_, section, matches, start) = best?;
    Some((section, cut(&best_text, &matches, start)))
}

/// As much of a text as ends at a character within `bytes`.
fn within(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes))
        .unwrap_or_default()
}

/// The text with every run of white space as one blank.
fn flat(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    // Ruler lines of drawn tables say nothing in a passage.
    let is_ruler =
        |word: &&str| word.len() >= 4 && word.bytes().all(|byte| b"-+|=_".contains(&byte));
    for word in text.split_whitespace().filter(|word| !is_ruler(word)) {
        if !flat.is_empty() {
            flat.push(' ');
        }
        flat.push_str(word);
    }
    flat
}

/// The words of `text` that are wanted, whole or by part.
fn matches(text: &str, wanted: &Wanted<'_>, tokenizer: &mut Tokenizer) -> Vec<Match> {
    let mut found = Vec::new();
    for (position, span) in words(text).enumerate() {
        let word = text.get(span).unwrap_or_default();
        let mut term_of = |word| wanted.term_of(word, tokenizer);
        let known = term_of(word)
            .or_else(|| {
                parts(word)
                    .into_iter()
                    .find_map(|part| term_of(word.get(part)?))
            })
            .or_else(|| term_of(hexadecimal(word)?));
        if let Some(term) = known {
            found.push(Match {
                position,
                term,
                weight: wanted.terms.get(term).map_or(0.0, |term| term.idf),
            });
        }
    }
    found
}

/// The weight of the best window, and the position of its first word that matches.
fn window(matches: &[Match]) -> (f32, usize) {
    let mut best = (0.0, 0);
    let mut seen: Vec<usize> = Vec::new();
    for (at, first) in matches.iter().enumerate() {
        seen.clear();
        let mut score = 0.0;
        for other in matches.iter().skip(at).take(WORDS) {
            if other.position >= first.position + WORDS - BEFORE {
                break;
            }
            if !seen.contains(&other.term) {
                seen.push(other.term);
                score += other.weight;
            }
        }
        if score > best.0 {
            best = (score, first.position);
        }
    }
    best
}

/// The passage from a little before the word `start`, on one line.
fn cut(text: &str, matches: &[Match], start: usize) -> Snippet {
    let from = start.saturating_sub(BEFORE);
    let mut spans = words(text).skip(from);
    let first = if from == 0 {
        0
    } else {
        spans.next().map_or(0, |span| span.start)
    };
    let last = spans.by_ref().take(WORDS).last().map(|span| span.end);
    let goes_on = spans.next().is_some();
    let last = last.filter(|_| goes_on).unwrap_or(text.len());
    let passage = flat(text.get(first..last).unwrap_or_default());
    let (mut snippet, mut at) = (Snippet::new(), 0);
    if first > 0 {
        push(&mut snippet, "… ", false);
    }
    let mut matches = matches.iter().map(|found| found.position).peekable();
    for (position, span) in (from..).zip(words(&passage)) {
        while matches.next_if(|matched| *matched < position).is_some() {}
        if matches.next_if_eq(&position).is_some() {
            let before = passage.get(at..span.start).unwrap_or_default();
            push(&mut snippet, before, false);
            push(
                &mut snippet,
                passage.get(span.clone()).unwrap_or_default(),
                true,
            );
            at = span.end;
        }
    }
    let last = words(&passage).last().map(|span| span.end);
    let end = within(&passage, last.map_or(passage.len(), |end| end + MAX_TAIL)).len();
    push(
        &mut snippet,
        passage.get(at..end).unwrap_or_default(),
        false,
    );
    if goes_on || end < passage.len() {
        push(&mut snippet, " …", false);
    }
    snippet
}

fn push(snippet: &mut Snippet, text: &str, marked: bool) {
    match snippet.last_mut() {
        _ if text.is_empty() => {}
        Some((last, was_marked)) if *was_marked == marked => last.push_str(text),
        _ => snippet.push((text.to_owned(), marked)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Metadata, evidence::ArticleId, markup::Block};
    use proptest::prelude::*;

    fn passage(text: &str, words: &[&str]) -> String {
        let article = Article {
            id: ArticleId::parse("Q10001").unwrap(),
            title: String::new(),
            meta: Metadata::default(),
            sections: vec![Section {
                role: Role::Cause,
                anchor: "cause".to_owned(),
                heading: "Cause".to_owned(),
                blocks: vec![Block::paragraph(text)],
            }],
        };
        let mut tokenizer = Tokenizer::new();
        let mut term = |word: &&str| Weighted {
            term: tokenizer.term(word).to_owned(),
            frequency: 1,
            idf: 1.0,
            others: vec![],
        };
        let asked = Asked {
            terms: words.iter().map(&mut term).collect(),
            ..Asked::default()
        };
        let wanted = Wanted::new(&asked);
        let (_, snippet) = best(&article, Some(Role::Cause), &wanted, &mut tokenizer).unwrap();
        let piece =
            |(text, marked): (String, bool)| if marked { format!("[{text}]") } else { text };
        snippet.into_iter().map(piece).collect()
    }

    #[test]
    fn marks_words_whole_and_by_part() {
        for (text, words, expect) in [
            (
                "The post offices are full.",
                vec!["office"],
                "The post [offices] are full.",
            ),
            (
                "Start MSExchangeCCMC again",
                vec!["ccmc"],
                "Start [MSExchangeCCMC] again",
            ),
            (
                "It stops: STOP 0x0000001E",
                vec!["1e"],
                "It stops: STOP [0x0000001E]",
            ),
            ("Nothing", vec!["other"], "Nothing"),
            ("", vec!["other"], ""),
        ] {
            assert_eq!(passage(text, &words), expect, "{text}");
        }
    }

    #[test]
    fn shows_where_most_words_stand() {
        let text = format!(
            "a lone queue {} the queue was locked {}",
            "x ".repeat(90),
            "y ".repeat(90)
        );
        let shown = passage(&text, &["queue", "locked"]);
        assert!(shown.starts_with("… ") && shown.ends_with(" …"), "{shown}");
        assert!(shown.contains("the [queue] was [locked]"), "{shown}");
    }

    /// Whether a word may be its own term.
    fn is_seen(word: &str) -> bool {
        let asked = Asked {
            terms: vec![Weighted {
                term: Tokenizer::new().term(word).to_owned(),
                frequency: 1,
                idf: 1.0,
                others: vec![],
            }],
            ..Asked::default()
        };
        Wanted::new(&asked).may_be(word)
    }

    #[test]
    fn no_word_is_passed_over_that_is_wanted() {
        for word in [
            "dying", "skies", "Ugly", "used", "oed", "ties", "Index", "ab", "x", "7b", "Él",
        ] {
            assert!(is_seen(word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn stems_begin_as_their_words(word in "[a-zA-Z]{1,12}") {
            prop_assert!(is_seen(&word), "{}", word);
        }

        #[test]
        fn any_text_gives_a_bounded_passage(text in "(?s).{0,600}", word in "[a-z0-9]{1,3}") {
            let shown = passage(&text, &[&word]);
            prop_assert!(shown.len() <= 3 * text.len() + 8);
        }
    }
}
