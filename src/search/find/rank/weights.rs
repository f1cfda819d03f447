//! The weights of a score's tiers.
//!
//! They were found by coordinate ascent on one half of several thousand retrieval cases and checked
//! on the other half.

use crate::{article::Role, search::index::Part};

/// How often and where the article has the words.
pub(super) const BM25: f32 = 1.2;
/// BM25's saturation and length normalization.
pub const K1: f32 = 1.2;
pub const B: f32 = 0.8;
/// How much of the query's information the article has.
pub(super) const COVERAGE: f32 = 1.2;
/// It has all words.
pub(super) const ALL_WORDS: f32 = 0.3;
/// One part has them near each other, in the order of the query.
pub(super) const NEAR: f32 = 1.0;
/// A title has them near each other, in the order of the query.
pub(super) const NEAR_IN_TITLE: f32 = 1.0;
/// One part has them word for word.
pub(super) const PHRASE: f32 = 1.6;
/// That part contains nothing else.
pub(super) const FOCUS: f32 = 3.0;
/// Title and query have the same words.
pub(super) const TITLE: f32 = 0.9;
/// It has complete names of several words.
pub(super) const NAME: f32 = 0.3;
/// The share of its worth that the query's information keeps if an article has it only by another
/// name.
pub const ALTERNATIVE: f32 = 0.7;
/// For each further part that names an event or a code, this share of its weight counts.
pub(super) const REPEATED: f32 = 0.05;
/// A title by which others cite the article has this share of the weight of its own title.
pub(super) const CITED_TITLE: f32 = 0.95;
/// The limit on a part's weight when the part that best matches the query is chosen.
pub(super) const MAX_OF_BEST_PART: f32 = 1.5;

/// The weight of a word in `part`.
pub(super) fn part_weight(part: Part) -> f32 {
    match part {
        Part::Title => 4.0,
        Part::Cited => 2.0,
        Part::Keywords => 1.5,
        Part::Section(Role::Symptoms | Role::Summary) => 1.5,
        Part::Section(Role::Cause | Role::Resolution | Role::Workaround | Role::Body) => 1.2,
        Part::Section(Role::References) => 0.4,
        Part::Section(_) => 1.0,
        Part::End => 0.0,
    }
}

/// How much an event or a code in `part` says about the article.
pub(super) fn evidence_weight(part: Part) -> f32 {
    match part {
        Part::Title => 1.0,
        Part::Section(Role::Symptoms) => 0.9,
        Part::Section(Role::Summary | Role::Body) => 0.8,
        Part::Section(Role::Cause) => 0.7,
        Part::Section(Role::References) => 0.3,
        _ => 0.55,
    }
}

/// The bonus if a quoted record has the event, with exactly this source: the article is about that
/// event, while others mention it in passing. In a longer query, the other words decide.
pub(super) fn in_record(words: usize) -> f32 {
    if words <= 6 { 0.4 } else { 0.2 }
}
