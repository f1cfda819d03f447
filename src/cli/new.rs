//! `fixpath new`: a draft of an article or a guide to start from.

use std::io::{Write, stdout};

use anyhow::{Result, anyhow};
use clap::{Args, ValueEnum};

use super::Outcome;
use crate::evidence::ArticleId;

/// Settings of `fixpath new`.
#[derive(Debug, Args)]
pub struct NewConfig {
    /// What to draft
    #[arg(value_enum)]
    what: Draft,
    /// Its id: VPN-012 for an article, printer-offline for a guide
    id: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Draft {
    Article,
    Guide,
}

/// Prints the draft.
pub fn run(config: &NewConfig) -> Result<Outcome> {
    let draft = match config.what {
        Draft::Article => {
            let id = ArticleId::parse(&config.id).ok_or_else(|| {
                anyhow!(
                    "`{}` is not an article id; use a word, a hyphen and a number, as in VPN-012",
                    config.id
                )
            })?;
            article(&id)
        }
        Draft::Guide => guide(&config.id)?,
    };
    write!(stdout(), "{draft}")?;
    Ok(Outcome::Fine)
}

fn article(id: &ArticleId) -> String {
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d");
    format!(
        "---
id: {id}
title: \"What the person sees, in their words\"
products: [\"The product\"]
versions: []
keywords: []
issue_type: kbprb
modified: {today}
query_words: \"other words people use for it\"
---

## Symptoms

What the person sees. Quote an event as it stands in the log:

```event
Event ID: 0
Source: The source
Type: Error
Description: The message, word for word.
```

## Cause

Why it happens.

## Resolution

1. The first thing to do.
2. How to see that it worked.

## More information

Other articles by their id alone become links.
"
    )
}

fn guide(id: &str) -> Result<String> {
    let fits = !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !fits {
        return Err(anyhow!(
            "`{id}` is not a guide id; use lower-case letters, digits and hyphens"
        ));
    }
    Ok(crate::guide::draft(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_draft_reads_without_a_problem() {
        let id = ArticleId::parse("VPN-012").unwrap();
        let (article, problems) =
            crate::article::read_own(article(&id).as_bytes(), "VPN-012.md", None);
        assert_eq!(problems, []);
        assert_eq!(article.unwrap().id, id);
    }

    #[test]
    fn the_guide_draft_checks_without_an_error() {
        let (read, problems) =
            crate::guide::read(&guide("printer-offline").unwrap(), "printer-offline.toml");
        assert_eq!(problems, []);
        assert!(read.is_some());
        assert!(guide("No Such").is_err());
    }
}
