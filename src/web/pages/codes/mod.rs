//! Error codes: the list by family, the page of each code, and the possible meanings of a number.

mod code;
mod link;
mod list;
mod listing;
mod readings;

pub use code::show;
pub use list::list;
