//! The passage of an article that shows why it was found.

use std::{collections::HashMap, ops::Range};

use super::tokenizer::{Tokenizer, hexadecimal, parts, words};
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

/// A passage as plain text, cut into pieces in order: the text, and whether the query's words stand here.
pub type Snippet = Vec<(String, bool)>;

/// A word of the query in a section.
struct Match<'t> {
    /// Which word of the section it is.
    position: usize,
    span: Range<usize>,
    term: &'t str,
    weight: f32,
}

/// The section and passage of `article` in which most of `terms` (term and weight) stand; where it has
/// sections of `role`, only those are looked at.
pub(super) fn best<'a>(
    article: &'a Article,
    role: Option<Role>,
    terms: &HashMap<&str, f32>,
    tokenizer: &mut Tokenizer,
) -> Option<(&'a Section, Snippet)> {
    let named = article
        .sections
        .iter()
        .any(|section| Some(section.role) == role);
    let mut best: Option<(f32, &Section, String, Vec<Match<'_>>, usize)> = None;
    for section in &article.sections {
        if named && Some(section.role) != role {
            continue;
        }
        let text = flat(&markup::text::write(&section.blocks));
        let matches = matches(&text, terms, tokenizer);
        let (score, start) = window(&matches);
        if best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, section, text, matches, start));
        }
    }
    let (_, section, text, matches, start) = best?;
    Some((section, cut(&text, &matches, start)))
}

/// The text with every run of white space as one blank.
fn flat(text: &str) -> String {
    let end = (0..=MAX_SECTION.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    let text = text.get(..end.unwrap_or(0)).unwrap_or_default();
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

/// The words of `text` that are the query's, whole or by part.
fn matches<'t>(
    text: &str,
    terms: &HashMap<&'t str, f32>,
    tokenizer: &mut Tokenizer,
) -> Vec<Match<'t>> {
    // A stem begins as its word does, so most words need not be stemmed.
    let initial = |text: &str| text.bytes().next().map(|b| b.to_ascii_lowercase());
    let initials: Vec<Option<u8>> = terms.keys().map(|term| initial(term)).collect();
    let mut found = Vec::new();
    for (position, span) in words(text).enumerate() {
        let word = text.get(span.clone()).unwrap_or_default();
        let mut term_of = |written: &str| {
            let hopeful = initials.contains(&initial(written)) || !written.is_ascii();
            hopeful
                .then(|| terms.get_key_value(tokenizer.term(written).as_str()))
                .flatten()
        };
        let known = term_of(word)
            .or_else(|| {
                parts(word)
                    .into_iter()
                    .find_map(|part| term_of(word.get(part)?))
            })
            .or_else(|| term_of(hexadecimal(word)?));
        if let Some((term, weight)) = known {
            found.push(Match {
                position,
                span,
                term,
                weight: *weight,
            });
        }
    }
    found
}

/// The weight of the best window, and the position of its first word that matches.
fn window(matches: &[Match<'_>]) -> (f32, usize) {
    let mut best = (0.0, 0);
    for (at, first) in matches.iter().enumerate() {
        let mut seen: Vec<&str> = Vec::new();
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

/// The passage from a little before the word `start`.
fn cut(text: &str, matches: &[Match<'_>], start: usize) -> Snippet {
    let from = start.saturating_sub(BEFORE);
    let mut spans = words(text).skip(from);
    let first = if from == 0 {
        0
    } else {
        spans.next().map_or(0, |span| span.start)
    };
    let last = spans
        .by_ref()
        .take(WORDS)
        .last()
        .map_or(text.len(), |span| span.end);
    let goes_on = spans.next().is_some();
    let end = if goes_on {
        last
    } else {
        text.len().min(last + MAX_TAIL)
    };
    let end = (last..=end)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(last);
    let mut snippet = Snippet::new();
    if first > 0 {
        push(&mut snippet, "… ", false);
    }
    let mut at = first;
    for found in matches
        .iter()
        .filter(|found| first <= found.span.start && found.span.end <= end)
    {
        push(
            &mut snippet,
            text.get(at..found.span.start).unwrap_or_default(),
            false,
        );
        push(
            &mut snippet,
            text.get(found.span.clone()).unwrap_or_default(),
            true,
        );
        at = found.span.end;
    }
    push(&mut snippet, text.get(at..end).unwrap_or_default(), false);
    if end < text.len() {
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
        let terms: Vec<String> = words.iter().map(|word| tokenizer.term(word)).collect();
        let terms = terms.iter().map(|term| (term.as_str(), 1.0)).collect();
        let (_, snippet) = best(&article, Some(Role::Cause), &terms, &mut tokenizer).unwrap();
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

    proptest! {
        #[test]
        fn any_text_gives_a_bounded_passage(text in "(?s).{0,600}", word in "[a-z0-9]{1,3}") {
            let shown = passage(&text, &[&word]);
            prop_assert!(shown.len() <= 3 * text.len() + 8);
        }
    }
}
