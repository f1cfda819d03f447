//! The commands, their settings, and their exit codes.

use std::{io, process::ExitCode};

use clap::{Parser, Subcommand};

use super::{
    backup, builder, check, diagnose, exit_status::ExitStatus, index, new, read_log, search, serve,
    terminal, user,
};
use crate::{config::ServeConfig, log_process};

/// A knowledge base and diagnosis portal for a helpdesk.
#[derive(Debug, Parser)]
#[command(
    name = "fixpath",
    version,
    about,
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeConfig,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the web server (the default command)
    Serve(Box<ServeConfig>),
    /// Build the index and exit
    Index(index::IndexConfig),
    /// Check every article and guide; exit with 1 if any has an error
    Check(check::CheckConfig),
    /// Search from the terminal
    Search(search::SearchConfig),
    /// Diagnose an event or a log from a file (- for standard input)
    Diagnose(diagnose::DiagnoseConfig),
    /// Write everything in the store to a file, while portals use it
    Backup(backup::BackupConfig),
    /// Put a backup into a store
    Restore(backup::RestoreConfig),
    /// Manage the people who can sign in
    User(user::UserConfig),
    /// Print a draft of an article or a guide to start from
    New(new::NewConfig),
    /// The command by which `serve` builds in a separate process
    #[command(name = builder::COMMAND, hide = true)]
    Builder(builder::BuilderConfig),
    /// The command that reads binary logs in a separate process
    #[command(name = log_process::COMMAND, hide = true)]
    ReadLog(read_log::ReadLogConfig),
}

/// Runs the command line. Exit codes: 0 fine, 1 problems found, 2 could not run.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misused(&error),
    };
    let result = match cli.command {
        None => serve::run(cli.serve),
        Some(Command::Serve(config)) => serve::run(*config),
        Some(Command::Index(config)) => index::run(&config),
        Some(Command::Check(config)) => check::run(&config),
        Some(Command::Search(config)) => search::run(&config),
        Some(Command::Diagnose(config)) => diagnose::run(&config),
        Some(Command::Backup(config)) => backup::backup(&config),
        Some(Command::Restore(config)) => backup::restore(&config),
        Some(Command::User(config)) => user::run(&config),
        Some(Command::New(config)) => new::run(&config),
        Some(Command::Builder(config)) => builder::run(&config),
        Some(Command::ReadLog(config)) => read_log::run(&config),
    };
    match result {
        Ok(ExitStatus::Ok) => ExitCode::SUCCESS,
        Ok(ExitStatus::ProblemsOrNothing) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::error_line(format_args!("fixpath: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Says what is wrong with the arguments, or prints the help that they ask for.
fn misused(error: &clap::Error) -> ExitCode {
    let text = error.to_string();
    if !text
        .lines()
        .any(|line| line.chars().any(terminal::commands))
    {
        error.exit();
    }
    text.lines().for_each(terminal::error_line);
    ExitCode::from(2)
}

/// Whether the reader of the output has closed it, as `head` does when it has enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    kind == Some(io::ErrorKind::BrokenPipe)
}
