//! What was taken for a typing error, and what was searched for instead.

use crate::search::query::Query;

/// Typos that were corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The words as typed, joined by `, `.
    pub from: String,
    /// What was looked for instead, joined by `, `.
    pub to: String,
    /// The whole query as corrected.
    pub query: String,
}

/// What was corrected in `query`; `None` where nothing was.
pub fn correction(query: &Query) -> Option<Correction> {
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
    };
    (!from.is_empty()).then_some(correction)
}
