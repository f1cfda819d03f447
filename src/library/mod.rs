//! The library: what is known about all articles without opening one, who cites whom, and which
//! cited ids are missing.

mod build;
mod card;
mod model;
mod slug;
#[cfg(test)]
mod tests;

pub use build::LibraryBuilder;
pub use card::Card;
pub use model::{Entry, Library, Origin, Product};
pub use slug::slug;
