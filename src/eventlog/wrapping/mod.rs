//! The wrapping of an event: mails, tickets, chats and pages. Each kind is a file here and a line
//! in the table of `unwrapped.rs`; it strips its own marks and does not depend on the others.
//!
//! If a mark means that something ends (a block's fence, a quotation), a [`BREAK`] on a line by
//! itself replaces it: no event continues after it.

mod character;
mod chat;
mod entity;
mod escape;
mod html;
mod mark;
mod markdown;
mod quote;
mod signature;
mod ticket;
mod unwrapped;

pub(super) use mark::BREAK;
pub(super) use unwrapped::{unwrapped, without_references};
