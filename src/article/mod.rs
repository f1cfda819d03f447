//! Articles: their common form, what is derived from it, and the readers of all formats.

mod anchor;
mod day;
mod draft;
mod fields;
mod heading;
mod language;
mod model;
mod packed;
mod read;
mod review;
mod role;
mod texts;
mod visibility;
pub mod words;
mod write;

pub use day::is_day;
pub use draft::{Draft, DraftEvent, draft};
pub use language::detect_language;
pub use model::{Article, Metadata, Section};
pub use packed::{pack, unpack};
pub use read::{
    ARTICLE_BYTES, Format, Hints, YamlEntry, YamlValue, is_cut_off, read, read_documents, read_own,
    read_yaml, readable, recognize, visibility_of,
};
pub use review::{date, review_due};
pub use role::Role;
pub use texts::{ArticleTexts, Mentions, PartText};
pub use visibility::Visibility;
pub use write::write_own;
