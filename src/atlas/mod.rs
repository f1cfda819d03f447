//! The atlas: what the library says about events and error codes.
//!
//! An [`AtlasBuilder`] is given every article's [`AtlasCard`] once. The finished [`Atlas`] says
//! which articles quote an event of a source, which sources have an event ID, which source a short
//! name means, and which articles mention a code. It is stored with the other tables of a snapshot.

mod build;
mod code;
mod fit;
mod name;
mod source;
mod tables;
#[cfg(test)]
mod tests;

pub use build::{AtlasBuilder, AtlasCard};
pub use code::CodeInArticle;
pub use fit::{Fit, Message};
pub use source::{AtlasEvent, Quote, Source};
pub use tables::{Atlas, Quoted};
