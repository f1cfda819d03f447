//! Reads binary logs in a process of its own, as their bytes come from strangers: a log that makes
//! the reader take too much memory or time, or crashes it, ends that process and nothing else.
//!
//! The process is this very program with a hidden command. It gets the bytes of one log on its
//! standard input, limits itself before it reads them, and writes what they come down to on its
//! standard output. It can open no file and no connection.

mod child;
mod limits;
mod log_read;
mod parent;

pub use child::{COMMAND, answer};
pub use log_read::LogRead;
pub use parent::Reader;
