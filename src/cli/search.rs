//! `fixpath search`: the search of the portal, in the terminal.

use std::time::Duration;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::{Outcome, index, terminal};
use crate::{
    article::Role,
    config::{ContentConfig, DataConfig},
    search::Request,
};

/// Settings of `fixpath search`.
#[derive(Debug, Args)]
pub struct SearchConfig {
    #[command(flatten)]
    content: ContentConfig,
    #[command(flatten)]
    data: DataConfig,
    /// What to look for
    #[arg(required = true)]
    query: Vec<String>,
    /// The most hits to print
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    limit: u16,
    /// Print JSON, one object
    #[arg(long)]
    json: bool,
}

/// Prints the hits; exit code 1 where there are none.
pub fn run(config: &SearchConfig) -> Result<Outcome> {
    let layers = config.content.layers();
    index::check_folders(&layers)?;
    let snapshot = index::open(&layers, &config.data)?;
    let query = config.query.join(" ");
    let request = Request {
        query: &query,
        limit: usize::from(config.limit),
        page: 1,
        ..Request::default()
    };
    let results = snapshot.index.search(&request, Duration::from_secs(2));
    if config.json {
        let hits: Vec<_> = results
            .hits
            .iter()
            .map(|hit| json!({ "id": hit.id, "title": hit.title, "section": hit.section.map(Role::word), "why": hit.why }))
            .collect();
        terminal::json(&json!({ "hits": hits, "total": results.total }))?;
    } else {
        for hit in &results.hits {
            terminal::line(format_args!("{}  {}", hit.id, hit.title))?;
            terminal::line(format_args!("    {}", hit.why.join("; ")))?;
        }
        terminal::line(format_args!("{} found", results.total))?;
    }
    Ok(if results.hits.is_empty() {
        Outcome::Problems
    } else {
        Outcome::Fine
    })
}
