//! Prepares the results of a search for showing: passages, reasons, missing words, and facets.

mod correction;
mod facets;
mod highlighter;
mod hit;
mod reason;
mod results;
mod snippet;
mod words;

pub use correction::Correction;
pub use facets::{FacetCount, Facets};
pub use hit::Hit;
pub use reason::Reason;
pub use results::{Results, results};
pub use snippet::Snippet;
