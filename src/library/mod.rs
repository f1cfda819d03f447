//! The library: what is known of all articles without opening one, who cites whom, and the cited
//! ids nobody has.

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
