//! `GET /-/suggest`: what a person may be about to type, for the search box. Exact things come first: ids, events, codes;
//! then guides, products and titles.

use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};

use axum::{
    Json,
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::{fault::Fault, paths::Paths, portal::Portal};
use crate::{
    atlas::{AtlasEvent, Source},
    evidence::{ArticleId, Code, codes, fold_source, query_article_id},
    snapshot::Snapshot,
};

/// Suggestions of one answer.
const MOST: usize = 8;
/// Of each kind, so that there is room for others.
const EVENTS: usize = 4;
const SOURCES: usize = 2;
const CODES: usize = 3;
const IDS: usize = 4;
const GUIDES: usize = 2;
const PRODUCTS: usize = 2;
/// Whoever has typed more bytes than this needs no suggestions.
const LONGEST: usize = 120;
/// A name of an event source, in letters: shorter ones stand in too many.
const SHORTEST_NAME: usize = 3;
/// Digits that say that an article's number is typed.
const DIGITS: usize = 3;

/// What is typed.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// Something to go to.
#[derive(Debug, Serialize)]
struct Suggestion {
    /// `article`, `event`, `source`, `code`, `guide` or `product`.
    kind: &'static str,
    text: String,
    note: String,
    href: String,
}

/// `GET /-/suggest?q=…`
pub async fn show(
    State(portal): State<Arc<Portal>>,
    Query(typed): Query<Typed>,
) -> Result<Response, Fault> {
    portal
        .read(move |portal, snapshot| {
            let suggestions = suggest(&portal.paths, snapshot, typed.q.trim());
            let fresh = [(header::CACHE_CONTROL, "no-cache")];
            (fresh, Json(json!({ "suggestions": suggestions }))).into_response()
        })
        .await
}

fn suggest(paths: &Paths, snapshot: &Snapshot, typed: &str) -> Vec<Suggestion> {
    if typed.is_empty() || typed.len() > LONGEST {
        return Vec::new();
    }
    let draft = Draft {
        paths,
        snapshot,
        typed,
    };
    let (near, far) = draft.sources();
    let ways = [
        draft.named_article(),
        draft.events(),
        near,
        draft.codes(),
        draft.guides(),
        draft.ids(),
        draft.products(),
        far,
        draft.titles(),
    ];
    let mut seen = BTreeSet::new();
    let all = ways.into_iter().flatten();
    all.filter(|one| seen.insert(one.href.clone()))
        .take(MOST)
        .collect()
}

/// What is typed, and where it may lead.
struct Draft<'a> {
    paths: &'a Paths,
    snapshot: &'a Snapshot,
    typed: &'a str,
}

impl Draft<'_> {
    fn named_article(&self) -> Vec<Suggestion> {
        let id = query_article_id(self.typed);
        id.iter().filter_map(|id| self.article(id)).collect()
    }

    fn ids(&self) -> Vec<Suggestion> {
        let upper = self.typed.to_ascii_uppercase().replace(' ', "");
        let digits = upper.trim_start_matches("KB").trim_start_matches('Q');
        let is_number = digits.len() >= DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        let beginning = if is_number {
            format!("Q{digits}")
        } else {
            upper
        };
        if !beginning.bytes().any(|b| b.is_ascii_digit() || b == b'-') {
            return Vec::new();
        }
        let ids = self.snapshot.library.beginning_with(&beginning).take(IDS);
        ids.filter_map(|id| self.article(id)).collect()
    }

    fn titles(&self) -> Vec<Suggestion> {
        let Snapshot { library, .. } = self.snapshot;
        let titles = &self.snapshot.completions().titles;
        let found = titles.typed(self.typed, library, MOST);
        found
            .into_iter()
            .filter_map(|id| self.article(id))
            .collect()
    }

    fn article(&self, id: &ArticleId) -> Option<Suggestion> {
        Some(Suggestion {
            kind: "article",
            text: self.snapshot.library.get(id)?.title.clone(),
            note: id.to_string(),
            href: self.paths.article(id),
        })
    }

    /// The events of the number typed, of the sources whose name is typed beside it. A number may go on where the text says
    /// that it is an event's.
    fn events(&self) -> Vec<Suggestion> {
        let (labelled, number, name) = read_event(self.typed);
        let Some(number) = number else {
            return Vec::new();
        };
        let mut found: Vec<(&Source, &AtlasEvent)> = self
            .snapshot
            .atlas
            .events()
            .filter(|(source, _)| name.iter().all(|word| source.fold.contains(word.as_str())))
            .filter(|(_, event)| {
                let id = event.id.to_string();
                id == number || ((labelled || !name.is_empty()) && id.starts_with(&number))
            })
            .collect();
        found.sort_by_key(|(source, event)| {
            let id = event.id.to_string();
            (
                id != number,
                source.fold.is_empty(),
                Reverse(articles(event)),
                event.id,
                &source.fold,
            )
        });
        let exact = found
            .iter()
            .filter(|(_, event)| event.id.to_string() == number);
        let sources = exact.count();
        let mut shown: Vec<Suggestion> = found
            .into_iter()
            .take(EVENTS)
            .map(|(source, event)| self.event(source, event))
            .collect();
        if let Ok(id) = number.parse::<u32>()
            && sources > EVENTS
        {
            shown.push(Suggestion {
                kind: "event",
                text: format!("Event {id} of any source"),
                note: format!("{sources} sources"),
                href: self.paths.events_with_id(id),
            });
        }
        shown
    }

    fn event(&self, source: &Source, event: &AtlasEvent) -> Suggestion {
        let claims = |name: &str| fold_source(name) == source.fold;
        let guides = self.snapshot.guides.iter();
        let guides = guides.filter(|guide| guide.answers_for(claims, event.id).is_some());
        let mut note = counted(articles(event), "article");
        match guides.count() {
            0 => {}
            guides => note.push_str(&format!(", {}", counted(guides, "guide"))),
        }
        let (name, href) = if source.fold.is_empty() {
            ("source not named", self.paths.events_with_id(event.id))
        } else {
            (
                source.name.as_str(),
                self.paths.event(&source.fold, event.id),
            )
        };
        Suggestion {
            kind: "event",
            text: format!("Event {} · {name}", event.id),
            note,
            href,
        }
    }

    /// Event sources by their name: those that begin or end with what is typed, the first of them with its events; and those
    /// in which it stands.
    fn sources(&self) -> (Vec<Suggestion>, Vec<Suggestion>) {
        let (_, number, name) = read_event(self.typed);
        let name = name.concat();
        if number.is_some() || name.len() < SHORTEST_NAME {
            return (Vec::new(), Vec::new());
        }
        let atlas = &self.snapshot.atlas;
        let rank = |source: &Source| {
            if source.fold.starts_with(&name) || source.fold.ends_with(&name) {
                Some(source.fold != name)
            } else {
                None
            }
        };
        let mut near: Vec<_> = atlas
            .sources()
            .filter_map(|one| Some((rank(one)?, one)))
            .collect();
        near.sort_by_key(|(is_part, one)| (*is_part, Reverse(one.articles), &one.fold));
        let mut far: Vec<&Source> = atlas
            .sources()
            .filter(|one| rank(one).is_none() && one.fold.contains(&name))
            .collect();
        far.sort_by_key(|one| (Reverse(one.articles), &one.fold));
        let first = near.first().map(|(_, source)| *source);
        let mut shown: Vec<_> = near
            .iter()
            .take(SOURCES)
            .map(|(_, one)| self.source(one))
            .collect();
        let mut events: Vec<&AtlasEvent> = first
            .into_iter()
            .flat_map(|one| atlas.events_of(&one.fold))
            .collect();
        events.sort_by_key(|event| (Reverse(articles(event)), event.id));
        if let Some(source) = first {
            let most = events.iter().take(EVENTS - SOURCES);
            shown.extend(most.map(|event| self.event(source, event)));
        }
        (
            shown,
            far.into_iter()
                .take(SOURCES)
                .map(|one| self.source(one))
                .collect(),
        )
    }

    fn source(&self, source: &Source) -> Suggestion {
        let events = counted(source.events, "event");
        Suggestion {
            kind: "source",
            text: source.name.clone(),
            note: format!("{events}, {}", counted(source.articles, "article")),
            href: self.paths.source(&source.fold),
        }
    }

    fn codes(&self) -> Vec<Suggestion> {
        let atlas = &self.snapshot.atlas;
        let count = |code: &Code| atlas.articles_for_code(&code.key()).len();
        let completions = self.snapshot.completions();
        let mut found: Vec<Code> = codes(self.typed)
            .into_iter()
            .flat_map(|mention| mention.readings)
            .filter(|code| count(code) > 0)
            .collect();
        found.extend(completions.codes.typed(self.typed, &count, CODES));
        found.truncate(CODES + 1);
        found
            .into_iter()
            .map(|code| self.code(&code, count(&code)))
            .collect()
    }

    fn code(&self, code: &Code, articles: usize) -> Suggestion {
        let spelling = code.commonest_spelling();
        let name = code.name().map(|name| format!(" {name}"));
        Suggestion {
            kind: "code",
            text: format!("{spelling}{}", name.unwrap_or_default()),
            note: counted(articles, "article"),
            href: self.paths.search_for(&[("q", &spelling)]),
        }
    }

    fn guides(&self) -> Vec<Suggestion> {
        let guides = self.snapshot.guides.iter().filter(|guide| {
            let texts = std::iter::once(&guide.title).chain(&guide.symptoms);
            texts.into_iter().any(|text| begins_words(text, self.typed))
        });
        let suggestion = |guide: &crate::guide::Guide| Suggestion {
            kind: "guide",
            text: guide.title.clone(),
            note: String::new(),
            href: self.paths.guide(&guide.id),
        };
        guides.take(GUIDES).map(suggestion).collect()
    }

    fn products(&self) -> Vec<Suggestion> {
        let products = self.snapshot.library.products().iter();
        products
            .filter(|product| begins_words(&product.name, self.typed))
            .take(PRODUCTS)
            .map(|product| Suggestion {
                kind: "product",
                text: product.name.clone(),
                note: counted(product.articles, "article"),
                href: self.paths.product(&product.slug),
            })
            .collect()
    }
}

/// Reads `event 68 ccmc`: whether it says that it is an event, the number, and the words of the source, folded. A number is
/// only read where it is the only one.
fn read_event(typed: &str) -> (bool, Option<String>, Vec<String>) {
    let (mut labelled, mut numbers, mut name) = (false, Vec::new(), Vec::new());
    let separates = |c: char| c.is_whitespace() || matches!(c, ':' | '=' | ',' | '(' | ')');
    for word in typed.split(separates).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        if word.bytes().all(|b| b.is_ascii_digit()) {
            numbers.push(word.trim_start_matches('0').to_owned());
        } else if ["event", "eventid", "evt", "id", "source"].contains(&lower.as_str()) {
            labelled = true;
        } else {
            name.push(fold_source(word));
        }
    }
    name.retain(|word| !word.is_empty());
    let number = (numbers.len() == 1).then(|| numbers.concat());
    (labelled, number.filter(|number| number.len() <= 5), name)
}

/// How many articles quote an event.
fn articles(event: &AtlasEvent) -> usize {
    let all: BTreeSet<&ArticleId> = event.quotes.iter().map(|quote| &quote.article).collect();
    all.len()
}

/// Whether each word typed begins a word of `text`.
fn begins_words(text: &str, typed: &str) -> bool {
    let typed = typed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let begins = |own: &str, word: &str| {
        let head = own.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    let mut typed = typed.peekable();
    typed.peek().is_some()
        && typed.all(|word| {
            let mut own = text.split(|c: char| !c.is_alphanumeric());
            own.any(|own| begins(own, word))
        })
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_while_it_is_typed() {
        for (typed, labelled, number, name) in [
            ("68", false, Some("68"), ""),
            ("event 68", true, Some("68"), ""),
            ("Event ID: 68 CCMC", true, Some("68"), "ccmc"),
            (
                "msexchangeis private 1018",
                false,
                Some("1018"),
                "msexchangeis private",
            ),
            ("windows 95 98", false, None, "windows"),
            ("1234567", false, None, ""),
            ("", false, None, ""),
        ] {
            let (is_labelled, found, words) = read_event(typed);
            assert_eq!(
                (is_labelled, found.as_deref()),
                (labelled, number),
                "{typed}"
            );
            assert_eq!(words.join(" "), name, "{typed}");
        }
    }

    #[test]
    fn words_are_begun() {
        for (text, typed, expect) in [
            ("Microsoft Exchange Server", "exch", true),
            ("Microsoft Exchange Server", "serv micro", true),
            ("Microsoft Exchange Server", "change", false),
            ("Lotus cc:Mail", "cc:ma", true),
            ("Über", "ü", false),
            ("Lamp", "", false),
            ("Lamp", ":", false),
        ] {
            assert_eq!(begins_words(text, typed), expect, "{text}, {typed}");
        }
    }
}
