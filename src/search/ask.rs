//! Makes a query ready for ranking: what its words are worth here, and which keys mean what it names.

mod operators;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Instant,
};

use tantivy::schema::Field;

use super::{
    Request,
    index::Search,
    keys,
    query::{self, Number, Query, Word},
    rank::{self, Alternative, Asked, Evidence, Exact, Key, Weighted},
    spelling,
};

/// Sources of one event ID that are looked at.
const MAX_SOURCES: usize = 512;

/// How well a source fits that is named by some words, where more words name another.
const NAMED_IN_PART: f32 = 0.85;

/// Terms that are looked at where a word stands for all that begin with it.
const MAX_BEGINNING: usize = 4_096;

/// How many of them, the commonest, stand for it.
const MAX_OTHERS: usize = 48;

impl Search<'_> {
    /// The query with the weights of its terms and the keys of what it names.
    pub(super) fn ask(&mut self, query: &Query, request: &Request<'_>) -> Asked {
        let mut asked = Asked {
            phrases: query.phrases.clone(),
            sections: operators::sections(query, request.filters.section),
            ..Asked::default()
        };
        self.ask_operators(query, &mut asked);
        for word in &query.words {
            let mut term = match word.begins {
                true => self.weighted_beginning(word),
                false => self.weighted(&word.term),
            };
            if term.idf == 0.0 {
                let parts = word.parts.iter().map(|part| self.weighted(part));
                term = parts.max_by(|a, b| a.idf.total_cmp(&b.idf)).unwrap_or(term);
            }
            let is_it = |other: &Weighted| other.term == term.term && other.others == term.others;
            let known = asked.terms.iter().position(is_it);
            asked.words.push(known.unwrap_or(asked.terms.len()));
            if known.is_none() {
                asked.terms.push(term);
            }
        }
        if !request.as_typed {
            self.add_alternatives(query, &mut asked);
        }
        for (_, name) in &query.names {
            let name = self.weighted(name);
            if name.idf > 0.0 && !asked.names.iter().any(|other| other.term == name.term) {
                asked.names.push(name);
            }
        }
        let named: Vec<&str> = operators::sources_named(query, false).collect();
        let sources = match named.is_empty() {
            true => query.source_words(),
            false => named.into_iter().flat_map(query::source_words).collect(),
        };
        for number in &query.numbers {
            let mut keys = self.sources(number, &sources);
            if keys.is_empty() && !number.labelled {
                continue;
            }
            keys.push(Key {
                term: keys::event(number.value),
                fit: 0.45,
                evidence: Evidence::Event {
                    id: number.value,
                    source: None,
                },
            });
            asked.exact.push(Exact {
                keys,
                weight: rank::EVENT,
                required: false,
            });
        }
        for (at, code) in query.codes.iter().enumerate() {
            let key = Key {
                term: keys::code(code),
                fit: 1.0 / (1.0 + at as f32),
                evidence: Evidence::Code(code.clone()),
            };
            asked.exact.push(Exact {
                keys: vec![key],
                weight: rank::CODE,
                required: false,
            });
        }
        asked
    }

    /// Adds the other names of the query's words. A word that no article has is worth as much as its other name.
    fn add_alternatives(&mut self, query: &Query, asked: &mut Asked) {
        let synonyms = self.index.synonyms.alternatives(query).into_iter();
        let compounds = self.compounds(query);
        for other in synonyms.chain(compounds) {
            let terms: Vec<Weighted> = other.terms.iter().map(|term| self.weighted(term)).collect();
            if terms.iter().any(|term| term.frequency == 0) {
                continue;
            }
            let most = terms.iter().map(|term| term.idf).fold(0.0, f32::max);
            let words = asked.words.get(other.words.clone()).unwrap_or_default();
            for number in words {
                if let Some(term) = asked.terms.get_mut(*number).filter(|term| term.idf == 0.0) {
                    term.idf = most / words.len().max(1) as f32;
                }
            }
            asked.alternatives.push(Alternative {
                words: other.words,
                terms,
                text: other.text,
            });
        }
    }

    fn weighted(&self, term: &str) -> Weighted {
        let stands_in = spelling::frequency(self.searcher, self.index.fields.text, term);
        self.weighted_by(term, stands_in)
    }

    fn weighted_by(&self, term: &str, stands_in: u32) -> Weighted {
        let frequency = stands_in as f32;
        let articles = self.searcher.num_docs() as f32;
        let idf = if frequency > 0.0 {
            (1.0 + (articles - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln()
        } else {
            0.0
        };
        Weighted {
            term: term.to_owned(),
            frequency: stands_in,
            idf,
            others: Vec::new(),
        }
    }

    /// A word that stands for all that begin with it, the commonest of them. They are looked for among the terms, and
    /// among words as written, whose terms may be shorter than the word.
    fn weighted_beginning(&mut self, word: &Word) -> Weighted {
        let beginning = word.written.to_lowercase();
        let fields = self.index.fields;
        let mut terms: BTreeSet<String> = self.commonest(fields.text, &beginning);
        for written in self.commonest(fields.spelling, &beginning) {
            terms.insert(self.tokenizer.term(&written).to_owned());
        }
        terms.remove(&word.term);
        let frequency = |term: &str| spelling::frequency(self.searcher, fields.text, term);
        let mut found: Vec<(u32, String)> = terms
            .into_iter()
            .map(|term| (frequency(&term), term))
            .filter(|(frequency, _)| *frequency > 0)
            .collect();
        found.sort_by(|(a, term), (b, other)| b.cmp(a).then_with(|| term.cmp(other)));
        found.truncate(MAX_OTHERS);
        let all = found.iter().map(|(frequency, _)| frequency).sum::<u32>();
        let articles = u32::try_from(self.searcher.num_docs()).unwrap_or(u32::MAX);
        let stands_in = frequency(&word.term).saturating_add(all).min(articles);
        Weighted {
            others: found.into_iter().map(|(_, term)| term).collect(),
            ..self.weighted_by(&word.term, stands_in)
        }
    }

    /// Of the terms of a field that begin so those that most articles have.
    fn commonest(&self, field: Field, beginning: &str) -> BTreeSet<String> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        self.each_term(
            field,
            beginning,
            MAX_BEGINNING,
            &mut |term, frequency| match counts.get_mut(term) {
                Some(count) => *count += frequency,
                None => drop(counts.insert(term.to_owned(), frequency)),
            },
        );
        let mut terms: Vec<(u32, String)> = counts
            .into_iter()
            .map(|(term, count)| (count, term))
            .collect();
        terms.sort_unstable_by(|(a, term), (b, other)| b.cmp(a).then_with(|| term.cmp(other)));
        terms
            .into_iter()
            .take(2 * MAX_OTHERS)
            .map(|(_, term)| term)
            .collect()
    }

    /// Calls `each` with the first terms of a field, up to `most` of a segment, that begin so, and in how many articles of
    /// the segment they stand. Ends early where the time is over.
    fn each_term(
        &self,
        field: Field,
        beginning: &str,
        most: usize,
        each: &mut dyn FnMut(&str, u32),
    ) {
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(field) else {
                continue;
            };
            let Ok(mut stream) = index.terms().range().ge(beginning).into_stream() else {
                continue;
            };
            for number in 0..most {
                if number % 256 == 255 && Instant::now() >= self.deadline {
                    return;
                }
                let Some((term, info)) = stream.next() else {
                    break;
                };
                match std::str::from_utf8(term) {
                    Ok(term) if term.starts_with(beginning) => each(term, info.doc_freq),
                    _ => break,
                }
            }
        }
    }

    /// The keys of an event whose source `words` name. Where the query doesn't say that the number is
    /// an event, all words must name the source.
    fn sources(&self, number: &Number, words: &[(String, &str)]) -> Vec<Key> {
        let prefix = keys::event_of(number.value, "");
        let mut found = BTreeMap::new();
        // How many words name a source whole, at most.
        let mut longest = 0;
        let mut add = |key: &str, _| {
            let source = key.strip_prefix(&prefix).unwrap_or_default();
            if let Some((fit, naming)) = source_fit(source, words)
                && (number.labelled || naming.len() == words.len())
            {
                if fit == 1.0 {
                    longest = longest.max(naming.len());
                }
                let evidence = Evidence::Event {
                    id: number.value,
                    source: Some(naming.join(" ")),
                };
                let term = key.to_owned();
                let named = (
                    naming.len(),
                    Key {
                        term,
                        fit,
                        evidence,
                    },
                );
                found.insert(key.to_owned(), named);
            }
        };
        self.each_term(self.index.fields.evidence, &prefix, MAX_SOURCES, &mut add);
        // `MSExchangeIS Public` means that source, and `MSExchangeIS` only where there is none.
        let fitted = found.into_values().map(|(words, key)| match key.fit {
            1.0 if words < longest => Key {
                fit: NAMED_IN_PART,
                ..key
            },
            _ => key,
        });
        fitted.collect()
    }
}

/// How well words (folded, and as written) name a source, which is folded: 1 where they are it; and
/// which of them do. `None` where none does.
fn source_fit<'a>(source: &str, words: &[(String, &'a str)]) -> Option<(f32, Vec<&'a str>)> {
    for start in 0..words.len() {
        let (mut joined, mut naming) = (String::new(), Vec::new());
        for (word, written) in words.iter().skip(start) {
            joined.push_str(word);
            naming.push(*written);
            if joined == source {
                return Some((1.0, naming));
            }
            if joined.len() >= source.len() {
                break;
            }
        }
    }
    let inside = |word: &String| word.len() >= 3 && source.contains(String::as_str(word));
    let inside: Vec<_> = words.iter().filter(|(word, _)| inside(word)).collect();
    let letters: usize = inside.iter().map(|(word, _)| word.len()).sum();
    let share = (letters as f32 / source.len().max(1) as f32).min(1.0);
    (letters > 0).then(|| {
        (
            0.6 + 0.3 * share,
            inside.iter().map(|(_, written)| *written).collect(),
        )
    })
}
