//! The command line: one file per command.

mod backup;
mod builder;
mod check;
mod command;
mod completions;
mod data_folder;
mod diagnose;
mod doctor;
mod exit_status;
mod folders;
mod found;
mod guide_from;
mod index;
mod man;
mod messages;
mod new;
mod quick_citations;
mod read_log;
mod search;
mod serve;
mod system;
mod terminal;
mod user;
mod variables;

pub use command::{Cli, run};
