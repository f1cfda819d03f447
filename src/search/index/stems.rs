//! Stems of words in the languages that have rules for stemming.

use std::hash::BuildHasher;

use ecow::EcoString;
use foldhash::fast::RandomState;
use tantivy::tokenizer::{Language as Rules, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

use super::british::american;
use crate::language::Language;

/// How many stems are remembered: of English, which is frequent in technical texts of all
/// languages, and of another language.
const ENGLISH_STEMS: usize = 1 << 14;
const OTHER_STEMS: usize = 1 << 12;

/// The stems of one language, with a cache.
pub(super) struct Stems {
    language: Language,
    /// `None` if words of the language aren't stemmed.
    stemmer: Option<TextAnalyzer>,
    /// Words and their stems. The hash of a word gives the one slot that it can be in; a later word
    /// replaces it, so memory is limited and common words soon return. Most are short enough to be
    /// stored in the slot itself, which is read for every word.
    stems: Vec<(EcoString, EcoString)>,
    hasher: RandomState,
}

impl Stems {
    /// The stems of a language.
    pub(super) fn of(language: Language) -> Self {
        let stemmer = rules(language).map(|rules| {
            TextAnalyzer::builder(RawTokenizer::default())
                .filter(Stemmer::new(rules))
                .build()
        });
        let remembered = match (&stemmer, language) {
            (None, _) => 0,
            (Some(_), Language::ENGLISH) => ENGLISH_STEMS,
            (Some(_), _) => OTHER_STEMS,
        };
        Self {
            language,
            stems: vec![Default::default(); remembered],
            stemmer,
            hasher: RandomState::default(),
        }
    }

    /// The language.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// The stem of a word of letters in lower case.
    pub(super) fn stem<'s>(&'s mut self, lower: &'s str) -> &'s str {
        let at = self.hasher.hash_one(lower) as usize % self.stems.len().max(1);
        let (Some(stemmer), Some((word, stem))) = (&mut self.stemmer, self.stems.get_mut(at))
        else {
            return lower;
        };
        if word.as_str() != lower {
            let american = (self.language == Language::ENGLISH)
                .then(|| american(lower))
                .flatten();
            let mut stream = stemmer.token_stream(american.as_deref().unwrap_or(lower));
            *stem = match stream.advance() {
                true => stream.token().text.as_str().into(),
                false => lower.into(),
            };
            *word = lower.into();
        }
        stem
    }
}

/// The stemming rules of a language.
fn rules(language: Language) -> Option<Rules> {
    Some(match language.tag() {
        "ar" => Rules::Arabic,
        "da" => Rules::Danish,
        "de" => Rules::German,
        "el" => Rules::Greek,
        "en" => Rules::English,
        "es" => Rules::Spanish,
        "fi" => Rules::Finnish,
        "fr" => Rules::French,
        "hu" => Rules::Hungarian,
        "it" => Rules::Italian,
        "nl" => Rules::Dutch,
        "no" => Rules::Norwegian,
        "pt" => Rules::Portuguese,
        "ro" => Rules::Romanian,
        "ru" => Rules::Russian,
        "sv" => Rules::Swedish,
        "ta" => Rules::Tamil,
        "tr" => Rules::Turkish,
        _ => return None,
    })
}
