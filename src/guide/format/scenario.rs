//! Scenarios: tests that live with a guide.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{placed::Placed, rule::Texts};

/// A walk that must end as it says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is about.
    #[serde(default)]
    pub name: String,
    /// The answers given.
    pub answers: BTreeMap<String, Texts>,
    /// The outcome that it ends in.
    pub outcome: String,
    /// All facts that are not met there.
    #[serde(default)]
    pub not_met: Vec<String>,
    /// All facts that are unknown there.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

impl Placed for Scenario {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}
