//! `fixpath new guide … --from`: a guide made from a table, a flowchart or an article.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use super::{folders::layers, quick_citations::QuickCitations};
use crate::{
    article::{Article, Role, Section},
    config::ContentConfig,
    decode,
    evidence::{ArticleId, events, fold_source},
    guide::{
        self, ArticleParts, Guide, GuideFile, Outline, OutlineEvent, outline_of_article,
        read_chart, read_table, write_guide,
    },
    markup::{Block, text},
    problem::Problem,
};

/// The largest table or chart, in bytes.
const LARGEST: u64 = 1 << 20;

/// A guide that was made, and its problems.
pub(super) struct Made {
    /// The guide's file; `None` if its source can't be read.
    pub(super) text: Option<String>,
    pub(super) problems: Vec<Problem>,
}

/// Makes a guide with this ID. `from` is a file or the ID of an article.
pub(super) fn make(
    id: &str,
    title: Option<&str>,
    from: &str,
    content: &ContentConfig,
) -> Result<Made> {
    let layers = layers(content)?;
    let library = QuickCitations::new(&layers);
    let path = Path::new(from);
    let (mut outline, problems) = match ArticleId::parse(from) {
        Some(article) if !path.exists() => {
            let article = library.article(&article).ok_or_else(|| {
                anyhow!("there is no article {article}; name the folder that has it with --kb")
            })?;
            (outline_of_article(&parts(&article)), Vec::new())
        }
        _ => read_file(path)?,
    };
    if problems.iter().any(Problem::is_error) {
        return Ok(Made {
            text: None,
            problems,
        });
    }
    outline.id = id.to_owned();
    let others = library.guides();
    for event in &mut outline.events {
        event.after = last_claimant(&others, event);
    }
    if let Some(title) = title {
        outline.title = title.to_owned();
    } else if outline.title.is_empty() {
        outline.title = title_of(id);
    }
    let file = write_guide(&outline);
    let problems = problems_of(&file, from, &library, &others);
    Ok(Made {
        text: Some(file.text),
        problems,
    })
}

fn read_file(path: &Path) -> Result<(Outline, Vec<Problem>)> {
    let name = path.display().to_string();
    let size = std::fs::metadata(path).with_context(|| format!("{name} can't be read"))?;
    if size.len() > LARGEST {
        return Err(anyhow!("{name} is larger than 1 MB; split it"));
    }
    let bytes = std::fs::read(path).with_context(|| format!("{name} can't be read"))?;
    let mut problems = Vec::new();
    // Spreadsheets also save in the encoding of Windows, which is not the author's mistake.
    let text = decode::text(&bytes, &name, 1, &mut problems);
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    match ending.to_str() {
        Some("csv" | "tsv" | "txt") => Ok(read_table(&text, &name)),
        Some("mmd" | "mermaid" | "md") => Ok(read_chart(&text, &name)),
        _ => Err(anyhow!(
            "{name} is neither a table (.csv, .tsv) nor a Mermaid flowchart (.mmd, .mermaid)"
        )),
    }
}

/// The problems of a guide that was made, in terms of its source.
fn problems_of(
    file: &GuideFile,
    from: &str,
    library: &QuickCitations<'_>,
    others: &[Guide],
) -> Vec<Problem> {
    let (guide, problems) = guide::read(&file.text, from);
    let problems = match guide {
        Some(guide) => {
            let alone = guide::check_alone(&guide);
            guide::check_joining(&guide, &alone, others, library)
        }
        None => problems,
    };
    let in_source = problems.into_iter().map(|problem| file.in_source(problem));
    in_source.collect()
}

/// The last one in order of the guides that handle an event.
fn last_claimant(guides: &[Guide], event: &OutlineEvent) -> Option<String> {
    let claims = |guide: &Guide| {
        let mut claims = guide.events.iter();
        claims.any(|claim| {
            claim.id == event.id && fold_source(&claim.source) == fold_source(&event.source)
        })
    };
    let claimants: Vec<&Guide> = guides.iter().filter(|guide| claims(guide)).collect();
    let is_last = |guide: &&&Guide| !claimants.iter().any(|other| other.comes_after(&guide.id));
    claimants.iter().find(is_last).map(|guide| guide.id.clone())
}

/// A title until there is a better one: `printer-silent` gives `Printer silent`.
fn title_of(id: &str) -> String {
    let mut title = id.replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}

/// The parts of an article that a guide is made from.
fn parts(article: &Article) -> ArticleParts {
    let of = |role: Role| {
        article
            .sections
            .iter()
            .filter(move |section| section.role == role)
    };
    let symptoms = of(Role::Symptoms).next();
    let symptom_text = symptoms
        .map(|section| text::write(&section.blocks))
        .unwrap_or_default();
    let mut found: Vec<OutlineEvent> = Vec::new();
    for event in events(&symptom_text) {
        let event = event.source.map(|source| OutlineEvent {
            source,
            id: event.id,
            after: None,
        });
        found.extend(event.filter(|event| !found.contains(event)));
    }
    let fixes = of(Role::Resolution).chain(of(Role::Workaround));
    ArticleParts {
        id: article.id.to_string(),
        title: article.title.clone(),
        products: article.meta.products.clone(),
        symptom: symptoms.and_then(first_paragraph).unwrap_or_default(),
        messages: Vec::new(),
        events: found,
        symptom_anchor: symptoms
            .map(|section| section.anchor.clone())
            .unwrap_or_default(),
        fixes: fixes
            .map(|section| (section.anchor.clone(), steps(section)))
            .collect(),
    }
}

fn first_paragraph(section: &Section) -> Option<String> {
    let mut paragraphs = section
        .blocks
        .iter()
        .filter(|block| matches!(block, Block::Paragraph { .. }));
    paragraphs
        .next()
        .map(|block| one_line(std::slice::from_ref(block)))
}

/// What a section says to do: the items of its lists, or else its paragraphs.
fn steps(section: &Section) -> Vec<String> {
    let items = section.blocks.iter().filter_map(|block| match block {
        Block::List { items, .. } => Some(items.iter().map(|item| one_line(item))),
        _ => None,
    });
    let items: Vec<String> = items.flatten().collect();
    let mut steps = match items.is_empty() {
        true => {
            let blocks = section.blocks.iter();
            blocks
                .map(|block| one_line(std::slice::from_ref(block)))
                .collect()
        }
        false => items,
    };
    steps.retain(|step| !step.is_empty());
    steps.truncate(MAX_STEPS);
    steps
}

/// The most steps that are taken from a section.
const MAX_STEPS: usize = 40;

fn one_line(blocks: &[Block]) -> String {
    let text = text::write(blocks);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a file into a folder, but never over an existing one.
pub(super) fn write_new(folder: &Path, name: &str, text: &str) -> Result<PathBuf> {
    use std::io::Write;
    let path = folder.join(name);
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create_new(true).open(&path);
    let mut file = file.with_context(|| format!("{} can't be written", path.display()))?;
    file.write_all(text.as_bytes())
        .with_context(|| format!("{} can't be written", path.display()))?;
    Ok(path)
}
