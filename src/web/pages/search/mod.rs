//! The search: its form, the results page, and what the evidence in a query leads to.

mod answer;
mod beside;
mod draft;
mod facets;
mod form;
mod guide_hits;
mod nothing;
mod results;

pub use form::SearchForm;
pub use results::show;
