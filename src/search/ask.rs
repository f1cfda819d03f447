//! Makes a query ready for ranking: what its words are worth here, and which keys mean what it names.

use std::collections::BTreeMap;

use super::{
    index::Search,
    keys,
    query::{Number, Query},
    rank::{self, Asked, Exact, Key, Weighted},
    spelling,
};
use crate::article::Role;

/// Sources of one event ID that are looked at.
const MAX_SOURCES: usize = 512;

/// How well a source fits that is named by some words, where more words name another.
const NAMED_IN_PART: f32 = 0.85;

impl Search<'_> {
    /// The query with the weights of its terms and the keys of what it names.
    pub(super) fn ask(&self, query: &Query, section: Option<Role>) -> Asked {
        let mut asked = Asked {
            phrases: query.phrases.clone(),
            section,
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
        // How many words name a source whole, at most.
        let mut longest = 0;
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
                    if fit == 1.0 {
                        longest = longest.max(naming.len());
                    }
                    let name = format!("event {} of {}", number.value, naming.join(" "));
                    let term = key.to_owned();
                    let named = (naming.len(), Key { term, fit, name });
                    found.insert(key.to_owned(), named);
                }
            }
        }
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
