//! Queries: what a person types, read without ever failing, and other names for its words.

mod article_numbers;
mod clauses;
mod left_out;
mod operator;
mod parse;
mod request;
mod synonym_file;
mod synonyms;

pub use clauses::{Clause, Clauses};
pub use left_out::{LeftOut, Limit};
pub use operator::{Condition, Operator, Years, readings, source_words};
pub use parse::{Excluded, Number, Query, Word};
pub use request::{FilterKind, Filters, Request, Sort};
pub use synonym_file::{SynonymGroup, read_synonyms};
pub use synonyms::{OtherName, Synonyms, Term};
