//! What people add while they work (whether an article solved a problem, reports of what is wrong,
//! notes, stars, walks saved for a ticket), what they opened last, and how often articles, searches
//! and guides are used. The only user of SQL. Pages are made from memory ([`View`]), so reading
//! never waits for the database.

mod address;
mod clock;
mod copy;
mod database;
mod engine;
mod entry;
mod error;
mod inspect;
pub mod people;
mod recent;
mod schema;
mod service;
mod subject;
mod upgrade;
mod uses;
mod view;
mod writer;

pub use address::StoreAddress;
pub use clock::{day, now};
pub use copy::{Copied, backup, restore};
pub use entry::{Action, Answer, Entry, Flaw, MAX_TEXT, NewEntry};
pub use error::{Conflict, DeskError};
pub use inspect::{Inspected, inspect};
pub use service::Desk;
pub use subject::Subject;
pub use uses::{Counted, DAY, Use, UseKind, Uses};
pub use view::{About, Decision, EarlierNote, Note, Report, Tally, View};
