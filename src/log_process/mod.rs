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
pub use parent::Reader;

use crate::{
    diagnosis::Collapsed,
    eventlog::{Outcome, Tally},
    problem::Problem,
};

/// What a log comes down to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LogRead {
    /// How many records there are, and what could not be read.
    pub outcome: Outcome,
    /// The events.
    pub collapsed: Collapsed,
}

impl LogRead {
    /// A log of which nothing could be read, and why.
    pub fn failed(name: &str, why: &str) -> Self {
        let tally = Tally {
            damaged: 1,
            ..Tally::default()
        };
        let problems = vec![Problem::error(name, 0, why)];
        Self {
            outcome: Outcome { tally, problems },
            ..Self::default()
        }
    }
}
