//! The events, codes and articles that a query mentions, if it says little else.

use super::{
    dedup::keep_first,
    mentions::{QueryMentions, codes_of},
};
use crate::{
    atlas::Atlas,
    evidence::{ArticleId, Code, query_article_id},
    search::Clauses,
};

/// The most events, and codes, that are read from a query.
const MAX_SUBJECTS: usize = 3;
/// A query that mentions something may have this many other words; with more, it is a search for
/// words.
const OTHER_WORDS: usize = 2;

/// What a query mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subjects {
    /// Event IDs.
    pub events: Vec<u32>,
    /// The folded names of the sources that they may come from; empty if the query mentions none.
    pub sources: Vec<String>,
    /// Codes in all their readings, the likeliest first, each once.
    pub codes: Vec<Code>,
    /// An article, which may be missing.
    pub article: Option<ArticleId>,
    /// A bare number.
    pub number: Option<u32>,
    /// Whether the query is only that number.
    pub is_bare: bool,
}

impl Subjects {
    /// The subjects that `query` names; `None` if it names none, or says more than that.
    pub fn of(query: &str, atlas: &Atlas) -> Option<Self> {
        let wanted = Clauses::read(query).wanted();
        let text = wanted.as_str();
        let mentions = QueryMentions::of(text);
        let mut named = Self {
            article: query_article_id(text),
            ..Self::default()
        };
        let number = match mentions.numbers.as_slice() {
            [number] if mentions.events.is_empty() => Some(*number),
            _ => None,
        };
        if let Some(number) = number
            && mentions.codes.is_empty()
        {
            return named.of_number(number, &mentions, atlas);
        }
        if mentions.events.is_empty() && mentions.codes.is_empty() && named.article.is_none() {
            return None;
        }
        let sources = mentions.sources(atlas);
        named.events = mentions.events.iter().map(|event| event.id).collect();
        named.events.dedup();
        named.events.truncate(MAX_SUBJECTS);
        for mention in mentions.codes.iter().take(MAX_SUBJECTS) {
            let spelling = text.get(mention.span.clone()).unwrap_or_default();
            named.codes.extend(codes_of(spelling));
            named.codes.extend(mention.readings.iter().cloned());
        }
        keep_first(&mut named.codes, Clone::clone);
        let others = match named.events.is_empty() {
            true => mentions.names.len() + mentions.numbers.len(),
            false => sources.others,
        };
        named.sources = sources.folds;
        let has_event = |fold: &String, id: u32| atlas.event(fold, id).is_some();
        let is_record =
            (named.events.iter()).any(|id| named.sources.iter().any(|fold| has_event(fold, *id)));
        (others <= OTHER_WORDS || is_record).then_some(named)
    }

    /// Reads a bare number: alone, or next to words that all name a source with such an event.
    fn of_number(
        mut self,
        number: u32,
        mentions: &QueryMentions<'_>,
        atlas: &Atlas,
    ) -> Option<Self> {
        self.number = Some(number);
        self.events = vec![number];
        self.codes = codes_of(&number.to_string());
        keep_first(&mut self.codes, Clone::clone);
        if mentions.names.is_empty() {
            self.is_bare = true;
            return Some(self);
        }
        let sources = mentions.sources(atlas);
        let has_event = |fold: &String| atlas.event(fold, number).is_some();
        // Many words are part of some source's name. If the words are the complete name of a
        // source, that one is meant, even if it has no such event.
        let is_source = atlas.source(&mentions.names.join(" ")).is_some();
        let names_event = sources.others == 0 && sources.folds.iter().any(has_event);
        self.sources = sources.folds;
        (names_event || is_source).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{ArticleTexts, Format, read},
        atlas::{AtlasBuilder, AtlasCard},
    };

    fn atlas() -> Atlas {
        let mut builder = AtlasBuilder::default();
        for (number, (source, id)) in [
            ("MSExchangeCCMC", 68),
            ("MSExchangeIS Private", 1018),
            ("Windows Lamp", 95),
        ]
        .iter()
        .enumerate()
        {
            let text = format!(
                "---\nid: LAMP-{number}\ntitle: t\n---\n\n## Symptoms\n\n```event\nEvent ID: {id}\nSource: {source}\n```\n"
            );
            let (articles, problems) = read(Format::Own, text.as_bytes(), "a.md", None);
            assert_eq!(problems, []);
            builder.add(AtlasCard::of(&articles[0], &ArticleTexts::of(&articles[0])));
        }
        builder.finish()
    }

    /// Events, sources and codes on one line; empty if the query mentions none, or says more.
    fn read_as(query: &str, atlas: &Atlas) -> String {
        let Some(named) = Subjects::of(query, atlas) else {
            return String::new();
        };
        let mut parts: Vec<String> = named.events.iter().map(|id| format!("e{id}")).collect();
        parts.extend(named.sources.iter().map(|fold| format!("@{fold}")));
        parts.extend(named.codes.iter().map(Code::key));
        parts.extend(named.article.iter().map(ToString::to_string));
        parts.join(" ")
    }

    #[test]
    fn a_query_names_something_or_says_more() {
        let atlas = atlas();
        for (query, expect) in [
            ("68", "e68 win32:68 stop:68 win32:104"),
            ("event 68", "e68"),
            ("-event:68 ccmc", ""),
            ("Event ID: 68", "e68"),
            ("event:68 source:ccmc", "e68 @msexchangeccmc"),
            ("event 68 CCMC", "e68 @msexchangeccmc"),
            ("68 ccmc", "e68 @msexchangeccmc win32:68 stop:68 win32:104"),
            ("event 68 printer jam", "e68"),
            ("event 68 when the printer has a paper jam", ""),
            (
                "Event ID: 68 Source: MSExchangeCCMC Type: Error the export returned a code of its own",
                "e68 @msexchangeccmc",
            ),
            (
                "msexchangeis private 1018",
                "e1018 @msexchangeisprivate win32:1018 jet:-1018 win32:4120",
            ),
            (
                "msexchangeis private 1019",
                "e1019 @msexchangeisprivate win32:1019 jet:-1019 win32:4121",
            ),
            ("windows 95", "e95 @windowslamp win32:95 stop:95 win32:149"),
            ("windows 98", ""),
            ("office 97", ""),
            ("printer on fire", ""),
            ("0x80004005", "status:80004005"),
            ("stop 1e", "stop:1e"),
            ("stop the service 3", ""),
            ("c000021a", "stop:c000021a status:c000021a"),
            ("code:-1018", "jet:-1018 status:fffffc06"),
            ("\"returned result code 3\"", "result:3"),
            ("an error 5 that comes up when the disk is full", ""),
            ("Q168465", "Q168465"),
            ("", ""),
        ] {
            assert_eq!(read_as(query, &atlas), expect, "{query}");
        }
    }
}
