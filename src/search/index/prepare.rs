//! Makes the index's document for an article: its terms with their positions, what it mentions
//! exactly, and the data stored to show it.
//!
//! This is most of the work of writing an index, and it is done by many threads at once.

use std::collections::BTreeSet;

use foldhash::{HashSet, HashSetExt};
use tantivy::TantivyDocument;

use super::{
    filing, keys,
    part::{GAP, KeyPlace, MAX_PARTS, Part},
    positioned::PositionedTerms,
    schema::Fields,
    sorting::{date_order, title_order},
    spelling::{form_entry, plain_word},
    stored::Stored,
    tokenizer::{TokenKind, Tokenizer},
};
use crate::{
    article::{Article, ArticleTexts, Format, Role},
    language::Language,
    library::slug,
};

/// How many of the titles that others cite an article by are indexed.
const MAX_CITED_TITLES: usize = 8;

/// An article and what is needed to index it.
pub struct ArticleToIndex<'a> {
    /// The article as read.
    pub article: &'a Article,
    /// What its parts say and mention, part by part.
    pub texts: &'a ArticleTexts,
    /// `article` in packed form; kept in the index and returned by
    /// [`Index::article`](crate::search::Index::article).
    pub packed: &'a str,
    /// The format of `source`.
    pub format: Format,
    /// The label of its layer.
    pub label: &'a str,
    /// The path of its file in the layer.
    pub path: &'a str,
    /// The bytes that it was read from; kept in the index and returned by
    /// [`Index::source`](crate::search::Index::source).
    pub source: &'a [u8],
    /// Titles by which other articles cite it.
    pub cited_as: &'a [String],
}

/// An article ready to be written.
pub struct Prepared {
    pub(super) document: TantivyDocument,
    /// The size of its source in bytes.
    pub(super) bytes: usize,
}

/// Prepares articles; one per thread.
pub struct Preparer {
    fields: Fields,
    tokenizer: Tokenizer,
}

impl Default for Preparer {
    fn default() -> Self {
        Self {
            fields: Fields::schema().1,
            tokenizer: Tokenizer::new(),
        }
    }
}

impl Preparer {
    /// Makes the search document for an article.
    pub fn prepare(&mut self, article: &ArticleToIndex<'_>) -> Prepared {
        let ArticleToIndex {
            article,
            texts,
            packed,
            format,
            label,
            path,
            source,
            cited_as,
        } = *article;
        let fields = self.fields;
        let language = article.language();
        self.tokenizer.read_in(&[language]);
        let mut out = TantivyDocument::default();
        Stored::add(packed, cited_as, &fields, &mut out);
        let mut body = Body::of(language);
        let meta = &article.meta;
        let keywords = [
            &meta.keywords,
            &meta.tags,
            &meta.other_titles,
            &meta.aliases,
        ];
        let keywords = keywords.into_iter().flatten();
        let keywords = std::iter::once(&meta.query_words).chain(keywords);
        let keywords: Vec<&str> = keywords.map(String::as_str).collect();
        let keywords = keywords.join(" ");
        body.add(Part::Title, &article.title, &mut self.tokenizer);
        keys::of_text(&texts.title, Part::Title, &mut body.keys);
        for cited in cited_as.iter().take(MAX_CITED_TITLES) {
            body.add(Part::Cited, cited, &mut self.tokenizer);
        }
        body.add(Part::Keywords, &keywords, &mut self.tokenizer);
        // So far, `body` has only the titles and keywords: this field finds candidates.
        out.add_text(fields.titles_and_keywords, &body.text.encoded);
        let folders = filing::folders(label, path);
        let names = folders.last().and_then(|folder| folder.split_once('/'));
        let names = names.map(|(_, names)| names.replace(['/', '-', '_'], " "));
        let products = article.meta.products.join(", ");
        for field in names.iter().chain([&products]) {
            body.add(Part::Keywords, field, &mut self.tokenizer);
        }
        let part = Part::Section(Role::Summary);
        body.add(part, &texts.description.plain, &mut self.tokenizer);
        keys::of_text(&texts.description, part, &mut body.keys);
        for (section, text) in article.sections.iter().zip(&texts.sections) {
            let part = Part::Section(section.role);
            body.add(part, &text.plain, &mut self.tokenizer);
            keys::of_text(text, part, &mut body.keys);
            keys::of_records(&section.blocks, part, &mut body.keys);
        }
        out.add_text(fields.text, &body.text.encoded);
        for (part, start) in &body.parts {
            out.add_u64(fields.layout, part.layout(*start));
        }
        out.add_u64(fields.layout, Part::End.layout(body.next));
        let mut evidence = PositionedTerms::default();
        let mut events = HashSet::new();
        for (place, key) in &body.keys {
            evidence.add(place.position(), key);
            // A key with `@` also names the source: the event would count twice.
            if key.starts_with(keys::EVENT) && !key.contains('@') {
                events.insert(key.as_str());
            }
        }
        out.add_text(fields.evidence, &evidence.encoded);
        out.add_u64(
            fields.event_count,
            u64::try_from(events.len()).unwrap_or(u64::MAX),
        );
        let mut spelling = PositionedTerms::default();
        body.spelling.iter().for_each(|word| spelling.add(0, word));
        out.add_text(fields.spelling, &spelling.encoded);
        for product in &article.meta.products {
            out.add_text(fields.product, slug(product));
        }
        for kind in filing::types(article) {
            out.add_text(fields.issue_type, kind);
        }
        if let Some(prefix) = filing::prefix(&article.title) {
            out.add_text(fields.prefix, prefix);
        }
        for tag in filing::tags(article, format) {
            out.add_text(fields.tag, tag);
        }
        for folder in folders {
            out.add_text(fields.folder, folder);
        }
        out.add_text(fields.language, language.tag());
        if let Some(year) = year(&article.meta.modified) {
            out.add_u64(fields.year, year);
        }
        if let Some(date) = date_order(&article.meta.modified) {
            out.add_u64(fields.date, date);
        }
        out.add_text(fields.title_order, title_order(&article.title));
        out.add_text(fields.id, article.id.as_str());
        for number in id_order(article.id.as_str()) {
            out.add_u64(fields.id_order, number);
        }
        out.add_bytes(fields.source, source);
        out.add_u64(fields.format, format.number());
        Prepared {
            bytes: source.len(),
            document: out,
        }
    }
}

/// The words of an article, one part after another.
struct Body {
    text: PositionedTerms,
    parts: Vec<(Part, u32)>,
    keys: BTreeSet<(KeyPlace, String)>,
    spelling: HashSet<String>,
    next: u32,
    language: Language,
}

impl Body {
    fn of(language: Language) -> Self {
        Self {
            text: PositionedTerms::default(),
            parts: Vec::new(),
            keys: BTreeSet::new(),
            spelling: HashSet::new(),
            next: 0,
            language,
        }
    }

    fn add(&mut self, part: Part, text: &str, tokenizer: &mut Tokenizer) {
        let words = tokenizer.tokens(text, &mut |token| {
            if matches!(token.kind, TokenKind::Word | TokenKind::Inner) {
                self.add_spelling(text.get(token.span).unwrap_or_default());
            }
            self.text.add(self.next + token.position, token.term);
        });
        let Some(last) = words.checked_sub(1) else {
            return;
        };
        if self.parts.len() < MAX_PARTS {
            self.parts.push((part, self.next));
        }
        self.next += last + GAP;
    }

    /// Adds how a word is written.
    fn add_spelling(&mut self, word: &str) {
        // Most words are there already, just as written, and need no other form.
        let is_plain = word.is_ascii() && self.language == Language::ENGLISH;
        if is_plain && self.spelling.contains(word) {
            return;
        }
        let Some(plain) = plain_word(word) else {
            return;
        };
        let form = form_entry(word, &plain, self.language);
        self.spelling.extend(form);
        if !self.spelling.contains(&plain) {
            self.spelling.insert(plain);
        }
    }
}

fn year(modified: &str) -> Option<u64> {
    modified.get(..4)?.parse().ok()
}

/// The bytes of an ID as numbers of eight bytes each; they sort as the IDs do alphabetically.
fn id_order(id: &str) -> impl Iterator<Item = u64> + '_ {
    id.as_bytes().chunks(8).map(|chunk| {
        let bytes = chunk.iter().chain(std::iter::repeat(&0)).take(8);
        bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
    })
}
