//! Guides: troubleshooters written as data, walks through them, and the check that proves them.
//!
//! A guide is a TOML file. A walk is nothing but the answers given so far: [`walk()`] replays them
//! and says what comes next. [`check()`] tries every combination before anyone walks it.

mod bounds;
mod check;
mod claim;
mod condition;
mod draft;
mod edge;
mod format;
mod import;
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
mod walk_scenario;

pub use bounds::{Bound, Bounds, Comparison, Scale};
pub use check::{
    Citations, Cited, Subjects, against, check, check_alone, check_joining, check_together,
    coverage,
};
pub use claim::{Fit, Start, mark_logged};
pub use draft::{FILL_IN, draft};
pub use edge::{Branch, Cause, Condition, Edge, EdgeKind, When, conditions, edges, tree};
pub use format::{
    Action, Citation, CodeClaim, Conditions, EventClaim, GoOn, Guide, Helped, Node, Outcome,
    OutcomeKind, Question, Requirement, Rule, RuledOut, Scenario, Sheet, Texts, read,
};
pub use import::{
    ArticleParts, GuideFile, Outline, OutlineEvent, outline_of_article, quoted, read_chart,
    read_table, write_guide,
};
pub use kind::{
    AnswerError, Answers, Choice, Constraints, Entry, Known, Measure, NONE, Need, QuestionKind,
    UNKNOWN, Value,
};
pub use map::{LINE, Map, MapBox, PAD};
pub use note::{Note, NoteAnswer, NoteDone, NoteFact};
pub use number::Number;
pub use placeholder::{fill, fill_blocks};
pub use requirement::{RequirementCheck, Row, Situation};
pub use verdict::Verdict;
pub use version::Version;
pub use walk::{
    Ahead, DeadEnd, DropReason, Dropped, Exhausted, ExtraParameter, Field, FieldError, Given,
    Inferred, NOT_KNOWN, Now, Pairs, Step, Walk, WalkOrigin, pairs, walk,
};
pub use walk_scenario::scenario_text;
