//! Articles: their model, and one reader a format.

mod anchor;
mod model;
mod own;

pub use model::{Article, Format, Metadata, Role, Section};
pub use own::{read_own, write_own};
