//! The wrapping of an event: mails, tickets, chats and pages. Each layer is a file here and a line
//! in the table of `layers.rs`; it removes its own marks and does not depend on the others.
//!
//! If a mark means that something ends (a block's fence, a quotation), a [`BREAK`] on a line by
//! itself replaces it: no event continues after it.

mod character;
mod chat;
mod entity;
mod escape;
mod html;
mod layers;
mod mark;
mod markdown;
mod quote;
mod signature;
mod ticket;

pub(super) use layers::{unwrapped, without_references};
pub(super) use mark::BREAK;
