//! Guides: troubleshooters written as data, the walk through them, and the check that proves them.
//!
//! A guide is one TOML file. A walk is nothing but the answers given so far: [`walk()`] replays them and
//! says what comes next. [`check()`] tries every combination before anyone walks it.

mod answer;
mod bounds;
mod check;
mod claim;
mod condition;
mod draft;
mod edge;
mod format;
mod map;
mod note;
mod number;
mod placeholder;
mod requirement;
mod rules;
mod slip;
mod verdict;
mod version;
mod walk;

pub use answer::{Known, Value};
pub use bounds::Bounds;
pub use check::{Citations, Cited, against, check, check_alone, check_joining, check_together};
pub use claim::{Start, mark_logged};
pub use draft::draft;
pub use edge::{Branch, Edge, Way, condition_words, edges, tree};
pub use format::{
    Action, Choice, Citation, CodeClaim, Conditions, EventClaim, GoOn, Guide, NONE, Node, Outcome,
    OutcomeKind, Question, QuestionKind, Requirement, Rule, Scenario, Sheet, Texts, UNKNOWN, read,
};
pub use map::{LINE, Map, MapBox, PAD};
pub use note::{Note, NoteAnswer, NoteDone};
pub use number::Number;
pub use placeholder::{fill, fill_blocks};
pub use requirement::{Column, Row, need_words};
pub use verdict::Verdict;
pub use version::Version;
pub use walk::{
    AT, Ahead, DONE, DropReason, Dropped, FROM, Field, Given, LOG, NOT_KNOWN, Now, Pairs, REVISION,
    Step, Walk, pairs, walk,
};
