//! `fixpath check`: lists the problems of every article and guide by file and line, and proves
//! that no word of an article is lost.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
    sync::Mutex,
};

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::{
    exit_status::ExitStatus,
    folders::{check_folders, layers},
    terminal,
};
use crate::{
    article::{Article, words},
    atlas::{Atlas, AtlasBuilder, AtlasCard},
    config::ContentConfig,
    content::{Content, InternalBuilder, Listing, LoadedArticle, Shelves, read_layers},
    evidence::{ArticleId, fold_source},
    guide::{self, Cited, CodeClaim, EventClaim, Guide, Subjects},
    layer::Layer,
    library::{LibraryCard, Origin},
    number::{counted, grouped},
    problem::{Problem, Severity},
    snapshot::{check_guides, effective_guides, section_text},
};

/// Settings of `fixpath check`.
#[derive(Debug, Args)]
pub struct CheckConfig {
    #[command(flatten)]
    content: ContentConfig,
    /// How to print the problems
    #[arg(long, value_enum, default_value = "human")]
    format: OutputFormat,
    /// List every problem, not three of each kind
    #[arg(long)]
    all: bool,
    /// An older copy of the folder: also list walks that no longer end in the same outcome
    #[arg(long, value_name = "FOLDER")]
    against: Option<PathBuf>,
    /// Also report how many of the articles about its events and codes each guide cites
    #[arg(long)]
    coverage: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// With file and line, as compilers do
    Human,
    /// One JSON object per line
    Json,
}

/// Prints every problem; exit code 1 if any is an error.
pub fn run(config: &CheckConfig) -> Result<ExitStatus> {
    let layers = layers(&config.content)?;
    check_folders(&layers)?;
    let listing = Listing::new(&layers);
    let mut problems = listing.problems.clone();
    let mut shelves = Shelves::new(&listing);
    let mut atlas = AtlasBuilder::default();
    let (mut guides, mut internal) = (Vec::new(), InternalBuilder::new(&layers));
    let mut lost = 0usize;
    read_layers(&listing, |mut content| {
        let found = lost_words(&content);
        lost += found.len();
        problems.append(&mut content.problems);
        problems.extend(found);
        guides.extend(content.guide.take());
        shelves.navigate(content.navigation.take());
        let ids = content.documents.iter().map(|one| &one.article.id);
        internal.add(content.says(), ids);
        let mut taken = 0;
        if config.coverage {
            for LoadedArticle { article, texts, .. } in &content.documents {
                atlas.add(AtlasCard::of(article, texts));
            }
        }
        for document in std::mem::take(&mut content.documents) {
            let mut card = LibraryCard::of(&document.article, &document.texts);
            card.find_lines(&document.source);
            let LoadedArticle { origin, .. } = document;
            let name = content.name_id.as_ref();
            let is_taken = shelves.add(&content.file, name, &mut card, origin, &mut problems);
            taken += usize::from(is_taken);
        }
        shelves.account(content.layer, &content.path, taken, content.skipped);
    });
    let internal = internal.finish();
    problems.extend(internal.problems(&layers));
    let internal = shelves.count(|origin| internal.has(origin.layer, &origin.path));
    let (built, counts) = shelves.finish(&listing, &mut problems);
    let library = built.library;
    let (guides, found) = effective_guides(&guides);
    problems.extend(found);
    let sections = Sections {
        library: &library,
        listing: &listing,
        read: Mutex::default(),
    };
    problems.extend(check_guides(&guides, &sections));
    if let Some(folder) = &config.against {
        let guides: Vec<Guide> = guides.iter().map(|one| one.guide.clone()).collect();
        problems.extend(guide::against(&guides, &older_guides(folder)?));
    }
    if config.coverage {
        let about = About {
            atlas: &atlas.finish(),
        };
        let guides = guides.iter().map(|one| &one.guide);
        problems.extend(guides.flat_map(|guide| guide::coverage(guide, &about)));
    }
    if config.format == OutputFormat::Human {
        for (layer, counts) in layers.iter().zip(&counts) {
            if matches!(layer, Layer::Folder(_)) {
                terminal::line(format_args!("{}: {}", layer.name(), counts.in_words()))?;
            }
        }
    }
    print(&problems, config)?;
    if config.format == OutputFormat::Human {
        if internal > 0 {
            terminal::line(format_args!(
                "{}: shown only to staff",
                counted(internal, "internal article")
            ))?;
        }
        terminal::line(format_args!(
            "{}, {}: {}, {}, {} with missing words",
            counted(library.len(), "article"),
            counted(guides.len(), "guide"),
            counted(count(&problems, Severity::Error), "error"),
            counted(count(&problems, Severity::Warning), "warning"),
            counted(lost, "article"),
        ))?;
    }
    Ok(if count(&problems, Severity::Error) > 0 {
        ExitStatus::ProblemsOrNothing
    } else {
        ExitStatus::Ok
    })
}

/// The guides in an older copy of a folder, as far as they can be read.
fn older_guides(folder: &Path) -> Result<Vec<Guide>> {
    let layers = [Layer::folder(folder)];
    check_folders(&layers)?;
    let listing = Listing::new(&layers);
    let mut guides = Vec::new();
    read_layers(&listing, |mut content| guides.extend(content.guide.take()));
    let guides = effective_guides(&guides).0.into_iter();
    Ok(guides.map(|one| one.guide).collect())
}

fn lost_words(content: &Content) -> Vec<Problem> {
    let check = |document: &LoadedArticle| {
        let lost = words::lost(&document.source, document.format, &document.article)?;
        let message = format!("{}: {}", document.article.id, lost.message);
        // In files written for other programs, the meaning of marks is less certain.
        let problem = match document.format.is_archive() {
            true => Problem::error(&content.file, lost.line, message),
            false => Problem::warning(&content.file, lost.line, message),
        };
        Some(problem.suggest("this is a bug in Fixpath; please report it"))
    };
    content.documents.iter().filter_map(check).collect()
}

/// How many problems of one kind are shown without --all.
const MAX_SHOWN: usize = 3;

fn print(problems: &[Problem], config: &CheckConfig) -> Result<()> {
    if config.format == OutputFormat::Json {
        return Ok(problems.iter().try_for_each(terminal::json)?);
    }
    let places = if config.all { usize::MAX } else { MAX_SHOWN };
    for same in of_one_kind(problems) {
        for problem in same.iter().take(places) {
            problem.in_lines().iter().try_for_each(terminal::line)?;
        }
        let rest = same.len().saturating_sub(places);
        if rest > 0 {
            let more = grouped(rest);
            terminal::line(format_args!(
                "  … and {more} more like this; --all lists them"
            ))?;
        }
    }
    Ok(())
}

/// The problems by kind: problems of the same kind differ only in what their messages quote. Kinds
/// are in the order of their first problems.
fn of_one_kind(problems: &[Problem]) -> Vec<Vec<&Problem>> {
    let mut places = HashMap::new();
    let mut kinds: Vec<Vec<&Problem>> = Vec::new();
    for problem in problems {
        let kind = (problem.severity, without_quoted(&problem.message));
        let at = *places.entry(kind).or_insert_with(|| {
            kinds.push(Vec::new());
            kinds.len() - 1
        });
        if let Some(same) = kinds.get_mut(at) {
            same.push(problem);
        }
    }
    kinds
}

/// A message without quotations in backticks, and without numbers.
fn without_quoted(message: &str) -> String {
    let outside = message.split('`').step_by(2);
    let outside = outside.collect::<Vec<_>>().join("`");
    outside.replace(|c: char| c.is_ascii_digit(), "")
}

fn count(problems: &[Problem], severity: Severity) -> usize {
    problems
        .iter()
        .filter(|problem| problem.severity == severity)
        .count()
}

/// Which articles are about events and codes.
struct About<'a> {
    atlas: &'a Atlas,
}

impl Subjects for About<'_> {
    fn of_event(&self, claim: &EventClaim) -> BTreeSet<ArticleId> {
        let event = self.atlas.event(&fold_source(&claim.source), claim.id);
        let quotes = event.into_iter().flat_map(|event| &event.quotes);
        quotes.map(|quote| quote.article.clone()).collect()
    }

    fn of_code(&self, claim: &CodeClaim) -> BTreeSet<ArticleId> {
        let articles = claim.codes().flat_map(|code| {
            let articles = self.atlas.articles_by_code_key(&code.key());
            articles.to_vec()
        });
        articles.collect()
    }
}

/// The sections that guides cite, read once per article.
struct Sections<'a> {
    library: &'a crate::library::Library,
    listing: &'a Listing<'a>,
    read: Mutex<BTreeMap<ArticleId, Option<Article>>>,
}

impl Sections<'_> {
    fn article(&self, id: &ArticleId) -> Option<Article> {
        let Origin { layer, path, .. } = &self.library.get(id)?.origin;
        let (layer, file) = self
            .listing
            .files
            .iter()
            .find(|(at, file)| at == layer && file.path == *path)?;
        let content = self.listing.read(*layer, file);
        content
            .documents
            .into_iter()
            .map(|document| document.article)
            .find(|article| article.id == *id)
    }
}

impl guide::Citations for Sections<'_> {
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited {
        let Ok(mut read) = self.read.lock() else {
            return Cited::NoArticle;
        };
        let article = read.entry(id.clone()).or_insert_with(|| self.article(id));
        article
            .as_ref()
            .map_or(Cited::NoArticle, |article| section_text(article, anchor))
    }
}
