//! Writes blocks as HTML.
//!
//! No part of the input stays unescaped: articles are untrusted, and this is the only place where
//! their text becomes markup. The caller decides through [`Links`] where a link leads.

mod escape;
mod links;
mod target;
#[cfg(test)]
mod tests;
mod write;

pub use escape::escape;
pub use links::{ArticleLink, Links, PathTo};
pub use write::{OUTPUT_LIMIT, write, write_inlines};
