//! The events and error codes that a guide handles.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::rule::Texts;

/// An event that a guide handles.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventClaim {
    /// Its source.
    pub source: String,
    /// Its ID.
    pub id: u32,
    /// What its message must contain; `{question}` takes the text in its place as the answer, `{}`
    /// skips any text. If empty, every message fits.
    #[serde(default)]
    pub says: String,
    /// What a person has answered by having this event.
    #[serde(default)]
    pub answers: BTreeMap<String, Texts>,
    /// The guide that comes first if both handle the event.
    pub after: Option<String>,
}

/// An error code that a guide handles.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeClaim {
    /// The code, in any spelling that names one.
    pub code: String,
    /// What a person has answered by having this code.
    #[serde(default)]
    pub answers: BTreeMap<String, Texts>,
    /// The guide that comes first if both handle the code.
    pub after: Option<String>,
}
