//! `fixpath new`: a draft of an article or a guide to start from.

use anyhow::{Result, anyhow};
use clap::{Args, ValueEnum};

use super::{exit_status::ExitStatus, terminal};
use crate::{
    article::{Draft, DraftEvent, draft},
    evidence::{ArticleId, events},
};

/// Characters of a title.
const LONGEST_TITLE: usize = 200;
/// The title of a guide's draft, until it has one of its own.
const GUIDE_TITLE: &str = "What the user reports";

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
    terminal::text(&draft)?;
    Ok(ExitStatus::Ok)
}

/// A title on one line, without control characters and within bounds.
fn one_line(title: &str) -> String {
    let words = title.split(|c: char| c.is_whitespace() || terminal::commands(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST_TITLE).collect()
}

/// A text between double quotes, as YAML and TOML read it.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
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
    let fits = !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !fits {
        return Err(anyhow!(
            "`{id}` is not a guide ID; use lower-case letters, digits and hyphens"
        ));
    }
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
