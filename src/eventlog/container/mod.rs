//! What events are written in: labelled text, XML, lists, tables, rows, JSON, syslog. Each is a
//! file here and a line in the table of `paste.rs`; it says where one opens and reads it from
//! there.

mod block;
mod friendly;
mod json;
mod label;
mod labelled;
mod list;
mod paste;
mod piece;
mod pslist;
mod sentence;
mod separated;
mod syslog;
mod table;
mod xml;

pub(super) use paste::pieces;
pub(super) use piece::{Form, Piece};
pub(super) use sentence::alone;
