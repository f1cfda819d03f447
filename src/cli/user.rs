//! `fixpath user`: the people who can sign in, from the terminal.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use tokio::runtime::Builder;

use super::{exit_status::ExitStatus, terminal};
use crate::{
    config::StoreConfig,
    desk::{
        Desk,
        people::{Person, Role},
    },
    web::Paths,
};

/// Who did something, in the audit log, from the terminal.
const TERMINAL: &str = "terminal";

/// Settings of `fixpath user`.
#[derive(Debug, Args)]
pub struct UserConfig {
    #[command(subcommand)]
    command: UserCommand,
    #[command(flatten)]
    store: StoreConfig,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a person, or give one another link; prints the link with which they choose a password
    Invite {
        /// The name to sign in with
        name: String,
        /// What they may do: reader, agent, editor or administrator
        #[arg(long, default_value = "agent", value_parser = role)]
        role: Role,
        /// The address that people use, for the link
        #[arg(
            long,
            value_name = "URL",
            env = "FIXPATH_BASE_URL",
            default_value = "http://127.0.0.1:8070"
        )]
        base_url: String,
    },
    /// Change what a person may do; lets one who was deactivated sign in again
    Role {
        /// The name to sign in with
        name: String,
        /// What they may do: reader, agent, editor or administrator
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Keep a person from signing in, and end all their sessions
    Deactivate {
        /// The name to sign in with
        name: String,
    },
    /// List everybody
    List,
}

/// Runs a command about people.
pub fn run(config: &UserConfig) -> Result<ExitStatus> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("can't start the runtime")?;
    runtime.block_on(async {
        let desk = Desk::open(&config.store.address()).await?;
        let desk = desk.ok_or_else(|| anyhow!("nothing is stored with --store none"))?;
        act(&desk, &config.command).await
    })
}

async fn act(desk: &Arc<Desk>, command: &UserCommand) -> Result<ExitStatus> {
    let people = &desk.people;
    match command {
        UserCommand::Invite {
            name,
            role,
            base_url,
        } => {
            let token = people.invite(name, *role, TERMINAL).await?;
            let paths = Paths::new(Some(base_url.trim_end_matches('/')));
            let link = paths.absolute(&paths.invitation(&token));
            terminal::line(format_args!(
                "Give {name} this link to choose a password; it works once, within three days:"
            ))?;
            terminal::line(link)?;
        }
        UserCommand::Role { name, role } => {
            people.change(name, *role, TERMINAL).await?;
            terminal::line(format_args!("{name} is now {role}"))?;
        }
        UserCommand::Deactivate { name } => {
            people.deactivate(name, TERMINAL).await?;
            terminal::line(format_args!("{name} can't sign in any more"))?;
        }
        UserCommand::List => {
            for person in people.list().await? {
                terminal::line(told(&person))?;
            }
        }
    }
    Ok(ExitStatus::Ok)
}

fn told(person: &Person) -> String {
    let state = match (person.is_active, person.has_password) {
        (false, _) => ", deactivated",
        (true, false) => ", has no password yet",
        (true, true) => "",
    };
    format!("{}\t{}{state}", person.name, person.role)
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(str::to_owned)
}
