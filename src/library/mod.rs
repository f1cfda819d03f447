//! The library: what is known about all articles without opening one, which articles cite which,
//! and which cited IDs are missing.

mod build;
mod card;
mod model;
mod names;
mod navigation;
mod path;
mod resolve;
mod slug;
#[cfg(test)]
mod tests;
mod translations;
mod tree;

pub use build::{BrokenLink, Built, LibraryBuilder};
pub use card::{LibraryCard, PathLink};
pub use model::{Entry, Library, Origin, Overridden, Product};
pub use navigation::{Navigation, NavigationItem};
pub use path::{bare_path, folder_of, join, name_of, own_folder};
pub use resolve::{Destination, decoded};
pub use slug::slug;
pub use translations::tag_in_path;
pub use tree::{Node, Tree};
