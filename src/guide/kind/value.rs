//! Answers as values.

use std::collections::BTreeMap;

use super::{
    super::{number::Number, version::Version},
    options::{NONE, UNKNOWN},
};

/// The answers known so far, by the id of their question or action.
pub type Known = BTreeMap<String, Value>;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// "I don't know".
    Unknown,
    /// The value of a choice, `yes` or `no`.
    Named(String),
    /// The values ticked, in the order of the options; empty for "none of these".
    Several(Vec<String>),
    /// A number, and how the person wrote it.
    Number(Number, String),
    /// A version, and how the person wrote it.
    Version(Version, String),
    /// A few words.
    Text(String),
    /// The 32 bits of an error code, and how the person wrote it.
    Code(u32, String),
}

impl Value {
    /// Its spelling in a URL: one text, or one for each of several.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Unknown => vec![UNKNOWN.to_owned()],
            Self::Several(values) if values.is_empty() => vec![NONE.to_owned()],
            Self::Several(values) => values.clone(),
            Self::Named(text)
            | Self::Number(_, text)
            | Self::Version(_, text)
            | Self::Text(text)
            | Self::Code(_, text) => vec![text.clone()],
        }
    }
}
