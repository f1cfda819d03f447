//! Builds blocks from openings and endings that need not match, which is what Markdown with HTML in
//! it comes to.

mod builder;
mod flat;
mod open;
mod table;

pub(super) use builder::Builder;
pub(super) use open::{Owner, Part, Verbatim};

/// Deepest nesting of lists, notes and quotations; what is deeper is flattened.
pub(super) const DEPTH_LIMIT: usize = 64;
