//! The readers, a file or folder for each format, and the table that lists them.
//!
//! A reader never fails: it returns the articles that it could read, and what is wrong with the
//! bytes.

mod archive;
mod archive_markdown;
mod archive_text;
mod formats;
mod hints;
mod html;
mod own;
#[cfg(test)]
mod tests;

pub use formats::{ARTICLE_BYTES, Format, read, read_documents, read_own, recognize};
pub use hints::Hints;
pub use own::{YamlEntry, YamlValue, is_cut_off, read_yaml, readable, visibility_of};
pub(super) use own::{is_own_name, is_placeholder, numbers_in, same};
