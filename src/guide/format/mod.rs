//! The shape of a guide's TOML file, and its reader.
//!
//! A guide is data: nodes (questions, check sheets, actions, outcomes), edges whose conditions are
//! tables of *name = what its answer must be*, and requirements. All texts are Markdown.

mod action;
mod citation;
mod claim;
mod guide;
mod limits;
mod misshapen;
mod node;
mod outcome;
mod placed;
mod question;
mod read;
mod rule;
mod scenario;
mod shape;
mod sheet;

pub use action::{Action, Helped};
pub use citation::Citation;
pub use claim::{CodeClaim, EventClaim};
pub use guide::Guide;
pub(super) use limits::Costs;
pub use node::Node;
pub use outcome::{GoOn, Outcome, OutcomeKind, RuledOut};
pub use question::Question;
pub use read::read;
pub use rule::{Conditions, Rule, Texts};
pub use scenario::Scenario;
pub use sheet::{Requirement, Sheet};
