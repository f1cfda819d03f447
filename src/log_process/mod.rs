//! Reads binary logs in a separate process, since their bytes come from strangers: a log that makes
//! the reader use too much memory or time, or crashes it, ends that process and nothing else.
//!
//! The process is this same program with a hidden command. Its standard input is one log, either a
//! file, of which it never holds more than a part in memory, or a pipe. It limits itself before it
//! reads, and writes the result to its standard output. It can't open files or connections.

mod child;
mod limits;
mod log_read;
mod parent;

pub use child::{COMMAND, answer_file, answer_stream};
pub use log_read::LogRead;
pub use parent::Reader;
