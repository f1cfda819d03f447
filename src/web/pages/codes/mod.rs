//! Error codes: all of them by family, one with everything that is known of it, and the readings of a number.

mod code;
mod link;
mod list;
mod listing;
mod readings;

pub use code::show;
pub use list::list;
