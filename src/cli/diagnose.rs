//! `fixpath diagnose`: reads events and logs from files and finds articles for them.

use std::{
    fs::File,
    io::{self, Read, Seek, stdin},
    os::fd::AsFd,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{exit_status::ExitStatus, folders, found::GuideJson, index, messages, terminal};
use crate::{
    budget::Budget,
    config::{ContentConfig, DataConfig, MessagesConfig, this_program},
    diagnosis::FoundArticle,
    eventlog::{is_binary, moment_text},
    evidence::{ArticleId, EventRecord},
    library::Library,
    log_process::Reader,
    lookup::{Diagnosis, Knowledge, Submission, by_words, diagnose, guides_of, text_of},
    wording::{self, Form, Links, Triage},
};

/// How long one search may take, and the whole diagnosis.
const SEARCH: Duration = Duration::from_secs(2);
const BUDGET: Duration = Duration::from_secs(20);

/// The most bytes held in memory for a text, whose first megabyte is read, or for a binary log that
/// is not a file. Log files may have any size.
const LARGEST: u64 = 64 << 20;

/// How many bytes distinguish a binary log from a text.
const HEAD: u64 = 8;

/// Settings of `fixpath diagnose`.
#[derive(Debug, Args)]
pub struct DiagnoseConfig {
    #[command(flatten)]
    content: ContentConfig,
    #[command(flatten)]
    data: DataConfig,
    #[command(flatten)]
    messages: MessagesConfig,
    /// Files with events, logs (.evtx and .evt too) or any message, read as one; - for standard
    /// input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Print a text for a ticket
    #[arg(
        long,
        value_enum,
        value_name = "FORM",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text",
        conflicts_with = "json"
    )]
    ticket: Option<TicketForm>,
    /// With --ticket: replace users, machines, paths and addresses by placeholders, which are
    /// listed on standard error first
    #[arg(long, requires = "ticket")]
    placeholders: bool,
}

/// How a text for a ticket is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TicketForm {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
}

/// The diagnosis as JSON.
#[derive(Serialize)]
struct Diagnosed<'a> {
    findings: Vec<FindingFound<'a>>,
    records: u64,
    recovered: u64,
    damaged: u64,
    kinds_left_out: u64,
    events_left_out: u64,
    unchecked_events: usize,
    /// For a text without events: the guides that it leads to, and the articles that have its
    /// words.
    guides: Vec<GuideJson<'a>>,
    articles: Vec<ArticleJson<'a>>,
}

/// A finding as JSON.
#[derive(Serialize)]
struct FindingFound<'a> {
    event: &'a EventRecord,
    count: usize,
    recovered: u64,
    level: &'static str,
    computers: &'a [String],
    first: Option<String>,
    last: Option<String>,
    articles: Vec<ArticleJson<'a>>,
    guides: Vec<GuideJson<'a>>,
}

/// An article that was found, and why.
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

/// Prints the findings with their guides and articles; exit code 1 if nothing was found.
pub fn run(config: &DiagnoseConfig) -> Result<ExitStatus> {
    let files = config.files.iter().map(|file| submission(file));
    let submitted = files.collect::<Result<Vec<_>>>()?;
    let (messages, problems) = messages::open(&config.messages)?;
    problems.iter().for_each(terminal::error_line);
    let layers = folders::layers(&config.content)?;
    folders::check_folders(&layers)?;
    let snapshot = index::open(&layers, &config.data)?;
    let known = Knowledge::of(&snapshot, SEARCH).with_messages(&messages);
    let diagnosis = diagnose(&known, &submitted, Budget::of(BUDGET))?;
    let findings = diagnosis.findings.iter().map(|finding| FindingFound {
        event: &finding.event,
        count: finding.count,
        recovered: finding.spread.recovered,
        level: finding.spread.level.word(),
        computers: &finding.spread.computers,
        first: finding.spread.first.and_then(moment_text),
        last: finding.spread.last.and_then(moment_text),
        articles: finding.articles.iter().map(ArticleJson::from).collect(),
        guides: guides_of(&known, finding)
            .iter()
            .map(GuideJson::started)
            .collect(),
    });
    let by_words = match diagnosis.has_articles() {
        true => Vec::new(),
        false => by_words(&known, &text_of(&submitted)),
    };
    if let Some(form) = config.ticket {
        let triage = Triage::of(&known, &diagnosis, &by_words, LINKS);
        print_ticket(&triage, form, config.placeholders)?;
        let is_empty =
            diagnosis.findings.is_empty() && diagnosis.guides.is_empty() && by_words.is_empty();
        return Ok(exit_status(is_empty));
    }
    let by_words = by_words.iter().map(|hit| ArticleJson {
        id: &hit.id,
        why: wording::search_reasons(&hit.why),
    });
    let found = Diagnosed {
        findings: findings.collect(),
        records: diagnosis.tally.records,
        recovered: diagnosis.tally.recovered,
        damaged: diagnosis.tally.damaged,
        kinds_left_out: diagnosis.left_out.groups,
        events_left_out: diagnosis.left_out.events,
        unchecked_events: diagnosis.unchecked_events,
        guides: diagnosis.guides.iter().map(GuideJson::started).collect(),
        articles: by_words.collect(),
    };
    if config.json {
        terminal::json(&found)?;
    } else {
        print(&found, &diagnosis, &snapshot.library)?;
    }
    diagnosis.problems.iter().for_each(terminal::error_line);
    let is_empty =
        found.findings.is_empty() && found.guides.is_empty() && found.articles.is_empty();
    Ok(exit_status(is_empty))
}

/// The terminal doesn't know the addresses of a portal.
const LINKS: Links<'_> = Links {
    article: &|_| String::new(),
    guide: &|_, _| String::new(),
};

/// Prints a text for a ticket, preceded by what its placeholders replace.
fn print_ticket(triage: &Triage<'_>, form: TicketForm, has_placeholders: bool) -> Result<()> {
    let form = match form {
        TicketForm::Text => Form::Text,
        TicketForm::Markdown => Form::Markdown,
    };
    let text = if has_placeholders {
        let (hidden, list) = triage.with_placeholders();
        for (placeholder, value) in &list {
            terminal::error_line(format_args!("{placeholder} = {value}"));
        }
        hidden.write(form)
    } else {
        triage.write(form)
    };
    text.lines()
        .try_for_each(|line| terminal::line(format_args!("{line}")))?;
    Ok(())
}

fn exit_status(is_empty: bool) -> ExitStatus {
    match is_empty {
        true => ExitStatus::ProblemsOrNothing,
        false => ExitStatus::Ok,
    }
}

/// The submission in a file; a separate process reads a binary log.
fn submission(path: &Path) -> Result<Submission> {
    let (shown, file) = match path.as_os_str() == "-" {
        true => {
            let file = stdin().as_fd().try_clone_to_owned().map(File::from);
            ("standard input".to_owned(), file)
        }
        false => (path.display().to_string(), File::open(path)),
    };
    let mut file = file.with_context(|| format!("can't open {shown}"))?;
    let mut bytes = Vec::new();
    read(&mut file, HEAD, &mut bytes).with_context(|| format!("can't read {shown}"))?;
    let is_log = is_binary(&bytes);
    let reader = Reader::new(this_program());
    if is_log && is_whole_file(&mut file) {
        return Ok(Submission::Log(reader.read_file(&shown, file)));
    }
    read(&mut file, LARGEST, &mut bytes).with_context(|| format!("can't read {shown}"))?;
    if !is_log {
        return Ok(Submission::Text(bytes));
    }
    if bytes.len() as u64 > LARGEST {
        let most = LARGEST >> 20;
        bail!("{shown} is larger than {most} MB; name the log as a file, which may have any size");
    }
    Ok(Submission::Log(reader.read_named(&shown, &bytes)))
}

fn read(file: &mut File, most: u64, bytes: &mut Vec<u8>) -> io::Result<usize> {
    file.take(most).read_to_end(bytes)
}

/// Whether this is a file of which only the head was read, so that it can be read again from the
/// start.
fn is_whole_file(file: &mut File) -> bool {
    let at = file.stream_position().ok();
    at == Some(HEAD) && file.metadata().is_ok_and(|data| data.is_file())
}

fn print(found: &Diagnosed<'_>, diagnosis: &Diagnosis<'_>, library: &Library) -> Result<()> {
    let tally = diagnosis.tally;
    if tally.records + tally.recovered + tally.damaged > 1 {
        terminal::line(format_args!("{}", wording::tally(tally)))?;
    }
    for finding in &found.findings {
        let event = finding.event;
        let name = wording::event_read(event.source.as_deref(), event.id);
        let times = wording::times(finding.count, finding.recovered);
        terminal::line(format_args!("{name}, {times}"))?;
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
    if diagnosis.left_out.groups > 0 {
        let groups = wording::counted(diagnosis.left_out.groups, "group");
        let events = wording::counted(diagnosis.left_out.events, "event");
        terminal::line(format_args!("Left out: {groups} with {events} in all"))?;
    }
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
