//! The kinds of question, and the answers to them.
//!
//! A kind is a file here with its `mod` line below, and a line in the table of `table.rs`; a new
//! kind of [`Value`] also needs `value.rs`.

mod answers;
mod choice;
mod code;
mod constraints;
mod error;
mod need;
mod number;
mod options;
mod scale;
mod several;
mod table;
mod text;
mod value;
mod version;

pub use answers::{Answers, Entry};
pub use constraints::Constraints;
pub use error::AnswerError;
pub use need::{Measure, Need};
pub use options::{Choice, NONE, UNKNOWN};
pub use table::QuestionKind;
pub use value::{Known, Value};
