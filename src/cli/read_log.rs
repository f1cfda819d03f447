//! The hidden command that reads one binary log: see [`crate::log_process`].

use std::io::{stdin, stdout};

use anyhow::Result;
use clap::Args;

use super::exit_status::ExitStatus;
use crate::log_process;

/// The request to the reading process. Not for people, and not read from the environment.
#[derive(Debug, Args)]
pub struct ReadLogConfig {
    /// Bytes of the log
    #[arg(long)]
    bytes: usize,
    /// Standard input is a file, which is read in place
    #[arg(long)]
    file: bool,
}

/// Reads the log on standard input, and writes the result to standard output.
pub fn run(config: &ReadLogConfig) -> Result<ExitStatus> {
    match config.file {
        true => log_process::answer_file(config.bytes, stdin(), stdout().lock())?,
        false => log_process::answer_stream(config.bytes, stdin().lock(), stdout().lock())?,
    }
    Ok(ExitStatus::Ok)
}
