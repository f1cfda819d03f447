//! `fixpath new`: a draft of an article or a guide to start from.

use std::path::PathBuf;

use anyhow::{Result, anyhow};
use clap::{Args, ValueEnum};

use super::{
    exit_status::ExitStatus,
    guide_from::{make, write_new},
    terminal,
};
use crate::{
    article::{Draft, DraftEvent, draft},
    config::ContentConfig,
    evidence::{ArticleId, events},
    guide::quoted,
    layer::Folder,
    problem::Problem,
};

/// The most characters of a title.
const LONGEST_TITLE: usize = 200;
/// The title of a draft of a guide if none is given.
const GUIDE_TITLE: &str = "FILL IN: what the user reports";

/// Settings of `fixpath new`.
#[derive(Debug, Args)]
pub struct NewConfig {
    /// What to draft
    #[arg(value_enum)]
    what: DraftKind,
    /// ID, such as VPN-012 for an article or printer-offline for a guide
    id: String,
    /// Title; if it mentions an event, the draft quotes that event
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Make the guide from this: a table (.csv), a Mermaid flowchart (.mmd), or an article's ID
    #[arg(long, value_name = "FILE")]
    from: Option<String>,
    /// Write the draft into this folder rather than print it; a guide made with --from is checked
    /// first
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    #[command(flatten)]
    content: ContentConfig,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DraftKind {
    Article,
    Guide,
}

/// Prints the draft.
pub fn run(config: &NewConfig) -> Result<ExitStatus> {
    let title = config
        .title
        .as_deref()
        .map(one_line)
        .filter(|title| !title.is_empty());
    if let Some(from) = &config.from {
        return made_from(config, from, title.as_deref());
    }
    let draft = match config.what {
        DraftKind::Article => {
            let id = ArticleId::parse(&config.id).ok_or_else(|| {
                anyhow!(
                    "`{}` is not an article ID; use a word, a hyphen and a number, as in VPN-012",
                    config.id
                )
            })?;
            article(&id, title.as_deref())
        }
        DraftKind::Guide => guide(&config.id, title.as_deref())?,
    };
    put(config, &draft)
}

/// Prints a draft, or writes it into the folder.
fn put(config: &NewConfig, text: &str) -> Result<ExitStatus> {
    let ending = match config.what {
        DraftKind::Article => "md",
        DraftKind::Guide => "toml",
    };
    match &config.into {
        Some(folder) => {
            let path = write_new(folder, &format!("{}.{ending}", config.id), text)?;
            terminal::line(format_args!("Written: {}", path.display()))?;
        }
        None => {
            let is_shown = |c: &char| *c == '\n' || !terminal::controls(*c);
            terminal::text(&text.chars().filter(is_shown).collect::<String>())?;
        }
    }
    Ok(ExitStatus::Ok)
}

/// Makes a guide from something, reports its problems, and prints or writes it unless it has
/// errors.
fn made_from(config: &NewConfig, from: &str, title: Option<&str>) -> Result<ExitStatus> {
    if matches!(config.what, DraftKind::Article) {
        return Err(anyhow!(
            "only a guide can be made with --from: fixpath new guide {} --from {from}",
            config.id
        ));
    }
    guide_id(&config.id)?;
    let mut content = config.content.clone();
    content.kb.extend(config.into.clone().map(Folder::from));
    let made = make(&config.id, title, from, &content)?;
    for problem in &made.problems {
        problem.in_lines().iter().for_each(terminal::error_line);
    }
    match made.text {
        Some(text) if !made.problems.iter().any(Problem::is_error) => put(config, &text),
        _ => Ok(ExitStatus::ProblemsOrNothing),
    }
}

/// Fails if a text can't be the ID of a guide.
fn guide_id(id: &str) -> Result<()> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || !id.bytes().all(fits) {
        return Err(anyhow!(
            "`{id}` is not a guide ID; use lower-case letters, digits and hyphens"
        ));
    }
    Ok(())
}

/// A title on one line, without control characters and not too long.
fn one_line(title: &str) -> String {
    let words = title.split(|c: char| c.is_whitespace() || terminal::controls(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST_TITLE).collect()
}

fn article(id: &ArticleId, title: Option<&str>) -> String {
    let event = title.and_then(|title| events(title).into_iter().next());
    draft(&Draft {
        id: Some(id),
        title,
        event: DraftEvent {
            id: event.as_ref().map(|event| event.id),
            source: event.as_ref().and_then(|event| event.source.as_deref()),
            ..DraftEvent::default()
        },
    })
}

fn guide(id: &str, title: Option<&str>) -> Result<String> {
    guide_id(id)?;
    let draft = crate::guide::draft(id);
    Ok(match title {
        Some(title) => draft.replace(&quoted(GUIDE_TITLE), &quoted(title)),
        None => draft,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_draft_reads_without_a_problem_whatever_its_title() {
        let id = ArticleId::parse("VPN-012").unwrap();
        for title in [
            None,
            Some("Tunnel drops"),
            Some("it's \"quoted\": #1 {x} [y] \\n %"),
            Some("---"),
            Some("event 68 of LampService: dark"),
        ] {
            let draft = article(&id, title);
            let (article, problems) =
                crate::article::read_own(draft.as_bytes(), "VPN-012.md", None);
            assert_eq!(problems, [], "{title:?}");
            let article = article.unwrap();
            assert_eq!(article.id, id);
            if let Some(title) = title {
                assert_eq!(article.title, title);
            }
        }
        assert!(article(&id, Some("event 68 of LampService")).contains("Event ID: 68\n"));
        assert_eq!(one_line(" a\n\u{7}b\tc "), "a b c");
    }

    #[test]
    fn the_guide_draft_checks_without_an_error() {
        for title in [None, Some("A \"lamp\" is \\ dark")] {
            let draft = guide("printer-offline", title).unwrap();
            let (read, problems) = crate::guide::read(&draft, "printer-offline.toml");
            assert_eq!(problems, []);
            let expect = title.unwrap_or(GUIDE_TITLE);
            assert_eq!(read.unwrap().title, expect);
        }
        assert!(guide("No Such", None).is_err());
    }
}
