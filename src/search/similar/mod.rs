//! Similar articles: those on the same subject as another.
//!
//! Articles are compared by the sixteen terms that best distinguish each from others (tf·idf over
//! its title, what it says about the fault and the fix, its events and codes). The table follows
//! from the profiles of all articles and from what the library knows about them (status, product,
//! how many cite them), so an update gives the same table as a full build. It takes about a hundred
//! bytes per article, and a look-up takes some tens of microseconds.

mod build;
mod profile;
mod runs;
mod table;

pub use build::SimilarBuilder;
pub use profile::{Profile, Profiler};
pub use table::Similar;
