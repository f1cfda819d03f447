//! Reads binary logs in a process of its own, as their bytes come from strangers: a log that makes
//! the reader take too much memory or time, or crashes it, ends that process and nothing else.
//!
//! The process is this very program with a hidden command. It gets the bytes of one log on its
//! standard input, limits itself before it reads them, and writes what they come down to on its
//! standard output. It can open no file and no connection.

mod child;
mod limits;
mod parent;

use serde::{Deserialize, Serialize};

pub use child::{COMMAND, answer};
pub use parent::{ReadFailure, Reader};

use crate::{diagnosis::Collapsed, eventlog::Outcome};

/// What a log comes down to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LogRead {
    /// How many records there are, and what could not be read.
    pub outcome: Outcome,
    /// The events.
    pub collapsed: Collapsed,
}
