//! Articles: their model, and one reader a format.

mod model;

pub use model::{Article, Format, Metadata, Role, Section};
