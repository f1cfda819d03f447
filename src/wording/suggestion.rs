//! The wording of suggestions.

use crate::{evidence::Code, lookup::Suggestion, number::counted};

/// The text of a suggestion, and the small print next to it.
pub fn suggestion(suggestion: &Suggestion<'_>) -> (String, String) {
    match suggestion {
        Suggestion::Article(id, title) => ((*title).to_owned(), id.to_string()),
        Suggestion::Event {
            source,
            id,
            articles,
            guides,
        } => {
            let name = match source.fold.is_empty() {
                true => "unknown source",
                false => source.name.as_str(),
            };
            let mut note = counted(*articles, "article");
            if *guides > 0 {
                note.push_str(&format!(", {}", counted(*guides, "guide")));
            }
            (format!("Event {id} · {name}"), note)
        }
        Suggestion::EventId(id, sources) => (
            format!("Event {id} from any source"),
            counted(*sources, "source"),
        ),
        Suggestion::Source(source) => {
            let events = counted(source.events, "event");
            let note = format!("{events}, {}", counted(source.articles, "article"));
            (source.name.clone(), note)
        }
        Suggestion::Code(code, articles) => code_typed(code, *articles),
        Suggestion::Guide(guide) => (guide.title.clone(), String::new()),
        Suggestion::Product(product) => {
            (product.name.clone(), counted(product.articles, "article"))
        }
    }
}

fn code_typed(code: &Code, articles: usize) -> (String, String) {
    let spelling = code.commonest_spelling();
    let name = code.name().map(|name| format!(" {name}"));
    let meaning = code.meaning().map(|meaning| format!("{meaning} · "));
    (
        format!("{spelling}{}", name.unwrap_or_default()),
        meaning.unwrap_or_default() + &counted(articles, "article"),
    )
}
