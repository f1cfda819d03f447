//! The needs of a query: what an article must have to be a complete match.

use std::{collections::BTreeSet, ops::Range};

use super::{
    context::Context,
    plan::{Evidence, Key, Plan, WeightedTerm},
    terms::frequency,
};
use crate::{
    evidence::{ArticleId, is_event_label},
    search::{
        index::keys,
        query::{Number, Query, Term},
    },
};

/// Something that an article must have, in one of several ways.
#[derive(Debug)]
pub struct Need {
    /// The ways.
    pub ways: Vec<Way>,
}

/// A way in which an article may have something.
#[derive(Debug)]
pub enum Way {
    /// It has these words in sequence.
    Words(Vec<WeightedTerm>),
    /// It has this key in the field `evidence`.
    Key(String),
    /// It is this article.
    Article(ArticleId),
}

/// The kind of thing that a query names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedKind {
    /// An event.
    Event,
    /// An error code.
    Code,
    /// One or more articles.
    Article,
    /// Things of several kinds.
    Several,
}

/// Words of a query that name an event, a code or an article.
struct Naming {
    named: NamedKind,
    ways: Vec<Way>,
    /// The words, as indices of the query's words.
    words: Vec<usize>,
    /// Whether the words say what it is. A bare number may be just a number.
    is_labeled: bool,
}

/// Everything that an article must have.
pub fn needs(context: &mut Context<'_>, query: &Query, plan: &Plan) -> Vec<Need> {
    let mut needs: Vec<Need> = required(plan).collect();
    let mut is_covered = vec![false; plan.words.len()];
    let mut cover = |words: &mut dyn Iterator<Item = usize>| {
        for word in words {
            if let Some(covered) = is_covered.get_mut(word) {
                *covered = true;
            }
        }
    };
    needs.extend(phrases(plan));
    for phrase in &plan.phrases {
        cover(&mut phrase.clone());
    }
    for naming in namings(context, query, plan) {
        cover(&mut naming.words.iter().copied());
        let mut ways = naming.ways;
        if !naming.is_labeled {
            let own = naming.words.iter().flat_map(|word| ways_of(plan, *word));
            ways.extend(own);
        }
        needs.push(Need { ways });
    }
    let mut known: Vec<(usize, bool)> = Vec::new();
    for (word, term) in plan.words.iter().enumerate() {
        let ways = ways_of(plan, word);
        let is_again =
            known.contains(&(*term, false)) || (ways.len() > 1 && known.contains(&(*term, true)));
        if is_covered.get(word) == Some(&false) && !is_again {
            known.push((*term, ways.len() > 1));
            needs.push(Need { ways });
        }
    }
    needs
}

/// Only the phrases that an article must have.
pub fn phrases(plan: &Plan) -> Vec<Need> {
    let phrases = plan.phrases.iter();
    let needs = phrases.map(|phrase| Need {
        ways: vec![Way::Words(terms(plan, phrase.clone()))],
    });
    needs.collect()
}

/// What a query names, and the rest of it.
pub struct NamedThings {
    /// The kind of thing that it names; `None` if it names nothing.
    pub named: Option<NamedKind>,
    /// What an article must have to mention these things.
    pub needs: Vec<Need>,
    /// How many different other words the query has.
    pub other_words: usize,
}

/// Reads which events, codes and articles a query names.
pub fn names(context: &mut Context<'_>, query: &Query, plan: &Plan) -> NamedThings {
    let namings = namings(context, query, plan).into_iter();
    let namings: Vec<Naming> = namings.filter(|naming| naming.is_labeled).collect();
    let is_in_name = |word: usize| namings.iter().any(|naming| naming.words.contains(&word));
    let words = plan.words.iter().enumerate();
    let others = words.filter(|(word, _)| !is_in_name(*word));
    NamedThings {
        other_words: others.map(|(_, term)| term).collect::<BTreeSet<_>>().len(),
        named: match namings.as_slice() {
            [] => None,
            [one] => Some(one.named),
            _ => Some(NamedKind::Several),
        },
        needs: namings
            .into_iter()
            .map(|naming| Need { ways: naming.ways })
            .collect(),
    }
}

/// The words with which a query names the events and codes of these keys, as indices of its words.
pub fn words_that_name(query: &Query, found: &[&Key]) -> Vec<usize> {
    let mut words = Vec::new();
    for key in found {
        match &key.evidence {
            Evidence::Event { id, source } => {
                for number in query.numbers.iter().filter(|number| number.value == *id) {
                    words.extend(words_in(query, &number.span));
                }
                let whole = source.iter().filter(|_| key.fit >= 1.0);
                words.extend(whole.flat_map(|source| words_naming(query, source)));
            }
            Evidence::Code(code) => {
                let mentions = query.codes.iter();
                let mentions = mentions.filter(|mention| mention.readings.contains(code));
                words.extend(mentions.flat_map(|mention| words_in(query, &mention.span)));
            }
        }
    }
    words
}

/// The needs that come from operators.
fn required(plan: &Plan) -> impl Iterator<Item = Need> {
    let required = plan.exact.iter().filter(|exact| exact.is_required);
    required.map(|exact| Need {
        ways: exact
            .keys
            .iter()
            .map(|key| Way::Key(key.term.clone()))
            .collect(),
    })
}

/// The ways to have a word: the word itself, or another name for it.
fn ways_of(plan: &Plan, word: usize) -> Vec<Way> {
    let own = Way::Words(terms(plan, word..word + 1));
    let others = plan
        .alternatives
        .iter()
        .filter(|other| other.words.contains(&word));
    let others = others.map(|other| Way::Words(other.terms.clone()));
    std::iter::once(own).chain(others).collect()
}

fn terms(plan: &Plan, words: Range<usize>) -> Vec<WeightedTerm> {
    let words = plan.words.get(words).unwrap_or_default();
    let terms = words.iter().filter_map(|term| plan.terms.get(*term));
    terms.cloned().collect()
}

/// Everything that a query names. Quoted text is a phrase and names nothing.
fn namings(context: &mut Context<'_>, query: &Query, plan: &Plan) -> Vec<Naming> {
    let events = query
        .numbers
        .iter()
        .filter_map(|number| event(query, plan, number));
    let codes = query.codes.iter().map(|mention| Naming {
        named: NamedKind::Code,
        ways: mention
            .readings
            .iter()
            .map(|code| Way::Key(keys::code(code)))
            .collect(),
        words: words_in(query, &mention.span),
        is_labeled: !is_bare(query, &mention.span),
    });
    let is_quoted = |naming: &Naming| {
        let in_quotes = |word: &usize| query.phrases.iter().any(|phrase| phrase.contains(word));
        let is_placed = !plan.phrases.is_empty() && !naming.words.is_empty();
        is_placed && naming.words.iter().all(in_quotes)
    };
    let mut namings: Vec<Naming> = Vec::new();
    let articles = articles(context, query);
    let all = events.chain(codes).chain(articles);
    for naming in all.filter(|naming| !is_quoted(naming)) {
        // A bare number may be both an article ID and an error code.
        let same = namings
            .iter_mut()
            .find(|known| !naming.is_labeled && !known.is_labeled && known.words == naming.words);
        match same {
            Some(known) => known.ways.extend(naming.ways),
            None => namings.push(naming),
        }
    }
    namings
}

/// An event. If the query gives its complete source, the event must be from that source.
fn event(query: &Query, plan: &Plan, number: &Number) -> Option<Naming> {
    let optional = plan.exact.iter().filter(|exact| !exact.is_required);
    let of_source = optional
        .flat_map(|exact| &exact.keys)
        .filter_map(|key| match &key.evidence {
            Evidence::Event {
                id,
                source: Some(source),
            } if *id == number.value && key.fit >= 1.0 => Some((key, source)),
            _ => None,
        });
    let of_source: Vec<_> = of_source.collect();
    if of_source.is_empty() && !number.is_labeled {
        return None;
    }
    let mut words = words_in(query, &number.span);
    let naming = of_source.iter().map(|(_, source)| source);
    words.extend(naming.flat_map(|source| words_naming(query, source)));
    let mut ways: Vec<Way> = Vec::new();
    ways.extend(of_source.iter().map(|(key, _)| Way::Key(key.term.clone())));
    if ways.is_empty() {
        ways.push(Way::Key(keys::event(number.value)));
    }
    Some(Naming {
        named: NamedKind::Event,
        ways,
        words,
        is_labeled: true,
    })
}

/// The articles that a query asks for by their IDs, if they exist: the result must be one of them,
/// or mention one.
fn articles(context: &mut Context<'_>, query: &Query) -> Option<Naming> {
    let (mut ways, mut words, mut bare) = (Vec::new(), Vec::new(), true);
    for (span, id) in &query.ids {
        if context.reader.first(&context.reader.of_id(id)).is_none() {
            continue;
        }
        ways.push(Way::Article(id.clone()));
        // Articles are not mentioned by the paths of their files.
        if !id.is_path() {
            ways.push(Way::Words(words_of(context, id)));
        }
        words.extend(words_in(query, span));
        bare &= is_bare(query, span);
    }
    (!ways.is_empty()).then_some(Naming {
        named: NamedKind::Article,
        ways,
        words,
        is_labeled: !bare,
    })
}

/// The words of an ID as they are in texts.
fn words_of(context: &mut Context<'_>, id: &ArticleId) -> Vec<WeightedTerm> {
    let terms = Term::all_of(id.as_str(), &mut context.tokenizer).into_iter();
    let weighted = terms.map(|term| WeightedTerm {
        frequency: frequency(
            &context.reader.searcher,
            context.reader.fields.text,
            &term.main,
        ),
        term: term.main,
        idf: 0.0,
        others: Vec::new(),
    });
    weighted.collect()
}

/// The words that name an event's source, and words that announce a source.
fn words_naming(query: &Query, source: &str) -> Vec<usize> {
    let names = |written: &str| source.split(' ').any(|name| name == written);
    let words = query.words.iter().enumerate();
    words
        .filter(|(_, word)| names(&word.written) || is_event_label(&word.written))
        .map(|(at, _)| at)
        .collect()
}

/// The words in a range of the query's text.
fn words_in(query: &Query, span: &Range<usize>) -> Vec<usize> {
    let is_in = |word: &Range<usize>| span.start < word.end && word.start < span.end;
    let words = query.words.iter().enumerate();
    words
        .filter(|(_, word)| is_in(&word.span))
        .map(|(at, _)| at)
        .collect()
}

/// Whether a range of the query is a number and nothing else.
fn is_bare(query: &Query, span: &Range<usize>) -> bool {
    let text = query.text.get(span.clone()).unwrap_or_default().trim();
    text.bytes().all(|byte| byte.is_ascii_digit())
}
