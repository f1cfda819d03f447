//! Citations: the passages that a guide is based on.

use std::{fmt, sync::Arc};

use serde::Deserialize;

use crate::evidence::ArticleId;

/// A section of an article that a part of the guide cites: `Q168465#resolution`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "Cite")]
pub struct Citation {
    /// The article.
    pub article: ArticleId,
    /// The section's anchor; empty for the whole article.
    pub anchor: Arc<str>,
    /// What the section must contain: numbers, names, facts.
    pub says: Vec<String>,
}

/// How a citation is written.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a citation is \"Q168465#resolution\" or { at = \"Q168465#resolution\", says = [\"…\"] }"
)]
enum Cite {
    At(String),
    Says(CiteSays),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CiteSays {
    at: String,
    says: Vec<String>,
}

impl TryFrom<Cite> for Citation {
    type Error = String;

    fn try_from(cite: Cite) -> Result<Self, Self::Error> {
        let (text, says) = match cite {
            Cite::At(text) => (text, Vec::new()),
            Cite::Says(CiteSays { at, says }) => (at, says),
        };
        let (id, anchor) = text.split_once('#').unwrap_or((&text, ""));
        let article = ArticleId::parse(id)
            .ok_or_else(|| format!(
                "`{text}` is not a citation; Write the ID of an article and one of its sections, as in `Q168465#resolution`"
            ))?;
        Ok(Self {
            article,
            anchor: anchor.into(),
            says,
        })
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.article)?;
        if !self.anchor.is_empty() {
            write!(f, "#{}", self.anchor)?;
        }
        Ok(())
    }
}
