//! Guides: troubleshooters written as data, walks through them, and the check that proves them.
//!
//! A guide is one TOML file. A walk is nothing but the answers given so far: [`walk()`] replays
//! them and says what comes next. [`check()`] tries every combination before anyone walks it.

mod bounds;
mod check;
mod claim;
mod condition;
mod draft;
mod edge;
mod format;
mod kind;
mod map;
mod note;
mod number;
mod placeholder;
mod requirement;
mod rules;
mod typo;
mod verdict;
mod version;
mod walk;

pub use bounds::{Bound, Bounds, Comparison, Scale};
pub use check::{Citations, Cited, against, check, check_alone, check_joining, check_together};
pub use claim::{Start, mark_logged};
pub use draft::draft;
pub use edge::{Branch, Cause, Condition, Edge, EdgeKind, When, conditions, edges, tree};
pub use format::{
    Action, Citation, CodeClaim, Conditions, EventClaim, GoOn, Guide, Node, Outcome, OutcomeKind,
    Question, Requirement, Rule, Scenario, Sheet, Texts, read,
};
pub use kind::{
    AnswerError, Answers, Choice, Constraints, Entry, Known, Measure, NONE, Need, QuestionKind,
    UNKNOWN, Value,
};
pub use map::{LINE, Map, MapBox, PAD};
pub use note::{Note, NoteAnswer, NoteDone, NoteFact};
pub use number::Number;
pub use placeholder::{fill, fill_blocks};
pub use requirement::{Column, Row, Situation};
pub use verdict::Verdict;
pub use version::Version;
pub use walk::{
    AT, Ahead, DONE, DeadEnd, DropReason, Dropped, FROM, Field, FieldError, Given, Inferred, LOG,
    NOT_KNOWN, Now, Pairs, REVISION, Step, Walk, pairs, walk,
};
