//! Accounts, how people sign in, their sessions, and the API tokens with which programs act for
//! them.

mod accounts;
mod api_tokens;
mod error;
mod identities;
mod password;
mod person;
mod sessions;
mod store;
mod throttle;
mod token;
mod trusted;

pub use accounts::{Audited, People};
pub use api_tokens::{
    ApiToken, ApiTokens, MAX_DAYS, NewApiToken, PREFIX as API_TOKEN_PREFIX, Scope,
};
pub use error::PeopleError;
pub use identities::Identity;
pub use person::{Person, Role, person_name};
pub use sessions::Sessions;
pub use token::new_token;
