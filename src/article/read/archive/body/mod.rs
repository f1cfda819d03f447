//! The fixed-width body of an archive article: turns lines into sections and blocks.
//!
//! Headings, paragraphs, lists, notes, quoted events, code and tables are recognized by their
//! layout alone. Anything uncertain stays preformatted. Nothing is dropped or moved except list
//! markers, rules and the words that open a note.

mod code;
mod event;
mod line;
mod line_kind;
mod list;
mod opening;
mod reader;
mod ruled_table;
mod sections;
mod stretch;
mod table;
#[cfg(test)]
mod tests;

pub(in crate::article::read) use sections::sections;
