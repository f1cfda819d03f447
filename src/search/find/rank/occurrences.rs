//! Where the words of a query occur in an article, in order.

use tantivy::{
    DocId,
    postings::{Postings, SegmentPostings},
};

use crate::search::find::terms::has;

/// A position in an article, and the number of the term or name there: the numbers of names follow
/// those of terms.
pub(super) type Occurrence = (u32, u32);

/// Inserts `place` into `places`, which are in order. It belongs near their end, so this is cheaper
/// than sorting later.
pub(super) fn put(places: &mut Vec<Occurrence>, place: Occurrence) {
    places.push(place);
    let mut at = places.len() - 1;
    while at > 0 && places[at - 1] > place {
        places[at] = places[at - 1];
        at -= 1;
    }
    places[at] = place;
}

/// Merges `more` into `places`; both are in order.
pub(super) fn merge(places: &mut Vec<Occurrence>, more: &[Occurrence]) {
    let mut before = places.len();
    places.extend_from_slice(more);
    let mut at = places.len();
    for place in more.iter().rev() {
        while before > 0 && places[before - 1] > *place {
            before -= 1;
            at -= 1;
            places[at] = places[before];
        }
        at -= 1;
        places[at] = *place;
    }
}

/// Reads the positions of a term in `doc`, if it occurs there. Documents must be requested in
/// ascending order.
pub(super) fn places_in(
    postings: &mut Option<SegmentPostings>,
    doc: DocId,
    places: &mut Vec<u32>,
) -> bool {
    let Some(postings) = postings else {
        return false;
    };
    let has_it = has(postings, doc);
    if has_it {
        postings.positions(places);
    }
    has_it
}
