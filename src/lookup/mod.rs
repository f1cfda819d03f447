//! Finds what a text mentions and which articles and guides that leads to.
//!
//! The results page, the suggestions, the API, the diagnosis and the terminal all use this. It
//! returns IDs and values; its callers make the addresses and sentences.

mod answer;
mod dedup;
mod diagnose;
mod filter;
mod guide_matches;
mod guides;
mod knowledge;
mod mentions;
mod message;
mod offers;
mod placeholders;
mod similar_keys;
mod subjects;
mod suggest;
mod summary;
mod topic;
mod walk_articles;

pub use answer::{Answer, AnswerCard, answer, has_no_complete_match, named_article};
pub use dedup::keep_first;
pub use diagnose::{CodeRead, Diagnosing, Diagnosis, by_words, diagnose, guides_of, text_of};
pub use filter::EventFilter;
pub use guide_matches::{GuideMatch, GuideReason, guide_matches};
pub use guides::{GuideStart, claiming, for_code, guides_citing};
pub use knowledge::Knowledge;
pub use offers::{Change, NoResults, Offer};
pub use placeholders::{PersonalNames, Placeholders, Replaced, with_placeholders};
pub use similar_keys::SimilarKey;
pub use subjects::Subjects;
pub use suggest::{Suggestion, suggest};
pub use summary::{LONGEST_SUMMARY, Submission, Summary};
pub use topic::{EventSource, Mention, Subject, Topic, TopicArticle};
pub use walk_articles::{DoneWith, WalkArticle, walk_articles};
