//! Content: lists the files of all layers and reads them into articles and guides with their
//! problems, in order, with several threads, and without waiting for a folder that hangs.

mod counts;
mod fetch;
mod file;
mod file_kind;
mod guide_source;
mod include;
mod internal;
mod lanes;
mod listing;
mod made_internal;
mod naming;
mod navigation;
mod ordered;
mod read;
mod read_all;
mod shelves;
mod stamp;

pub use counts::FileCounts;
pub use fetch::LARGEST_ARTICLE;
pub use file::{Content, FileSays, Included, LoadedArticle};
pub use file_kind::{FileKind, Skip};
pub use guide_source::GuideSource;
pub use internal::{Internal, InternalBuilder};
pub use lanes::{Enter, Lanes, Silent, TIMEOUT};
pub use listing::Listing;
pub use made_internal::MadeInternal;
pub use ordered::{Share, in_order};
pub use read_all::{read_layers, work_on};
pub use shelves::Shelves;
pub use stamp::Stamp;
