//! Builds blocks from openings and closings that need not match, as in Markdown with HTML in it.

mod builder;
mod flat;
mod open;
mod table;

pub(super) use builder::{Builder, DEPTH_LIMIT};
pub(super) use open::{Owner, Part, Verbatim};
