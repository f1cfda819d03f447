//! Markdown with front matter: our own format, in which any article can be written, and the pages
//! of other programs.

mod date;
mod fields;
mod front_matter;
mod json;
mod marks;
mod numbers;
mod reader;
mod report;
mod sections;
#[cfg(test)]
mod tests;
mod title;
mod toml;
mod value;
mod yaml;

pub use marks::is_cut_off;
pub(in crate::article) use numbers::numbers_in;
pub use reader::visibility_of;
pub(super) use reader::{WORD, read, recognizes};
pub(crate) use sections::is_own_name;
pub(super) use sections::sections_of;
pub use title::readable;
pub(super) use title::take_titles;
pub(in crate::article) use title::{is_placeholder, same};
pub use value::{Entry as YamlEntry, Value as YamlValue};
pub use yaml::read_yaml;
