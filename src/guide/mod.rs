//! Guides: troubleshooters written as data, the walk through them, and the check that proves them.
//!
//! A guide is one TOML file. A walk is nothing but the answers given so far: [`walk()`] replays them and
//! says what comes next. [`check()`] tries every combination before anyone walks it.

mod answer;
mod check;
mod draft;
mod format;
mod requirement;
mod version;
mod walk;

pub use answer::{Known, Value};
pub use check::{Citations, Cited, check};
pub use draft::draft;
pub use format::{
    Action, Choice, Citation, Claim, Condition, Conditions, Guide, Kind, Node, Outcome,
    OutcomeKind, Question, Requirement, Rule, Scenario, Sheet, UNKNOWN, read,
};
pub use requirement::{Column, Row, Verdict};
pub use version::{Version, VersionRequirement};
pub use walk::{AT, Dropped, Field, Now, Reason, Step, Walk, walk};
