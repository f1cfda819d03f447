//! `GET /-/suggest`: what a person may be about to type, for the search box. Exact things come first: ids, events, codes;
//! then guides, products and titles.

mod events;

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::{paths::Paths, turn::Turn};
use crate::{
    evidence::{ArticleId, Code, Family, codes, query_article_id},
    snapshot::Snapshot,
};
use events::read_event;

/// Suggestions of one answer.
const MOST: usize = 8;
/// Of each kind, so that there is room for others.
const CODES: usize = 4;
const IDS: usize = 4;
const GUIDES: usize = 2;
const PRODUCTS: usize = 2;
/// Whoever has typed more bytes than this needs no suggestions.
const LONGEST: usize = 120;
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
pub async fn show(turn: Turn, Query(typed): Query<Typed>) -> Response {
    let suggestions = suggest(&turn.portal.paths, &turn.snapshot, typed.q.trim());
    let fresh = [(header::CACHE_CONTROL, "no-cache")];
    (fresh, Json(json!({ "suggestions": suggestions }))).into_response()
}

fn suggest(paths: &Paths, snapshot: &Snapshot, typed: &str) -> Vec<Suggestion> {
    // One letter says nothing yet, one digit may be an event.
    let says_something = typed.len() > 1 || typed.bytes().any(|b| b.is_ascii_digit());
    if !says_something || typed.len() > LONGEST {
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

    /// Codes that are typed whole, then those of which a spelling begins so. A number beside a name may be one too.
    fn codes(&self) -> Vec<Suggestion> {
        let atlas = &self.snapshot.atlas;
        let count = |code: &Code| atlas.articles_for_code(&code.key()).len();
        let (_, number, name) = read_event(self.typed);
        let typed = match &number {
            Some(number) if !name.is_empty() && codes(self.typed).is_empty() => number,
            _ => self.typed,
        };
        // `1645` may be meant in hexadecimal, but then it is not what one sees.
        let is_seen = |code: &Code| {
            let digits = typed.trim_start_matches(|c: char| !c.is_ascii_digit());
            code.spellings()
                .iter()
                .any(|spelling| spelling.contains(digits))
        };
        let whole = codes(typed)
            .into_iter()
            .flat_map(|mention| mention.readings);
        let whole = whole.filter(|code| number.is_none() || is_seen(code));
        let begun = self
            .snapshot
            .completions()
            .codes
            .typed(typed, &count, 2 * CODES);
        let mut seen = BTreeSet::new();
        let all = whole.take(CODES).chain(begun);
        // `-1018` is a status of 32 bits as well, but nobody calls it so.
        let is_twin =
            |code: &Code| code.family == Family::Status && code.value.starts_with("fffff");
        all.filter(|code| count(code) > 0 && !is_twin(code) && seen.insert(code.key()))
            .take(CODES)
            .map(|code| self.code(&code, count(&code)))
            .collect()
    }

    fn code(&self, code: &Code, articles: usize) -> Suggestion {
        let spelling = code.commonest_spelling();
        let name = code.name().map(|name| format!(" {name}"));
        let meaning = code.meaning().map(|meaning| format!("{meaning} · "));
        Suggestion {
            kind: "code",
            text: format!("{spelling}{}", name.unwrap_or_default()),
            note: meaning.unwrap_or_default() + &counted(articles, "article"),
            href: self.paths.code(code),
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
