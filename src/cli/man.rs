//! `fixpath man`: the manual pages, made from the definitions that `--help` is made from.

use std::{fs, io, path::PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::{Args, Command, builder::StyledStr};
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

use super::{exit_status::ExitStatus, terminal};

/// The exit codes of every command.
const EXIT_CODES: [(&str, &str); 3] = [
    ("0", "OK."),
    ("1", "Problems were found, or nothing was found."),
    ("2", "The command could not run."),
];

/// Settings of `fixpath man`.
#[derive(Debug, Args)]
pub struct ManConfig {
    /// The command, as in `user invite`; without one, the page of the whole program is printed
    command: Vec<String>,
    /// Write the pages of all commands as files into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    into: Option<PathBuf>,
}

/// Prints a page, or writes all; `program` is the definition of the command line.
pub fn run(config: &ManConfig, program: Command) -> Result<ExitStatus> {
    let mut program = program.disable_help_subcommand(true);
    program.build();
    let version = program.get_version().unwrap_or_default().to_owned();
    if let Some(folder) = &config.into {
        for command in all_shown(&program) {
            let file = folder.join(format!("{}.1", page_name(command)));
            let page = page(command, &program, &version)?;
            fs::write(&file, page).with_context(|| format!("can't write {}", file.display()))?;
        }
        return Ok(ExitStatus::Ok);
    }
    let mut command = &program;
    for name in &config.command {
        command = command
            .find_subcommand(name)
            .filter(|command| !command.is_hide_set())
            .ok_or_else(|| anyhow!("there is no command {name}; `fixpath help` lists them"))?;
    }
    terminal::text(&page(command, &program, &version)?)?;
    Ok(ExitStatus::Ok)
}

/// A command and all below it that are not hidden.
fn all_shown(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands();
    let below = below.filter(|command| !command.is_hide_set());
    let below = below.flat_map(all_shown);
    [command].into_iter().chain(below).collect()
}

/// The name of a command's page: `fixpath-user-invite`.
fn page_name(command: &Command) -> &str {
    let whole = command.get_display_name();
    whole.unwrap_or_else(|| command.get_name())
}

/// The page of a command.
fn page(command: &Command, program: &Command, version: &str) -> Result<String> {
    let name = page_name(command);
    let man = Man::new(command.clone());
    // The library leaves out an empty date, so that the version would become the date.
    let title = name.to_uppercase();
    let mut page = format!(".TH {title} 1 \"\" \"fixpath {version}\" Fixpath\n").into_bytes();
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(examples) = command.get_after_help() {
        write_examples(examples, &mut page)?;
    }
    write_exit_codes(&mut page)?;
    write_see_also(command, program, &mut page)?;
    Ok(String::from_utf8(page)?)
}

/// Writes the lines of a command's examples.
fn write_examples(examples: &StyledStr, page: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::default();
    roff.control("SH", ["EXAMPLES"]);
    roff.control("nf", []);
    let text = examples.to_string();
    for line in text.lines().filter(|line| line.starts_with(' ')) {
        roff.text([roman(line.trim())]);
    }
    roff.control("fi", []);
    roff.to_writer(page)
}

fn write_exit_codes(page: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::default();
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in EXIT_CODES {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
    roff.to_writer(page)
}

/// Names the page of the whole program; and on that one, where the documents are.
fn write_see_also(command: &Command, program: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::default();
    roff.control("SH", ["SEE ALSO"]);
    if page_name(command) == page_name(program) {
        roff.text([roman(
            "The documents in /usr/share/doc/fixpath, above all operating.md, or in the folder docs of the sources.",
        )]);
    } else {
        roff.text([bold(page_name(program)), roman("(1)")]);
    }
    roff.to_writer(page)
}
