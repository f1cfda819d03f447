//! `fixpath diagnose`: reads an event or a log from a file and finds articles for it.

use std::{
    fs,
    io::{Read, stdin},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;

use super::{exit_status::ExitStatus, found::GuideJson, index, terminal};
use crate::{
    budget::Budget,
    config::{ContentConfig, DataConfig},
    diagnosis::FoundArticle,
    evidence::{ArticleId, EventRecord},
    library::Library,
    lookup::{Diagnosis, Knowledge, by_words, diagnose, guides_of},
    wording,
};

/// How long one search may take, and all of the diagnosis.
const SEARCH: Duration = Duration::from_secs(2);
const BUDGET: Duration = Duration::from_secs(20);

/// The largest log that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Settings of `fixpath diagnose`.
#[derive(Debug, Args)]
pub struct DiagnoseConfig {
    #[command(flatten)]
    content: ContentConfig,
    #[command(flatten)]
    data: DataConfig,
    /// File with an event, a log or any message; - for standard input
    file: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The diagnosis as JSON.
#[derive(Serialize)]
struct Diagnosed<'a> {
    findings: Vec<FindingFound<'a>>,
    /// Of a text without events: the guides that it leads to, and the articles that have its words.
    guides: Vec<GuideJson<'a>>,
    articles: Vec<ArticleJson<'a>>,
}

/// A finding as JSON.
#[derive(Serialize)]
struct FindingFound<'a> {
    event: &'a EventRecord,
    count: usize,
    articles: Vec<ArticleJson<'a>>,
    guides: Vec<GuideJson<'a>>,
}

/// An article found, and why.
#[derive(Serialize)]
struct ArticleJson<'a> {
    id: &'a ArticleId,
    why: Vec<String>,
}

impl<'a> From<&'a FoundArticle> for ArticleJson<'a> {
    fn from(found: &'a FoundArticle) -> Self {
        Self {
            id: &found.id,
            why: wording::diagnosis_reasons(&found.why),
        }
    }
}

impl ArticleJson<'_> {
    fn print(&self, library: &Library) -> Result<()> {
        let title = library.get(self.id).map_or("", |entry| &entry.title);
        terminal::line(format_args!("  {}  {title}", self.id))?;
        terminal::line(format_args!("      {}", self.why.join("; ")))?;
        Ok(())
    }
}

/// Prints the findings with their guides and articles; exit code 1 where nothing was found.
pub fn run(config: &DiagnoseConfig) -> Result<ExitStatus> {
    let bytes = read(&config.file)?;
    let layers = index::layers(&config.content)?;
    index::check_folders(&layers)?;
    let snapshot = index::open(&layers, &config.data)?;
    let known = Knowledge::of(&snapshot, SEARCH);
    let diagnosis = diagnose(&known, &bytes, Budget::of(BUDGET))?;
    let findings = diagnosis.findings.iter().map(|finding| FindingFound {
        event: &finding.event,
        count: finding.count,
        articles: finding.articles.iter().map(ArticleJson::from).collect(),
        guides: guides_of(&known, finding)
            .iter()
            .map(GuideJson::started)
            .collect(),
    });
    let by_words = match diagnosis.has_articles() {
        true => Vec::new(),
        false => by_words(&known, &bytes),
    };
    let by_words = by_words.iter().map(|hit| ArticleJson {
        id: &hit.id,
        why: wording::search_reasons(&hit.why),
    });
    let found = Diagnosed {
        findings: findings.collect(),
        guides: diagnosis.guides.iter().map(GuideJson::started).collect(),
        articles: by_words.collect(),
    };
    if config.json {
        terminal::json(&found)?;
    } else {
        print(&found, &diagnosis, &snapshot.library)?;
    }
    diagnosis.problems.iter().for_each(terminal::complain);
    let is_empty =
        found.findings.is_empty() && found.guides.is_empty() && found.articles.is_empty();
    Ok(if is_empty {
        ExitStatus::ProblemsOrNothing
    } else {
        ExitStatus::Ok
    })
}

/// The bytes of a file, or of standard input for `-`.
fn read(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        stdin()
            .take(LARGEST)
            .read_to_end(&mut bytes)
            .context("can't read standard input")?;
    } else {
        let shown = file.display();
        let file = fs::File::open(file).with_context(|| format!("can't open {shown}"))?;
        file.take(LARGEST)
            .read_to_end(&mut bytes)
            .with_context(|| format!("can't read {shown}"))?;
    }
    Ok(bytes)
}

fn print(found: &Diagnosed<'_>, diagnosis: &Diagnosis<'_>, library: &Library) -> Result<()> {
    for finding in &found.findings {
        let event = finding.event;
        let name = wording::event_read(event.source.as_deref(), event.id);
        let count = wording::counted(finding.count, "time");
        terminal::line(format_args!("{name}, {count}"))?;
        finding.guides.iter().try_for_each(GuideJson::print)?;
        let mut articles = finding.articles.iter();
        articles.try_for_each(|article| article.print(library))?;
    }
    if found.findings.is_empty() {
        terminal::line(format_args!("No event recognized"))?;
    }
    for read in &diagnosis.codes {
        let articles = wording::counted(read.articles, "article");
        let name = read.code.commonest_spelling();
        terminal::line(format_args!("{name}: mentioned in {articles}"))?;
    }
    found.guides.iter().try_for_each(GuideJson::print)?;
    if !found.articles.is_empty() {
        terminal::line(format_args!("Articles that match the text:"))?;
    }
    let mut articles = found.articles.iter();
    articles.try_for_each(|article| article.print(library))?;
    if diagnosis.unchecked_events > 0 {
        let events = wording::counted(diagnosis.unchecked_events, "event");
        let verb = if diagnosis.unchecked_events == 1 {
            "was"
        } else {
            "were"
        };
        terminal::line(format_args!("Time ran out; {events} {verb} not checked"))?;
    }
    Ok(())
}
