//! Suggestions for what a person is typing: first exact things (IDs, events and codes), then
//! guides, products and titles.

mod codes;
mod events;
mod names;
mod ranked;
mod suggestion;
mod typed;

pub use ranked::suggest;
pub use suggestion::Suggestion;
