//! The search: its form, the results page, and what is shown for the events and codes in a query.

mod answer;
mod around_results;
mod draft;
mod facets;
mod form;
mod guide_hits;
mod nothing;
mod results;

pub use form::SearchForm;
pub use results::show;
