//! Builds blocks from openings and endings that need not match, which is what Markdown with HTML in
//! it comes to.

mod builder;
mod flat;
mod open;
mod table;

pub(super) use builder::{Builder, DEPTH_LIMIT};
pub(super) use open::{Owner, Part, Verbatim};
