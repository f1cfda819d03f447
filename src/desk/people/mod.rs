//! Who can sign in, with which password, and who is signed in.

mod accounts;
mod error;
mod password;
mod person;
mod throttle;
mod token;

pub use accounts::{Audited, People};
pub use error::PeopleError;
pub use person::{Person, Role, person_name};
