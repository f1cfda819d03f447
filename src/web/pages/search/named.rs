//! What a query names (an event, a code, an article), where it names little else.

use std::ops::Range;

use crate::{
    atlas::Atlas,
    evidence::{
        self, ArticleId, Code, CodeMention, EventMention, codes, events, query_article_id, readings,
    },
    search::Clauses,
};

/// Events, and codes, that are read of a query.
const MAX_NAMED: usize = 3;
/// Beside what a query names so many other words may stand; with more of them it is words that are looked for.
const OTHER_WORDS: usize = 2;

/// Words that only say what kind of number stands beside them.
const LABELS: [&str; 24] = [
    "event", "events", "eventid", "evt", "id", "ids", "source", "from", "of", "in", "the", "a",
    "error", "err", "code", "codes", "stop", "bug", "check", "number", "no", "hresult", "ntstatus",
    "msg",
];

/// Words before a colon that say the same: `source:MSExchangeCCMC`.
const OPERATORS: [&str; 4] = ["event", "source", "code", "id"];

/// What a query names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Event IDs.
    pub events: Vec<u32>,
    /// The folded names of the sources that they may be of; empty where the query names none.
    pub sources: Vec<String>,
    /// Codes in all their readings, the likeliest first, each once.
    pub codes: Vec<Code>,
    /// An article, which may be missing.
    pub article: Option<ArticleId>,
    /// The number, where nothing says what it is.
    pub number: Option<u32>,
    /// Whether the query is that number alone.
    pub is_bare: bool,
}

impl Named {
    /// What `query` names; `None` where that is nothing, or only a part of what it says.
    pub fn read(query: &str, atlas: &Atlas) -> Option<Self> {
        let wanted = Clauses::read(query).wanted();
        let text = wanted.as_str();
        let words = Words::of(text);
        let mut named = Self {
            article: query_article_id(text),
            ..Self::default()
        };
        let number = match words.numbers.as_slice() {
            [number] if words.events.is_empty() => Some(*number),
            _ => None,
        };
        if let Some(number) = number
            && words.codes.is_empty()
        {
            return named.of_number(number, &words, atlas);
        }
        if words.events.is_empty() && words.codes.is_empty() && named.article.is_none() {
            return None;
        }
        let sources = words.sources(atlas);
        named.events = words.events.iter().map(|event| event.id).collect();
        named.events.dedup();
        named.events.truncate(MAX_NAMED);
        for mention in words.codes.iter().take(MAX_NAMED) {
            let spelling = text.get(mention.span.clone()).unwrap_or_default();
            named.codes.extend(codes_of(spelling));
            named.codes.extend(mention.readings.iter().cloned());
        }
        keep_first(&mut named.codes);
        let others = match named.events.is_empty() {
            true => words.names.len() + words.numbers.len(),
            false => sources.others.len(),
        };
        named.sources = sources.folds;
        let is_record = named.events.iter().any(|id| {
            named
                .sources
                .iter()
                .any(|fold| atlas.event(fold, *id).is_some())
        });
        (others <= OTHER_WORDS || is_record).then_some(named)
    }

    /// A number that nothing is said of: alone, or beside words that all name a source which has such an event.
    fn of_number(mut self, number: u32, words: &Words<'_>, atlas: &Atlas) -> Option<Self> {
        self.number = Some(number);
        self.events = vec![number];
        self.codes = codes_of(&number.to_string());
        keep_first(&mut self.codes);
        if words.names.is_empty() {
            self.is_bare = true;
            return Some(self);
        }
        let sources = words.sources(atlas);
        let has_event = |fold: &String| atlas.event(fold, number).is_some();
        // Many words are a part of some source's name; all of it is meant, even where it has no such event.
        let is_source = atlas.source(&words.names.join(" ")).is_some();
        let names_event = sources.others.is_empty() && sources.folds.iter().any(has_event);
        self.sources = sources.folds;
        (names_event || is_source).then_some(self)
    }
}

/// All that a spelling reads as, events aside.
fn codes_of(spelling: &str) -> Vec<Code> {
    let codes = readings(spelling).into_iter();
    let codes = codes.filter_map(|reading| match reading.named {
        evidence::Named::Code(code) => Some(code),
        evidence::Named::Event(_) => None,
    });
    codes.collect()
}

fn keep_first(codes: &mut Vec<Code>) {
    let mut seen = Vec::new();
    codes.retain(|code| {
        let is_new = !seen.contains(code);
        seen.push(code.clone());
        is_new
    });
}

/// The words of a query, by what they are.
#[derive(Default)]
struct Words<'q> {
    events: Vec<EventMention>,
    codes: Vec<CodeMention>,
    /// Numbers that belong to no event and no code.
    numbers: Vec<u32>,
    /// Words that may name a source.
    names: Vec<&'q str>,
}

/// The sources that words name.
struct Sources {
    folds: Vec<String>,
    /// The words that name none.
    others: Vec<String>,
}

impl<'q> Words<'q> {
    fn of(text: &'q str) -> Self {
        let mut read = Self {
            events: events(text),
            ..Self::default()
        };
        let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let is_bare_number = text.trim().bytes().all(|byte| byte.is_ascii_digit());
        if !is_bare_number || text.trim().len() > 5 {
            read.codes = codes(text);
            let events = &read.events;
            read.codes
                .retain(|code| !events.iter().any(|event| overlaps(&event.span, &code.span)));
        }
        let spans: Vec<Range<usize>> = (read.events.iter().map(|event| event.span.clone()))
            .chain(read.codes.iter().map(|code| code.span.clone()))
            .collect();
        let mut at = 0;
        for word in text.split_whitespace() {
            let start = at + text.get(at..).and_then(|rest| rest.find(word)).unwrap_or(0);
            at = start + word.len();
            if !spans.iter().any(|span| overlaps(span, &(start..at))) {
                read.add(word);
            }
        }
        read
    }

    fn add(&mut self, word: &'q str) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some((operator, value)) = word.split_once(':')
            && OPERATORS.contains(&operator.to_ascii_lowercase().as_str())
        {
            match (operator.to_ascii_lowercase().as_str(), value.parse()) {
                ("event", Ok(id)) => self.events.push(EventMention {
                    span: 0..0,
                    id,
                    source: None,
                }),
                ("source", _) => self.names.push(value),
                ("code", _) => self.add_code(value),
                _ => {}
            }
            return;
        }
        let is_label = LABELS.iter().any(|label| word.eq_ignore_ascii_case(label));
        if word.is_empty() || is_label {
            return;
        }
        let number = word.parse().ok().filter(|number| *number <= 0xffff);
        match number.filter(|_| word.len() <= 5) {
            Some(number) => self.numbers.push(number),
            None => self.names.push(word),
        }
    }

    /// A code of which the query says that it is one.
    fn add_code(&mut self, value: &str) {
        let readings = codes_of(value);
        if !readings.is_empty() {
            let span = 0..0;
            self.codes.push(CodeMention { span, readings });
        }
    }

    /// The sources that the words name, those said beside the event's number before all others.
    fn sources(&self, atlas: &Atlas) -> Sources {
        let named = |name: &str| -> Vec<String> {
            let sources = atlas.sources_named(name).into_iter();
            sources.map(|source| source.fold.clone()).collect()
        };
        let mut folds = Vec::new();
        let said = self
            .events
            .iter()
            .filter_map(|event| event.source.as_deref());
        said.for_each(|name| folds.extend(named(name)));
        let mut others = Vec::new();
        let together = match self.names.len() {
            0..=8 => named(&self.names.join(" ")),
            _ => Vec::new(),
        };
        if together.is_empty() {
            for word in &self.names {
                let of_word = match folds.is_empty() && word.len() >= 3 && self.names.len() <= 8 {
                    true => named(word),
                    false => Vec::new(),
                };
                if of_word.is_empty() {
                    others.push((*word).to_owned());
                }
                folds.extend(of_word);
            }
        } else if folds.is_empty() {
            folds = together;
        }
        folds.retain(|fold| !fold.is_empty());
        let mut seen = Vec::new();
        folds.retain(|fold| {
            let is_new = !seen.contains(fold);
            seen.push(fold.clone());
            is_new
        });
        Sources { folds, others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Format, Texts, read},
        atlas::{AtlasBuilder, Sheet},
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
            builder.add(Sheet::of(&articles[0], &Texts::of(&articles[0])));
        }
        builder.finish()
    }

    /// Events, sources and codes on one line; empty where the query names nothing, or says more.
    fn read_as(query: &str, atlas: &Atlas) -> String {
        let Some(named) = Named::read(query, atlas) else {
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
