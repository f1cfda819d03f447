//! What is shown of a search: results with passages and reasons, missing words, and facets.

mod correction;
mod facets;
mod highlighter;
mod hit;
mod missing;
mod reason;
mod results;
mod snippet;

pub use correction::Correction;
pub use facets::{FacetCount, Facets};
pub use hit::Hit;
pub use reason::{Reason, Share};
pub use results::{Results, results};
pub use snippet::Snippet;
