//! Words that were treated as typing errors, and what was searched for in their place.

use crate::search::find::Ranking;

/// Typos that were corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The words as typed, joined by `, `.
    pub from: String,
    /// What was looked for in their place, joined by `, `.
    pub to: String,
    /// The whole query as corrected.
    pub query: String,
    /// How many articles match everything in the query as corrected; `None` if that is not known.
    pub articles: Option<usize>,
    /// How many match everything in the query as typed; `None` if that is not known.
    pub articles_as_typed: Option<usize>,
}

/// What was corrected in the query of a ranking; `None` if nothing was.
pub fn correction(ranking: &Ranking) -> Option<Correction> {
    let query = &ranking.query;
    let (mut from, mut to) = (Vec::new(), Vec::new());
    let mut text = String::new();
    let mut end = 0;
    for word in &query.words {
        let Some(better) = &word.corrected else {
            continue;
        };
        from.push(word.written.as_str());
        to.push(better.as_str());
        text.push_str(query.text.get(end..word.span.start).unwrap_or_default());
        text.push_str(better);
        end = word.span.end;
    }
    text.push_str(query.text.get(end..).unwrap_or_default());
    let correction = Correction {
        from: from.join(", "),
        to: to.join(", "),
        query: text,
        articles: ranking.complete_matches.as_ref().map(Vec::len),
        articles_as_typed: ranking.complete_as_typed,
    };
    (!from.is_empty()).then_some(correction)
}
