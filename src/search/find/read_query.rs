//! Reads the text of a request into a query, with misspelled words corrected.

use super::{
    context::Context,
    spelling::{Suspects, correct, write_numbered_names},
};
use crate::search::query::{Clauses, Query, Request};

/// Reads the text of a request. An ID counts only if the article exists. Unless the words must be
/// taken as typed, names with numbers are rewritten as most articles write them, and words that are
/// certainly misspelled are corrected.
pub fn read_query(context: &mut Context<'_>, request: &Request<'_>) -> Query {
    let clauses = match request.is_text {
        true => Clauses::of_text(request.query),
        false => Clauses::read(request.query),
    };
    let mut query = Query::parse(&clauses, &mut context.tokenizer);
    let reader = context.reader;
    query
        .ids
        .retain(|(_, id)| reader.first(&reader.of_id(id)).is_some());
    if !query.is_id() && !request.as_typed {
        write_numbered_names(context, &mut query);
        correct(context, &mut query, Suspects::Unknown);
        correct(context, &mut query, Suspects::Slips);
    }
    query
}
