//! How many articles contain a word as written; for a query in one language, how many articles in
//! that language.

use std::{collections::BTreeMap, sync::Arc};

use tantivy::InvertedIndexReader;

use crate::{
    language::Language,
    search::{
        find::{
            context::Context,
            terms::{frequency_in, indexes},
        },
        index::{form_of, forms_of, plain_word},
        query::Query,
    },
};

/// The most forms of a word that are examined: its accents, times the languages that have it.
const MAX_FORMS: usize = 256;

/// The words of all articles.
pub struct Vocabulary {
    pub(super) indexes: Vec<Arc<InvertedIndexReader>>,
    /// The only language whose words count, if set.
    pub(super) language: Option<Language>,
}

impl Vocabulary {
    /// The words in the language of a query, or in all languages if that can't be determined.
    pub fn of(context: &Context<'_>, query: &Query) -> Self {
        let mut vocabulary = Self::of_every_language(context);
        if context.reader.languages.len() > 1 {
            vocabulary.language = vocabulary.language_of(query);
        }
        vocabulary
    }

    /// The words of all languages.
    pub fn of_every_language(context: &Context<'_>) -> Self {
        Self {
            indexes: indexes(&context.reader.searcher, context.reader.fields.spelling),
            language: None,
        }
    }

    /// This vocabulary, without a restriction to one language.
    pub fn unrestricted(&self) -> Self {
        Self {
            indexes: self.indexes.clone(),
            language: None,
        }
    }

    /// How many articles contain a word without accents.
    pub fn frequency(&self, plain: &str) -> u32 {
        let all = frequency_in(&self.indexes, plain);
        match self.language {
            Some(language) if all > 0 => self
                .by_language(plain, all)
                .get(&language)
                .copied()
                .unwrap_or_default(),
            _ => all,
        }
    }

    /// How many articles in each language contain a word without accents.
    pub fn counts(&self, plain: &str) -> BTreeMap<Language, u32> {
        self.by_language(plain, frequency_in(&self.indexes, plain))
    }

    /// A word that was found without its accents, as most articles write it.
    pub fn as_written(&self, plain: &str) -> String {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut other_forms = 0;
        self.each_form(plain, &mut |form, language, frequency| {
            if self.language.is_none_or(|own| own == language) {
                *counts.entry(form.to_owned()).or_default() += frequency;
            }
            other_forms += frequency;
        });
        if self.language.is_none_or(|own| own == Language::ENGLISH) {
            // English words without accents have no separate form.
            let english = frequency_in(&self.indexes, plain).saturating_sub(other_forms);
            *counts.entry(plain.to_owned()).or_default() += english;
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        most.map_or_else(|| plain.to_owned(), |(form, _)| form)
    }

    /// The language that knows the most words of a query; if several know equally many, the one
    /// that uses them most.
    fn language_of(&self, query: &Query) -> Option<Language> {
        let mut known: BTreeMap<Language, (usize, u32)> = BTreeMap::new();
        for word in (0..query.words.len()).filter_map(|at| plain(query, at)) {
            let all = frequency_in(&self.indexes, &word);
            for (language, frequency) in self.by_language(&word, all) {
                let (words, uses) = known.entry(language).or_default();
                *words += usize::from(frequency > 0);
                *uses += frequency;
            }
        }
        let most = known.into_iter().filter(|(_, (words, _))| *words > 0);
        most.max_by_key(|(_, known)| *known)
            .map(|(language, _)| language)
    }

    /// How many articles in each language contain a word, which is in `all` articles overall.
    fn by_language(&self, plain: &str, all: u32) -> BTreeMap<Language, u32> {
        let mut counts = BTreeMap::new();
        let mut english = all;
        self.each_form(plain, &mut |_, language, frequency| {
            if language != Language::ENGLISH {
                *counts.entry(language).or_default() += frequency;
                english = english.saturating_sub(frequency);
            }
        });
        counts.insert(Language::ENGLISH, english);
        counts
    }

    /// Calls `each` with the forms of a word, their languages, and how many articles have them.
    fn each_form(&self, plain: &str, each: &mut dyn FnMut(&str, Language, u32)) {
        let beginning = forms_of(plain);
        for index in &self.indexes {
            let Ok(mut stream) = index.terms().range().ge(&beginning).into_stream() else {
                continue;
            };
            for _ in 0..MAX_FORMS {
                let Some((entry, info)) = stream.next() else {
                    break;
                };
                let Some((form, language)) = std::str::from_utf8(entry)
                    .ok()
                    .filter(|entry| entry.starts_with(&beginning))
                    .and_then(form_of)
                else {
                    break;
                };
                each(form, language, info.doc_freq);
            }
        }
    }
}

/// A word of the query in lower case and without accents, if it consists of letters alone, is not
/// quoted, and is neither short nor long.
pub fn plain(query: &Query, index: usize) -> Option<String> {
    let quoted = query.phrases.iter().any(|phrase| phrase.contains(&index));
    let word = query.words.get(index).filter(|_| !quoted)?;
    plain_word(&word.written)
}
