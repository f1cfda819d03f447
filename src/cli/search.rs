//! `fixpath search`: the search of the portal, in the terminal.

use std::time::Duration;

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use super::{exit_status::ExitStatus, found, index, terminal};
use crate::{
    article::Role,
    config::{ContentConfig, DataConfig},
    evidence::ArticleId,
    lookup::{Knowledge, answer},
    search::{Filters, Request},
    wording,
};

/// How long a search may take.
const BUDGET: Duration = Duration::from_secs(2);

/// Settings of `fixpath search`.
#[derive(Debug, Args)]
pub struct SearchConfig {
    #[command(flatten)]
    content: ContentConfig,
    #[command(flatten)]
    data: DataConfig,
    /// Words, an event ID, an error code or a message
    #[arg(required = true)]
    query: Vec<String>,
    /// Number of results to print
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    limit: u16,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The results as JSON.
#[derive(Serialize)]
struct ResultsJson<'a> {
    hits: Vec<ResultJson<'a>>,
    total: usize,
    guides: Vec<found::GuideJson<'a>>,
}

/// A result as JSON.
#[derive(Serialize)]
struct ResultJson<'a> {
    id: &'a ArticleId,
    title: &'a str,
    section: Option<&'static str>,
    why: Vec<String>,
}

/// Prints what the query mentions, its guides and its results; exit code 1 where nothing was found.
pub fn run(config: &SearchConfig) -> Result<ExitStatus> {
    let layers = index::layers(&config.content)?;
    index::check_folders(&layers)?;
    let snapshot = index::open(&layers, &config.data)?;
    let query = config.query.join(" ");
    let request = Request {
        query: &query,
        limit: usize::from(config.limit),
        page: 1,
        ..Request::default()
    };
    let results = snapshot.index.search(&request, BUDGET);
    let known = Knowledge::of(&snapshot, BUDGET);
    let answer = answer(&known, &query, Filters::default(), false, &results);
    let topics = answer.card.as_ref().map_or(&[][..], |card| &card.open);
    let of_topics = topics.iter().flat_map(|topic| &topic.guides);
    let guides: Vec<found::GuideJson<'_>> = (of_topics.map(found::GuideJson::started))
        .chain(answer.guides.iter().map(found::GuideJson::matched))
        .collect();
    let is_empty = results.hits.is_empty() && guides.is_empty();
    if config.json {
        let hits = results.hits.iter().map(|hit| ResultJson {
            id: &hit.id,
            title: &hit.title,
            section: hit.section.map(Role::word),
            why: wording::search_reasons(&hit.why),
        });
        terminal::json(&ResultsJson {
            hits: hits.collect(),
            total: results.total,
            guides,
        })?;
    } else {
        for topic in topics {
            found::print_topic(topic, &snapshot.library)?;
        }
        guides.iter().try_for_each(found::GuideJson::print)?;
        for hit in &results.hits {
            terminal::line(format_args!("{}  {}", hit.id, hit.title))?;
            terminal::line(format_args!(
                "    {}",
                wording::search_reasons(&hit.why).join("; ")
            ))?;
        }
        let total = wording::counted(results.total, "result");
        terminal::line(total)?;
    }
    Ok(if is_empty {
        ExitStatus::ProblemsOrNothing
    } else {
        ExitStatus::Ok
    })
}
