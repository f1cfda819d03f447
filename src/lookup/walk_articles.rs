//! The articles for what is known at the outcome of a walk.
//!
//! A walk is entirely in its address, and a message may name people and machines, so the address
//! contains only what was recognized in the message. The IDs of articles that quote it are known;
//! others are looked up as in a diagnosis, from the address and the answers.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    diagnose::{articles_for, search_text},
    knowledge::Knowledge,
};
use crate::{
    diagnosis::{Reason, Relation},
    evidence::{ArticleId, EventRecord},
    guide::{Exhausted, Guide, Now, Value, Walk},
    search,
};

/// The most articles that are shown.
const MAX_ARTICLES: usize = 6;

/// The most matching words that are shown with an article.
const MAX_WORDS: usize = 5;

/// Reciprocal-rank constant: smaller values favor the top of each list.
const RANK_CONSTANT: f64 = 2.0;

/// An article at an outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkArticle {
    /// The article.
    pub id: ArticleId,
    /// Whether it quotes the message that the walk began with.
    pub is_quoting: bool,
    /// The reasons from the diagnosis of what is known.
    pub why: Vec<Reason>,
    /// The walk's events and codes that it mentions, according to the search for the answers'
    /// words.
    pub mentions: Vec<search::Reason>,
    /// The first few words of the answers that it has.
    pub words: Vec<String>,
    /// Why it no longer applies.
    pub done: Option<DoneWith>,
}

/// Why an article no longer applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoneWith {
    /// Its fix was tried and didn't help.
    Tried,
    /// The answers rule it out.
    RuledOut,
}

/// The articles for what is known at an outcome, the best first; at other steps, empty. Sources of
/// the outcome are left out unless they quote the message, because they are shown anyway.
pub fn walk_articles(known: &Knowledge<'_>, guide: &Guide, walk: &Walk<'_>) -> Vec<WalkArticle> {
    let Now::Outcome { outcome, .. } = &walk.now else {
        return Vec::new();
    };
    let exhausted = walk.exhausted(guide);
    let mut ranked = Ranked::default();
    for (rank, id) in walk.origin.quoted.iter().enumerate() {
        ranked.article(id, rank).is_quoting = true;
    }
    for (rank, id) in walk.origin.found.iter().enumerate() {
        ranked.article(id, rank);
    }
    // If the message is rebuilt from a person's answers, it is only a guess.
    let is_certain = (walk.trail.iter().flat_map(|step| &step.answers)).any(|one| one.from_log);
    let found = articles_for(known, &event(guide, walk)).into_iter();
    for (rank, found) in found.enumerate() {
        let article = ranked.article(&found.id, rank);
        article.is_quoting |= is_certain && found.relation == Relation::SameMessage;
        article.why = found.why;
        for why in &mut article.why {
            if let Reason::Message { is_same } = why {
                *is_same &= is_certain;
            }
        }
    }
    let answers = answers(guide, walk);
    let content = content_words(&answers);
    let hits = search_text(known, &words(guide, walk, &answers), known.budget);
    for (rank, hit) in hits
        .into_iter()
        .take(MAX_ARTICLES + outcome.cite.len())
        .enumerate()
    {
        let article = ranked.article(&hit.id, rank);
        article.words = shared(&content, &hit.why);
        article.mentions = hit.why;
        (article.mentions).retain(|why| matches!(why, search::Reason::Evidence { .. }));
    }
    // Beside an event or a code, which all of its articles have, the words would hardly count.
    let typed = typed_words(walk);
    if !content_words(std::slice::from_ref(&typed)).is_empty() {
        let hits = search_text(known, &typed, known.budget).into_iter();
        for (rank, hit) in hits.take(MAX_ARTICLES).enumerate() {
            let article = ranked.article(&hit.id, rank);
            if article.words.is_empty() {
                article.words = shared(&content, &hit.why);
            }
        }
    }
    let is_source = |id: &ArticleId| outcome.cite.iter().any(|citation| citation.article == *id);
    let mut articles: Vec<(WalkArticle, f64)> = ranked.articles.into_values().collect();
    articles.retain(|(article, _)| {
        let is_shown = article.is_quoting || !is_source(&article.id);
        is_shown && known.library.get(&article.id).is_some()
    });
    for (article, _) in &mut articles {
        article.done = done_with(&exhausted, &article.id);
    }
    articles.sort_by(|(one, a), (other, b)| (group(one).cmp(&group(other))).then(b.total_cmp(a)));
    let articles = articles.into_iter().map(|(article, _)| article);
    articles.take(MAX_ARTICLES).collect()
}

/// The order of articles: those that quote the message first, even if the answers rule them out,
/// and those already tried last.
fn group(article: &WalkArticle) -> usize {
    match article.done {
        Some(DoneWith::Tried) => 3,
        _ if article.is_quoting => 0,
        None => 1,
        Some(DoneWith::RuledOut) => 2,
    }
}

/// Articles from several lists, each with a score from its ranks in them.
#[derive(Default)]
struct Ranked {
    articles: BTreeMap<ArticleId, (WalkArticle, f64)>,
}

impl Ranked {
    /// Adds an article with this rank in a list.
    fn article(&mut self, id: &ArticleId, rank: usize) -> &mut WalkArticle {
        let entry = self.articles.entry(id.clone());
        let (article, score) = entry.or_insert_with(|| {
            let article = WalkArticle {
                id: id.clone(),
                is_quoting: false,
                why: Vec::new(),
                mentions: Vec::new(),
                words: Vec::new(),
                done: None,
            };
            (article, 0.0)
        });
        *score += 1.0 / (RANK_CONSTANT + f64::from(u32::try_from(rank).unwrap_or(u32::MAX)));
        article
    }
}

fn done_with(exhausted: &Exhausted, id: &ArticleId) -> Option<DoneWith> {
    if exhausted.tried.contains(id) {
        return Some(DoneWith::Tried);
    }
    (exhausted.ruled_out.contains(id)).then_some(DoneWith::RuledOut)
}

/// The event as far as the walk knows it: its message, rebuilt from the answers, and its codes.
fn event(guide: &Guide, walk: &Walk<'_>) -> EventRecord {
    let origin = &walk.origin;
    let (source, id) = origin.event.clone().unzip();
    let message = guide.known_message(origin, &|name| walk.known_answer_text(name));
    let codes = origin.codes.iter().map(|code| code.commonest_spelling());
    let texts: Vec<String> = message.into_iter().chain(codes).collect();
    EventRecord {
        source,
        id,
        description: (!texts.is_empty()).then(|| texts.join(". ")),
        ..EventRecord::default()
    }
}

/// What is known, as words to search for.
fn words(guide: &Guide, walk: &Walk<'_>, answers: &[String]) -> String {
    let origin = &walk.origin;
    let mut words = Vec::new();
    words.extend((origin.event.as_ref()).map(|(source, id)| format!("Event {id}, {source}.")));
    words.extend(origin.codes.iter().map(|code| code.commonest_spelling()));
    if words.is_empty() {
        words.push(format!("{}.", guide.title));
    }
    words.extend_from_slice(answers);
    words.join(" ")
}

/// The person's own words: what was typed as an answer.
fn typed_words(walk: &Walk<'_>) -> String {
    let given = walk.trail.iter().flat_map(|step| &step.answers);
    let logged: BTreeSet<&str> = (given.filter(|one| one.from_log))
        .map(|one| &*one.answer)
        .collect();
    let typed = walk.known().values().filter_map(|value| match value {
        Value::Text(text) if !logged.contains(&**text) => Some(&**text),
        _ => None,
    });
    typed.collect::<Vec<_>>().join(". ")
}

/// The answers, in the guide's words.
fn answers(guide: &Guide, walk: &Walk<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for (id, value) in walk.known() {
        let Some(question) = guide.question(id) else {
            continue;
        };
        words.extend(match value {
            Value::Unknown => None,
            Value::Named(answer) if question.choices().is_empty() || is_yes_no(answer) => {
                (answer == "yes").then(|| format!("{}.", question.label()))
            }
            value => Some(format!("{}.", question.label_of(value))),
        });
    }
    words
}

/// Words that are in every text.
const COMMON: &[&str] = &[
    "about",
    "after",
    "again",
    "also",
    "another",
    "anything",
    "because",
    "been",
    "before",
    "being",
    "both",
    "cannot",
    "could",
    "does",
    "doesn't",
    "don't",
    "each",
    "either",
    "else",
    "every",
    "event",
    "from",
    "have",
    "here",
    "instead",
    "into",
    "itself",
    "just",
    "more",
    "most",
    "neither",
    "never",
    "none",
    "nothing",
    "once",
    "only",
    "other",
    "others",
    "over",
    "same",
    "says",
    "several",
    "should",
    "some",
    "something",
    "still",
    "such",
    "than",
    "that",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "under",
    "until",
    "very",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "will",
    "with",
    "without",
    "would",
    "your",
];

/// The significant words of answers, in lower case.
fn content_words(answers: &[String]) -> BTreeSet<String> {
    let words = answers.iter().flat_map(|answer| {
        let is_apart = |character: char| !character.is_alphanumeric() && character != '\'';
        answer.split(is_apart)
    });
    words
        .filter(|word| is_content(word))
        .map(str::to_lowercase)
        .collect()
}

fn is_content(word: &str) -> bool {
    let letters = word.chars().filter(|character| character.is_alphabetic());
    let has_digit = word.contains(|character: char| character.is_ascii_digit());
    let is_long = letters.clone().count() > 3;
    let is_name =
        letters.clone().count() > 1 && (has_digit || letters.clone().all(char::is_uppercase));
    (is_long || is_name) && !COMMON.contains(&&*word.to_lowercase())
}

/// The significant words that an article has according to the reasons.
fn shared(content: &BTreeSet<String>, why: &[search::Reason]) -> Vec<String> {
    let had = why.iter().find_map(|why| match why {
        search::Reason::SomeWords { had, .. } => Some(had.as_slice()),
        _ => None,
    });
    let had = had.unwrap_or_default().iter();
    let had = had.filter(|word| content.contains(&word.to_lowercase()));
    had.take(MAX_WORDS).cloned().collect()
}

fn is_yes_no(answer: &str) -> bool {
    ["yes", "no"].contains(&answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_shown_for_the_answers_content_words_alone() {
        let answers = [
            "DB6.".to_owned(),
            "The mail from Exchange doesn't get through, and dirsync of the PO fails.".to_owned(),
            "6.0/6.0.".to_owned(),
        ];
        let content = content_words(&answers);
        let expected = ["db6", "dirsync", "exchange", "fails", "mail", "po"];
        assert_eq!(content.iter().collect::<Vec<_>>(), expected);
        let had = ["connector", "for", "Mail", "and", "don't", "DB6", "6"];
        let some = search::Reason::SomeWords {
            had: had.map(str::to_owned).to_vec(),
            of: 16,
        };
        // "connector" is only in the guide's title, which all of the guide is about.
        assert_eq!(shared(&content, &[some]), ["Mail", "DB6"]);
        assert_eq!(shared(&content, &[search::Reason::AllWords]), [""; 0]);
    }
}
