//! The passage of an article that shows why it was found.

use std::collections::HashMap;

use super::tokenizer::{Kind, Piece, Tokenizer};
use crate::{
    article::{Article, Role, Section},
    markup,
};

/// Words of a passage.
const WORDS: usize = 36;

/// Words shown before the first that matched.
const BEFORE: usize = 4;

/// Of one section no more bytes than this are looked at.
const MAX_SECTION: usize = 48_000;

/// A passage as plain text, cut into pieces in order: the text, and whether the query's words stand here.
pub type Snippet = Vec<(String, bool)>;

/// The section and passage of `article` in which most of `terms` (term and weight) stand; sections of
/// `role` are looked at first, and the others only where it has none.
pub(super) fn best<'a>(
    article: &'a Article,
    role: Option<Role>,
    terms: &HashMap<&str, f32>,
    tokenizer: &mut Tokenizer,
) -> Option<(&'a Section, Snippet)> {
    let named = article.sections.iter().any(|section| Some(section.role) == role);
    let mut best: Option<(f32, &Section, String, Vec<Piece>, usize)> = None;
    for section in &article.sections {
        if named && Some(section.role) != role {
            continue;
        }
        let text = flat(&markup::text::write(&section.blocks));
        let pieces = tokenizer.pieces(&text);
        let (score, start) = window(&pieces, terms);
        if best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, section, text, pieces, start));
        }
    }
    let (_, section, text, pieces, start) = best?;
    Some((section, cut(&text, &pieces, terms, start)))
}

/// The text with every run of white space as one blank.
fn flat(text: &str) -> String {
    let end = (0..=MAX_SECTION.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    let text = text.get(..end.unwrap_or(0)).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The weight of the best window, and the position of its first word that matches.
fn window(pieces: &[Piece], terms: &HashMap<&str, f32>) -> (f32, usize) {
    let matches: Vec<(usize, &str, f32)> = pieces
        .iter()
        .filter_map(|piece| {
            let (term, weight) = terms.get_key_value(piece.term.as_str())?;
            Some((piece.position as usize, *term, *weight))
        })
        .collect();
    let mut best = (0.0, 0);
    for (at, (start, ..)) in matches.iter().enumerate() {
        let mut seen: Vec<&str> = Vec::new();
        let mut score = 0.0;
        for (place, term, weight) in matches.iter().skip(at).take(2 * WORDS) {
            if *place >= start + WORDS - BEFORE {
                break;
            }
            if !seen.contains(term) {
                seen.push(term);
                score += weight;
            }
        }
        if score > best.0 {
            best = (score, *start);
        }
    }
    best
}

fn cut(text: &str, pieces: &[Piece], terms: &HashMap<&str, f32>, start: usize) -> Snippet {
    let from = start.saturating_sub(BEFORE);
    let shown = |piece: &&Piece| (from..from + WORDS).contains(&(piece.position as usize));
    let mut snippet = Snippet::new();
    let mut at = None;
    let mut last = 0;
    for piece in pieces.iter().filter(|piece| piece.kind == Kind::Word).filter(shown) {
        let beginning = if piece.position == 0 { 0 } else { piece.span.start };
        if at.is_none() && beginning > 0 {
            push(&mut snippet, "… ", false);
        }
        let gap = text.get(at.unwrap_or(beginning)..piece.span.start).unwrap_or_default();
        push(&mut snippet, gap, false);
        let marked = pieces
            .iter()
            .skip(pieces.partition_point(|other| other.position < piece.position))
            .take_while(|other| other.position == piece.position)
            .any(|other| other.kind != Kind::Joined && terms.contains_key(other.term.as_str()));
        push(&mut snippet, text.get(piece.span.clone()).unwrap_or_default(), marked);
        at = Some(piece.span.end);
        last = piece.position as usize;
    }
    let ended = pieces.iter().all(|piece| piece.position as usize <= last);
    let rest = text.get(at.unwrap_or(0)..).unwrap_or_default();
    push(&mut snippet, if ended { rest.get(..rest.len().min(80)).unwrap_or(".") } else { " …" }, false);
    snippet
}

fn push(snippet: &mut Snippet, text: &str, marked: bool) {
    match snippet.last_mut() {
        Some((last, was_marked)) if *was_marked == marked => last.push_str(text),
        _ if text.is_empty() => {}
        _ => snippet.push((text.to_owned(), marked)),
    }
}
