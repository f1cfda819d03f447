//! The tree of folders that people browse.

mod build;
mod growing;
mod model;
mod navigated;
#[cfg(test)]
mod tests;

pub use model::{Node, Tree};
