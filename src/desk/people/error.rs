//! Why an account, a session or a token could not be used or changed.

use std::time::Duration;

use thiserror::Error;

use crate::desk::error::DeskError;

/// Why an account, a session or a token could not be used or changed, as a sentence for a person.
#[derive(Debug, Clone, Error)]
pub enum PeopleError {
    /// What was typed can't be used.
    #[error("{0}")]
    Refused(&'static str),
    /// Somebody else has the name that was chosen.
    #[error("Somebody has this name. Choose another one.")]
    NameTaken,
    /// The name or the password is wrong. Saying which would tell a stranger what names there are.
    #[error("The name or the password is wrong.")]
    Wrong,
    /// Too many attempts failed.
    #[error("Too many attempts failed. Try again in {} s.", .0.as_secs() + 1)]
    TooMany(Duration),
    /// The invitation was used already, or has ended.
    #[error("This link was used already, or is too old. Ask an administrator for a new one.")]
    LinkUsed,
    /// There is no such person.
    #[error("There is no person with this name.")]
    Nobody,
    /// The person has no such API token.
    #[error("This token no longer exists.")]
    NoToken,
    /// The last administrator must stay one.
    #[error("This is the last administrator. Make somebody else an administrator first.")]
    LastAdministrator,
    /// The person is not allowed to sign in any more.
    #[error("This account is deactivated. Ask an administrator to activate it.")]
    Deactivated,
    /// The store takes too long.
    #[error("the store does not answer")]
    NoAnswer,
    /// The store does not work.
    #[error(transparent)]
    Store(#[from] DeskError),
}
