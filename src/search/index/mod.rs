//! The index: what it keeps of an article, how it is written, and how it is opened.

mod columns;
mod error;
mod filing;
pub mod keys;
mod labels;
mod part;
mod parts;
mod positioned;
mod prepare;
mod read_only;
mod reader;
mod schema;
mod stored;
mod tokenizer;
mod writer;

pub use columns::{Columns, Order};
pub use error::SearchError;
pub use filing::{prefix_named, type_named, type_word};
pub use labels::Labels;
pub use part::{GAP, KeyPlace, Part};
pub use parts::{PartWriter, join_parts};
pub use prepare::{Document, Prepared, Preparer};
pub use reader::IndexReader;
pub use schema::Fields;
pub use stored::Stored;
pub use tokenizer::{Kind, Tokenizer, hexadecimal, parts, words};
pub use writer::IndexWriter;
