//! Things to try.

use serde::Deserialize;

use super::{citation::Citation, placed::Placed};

/// Something to try: "do this; did it help?"
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name; its answer is `yes` or `no`.
    pub id: String,
    /// What is tried, in short.
    pub title: String,
    /// What to know first.
    #[serde(default)]
    pub text: String,
    /// What to do, to be ticked off one by one.
    #[serde(default)]
    pub steps: Vec<String>,
    /// The question afterwards.
    #[serde(default = "did_it_help")]
    pub ask: String,
    /// The node for yes.
    pub yes: String,
    /// The node for no.
    pub no: String,
    /// Its sources: the passages it cites.
    #[serde(default)]
    pub cite: Vec<Citation>,
    /// Where it begins in the file, in bytes.
    #[serde(skip)]
    pub at: usize,
}

fn did_it_help() -> String {
    "Did it help?".to_owned()
}

impl Placed for Action {
    fn place(&mut self, at: usize) {
        self.at = at;
    }
}
