//! `fixpath search`: the search of the portal, in the terminal.

use std::time::Duration;

use anyhow::Result;
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde::Serialize;

use super::{exit_status::ExitStatus, folders, found, index, terminal};
use crate::{
    article::Role,
    config::{ContentConfig, DataConfig},
    evidence::ArticleId,
    lookup::{Knowledge, answer},
    search::{Correction, Filters, LeftOut, Reason, Request, Results, Sort},
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
    /// Order of the results
    #[arg(long, default_value = "best", value_parser = sorts())]
    sort: Sort,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The results as JSON.
#[derive(Serialize)]
struct ResultsJson<'a> {
    hits: Vec<ResultJson<'a>>,
    total: usize,
    /// How many complete matches there are: articles with everything that the query asks for.
    complete: usize,
    /// How many of the first results mention what the query names.
    before_other: Option<usize>,
    corrected: Option<CorrectionJson<'a>>,
    left_out: Vec<LeftOutJson<'a>>,
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

/// A corrected spelling as JSON.
#[derive(Serialize)]
struct CorrectionJson<'a> {
    query: &'a str,
    articles: Option<usize>,
    articles_as_typed: Option<usize>,
}

/// A part of the query that was ignored, as JSON.
#[derive(Serialize)]
struct LeftOutJson<'a> {
    of: &'static str,
    limit: usize,
    written: &'a [String],
}

/// Reads the word for an order.
fn sorts() -> impl TypedValueParser<Value = Sort> {
    let words = PossibleValuesParser::new(Sort::ALL.map(Sort::word));
    words.map(|word| Sort::of_word(&word).unwrap_or_default())
}

/// Prints what the query mentions, its guides and its results; exit code 1 if nothing was found.
pub fn run(config: &SearchConfig) -> Result<ExitStatus> {
    let layers = folders::layers(&config.content)?;
    folders::check_folders(&layers)?;
    let snapshot = index::open(&layers, &config.data)?;
    let query = config.query.join(" ");
    let request = Request {
        query: &query,
        limit: usize::from(config.limit),
        sort: config.sort,
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
            complete: results.complete_matches.unwrap_or(0),
            before_other: results.named.map(|(_, articles)| articles),
            corrected: results.corrected.as_ref().map(CorrectionJson::new),
            left_out: results.left_out.iter().map(LeftOutJson::new).collect(),
            guides,
        })?;
    } else {
        for topic in topics {
            found::print_topic(topic, &snapshot.library)?;
        }
        guides.iter().try_for_each(found::GuideJson::print)?;
        print_hits(&results, &query)?;
    }
    Ok(if is_empty {
        ExitStatus::ProblemsOrNothing
    } else {
        ExitStatus::Ok
    })
}

/// Prints what was searched for if that differs from the query as typed, the results, and how many
/// there are.
fn print_hits(results: &Results, query: &str) -> Result<()> {
    for left_out in &results.left_out {
        terminal::line(wording::left_out(left_out))?;
    }
    if let Some(correction) = &results.corrected {
        terminal::line(wording::corrected(correction, query))?;
    }
    let before_other = results.named.map_or(usize::MAX, |(_, articles)| articles);
    for (number, hit) in results.hits.iter().enumerate() {
        if number == before_other {
            terminal::line(format_args!("{}:", wording::OTHER_RESULTS))?;
        }
        terminal::line(format_args!("{}  {}", hit.id, hit.title))?;
        let why = hit
            .why
            .iter()
            .filter(|why| !matches!(why, Reason::Corrected { .. }));
        let why = wording::search_reasons(why).join("; ");
        terminal::line(format_args!("    {why}"))?;
    }
    terminal::line(wording::results_shown(results, 1))?;
    Ok(())
}

impl<'a> CorrectionJson<'a> {
    fn new(correction: &'a Correction) -> Self {
        Self {
            query: &correction.query,
            articles: correction.articles,
            articles_as_typed: correction.articles_as_typed,
        }
    }
}

impl<'a> LeftOutJson<'a> {
    fn new(left_out: &'a LeftOut) -> Self {
        Self {
            of: left_out.limit.word(),
            limit: left_out.limit.most(),
            written: &left_out.written,
        }
    }
}
