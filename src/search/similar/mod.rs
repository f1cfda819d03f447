//! Similar articles: those on the same subject as another.
//!
//! Each article is compared by the sixteen terms that tell it best from others (tf·idf over its
//! title, what it says about the fault and the fix, its events and codes). The table
//! follows from the profiles of all articles and what the library says of them (status, product,
//! how many cite them), so that an update gives what a full build gives; it takes about a hundred
//! bytes an article, and looking one up some tens of microseconds.

mod build;
mod profile;
mod runs;
mod table;

pub use build::SimilarBuilder;
pub use profile::{Profile, Profiler};
pub use table::Similar;
