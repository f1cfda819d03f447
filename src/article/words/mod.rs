//! The proof that reading loses no word: compares the words of a source with those of the article
//! read from it.
//!
//! This shares no code with the readers and has its own knowledge of their formats, so that it
//! doesn't repeat their mistakes. A word is a run of letters and digits.

mod archive;
mod compare;
mod shown;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::{Article, Format};

/// A word that is missing in an article, or that has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The line of the source, from 1; 0 if it is not known.
    pub line: usize,
    /// What is lost, as a sentence without a full stop.
    pub message: String,
}

/// The first word of `source` that is missing or misplaced in `article`; `None` if no word is lost
/// or moved.
pub fn lost(source: &[u8], format: Format, article: &Article) -> Option<Loss> {
    let source = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    let text = decoded(source);
    let loss = |(line, message)| Loss { line, message };
    match format {
        Format::ArchiveMarkdown | Format::ArchiveText => {
            let difference = archive::lost(&text, format, article)?;
            let message = format!("a word is missing or has moved: {difference}");
            Some(loss((0, message)))
        }
        Format::Own => compare::lost(&shown::markdown(&text), article).map(loss),
        Format::Html => compare::lost(&shown::page(&text), article).map(loss),
    }
}

/// The text of a source: UTF-8, even with a few invalid bytes, or else Windows-1252.
fn decoded(source: &[u8]) -> Cow<'_, str> {
    let western = |bytes| {
        encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
    };
    let odd = source
        .utf8_chunks()
        .flat_map(|chunk| chunk.invalid())
        .count();
    let high = source.iter().filter(|byte| !byte.is_ascii()).count() - odd;
    // Two or three bytes make a non-ASCII letter.
    match odd {
        0 => String::from_utf8_lossy(source),
        odd if high < odd => western(source),
        _ => {
            let parts = source.utf8_chunks();
            let parts = parts.flat_map(|part| [part.valid().into(), western(part.invalid())]);
            Cow::Owned(parts.collect::<String>())
        }
    }
}
