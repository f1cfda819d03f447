//! The result of reading a log, as the process that reads it returns it.

use serde::{Deserialize, Serialize};

use crate::{
    diagnosis::Collapsed,
    eventlog::{LogResult, Tally},
    problem::Problem,
};

/// The result of reading a log.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LogRead {
    /// How many records there are, and what could not be read.
    pub outcome: LogResult,
    /// The events.
    pub collapsed: Collapsed,
}

impl LogRead {
    /// The result for a log of which nothing could be read, and why.
    pub fn failed(name: &str, why: &str) -> Self {
        let tally = Tally {
            damaged: 1,
            ..Tally::default()
        };
        let problems = vec![Problem::error(name, 0, why)];
        Self {
            outcome: LogResult { tally, problems },
            ..Self::default()
        }
    }
}
