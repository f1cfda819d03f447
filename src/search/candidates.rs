//! Finds what is worth ranking, in several cheap ways at once, and ranks it.

use std::time::Instant;

use tantivy::{
    DocAddress, DocSet, TERMINATED, Term,
    collector::TopDocs,
    query::{
        BooleanQuery, ConstScoreQuery, EnableScoring, Occur, PhraseQuery, Query as TantivyQuery,
        TermQuery,
    },
    schema::IndexRecordOption,
};

use super::{
    Filters,
    index::{Ranked, Search},
    query::Query,
    rank::{self, Asked, Weighted},
};

/// Postings that one way of retrieving reads at most, as far as it can choose.
const MAX_POSTINGS: u32 = 400_000;

impl Search<'_> {
    /// All candidates in order.
    pub(super) fn ranked(
        &mut self,
        query: &Query,
        asked: &Asked,
        filters: Filters<'_>,
    ) -> Vec<Ranked> {
        let mut candidates = self.candidates(query, asked, filters);
        candidates.sort_unstable();
        candidates.dedup();
        let mut ranked = Vec::new();
        for of_segment in candidates.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let ordinal = of_segment.first().map_or(0, |address| address.segment_ord);
            let segment = self.searcher.segment_reader(ordinal);
            let docs: Vec<u32> = of_segment.iter().map(|address| address.doc_id).collect();
            let Some(columns) = self.index.columns.get(ordinal as usize) else {
                continue;
            };
            let fields = &self.index.fields;
            let Ok((found, timed_out)) =
                rank::score(segment, columns, fields, asked, &docs, self.deadline)
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

    /// Whether all words of the query stand in some article.
    pub(super) fn stand_together(
        &self,
        query: &Query,
        asked: &Asked,
        filters: Filters<'_>,
    ) -> bool {
        if asked.terms.is_empty() || asked.terms.iter().any(|term| term.frequency == 0) {
            return false;
        }
        let text = self.index.fields.text;
        let all = asked.terms.iter().map(|term| {
            let term = Term::from_field_text(text, &term.term);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            (Occur::Must, Box::new(query) as Box<dyn TantivyQuery>)
        });
        let all = BooleanQuery::new(all.collect());
        let all = self.narrowed(Box::new(all), query, filters);
        let Ok(weight) = all.weight(EnableScoring::disabled_from_searcher(self.searcher)) else {
            return false;
        };
        let mut segments = self.searcher.segment_readers().iter();
        segments.any(|segment| {
            let articles = weight.scorer(segment, 1.0);
            articles.is_ok_and(|articles| articles.doc() != TERMINATED)
        })
    }

    /// What is worth ranking, found in several ways, so that some of it comes several times.
    fn candidates(
        &mut self,
        query: &Query,
        asked: &Asked,
        filters: Filters<'_>,
    ) -> Vec<DocAddress> {
        let fields = self.index.fields;
        let depth = if filters.section.is_some() { 600 } else { 150 };
        let mut terms: Vec<&Weighted> = asked.terms.iter().filter(|term| term.idf > 0.0).collect();
        terms.sort_by(|a, b| b.idf.total_cmp(&a.idf));
        let mut postings = 0u32;
        let mut chosen = Vec::new();
        for term in &terms {
            postings = postings.saturating_add(term.frequency);
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
        let mut found = Vec::new();
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

    pub(super) fn narrowed(
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
}
