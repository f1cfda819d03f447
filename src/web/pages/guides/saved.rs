//! What is saved of a walk for a ticket: its answers, without anything in a person's own words.

use axum::{extract::Query, http::Uri};

use super::privacy::is_own_words;
use crate::guide::{Guide, Now, Pairs, UNKNOWN, walk};

/// The answers of the walk with an address, and the outcome that they lead to; that is empty if the
/// walk goes on. `None` if nothing was answered there.
pub fn saved_walk(guide: &Guide, address: &Uri) -> Option<(Pairs, String)> {
    let given = Query::<Pairs>::try_from_uri(address).ok()?.0;
    let whole = walk(guide, &given);
    if whole.trail.is_empty() {
        return None;
    }
    let mut answers = whole.address();
    for (name, answer) in &mut answers {
        if is_own_words(guide, name) {
            UNKNOWN.clone_into(answer);
        }
    }
    // A guide may go on by the words; then the walk waits for them.
    if walk(guide, &answers).here() != whole.here() {
        answers.retain(|(name, _)| !is_own_words(guide, name));
    }
    let node = match walk(guide, &answers).now {
        Now::Outcome { outcome, .. } => outcome.id.clone(),
        _ => String::new(),
    };
    Some((answers, node))
}
