//! Writes blocks as HTML.
//!
//! Nothing of the input passes unescaped: articles are untrusted, and this is the only place where
//! their text becomes markup. Where a link leads is decided by the caller through [`Links`].

mod escape;
mod links;
mod target;
#[cfg(test)]
mod tests;
mod write;

pub use escape::escape;
pub use links::{ArticleLink, Links, PathTo};
pub use write::{OUTPUT_LIMIT, write, write_inlines};
