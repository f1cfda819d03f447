//! The passage of an article that shows why it was found.

use std::ops::Range;

use super::highlighter::Highlighter;
use crate::{
    article::{Article, Role, Section},
    markup,
    search::index::{Tokenizer, hexadecimal, mixed_case_parts, with_sign, words},
};

/// The most words of a passage.
const WORDS: usize = 36;

/// How many words are shown before the first match.
const BEFORE: usize = 4;

/// The most bytes that are shown after the last word of a passage.
const MAX_TAIL: usize = 80;

/// The most bytes of a section that are examined.
const MAX_SECTION: usize = 32_000;

/// A passage as plain text, split into pieces in order: the text, and whether it matches the
/// query's words.
pub type Snippet = Vec<(String, bool)>;

/// A word of the query in a section.
struct Marked {
    /// Which word of the section it is.
    position: usize,
    /// The number of the term.
    term: usize,
    weight: f32,
}

/// The section and passage of `article` with the most matches; if it has sections with `role`, only
/// those are examined.
pub(super) fn best<'a>(
    article: &'a Article,
    role: Option<Role>,
    highlighter: &Highlighter<'_>,
    tokenizer: &mut Tokenizer,
) -> Option<(&'a Section, Snippet)> {
    let has_role = article
        .sections
        .iter()
        .any(|section| Some(section.role) == role);
    let mut best: Option<(f32, &Section, Vec<Marked>, usize)> = None;
    let (mut text, mut best_text) = (String::new(), String::new());
    let (mut spans, mut best_spans) = (Vec::new(), Vec::new());
    for section in &article.sections {
        if has_role && Some(section.role) != role {
            continue;
        }
        text.clear();
        markup::text::write_to(&section.blocks, &mut text);
        text.truncate(within(&text, MAX_SECTION).len());
        spans.clear();
        spans.extend(words(&text));
        let matches = matches(&text, &spans, highlighter, tokenizer);
        let (score, start) = window(&matches);
        if best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, section, matches, start));
            std::mem::swap(&mut text, &mut best_text);
            std::mem::swap(&mut spans, &mut best_spans);
        }
    }
    let (_, section, matches, start) = best?;
    Some((section, cut(&best_text, &best_spans, &matches, start)))
}

/// The passage of a description; `None` if there is none.
pub(super) fn of_description(
    description: &str,
    highlighter: &Highlighter<'_>,
    tokenizer: &mut Tokenizer,
) -> Option<Snippet> {
    let text = within(description, MAX_SECTION);
    let spans: Vec<Range<usize>> = words(text).collect();
    let matches = matches(text, &spans, highlighter, tokenizer);
    let (_, start) = window(&matches);
    (!text.trim().is_empty()).then(|| cut(text, &spans, &matches, start))
}

/// Whether anything of a passage is marked.
pub(super) fn is_marked(snippet: &Snippet) -> bool {
    snippet.iter().any(|(_, is_marked)| *is_marked)
}

/// The beginning of a text within `bytes`, without cutting a character in half.
fn within(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes))
        .unwrap_or_default()
}

/// The text with every run of white space as one space.
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

/// The words of `text`, which are at `spans`, that match as a whole or in part.
fn matches(
    text: &str,
    spans: &[Range<usize>],
    highlighter: &Highlighter<'_>,
    tokenizer: &mut Tokenizer,
) -> Vec<Marked> {
    let mut found = Vec::new();
    let mut mark = |position, term| {
        found.push(Marked {
            position,
            term,
            weight: highlighter.weight(term),
        });
    };
    // The end of the words that are already marked.
    let mut marked = 0;
    for (position, span) in spans.iter().enumerate() {
        let rest = spans.get(position..).unwrap_or_default();
        if highlighter.has_units
            && position >= marked
            && let Some((words, terms)) = tokenizer.unit_terms(text, rest)
            && let Some(term) = terms.iter().find_map(|term| highlighter.place_of(term))
        {
            marked = position + words;
            (position..marked).for_each(|position| mark(position, term));
        }
        if position < marked {
            continue;
        }
        let word = text.get(span.clone()).unwrap_or_default();
        let mut term_of = |word| highlighter.term_of(word, tokenizer);
        let known = term_of(word)
            .or_else(|| {
                mixed_case_parts(word)
                    .into_iter()
                    .find_map(|part| term_of(word.get(part)?))
            })
            .or_else(|| term_of(hexadecimal(word)?))
            .or_else(|| term_of(text.get(with_sign(text, span)?)?));
        if let Some(term) = known {
            mark(position, term);
        }
    }
    found
}

/// The weight of the best window, and the position of its first word that matches.
fn window(matches: &[Marked]) -> (f32, usize) {
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

/// The passage of a text, whose words are at `spans`, from a little before the word `start`, on one
/// line.
fn cut(text: &str, spans: &[Range<usize>], matches: &[Marked], start: usize) -> Snippet {
    let from = start.saturating_sub(BEFORE);
    let first = match from {
        0 => 0,
        _ => spans.get(from).map_or(0, |span| span.start),
    };
    let until = from + usize::from(from > 0) + WORDS;
    let goes_on = spans.len() > until;
    let last = spans.get(until - 1).filter(|_| goes_on);
    let last = last.map_or(text.len(), |span| span.end);
    let passage = flat(text.get(first..last).unwrap_or_default());
    let (mut snippet, mut at) = (Snippet::new(), 0);
    if first > 0 {
        push(&mut snippet, "… ", false);
    }
    let mut matches = matches.iter().map(|found| found.position).peekable();
    for (position, span) in (from..).zip(words(&passage)) {
        while matches.next_if(|matched| *matched < position).is_some() {}
        if matches.next_if_eq(&position).is_some() {
            // Pairs of characters overlap.
            let start = span.start.max(at);
            let before = passage.get(at..start).unwrap_or_default();
            push(&mut snippet, before, false);
            let marked = passage.get(start..span.end).unwrap_or_default();
            push(&mut snippet, marked, true);
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
    use crate::{
        article::Metadata,
        evidence::ArticleId,
        markup::Block,
        search::find::{Plan, WeightedTerm},
    };
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
        let mut term = |word: &&str| WeightedTerm {
            term: tokenizer.term(word).to_owned(),
            frequency: 1,
            idf: 1.0,
            others: vec![],
        };
        let plan = Plan {
            terms: words.iter().map(&mut term).collect(),
            ..Plan::default()
        };
        let highlighter = Highlighter::new(&plan, None);
        let (_, snippet) = best(&article, Some(Role::Cause), &highlighter, &mut tokenizer).unwrap();
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
