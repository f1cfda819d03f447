//! `fixpath completions`: the scripts by which shells complete commands and options.

use anyhow::Result;
use clap::{Args, Command};
use clap_complete::{Shell, generate};

use super::{exit_status::ExitStatus, terminal};

/// Settings of `fixpath completions`.
#[derive(Debug, Args)]
pub struct CompletionsConfig {
    /// The shell
    shell: Shell,
}

/// Prints the script for a shell; `program` is the definition of the command line.
pub fn run(config: &CompletionsConfig, mut program: Command) -> Result<ExitStatus> {
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    generate(config.shell, &mut program, name, &mut script);
    terminal::text(&String::from_utf8(script)?)?;
    Ok(ExitStatus::Ok)
}
