//! Reads the words of a text as events, codes, numbers, and possible names of event sources.

use std::ops::Range;

use super::dedup::keep_first;
use crate::{
    atlas::Atlas,
    evidence::{self, Code, CodeMention, EventMention, codes, events, is_label, readings},
};

/// In a text with more words than this, words are not read as names of sources.
const SOURCE_WORDS: usize = 8;
/// The fewest bytes of a word that may name a source: shorter ones are part of too many names.
const SHORTEST_NAME: usize = 3;

/// What a query mentions, word by word.
#[derive(Default)]
pub(super) struct QueryMentions<'t> {
    /// The events, in order.
    pub events: Vec<EventMention>,
    /// The codes that are not part of an event, in order.
    pub codes: Vec<CodeMention>,
    /// Numbers that do not belong to an event or a code.
    pub numbers: Vec<u32>,
    /// All other words except labels: each may name a source.
    pub names: Vec<&'t str>,
}

/// The sources that a text mentions.
pub(super) struct Sources {
    /// Their folded names, each once.
    pub folds: Vec<String>,
    /// How many words do not name a source.
    pub others: usize,
}

impl<'t> QueryMentions<'t> {
    /// Reads a text.
    pub(super) fn of(text: &'t str) -> Self {
        let mut read = Self {
            events: events(text),
            ..Self::default()
        };
        let is_bare_number = text.trim().bytes().all(|byte| byte.is_ascii_digit());
        if !is_bare_number || text.trim().len() > 5 {
            read.codes = codes(text);
            let events = &read.events;
            let is_of_event =
                |code: &CodeMention| events.iter().any(|event| overlap(&event.span, &code.span));
            read.codes.retain(|code| !is_of_event(code));
        }
        let mut spans: Vec<Range<usize>> = (read.events.iter().map(|event| event.span.clone()))
            .chain(read.codes.iter().map(|code| code.span.clone()))
            .collect();
        spans.sort_by_key(|span| span.start);
        let mut spans = spans.into_iter().peekable();
        let mut at = 0;
        for word in text.split_whitespace() {
            let start = at + text.get(at..).and_then(|rest| rest.find(word)).unwrap_or(0);
            at = start + word.len();
            while spans.next_if(|span| span.end <= start).is_some() {}
            if spans.peek().is_none_or(|span| !overlap(span, &(start..at))) {
                read.add(word);
            }
        }
        read
    }

    fn add(&mut self, word: &'t str) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let operator = word.split_once(':');
        let is_operator = operator.is_some_and(|(name, value)| self.add_operator(name, value));
        if is_operator || word.is_empty() || is_label(word) {
            return;
        }
        let number = word.parse().ok().filter(|number| *number <= 0xffff);
        match number.filter(|_| word.len() <= 5) {
            Some(number) => self.numbers.push(number),
            None => self.names.push(word),
        }
    }

    /// Adds the value of a search operator such as `source:MSExchangeCCMC`; false if it is not one.
    fn add_operator(&mut self, name: &str, value: &'t str) -> bool {
        match (name.to_ascii_lowercase().as_str(), value.parse()) {
            ("event", Ok(id)) => self.events.push(EventMention {
                span: 0..0,
                id,
                source: None,
            }),
            ("source", _) => self.names.push(value),
            ("code", _) => {
                let readings = codes_of(value);
                if !readings.is_empty() {
                    let span = 0..0;
                    self.codes.push(CodeMention { span, readings });
                }
            }
            ("event" | "id", _) => {}
            _ => return false,
        }
        true
    }

    /// The sources that the words name: those next to an event ID, or else all words as one
    /// name, or else the first word that is one. In a long text, no word is treated as a name.
    pub(super) fn sources(&self, atlas: &Atlas) -> Sources {
        let beside = self
            .events
            .iter()
            .filter_map(|event| event.source.as_deref());
        let mut folds: Vec<String> = beside.flat_map(|name| named(name, atlas)).collect();
        let mut others = self.names.len();
        if self.names.len() <= SOURCE_WORDS {
            let together = named(&self.names.join(" "), atlas);
            if !together.is_empty() {
                others = 0;
                if folds.is_empty() {
                    folds = together;
                }
            } else if folds.is_empty() {
                let mut by_word = self.names.iter().map(|word| of_word(word, atlas));
                if let Some(first) = by_word.find(|folds| !folds.is_empty()) {
                    others -= 1;
                    folds = first;
                }
            }
        }
        folds.retain(|fold| !fold.is_empty());
        keep_first(&mut folds, Clone::clone);
        Sources { folds, others }
    }

    /// All sources that the first words name, as one name or else one by one, for texts of any
    /// length.
    pub(super) fn sources_of_first_words(&self, atlas: &Atlas) -> Vec<String> {
        let names = self.names.iter().copied();
        let first: Vec<&str> = (names.filter(|name| name.len() >= SHORTEST_NAME))
            .take(SOURCE_WORDS)
            .collect();
        let mut folds = named(&first.join(" "), atlas);
        if folds.is_empty() {
            let by_word = first.into_iter().flat_map(|word| of_word(word, atlas));
            folds = by_word.collect();
        }
        folds.retain(|fold| !fold.is_empty());
        folds
    }
}

/// The sources that a word names by itself.
fn of_word(word: &str, atlas: &Atlas) -> Vec<String> {
    match word.len() >= SHORTEST_NAME {
        true => named(word, atlas),
        false => Vec::new(),
    }
}

fn named(name: &str, atlas: &Atlas) -> Vec<String> {
    let sources = atlas.sources_named(name).into_iter();
    sources.map(|source| source.fold.clone()).collect()
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// All codes that a spelling can be read as.
pub(super) fn codes_of(spelling: &str) -> Vec<Code> {
    let codes = readings(spelling).into_iter();
    let codes = codes.filter_map(|reading| match reading.named {
        evidence::SpelledThing::Code(code) => Some(code),
        evidence::SpelledThing::Event(_) => None,
    });
    codes.collect()
}
