//! Content: the files of all layers, listed, and read into articles and guides with their problems,
//! in order, by several threads, and without ever waiting for a folder that hangs.

mod file;
mod guide_source;
mod lanes;
mod listing;
mod ordered;
mod read;
mod read_all;
mod stamp;

pub use file::{Content, Document, double};
pub use guide_source::GuideSource;
pub use lanes::{Enter, Lanes, PATIENCE, Silent};
pub use listing::Listing;
pub use ordered::{Share, in_order};
pub use read::LARGEST_ARTICLE;
pub use read_all::{read_layers, work_on};
pub use stamp::Stamp;
