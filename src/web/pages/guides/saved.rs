//! What is saved of a walk for a ticket: its answers, without anything in a person's own words.

use axum::{extract::Query, http::Uri};

use super::privacy::is_own_words;
use crate::guide::{Guide, Now, Pairs, UNKNOWN, walk};

/// Why a walk is not saved.
pub enum NoWalk {
    /// Nothing was answered, apart from own words.
    Nothing,
    /// Some answers don't fit the guide, which may have changed since they were given.
    Changed,
}

/// The answers of the walk with an address, and the outcome that they lead to; that is empty if the
/// walk goes on.
///
/// # Errors
///
/// There is nothing to save, or not all of it can be used.
pub fn saved_walk(guide: &Guide, address: &Uri) -> Result<(Pairs, String), NoWalk> {
    let given = Query::<Pairs>::try_from_uri(address).map_err(|_| NoWalk::Nothing)?;
    let whole = walk(guide, &given.0);
    if !whole.dropped.is_empty() {
        return Err(NoWalk::Changed);
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
    let saved = walk(guide, &answers);
    if saved.trail.is_empty() {
        return Err(NoWalk::Nothing);
    }
    let node = match saved.now {
        Now::Outcome { outcome, .. } => outcome.id.clone(),
        _ => String::new(),
    };
    Ok((answers, node))
}
