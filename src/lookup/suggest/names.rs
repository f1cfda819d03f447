//! Suggests articles, guides and products by ID, title and name.

use super::{suggestion::Suggestion, typed::Typed};
use crate::{evidence::ArticleId, guide::Guide};

/// The most suggestions of each kind, so that there is room for others.
const IDS: usize = 4;
const GUIDES: usize = 2;
const PRODUCTS: usize = 2;
/// The fewest digits that may be an article's number.
const DIGITS: usize = 3;

/// The article whose complete ID is typed.
pub(super) fn named_article<'a>(typed: &Typed<'_, 'a>) -> Vec<Suggestion<'a>> {
    let id = typed.known.library.named(typed.text);
    let found = id.and_then(|id| article(typed, id));
    found.into_iter().collect()
}

/// Articles whose ids begin with what is typed.
pub(super) fn ids<'a>(typed: &Typed<'_, 'a>) -> Vec<Suggestion<'a>> {
    let upper = typed.text.to_ascii_uppercase().replace(' ', "");
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
    let ids = typed.known.library.beginning_with(&beginning).take(IDS);
    ids.filter_map(|id| article(typed, id)).collect()
}

/// Articles by the words of their titles, at most this many.
pub(super) fn titles<'a>(typed: &Typed<'_, 'a>, most: usize) -> Vec<Suggestion<'a>> {
    let titles = &typed.completions.titles;
    let found = titles.typed(typed.text, typed.known.library, most);
    let found = found.into_iter();
    found.filter_map(|id| article(typed, id)).collect()
}

fn article<'a>(typed: &Typed<'_, 'a>, id: &ArticleId) -> Option<Suggestion<'a>> {
    let (id, entry) = typed.known.library.entry(id)?;
    Some(Suggestion::Article(id, &entry.title))
}

/// Guides with a title or a symptom that has words beginning like these.
pub(super) fn guides<'a>(typed: &Typed<'_, 'a>) -> Vec<Suggestion<'a>> {
    let is_meant = |guide: &&Guide| {
        let mut texts = std::iter::once(&guide.title).chain(&guide.symptoms);
        texts.any(|text| begins_words(text, typed.text))
    };
    let guides = typed.known.guides.iter().filter(is_meant);
    guides.take(GUIDES).map(Suggestion::Guide).collect()
}

/// Products with a name that has words beginning like these.
pub(super) fn products<'a>(typed: &Typed<'_, 'a>) -> Vec<Suggestion<'a>> {
    let products = typed.known.library.products().iter();
    let meant = products.filter(|product| begins_words(&product.name, typed.text));
    meant.take(PRODUCTS).map(Suggestion::Product).collect()
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
