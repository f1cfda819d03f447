//! `fixpath diagnose`: an event or a log from a file, and the articles for it.

use std::{
    fs,
    io::{Read, stdin},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use super::{Outcome, index, terminal};
use crate::{
    config::{ContentConfig, DataConfig},
    eventlog,
};

/// The largest log that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Settings of `fixpath diagnose`.
#[derive(Debug, Args)]
pub struct DiagnoseConfig {
    #[command(flatten)]
    content: ContentConfig,
    #[command(flatten)]
    data: DataConfig,
    /// A file with an event or a log; - for standard input
    file: PathBuf,
    /// Print JSON, one object
    #[arg(long)]
    json: bool,
}

/// Prints the findings; exit code 1 where nothing was found.
pub fn run(config: &DiagnoseConfig) -> Result<Outcome> {
    let mut bytes = Vec::new();
    if config.file.as_os_str() == "-" {
        stdin()
            .take(LARGEST)
            .read_to_end(&mut bytes)
            .context("can't read standard input")?;
    } else {
        let shown = config.file.display();
        let file = fs::File::open(&config.file).with_context(|| format!("can't open {shown}"))?;
        file.take(LARGEST)
            .read_to_end(&mut bytes)
            .with_context(|| format!("can't read {shown}"))?;
    }
    let layers = config.content.layers();
    index::check_folders(&layers)?;
    let snapshot = index::open(&layers, &config.data)?;
    let (events, problems) = eventlog::read(&bytes);
    let findings = snapshot.diagnose(&events, Duration::from_secs(2));
    if config.json {
        let findings: Vec<_> = findings
            .iter()
            .map(|finding| {
                let articles: Vec<_> = finding
                    .articles
                    .iter()
                    .map(|found| json!({ "id": found.id, "why": found.why }))
                    .collect();
                json!({ "event": finding.event, "count": finding.count, "articles": articles })
            })
            .collect();
        terminal::json(&json!({ "findings": findings }))?;
    } else {
        for finding in &findings {
            let source = finding.event.source.as_deref().unwrap_or("(no source)");
            let id = finding
                .event
                .id
                .map_or_else(|| "?".to_owned(), |id| id.to_string());
            terminal::line(format_args!("{source} {id}, {} times", finding.count))?;
            for found in &finding.articles {
                let title = snapshot
                    .library
                    .get(&found.id)
                    .map_or("", |entry| entry.title.as_str());
                terminal::line(format_args!("  {}  {title}", found.id))?;
                terminal::line(format_args!("      {}", found.why.join("; ")))?;
            }
        }
    }
    problems.iter().for_each(terminal::complain);
    Ok(if findings.is_empty() {
        Outcome::Problems
    } else {
        Outcome::Fine
    })
}
