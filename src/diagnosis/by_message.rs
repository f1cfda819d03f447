//! Finds articles that quote the message, whatever event ID they give it.

use super::{
    candidate::{Candidates, Tier, bonus, propose},
    reason::Reason,
};
use crate::atlas::{Atlas, Message, Quoted};

/// The lowest score of a message that fits a quoted one with another ID.
const FITS_ALONE: f64 = 0.6;

/// Articles that quote the message under another ID.
pub(super) fn by_message(atlas: &Atlas, message: &Message, found: &mut Candidates) {
    if message.len() < 3 {
        return;
    }
    let may_fit = |quoted: &Quoted<'_>| {
        quoted.message.len() >= 3 && message.may_score(quoted.message, FITS_ALONE)
    };
    for quoted in atlas.messages().filter(may_fit) {
        let fit = message.fit(quoted.message);
        if fit.score >= FITS_ALONE {
            let source = Some(&quoted.source.name).filter(|_| !quoted.source.fold.is_empty());
            let why = Reason::MessageOf {
                id: quoted.id,
                source: source.cloned(),
                is_same: fit.is_same,
            };
            let score = fit.score + bonus(quoted.quote);
            propose(found, quoted.quote, Tier::Message, score, true, vec![why]);
        }
    }
}
