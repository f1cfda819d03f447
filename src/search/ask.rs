//! Makes a query ready for ranking: what its words are worth here, and which keys mean what it names.

use std::collections::BTreeMap;

use super::{
    Request,
    index::Search,
    keys,
    query::{Number, Query},
    rank::{self, Alternative, Asked, Exact, Key, Weighted},
    spelling,
};

/// Sources of one event ID that are looked at.
const MAX_SOURCES: usize = 512;

impl Search<'_> {
    /// The query with the weights of its terms and the keys of what it names.
    pub(super) fn ask(&mut self, query: &Query, request: &Request<'_>) -> Asked {
        let mut asked = Asked {
            phrases: query.phrases.clone(),
            section: request.filters.section,
            ..Asked::default()
        };
        for word in &query.words {
            let mut term = self.weighted(&word.term);
            if term.idf == 0.0 {
                let parts = word.parts.iter().map(|part| self.weighted(part));
                term = parts.max_by(|a, b| a.idf.total_cmp(&b.idf)).unwrap_or(term);
            }
            let known = asked.terms.iter().position(|other| other.term == term.term);
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
        let sources = query.source_words();
        for number in &query.numbers {
            let mut keys = self.sources(number, &sources);
            if keys.is_empty() && !number.labelled {
                continue;
            }
            let name = format!("event {}", number.value);
            keys.push(Key {
                term: keys::event(number.value),
                fit: 0.45,
                name,
            });
            asked.exact.push(Exact {
                keys,
                weight: rank::EVENT,
            });
        }
        for (at, code) in query.codes.iter().enumerate() {
            let key = Key {
                term: keys::code(code),
                fit: 1.0 / (1.0 + at as f32),
                name: code.commonest_spelling(),
            };
            asked.exact.push(Exact {
                keys: vec![key],
                weight: rank::CODE,
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
        }
    }

    /// The keys of an event whose source `words` name. Where the query doesn't say that the number is
    /// an event, all words must name the source.
    fn sources(&self, number: &Number, words: &[(String, &str)]) -> Vec<Key> {
        let prefix = keys::event_of(number.value, "");
        let mut found = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let Ok(index) = segment.inverted_index(self.index.fields.evidence) else {
                continue;
            };
            let Ok(mut stream) = index.terms().range().ge(&prefix).into_stream() else {
                continue;
            };
            for _ in 0..MAX_SOURCES {
                let Some(key) = stream
                    .next()
                    .and_then(|(key, _)| std::str::from_utf8(key).ok())
                else {
                    break;
                };
                let Some(source) = key.strip_prefix(&prefix) else {
                    break;
                };
                if let Some((fit, naming)) = source_fit(source, words)
                    && (number.labelled || naming.len() == words.len())
                {
                    let name = format!("event {} of {}", number.value, naming.join(" "));
                    found.insert(
                        key.to_owned(),
                        Key {
                            term: key.to_owned(),
                            fit,
                            name,
                        },
                    );
                }
            }
        }
        found.into_values().collect()
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
