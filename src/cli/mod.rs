//! The command line: one file per command.

mod builder;
mod check;
mod command;
mod diagnose;
mod found;
mod index;
mod new;
mod outcome;
mod search;
mod serve;
mod terminal;

pub use command::{Cli, run};
