//! The English wording of what the core finds, for pages, API and terminal.

mod diagnosis;
mod edge;
mod kind;
mod lookup;
mod markdown;
mod need;
mod note;
mod outcome;
mod requirement;
mod results;
mod search;
mod suggestion;
mod triage;
mod walk;

pub use crate::number::{counted, grouped};
pub use diagnosis::{beyond, diagnosis_reasons, relation, tally, times};
pub use edge::{conditions, edge};
pub use kind::kind;
pub use lookup::{
    change, event_read, guide_covers, guide_reason, near, nothing_known, start_guide, subject,
};
pub use need::{need, required};
pub use note::{NoteJson, note_json, note_markdown, note_text};
pub use outcome::outcome;
pub use requirement::{requirement, situation, verdict};
pub use results::{OTHER_RESULTS, articles_found, corrected, left_out, results_shown, sort};
pub use search::search_reasons;
pub use suggestion::suggestion;
pub use triage::{Form, Links, Triage, TriageTexts};
pub use walk::{done_with, field_error, found, progress, walk_article};
