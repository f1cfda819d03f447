//! What is saved of a walk for a ticket: where it is, without anything in a person's own words.

use axum::{extract::Query, http::Uri};

use super::privacy::is_own_words;
use crate::guide::{ExtraParameter, Guide, Now, Pairs, UNKNOWN, walk};

/// The answers of the walk with an address, and the outcome that they lead to; that is empty if the
/// walk goes on.
pub fn saved_walk(guide: &Guide, address: &str) -> (Pairs, String) {
    let uri = address.parse::<Uri>().ok();
    let given = uri.and_then(|uri| Query::<Pairs>::try_from_uri(&uri).ok());
    let given = given.map_or_else(Pairs::new, |given| given.0);
    let walk = walk(guide, &given);
    let mut answers = walk.address();
    answers.retain(|(name, _)| ExtraParameter::of(guide, name) != Some(ExtraParameter::Log));
    for (name, answer) in &mut answers {
        // The question was answered, so the walk goes on after it.
        if is_own_words(guide, name) {
            UNKNOWN.clone_into(answer);
        }
    }
    let node = match walk.now {
        Now::Outcome { outcome, .. } => outcome.id.clone(),
        _ => String::new(),
    };
    (answers, node)
}
