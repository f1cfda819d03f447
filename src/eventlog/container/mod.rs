//! Containers, the forms that events are written in: labeled text, XML, lists, tables, rows, JSON,
//! syslog. Each is a file here and a line in the table of `paste.rs`. It detects where a container
//! opens, and reads it from there.

mod block;
mod entry;
mod friendly;
mod json;
mod label;
mod labeled;
mod list;
mod mail;
mod mention;
mod object;
mod pairs;
mod paste;
mod piece;
mod pslist;
mod sentence;
mod separated;
mod siem;
mod syslog;
mod table;
mod xml;

pub(super) use mention::mentioned;
pub(super) use paste::pieces;
pub(super) use piece::{Form, Piece};
