//! The commands, their settings, and their exit codes.

use std::{io, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use super::{
    backup, builder, check, completions, diagnose, doctor, exit_status::ExitStatus, index, man,
    new, read_log, search, serve, terminal, user, variables,
};
use crate::{config::ServeConfig, log_process};

/// A knowledge base and diagnosis portal for a helpdesk.
#[derive(Debug, Parser)]
#[command(
    name = "fixpath",
    version,
    about,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  fixpath --kb /srv/kb
  fixpath search event 68
  fixpath help search"
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
    #[command(after_help = "Example:
  fixpath serve --kb wiki=/srv/wiki --kb /srv/guides --base-url https://help.example.com")]
    Serve(Box<ServeConfig>),
    /// Build the index and exit
    #[command(after_help = "Example:
  fixpath index --kb /srv/kb")]
    Index(index::IndexConfig),
    /// Check every article and guide; exit with 1 if any has an error
    #[command(after_help = "Example:
  fixpath check --kb /srv/kb --all")]
    Check(check::CheckConfig),
    /// Search from the terminal
    #[command(after_help = "Example:
  fixpath search --sort newest dirsync")]
    Search(search::SearchConfig),
    /// Diagnose an event or a log from a file (- for standard input)
    #[command(after_help = "Example:
  fixpath diagnose server1.evtx server2.evtx --ticket --placeholders")]
    Diagnose(diagnose::DiagnoseConfig),
    /// Write everything in the store to a file, while portals use it
    #[command(after_help = "Example:
  fixpath backup desk.backup")]
    Backup(backup::BackupConfig),
    /// Put a backup into a store
    #[command(after_help = "Example:
  fixpath restore desk.backup --replace")]
    Restore(backup::RestoreConfig),
    /// Manage the people who can sign in
    #[command(after_help = "Example:
  fixpath user invite ann --role editor")]
    User(user::UserConfig),
    /// Show the version, the settings and the state of everything, with what to do about problems
    #[command(after_help = "Example:
  fixpath doctor --kb /srv/kb")]
    Doctor(Box<doctor::DoctorConfig>),
    /// Print a draft of an article or a guide to start from
    #[command(after_help = "Example:
  fixpath new guide printer-offline")]
    New(new::NewConfig),
    /// Print the manual page of a command
    #[command(after_help = "Example:
  fixpath man user invite | man -l -")]
    Man(man::ManConfig),
    /// Print a script by which a shell completes commands and options
    #[command(after_help = "Example:
  fixpath completions bash")]
    Completions(completions::CompletionsConfig),
    /// The command by which `serve` builds in a separate process
    #[command(name = builder::COMMAND, hide = true)]
    Builder(builder::BuilderConfig),
    /// The command that reads binary logs in a separate process
    #[command(name = log_process::COMMAND, hide = true)]
    ReadLog(read_log::ReadLogConfig),
}

/// Runs the command line. Exit codes: 0 fine, 1 problems found, 2 could not run.
pub fn run() -> ExitCode {
    let matches = Cli::command().try_get_matches();
    let matches = match matches {
        Ok(matches) => matches,
        Err(error) => return misused(&error),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return misused(&error.format(&mut Cli::command())),
    };
    let notes = variables::unread(&Cli::command());
    let has_settings = !matches!(
        cli.command,
        None | Some(
            Command::Serve(_)
                | Command::Doctor(_)
                | Command::Man(_)
                | Command::Completions(_)
                | Command::Builder(_)
                | Command::ReadLog(_)
        )
    );
    if has_settings {
        notes.iter().for_each(terminal::error_line);
    }
    let result = match cli.command {
        None => serve::run(cli.serve, &notes),
        Some(Command::Serve(config)) => serve::run(*config, &notes),
        Some(Command::Index(config)) => index::run(&config),
        Some(Command::Check(config)) => check::run(&config),
        Some(Command::Search(config)) => search::run(&config),
        Some(Command::Diagnose(config)) => diagnose::run(&config),
        Some(Command::Backup(config)) => backup::backup(&config),
        Some(Command::Restore(config)) => backup::restore(&config),
        Some(Command::User(config)) => user::run(&config),
        Some(Command::Doctor(config)) => {
            let given = matches.subcommand().map_or(&matches, |(_, given)| given);
            doctor::run(&config, given, &notes)
        }
        Some(Command::New(config)) => new::run(&config),
        Some(Command::Man(config)) => man::run(&config, Cli::command()),
        Some(Command::Completions(config)) => completions::run(&config, Cli::command()),
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
        .any(|line| line.chars().any(terminal::controls))
    {
        let _ = error.print();
    } else {
        text.lines().for_each(terminal::error_line);
    }
    if !error.use_stderr() {
        return ExitCode::SUCCESS;
    }
    if let Some(source) = variables::source_of_error(&text, &Cli::command()) {
        terminal::error_line(source);
    }
    ExitCode::from(2)
}

/// Whether the reader of the output has closed it, as `head` does when it has enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    kind == Some(io::ErrorKind::BrokenPipe)
}
