//! Articles: their model, and one reader a format.
//!
//! A reader never fails: it returns the articles that it could read and what is wrong with the bytes.

mod anchor;
mod archive;
mod body;
mod head;
mod model;
mod own;
mod text;
pub mod words;

use std::borrow::Cow;

pub use model::{Article, Format, Metadata, Role, Section};
pub use own::{read_own, write_own};

use crate::{evidence::ArticleId, problem::Problem};

/// The most bytes an article may have; a larger one is not served.
pub const ARTICLE_BYTES: usize = 2 * 1024 * 1024;

/// The format of an article by its content, whatever its file is called.
pub fn recognise(bytes: &[u8]) -> Format {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    if start.starts_with(b"DOCUMENT:") {
        return Format::ArchiveText;
    }
    let head = String::from_utf8_lossy(start.get(..4096).unwrap_or(start));
    let front_matter_says = head.starts_with("---")
        && head
            .lines()
            .take(12)
            .any(|line| line.trim_end().starts_with("permalink: /kb/"));
    if front_matter_says
        || head
            .lines()
            .take(40)
            .any(|line| line.trim() == archive::RAW)
    {
        Format::ArchiveMarkdown
    } else {
        Format::Own
    }
}

/// Reads the articles of one file. `file` is how problems name it; `id_hint` is the id that its place or
/// name suggests, for sources that do not say it themselves. Only the older text holds several articles.
pub fn read(
    format: Format,
    bytes: &[u8],
    file: &str,
    id_hint: Option<&ArticleId>,
) -> (Vec<Article>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(source) = decode(bytes, file, &mut problems) else {
        return (Vec::new(), problems);
    };
    let articles = match format {
        Format::ArchiveMarkdown => archive::read(&source, file, id_hint, &mut problems),
        Format::ArchiveText => text::read(&source, file, id_hint, &mut problems),
        Format::Own => {
            let (article, found) = read_own(bytes, file, id_hint);
            return (article.into_iter().collect(), found);
        }
    };
    (articles, problems)
}

/// The bytes of each article of a file, in the order in which [`read`] gives the articles: the whole file, but for
/// the older text, which may hold several documents.
pub fn documents(format: Format, bytes: &[u8]) -> Vec<&[u8]> {
    let starts = if format == Format::ArchiveText { text::starts(bytes) } else { Vec::new() };
    if starts.len() < 2 {
        return vec![bytes];
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).map(|(start, end)| bytes.get(*start..end).unwrap_or_default()).collect()
}

/// The text of an article's bytes; `None` where they cannot be one.
fn decode<'a>(bytes: &'a [u8], file: &str, problems: &mut Vec<Problem>) -> Option<Cow<'a, str>> {
    if bytes.len() > ARTICLE_BYTES {
        let message = format!(
            "the article has {} bytes; at most 2 MB are read",
            bytes.len()
        );
        problems.push(Problem::error(file, 0, message).suggest("split it into several articles"));
        return None;
    }
    if bytes.contains(&0) {
        let problem = Problem::error(file, 0, "the file is binary, not an article");
        problems.push(problem.suggest("remove it, or save it as plain text in UTF-8"));
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            let problem = Problem::warning(file, line, "not UTF-8; read as Windows-1252");
            problems.push(problem.suggest("save the file as UTF-8"));
            Some(
                encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(bytes)
                    .0,
            )
        }
    }
}
