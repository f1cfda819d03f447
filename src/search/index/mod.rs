//! The index: what it stores about an article, how it is written, and how it is opened.

mod columns;
mod error;
mod filing;
pub mod keys;
mod labels;
mod letters;
mod part;
mod positioned;
mod prepare;
mod read_only;
mod reader;
mod schema;
mod segment;
mod sorting;
mod spelling;
mod stems;
mod stored;
mod tokenizer;
mod words;
mod writer;

pub use columns::{Columns, Order};
pub use error::SearchError;
pub use filing::{folder_filter, prefix_named, tag_named, type_named, type_word};
pub use labels::{Labels, NameColumn};
pub use letters::folded;
pub use part::{GAP, KeyPlace, Part};
pub use prepare::{ArticleToIndex, Prepared, Preparer};
pub use reader::IndexReader;
pub use schema::Fields;
pub use segment::{SegmentWriter, join_segments};
pub use spelling::{form_of, forms_of, plain_word};
pub use stored::Stored;
pub use tokenizer::{TokenKind, Tokenizer, hexadecimal, mixed_case_parts};
pub use words::{is_unspaced, words};
pub use writer::IndexWriter;
