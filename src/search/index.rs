//! An index opened for searching.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
    time::{Duration, Instant},
};

use tantivy::{
    DocAddress, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::TopDocs,
    query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query as TantivyQuery, TermQuery},
    schema::{IndexRecordOption, Value},
};

use super::{
    Correction, Filters, Hit, Request, Results, SearchError, keys,
    query::{Number, Query},
    rank::{self, Asked, Exact, Found, Key, Weighted},
    schema::{Fields, Part},
    snippet, spelling,
    spelling::Suspects,
    tokenizer::Tokenizer,
    writer::format_of,
};
use crate::{
    article::{self, Format, Role},
    evidence::ArticleId,
};

/// Hits a page at most.
const MAX_LIMIT: usize = 100;

/// Postings that one way of retrieving reads at most, as far as it can choose.
const MAX_POSTINGS: u32 = 400_000;

/// Sources of one event ID that are looked at.
const MAX_SOURCES: usize = 512;

/// An index opened for searching; cheap to search from many threads at once.
pub struct Index {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
}

impl Index {
    /// Opens the index that an [`super::IndexWriter`] finished in `dir`.
    ///
    /// # Errors
    /// Where there is none, it can't be read, or another version wrote it.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let index = tantivy::Index::open_in_dir(dir)?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(SearchError::Schema);
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(32)
            .try_into()?;
        Ok(Self {
            index,
            reader,
            fields,
        })
    }

    /// Whether every file of the index is as it was written; reads all of them.
    ///
    /// # Errors
    /// Where a file can't be read.
    pub fn validate(&self) -> Result<bool, SearchError> {
        Ok(self.index.validate_checksum()?.is_empty())
    }

    /// How many articles it holds.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether it holds no article.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The source of an article and its format, as they were given to the writer.
    pub fn source(&self, id: &ArticleId) -> Option<(Format, Vec<u8>)> {
        let searcher = self.reader.searcher();
        let address = self.address(&searcher, id)?;
        let document: TantivyDocument = searcher.doc(address).ok()?;
        Some((self.format(&document), self.bytes(&document).to_vec()))
    }

    /// Searches for at most about `budget`. Never fails: what can't be read counts as not found.
    pub fn search(&self, request: &Request<'_>, budget: Duration) -> Results {
        let searcher = self.reader.searcher();
        Search {
            index: self,
            searcher: &searcher,
            deadline: Instant::now()
                .checked_add(budget)
                .unwrap_or_else(Instant::now),
            tokenizer: Tokenizer::new(),
            timed_out: false,
        }
        .run(request)
    }

    fn address(&self, searcher: &Searcher, id: &ArticleId) -> Option<DocAddress> {
        let term = Term::from_field_text(self.fields.id, id.as_str());
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = searcher
            .search(&query, &TopDocs::with_limit(1).order_by_score())
            .ok()?;
        found.first().map(|(_, address)| *address)
    }

    fn format(&self, document: &TantivyDocument) -> Format {
        let number = document
            .get_first(self.fields.format)
            .and_then(|value| value.as_u64());
        format_of(number.unwrap_or(u64::MAX))
    }

    fn bytes<'a>(&self, document: &'a TantivyDocument) -> &'a [u8] {
        document
            .get_first(self.fields.source)
            .and_then(|value| value.as_bytes())
            .unwrap_or_default()
    }
}

/// One search on its way.
struct Search<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    deadline: Instant,
    tokenizer: Tokenizer,
    timed_out: bool,
}

/// A candidate with what was found in it.
type Ranked = (DocAddress, Found);

impl Search<'_> {
    fn run(mut self, request: &Request<'_>) -> Results {
        let mut query = Query::parse(request.query, &mut self.tokenizer);
        let named = query
            .ids
            .iter()
            .filter_map(|id| self.index.address(self.searcher, id));
        let named: Vec<DocAddress> = named.collect();
        if !query.is_id() {
            self.correct(&mut query, Suspects::Unknown);
        }
        let mut asked = self.ask(&query, request.filters.section);
        let mut ranked = self.ranked(&query, &asked, request.filters);
        let all_words =
            |ranked: &[Ranked]| ranked.first().is_some_and(|(_, found)| found.all_words);
        let mut other = query.clone();
        if !all_words(&ranked) && !query.is_id() && self.correct(&mut other, Suspects::Rare) {
            let other_asked = self.ask(&other, request.filters.section);
            let other_ranked = self.ranked(&other, &other_asked, request.filters);
            if all_words(&other_ranked) || best(&other_ranked) > best(&ranked) {
                (query, asked, ranked) = (other, other_asked, other_ranked);
            }
        }
        let corrected = spelling::correction(&query);
        if ranked.is_empty() && !asked.phrases.is_empty() {
            asked.phrases.clear();
            ranked = self.ranked(&query, &asked, request.filters);
        }
        for address in named.iter().rev().filter(|_| query.is_id()) {
            let found = match ranked.iter().position(|(other, _)| other == address) {
                Some(at) => ranked.remove(at).1,
                None => Found::default(),
            };
            let score = found.score.max(best(&ranked) + 1.0);
            ranked.insert(0, (*address, Found { score, ..found }));
        }
        let total = ranked.len();
        let limit = if request.limit == 0 {
            10
        } else {
            request.limit.min(MAX_LIMIT)
        };
        let start = request.page.max(1).saturating_sub(1).saturating_mul(limit);
        let page = ranked.into_iter().skip(start).take(limit);
        let hits = page
            .filter_map(|(address, found)| {
                let named = named.contains(&address);
                self.hit(address, &found, &asked, corrected.as_ref(), named)
            })
            .collect();
        Results {
            hits,
            total,
            corrected,
            timed_out: self.timed_out,
        }
    }

    fn correct(&mut self, query: &mut Query, suspects: Suspects) -> bool {
        let Fields { spelling, text, .. } = self.index.fields;
        spelling::correct(
            query,
            suspects,
            self.searcher,
            spelling,
            text,
            &mut self.tokenizer,
        )
    }

    /// The query with the weights of its terms and the keys of what it names.
    fn ask(&self, query: &Query, section: Option<Role>) -> Asked {
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
                name: format!("code {}", code.value),
            };
            asked.exact.push(Exact {
                keys: vec![key],
                weight: rank::CODE,
            });
        }
        asked
    }

    fn weighted(&self, term: &str) -> Weighted {
        let frequency = spelling::frequency(self.searcher, self.index.fields.text, term) as f32;
        let articles = self.searcher.num_docs() as f32;
        let idf = if frequency > 0.0 {
            (1.0 + (articles - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln()
        } else {
            0.0
        };
        Weighted {
            term: term.to_owned(),
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

    /// All candidates in order.
    fn ranked(&mut self, query: &Query, asked: &Asked, filters: Filters<'_>) -> Vec<Ranked> {
        let mut by_segment: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for address in self.candidates(query, asked, filters) {
            by_segment
                .entry(address.segment_ord)
                .or_default()
                .insert(address.doc_id);
        }
        let mut ranked = Vec::new();
        for (ordinal, docs) in by_segment {
            let segment = self.searcher.segment_reader(ordinal);
            let docs: Vec<u32> = docs.into_iter().collect();
            let Ok((found, timed_out)) =
                rank::score(segment, &self.index.fields, asked, &docs, self.deadline)
            else {
                continue;
            };
            self.timed_out |= timed_out;
            let found = docs
                .iter()
                .zip(found)
                .filter_map(|(doc, found)| Some((DocAddress::new(ordinal, *doc), found?)));
            ranked.extend(found);
        }
        ranked.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score).then(a.order.cmp(&b.order)));
        ranked
    }

    /// What is worth ranking, found in several ways.
    fn candidates(
        &mut self,
        query: &Query,
        asked: &Asked,
        filters: Filters<'_>,
    ) -> BTreeSet<DocAddress> {
        let fields = self.index.fields;
        let depth = if filters.section.is_some() { 600 } else { 150 };
        let mut terms: Vec<&Weighted> = asked.terms.iter().filter(|term| term.idf > 0.0).collect();
        terms.sort_by(|a, b| b.idf.total_cmp(&a.idf));
        let mut postings = 0u32;
        let mut chosen = Vec::new();
        for term in &terms {
            let frequency = spelling::frequency(self.searcher, fields.text, &term.term);
            postings = postings.saturating_add(frequency);
            let common = term.idf < if chosen.len() < 3 { 1.0 } else { 2.0 };
            if !chosen.is_empty() && (postings > MAX_POSTINGS || common) {
                break;
            }
            chosen.push(*term);
        }
        let term_query = |field, term: &str| -> Box<dyn TantivyQuery> {
            Box::new(TermQuery::new(
                Term::from_field_text(field, term),
                IndexRecordOption::WithFreqs,
            ))
        };
        let mut any: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        let mut title: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        let mut all: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        for term in chosen.iter().copied().chain(&asked.names) {
            any.push((Occur::Should, term_query(fields.text, &term.term)));
            title.push((Occur::Should, term_query(fields.title, &term.term)));
        }
        for term in &terms {
            all.push((Occur::Must, term_query(fields.text, &term.term)));
        }
        let mut ways: Vec<(Box<dyn TantivyQuery>, usize)> = Vec::new();
        let exact: Vec<(Occur, Box<dyn TantivyQuery>)> = asked
            .exact
            .iter()
            .flat_map(|exact| &exact.keys)
            .map(|key| {
                let term = Term::from_field_text(fields.evidence, &key.term);
                let query = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
                (
                    Occur::Should,
                    Box::new(ConstScoreQuery::new(query, key.fit)) as Box<dyn TantivyQuery>,
                )
            })
            .collect();
        if !exact.is_empty() {
            ways.push((Box::new(BooleanQuery::new(exact)), 300));
        }
        if let Some(phrase) = self.phrase(asked) {
            ways.push((Box::new(phrase), 100));
        }
        if terms.len() > 1 {
            ways.push((Box::new(BooleanQuery::new(all)), 100));
        }
        if !title.is_empty() {
            ways.push((Box::new(BooleanQuery::new(any)), depth));
            ways.push((Box::new(BooleanQuery::new(title)), 100));
        }
        let mut found = BTreeSet::new();
        for (way, limit) in ways {
            if Instant::now() >= self.deadline {
                self.timed_out = true;
                break;
            }
            let way = self.narrowed(way, query, filters);
            if let Ok(hits) = self
                .searcher
                .search(&way, &TopDocs::with_limit(limit).order_by_score())
            {
                found.extend(hits.into_iter().map(|(_, address)| address));
            }
        }
        found
    }

    /// The rarest words of the query where they stand to one another as in the query.
    fn phrase(&self, asked: &Asked) -> Option<PhraseQuery> {
        let mut words: Vec<(usize, &Weighted)> = asked
            .words
            .iter()
            .enumerate()
            .filter_map(|(at, term)| Some((at, asked.terms.get(*term)?)))
            .filter(|(_, term)| term.idf > 0.0)
            .collect();
        if words.len() < 2 {
            return None;
        }
        words.sort_by(|(_, a), (_, b)| b.idf.total_cmp(&a.idf));
        words.truncate(4);
        if words.first().is_none_or(|(_, term)| term.idf < 1.0) {
            return None;
        }
        words.sort_by_key(|(at, _)| *at);
        let first = words.first().map_or(0, |(at, _)| *at);
        let field = self.index.fields.text;
        let terms = words
            .iter()
            .map(|(at, term)| (at - first, Term::from_field_text(field, &term.term)));
        Some(PhraseQuery::new_with_offset(terms.collect()))
    }

    fn narrowed(
        &self,
        way: Box<dyn TantivyQuery>,
        query: &Query,
        filters: Filters<'_>,
    ) -> Box<dyn TantivyQuery> {
        let fields = self.index.fields;
        let mut must: Vec<Term> = Vec::new();
        must.extend(
            filters
                .product
                .map(|product| Term::from_field_text(fields.product, product)),
        );
        must.extend(
            filters
                .issue_type
                .map(|kind| Term::from_field_text(fields.issue_type, &kind.to_lowercase())),
        );
        must.extend(
            filters
                .year
                .map(|year| Term::from_field_u64(fields.year, u64::from(year))),
        );
        if must.is_empty() && query.excluded.is_empty() {
            return way;
        }
        let mut clauses = vec![(Occur::Must, way)];
        for term in must {
            let query = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0))));
        }
        for excluded in &query.excluded {
            let term = Term::from_field_text(fields.text, excluded);
            clauses.push((
                Occur::MustNot,
                Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
            ));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn hit(
        &mut self,
        address: DocAddress,
        found: &Found,
        asked: &Asked,
        corrected: Option<&Correction>,
        named: bool,
    ) -> Option<Hit> {
        let document: TantivyDocument = self.searcher.doc(address).ok()?;
        let id = document
            .get_first(self.index.fields.id)
            .and_then(|value| value.as_str())?;
        let id = ArticleId::parse(id)?;
        let format = self.index.format(&document);
        let (articles, _) = article::read(format, self.index.bytes(&document), "", Some(&id));
        let article = articles.into_iter().find(|article| article.id == id)?;
        let terms: HashMap<&str, f32> = asked
            .terms
            .iter()
            .chain(&asked.names)
            .map(|term| (term.term.as_str(), term.idf))
            .collect();
        let role = match found.part {
            Some(Part::Section(role)) => Some(role),
            _ => None,
        };
        let best = snippet::best(&article, role, &terms, &mut self.tokenizer);
        let section = best.as_ref().map(|(section, _)| section.role);
        let anchor = best.as_ref().map(|(section, _)| section.anchor.clone());
        let snippet = best.map(|(_, snippet)| snippet).unwrap_or_default();
        let mut cited = document
            .get_all(self.index.fields.cited)
            .filter_map(|value| value.as_str());
        let why = why(found, asked, cited.next(), corrected, named);
        Some(Hit {
            id,
            title: article.title,
            section,
            anchor,
            snippet,
            why,
            score: found.score,
        })
    }
}

fn best(ranked: &[Ranked]) -> f32 {
    ranked.first().map_or(0.0, |(_, found)| found.score)
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

fn why(
    found: &Found,
    asked: &Asked,
    cited: Option<&str>,
    corrected: Option<&Correction>,
    named: bool,
) -> Vec<String> {
    let mut why = Vec::new();
    if named {
        why.push("its number".to_owned());
    }
    for (name, part) in &found.exact {
        why.push(format!("{name} in {}", place(*part)));
    }
    match (found.phrase, found.near) {
        (Some(Part::Cited), _) | (None, Some(Part::Cited)) => {
            why.extend(cited.map(|title| format!("cited as “{title}”")));
        }
        (Some(part), _) => why.push(format!("exact words in {}", place(part))),
        (None, Some(part)) => why.push(format!("words near one another in {}", place(part))),
        (None, None) => {}
    }
    if asked.terms.len() > 1 {
        let words = match found.all_words {
            true => "all words",
            false if found.coverage >= 0.6 => "most words",
            false => "some words",
        };
        why.push(words.to_owned());
    }
    why.extend(corrected.map(|c| format!("corrected {} → {}", c.from, c.to)));
    why
}

fn place(part: Part) -> String {
    match part {
        Part::Title => "the title".to_owned(),
        Part::Cited => "a title it is cited by".to_owned(),
        Part::QueryWords => "the query words".to_owned(),
        Part::Section(Role::Body | Role::Other) | Part::End => "the text".to_owned(),
        Part::Section(role) => {
            let mut word = role.word().replace('-', " ");
            if let Some(first) = word.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            word
        }
    }
}
