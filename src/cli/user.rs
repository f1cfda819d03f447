//! `fixpath user`: the people who can sign in, from the terminal.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use tokio::runtime::Builder;

use super::{exit_status::ExitStatus, terminal};
use crate::{
    config::StoreConfig,
    desk::{
        Desk, StoreAddress, day,
        people::{ApiTokens, MAX_DAYS, NewApiToken, Person, Role, Scope},
    },
    web::Paths,
};

/// The name in the audit log for what is done in the terminal.
const TERMINAL: &str = "terminal";

/// Settings of `fixpath user`.
#[derive(Debug, Args)]
pub struct UserConfig {
    #[command(subcommand)]
    command: UserCommand,
    // Accepted before and after the subcommand.
    /// Where people are stored: sqlite:FILE or postgres://USER@HOST/DATABASE
    /// [default: desk.db in the platform's state folder]
    #[arg(
        long,
        value_name = "STORE",
        env = "FIXPATH_STORE",
        hide_env_values = true,
        global = true
    )]
    store: Option<StoreAddress>,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a person, or give one another link; prints a link for them to choose a password
    #[command(after_help = "Example:
  fixpath user invite ann --role editor")]
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
    /// Change what a person may do; a person who was deactivated can sign in again
    #[command(after_help = "Example:
  fixpath user role ann administrator")]
    Role {
        /// The name to sign in with
        name: String,
        /// What they may do: reader, agent, editor or administrator
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Keep a person from signing in, and end all their sessions
    #[command(after_help = "Example:
  fixpath user deactivate ann")]
    Deactivate {
        /// The name to sign in with
        name: String,
    },
    /// List everybody
    #[command(after_help = "Example:
  fixpath user list")]
    List,
    /// API tokens, with which programs act for a person
    #[command(after_help = "Example:
  fixpath user token list ann")]
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token, and print it once
    #[command(after_help = "Example:
  fixpath user token make ann nightly-report --days 90")]
    Make {
        /// The person for whom it acts
        name: String,
        /// What it is for
        purpose: String,
        /// What it may do: read, or write, which allows adding to the desk as well
        #[arg(long, default_value = "read", value_parser = scope)]
        scope: Scope,
        /// For how many days it is valid
        #[arg(long, value_parser = clap::value_parser!(i64).range(1..=MAX_DAYS))]
        days: i64,
    },
    /// List the tokens of a person
    #[command(after_help = "Example:
  fixpath user token list ann")]
    List {
        /// The person for whom they act
        name: String,
    },
    /// Revoke a token
    #[command(after_help = "Example:
  fixpath user token revoke ann 3")]
    Revoke {
        /// The person for whom it acts
        name: String,
        /// Its number in the list
        number: i64,
    },
}

/// Runs a command about people.
pub fn run(config: &UserConfig) -> Result<ExitStatus> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .context("can't start the runtime")?;
    runtime.block_on(async {
        let store = StoreConfig {
            store: config.store.clone(),
        };
        let desk = Desk::open(&store.address()).await?;
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
            terminal::line(format_args!("{name} can no longer sign in"))?;
        }
        UserCommand::List => {
            for person in people.list().await? {
                terminal::line(shown(&person))?;
            }
        }
        UserCommand::Token { command } => act_on_tokens(&people.tokens, command).await?,
    }
    Ok(ExitStatus::Ok)
}

async fn act_on_tokens(tokens: &ApiTokens, command: &TokenCommand) -> Result<()> {
    match command {
        TokenCommand::Make {
            name,
            purpose,
            scope,
            days,
        } => {
            let new = NewApiToken {
                name: purpose.clone(),
                scope: *scope,
                days: *days,
            };
            terminal::line(tokens.make(name, &new, TERMINAL).await?)?;
        }
        TokenCommand::List { name } => {
            for token in tokens.list(name).await? {
                let used = match token.used {
                    0 => "never used".to_owned(),
                    used => format!("last used {}", day(used)),
                };
                let (ends, scope) = (day(token.ends), token.scope);
                let (number, purpose) = (token.id, token.name);
                terminal::line(format_args!(
                    "{number}\t{purpose}\t{scope}\t{used}\texpires {ends}"
                ))?;
            }
        }
        TokenCommand::Revoke { name, number } => {
            tokens.revoke(name, *number, TERMINAL).await?;
            terminal::line(format_args!("token {number} of {name} is revoked"))?;
        }
    }
    Ok(())
}

/// A person on one line: name, role, and why they can't sign in with a password.
fn shown(person: &Person) -> String {
    let state = match person {
        Person {
            is_active: false, ..
        } => ", deactivated",
        Person {
            has_identity: true, ..
        } => ", signs in through a provider or web server",
        Person {
            has_password: false,
            ..
        } => ", has no password yet",
        _ => "",
    };
    format!("{}\t{}{state}", person.name, person.role)
}

fn scope(text: &str) -> Result<Scope, String> {
    text.parse().map_err(str::to_owned)
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(str::to_owned)
}
