//! The table of formats. A new format is a module beside this file, its `mod` line in `mod.rs`, and
//! a row in the table.
//!
//! Each module has a `WORD`, the format's name in the API; `recognizes`, which says whether bytes
//! are in its format; and `read`, which reads the articles in them.

use serde::{Deserialize, Serialize};

use super::{archive_markdown, archive_text, hints::Hints, html, own};
use crate::{article::Article, decode::without_mark, problem::Problem};

/// The most bytes an article may have; a larger one is not served.
pub const ARTICLE_BYTES: usize = 2 * 1024 * 1024;

/// Makes the table: each line names a format and the module that reads it.
macro_rules! formats {
    ($($(#[$doc:meta])+ $format:ident: $reader:ident,)+) => {
        /// The format that an article is written in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Format {
            $($(#[$doc])+ $format,)+
        }

        impl Format {
            /// Every format, in the order in which they are tried on a file.
            pub const ALL: &[Self] = &[$(Self::$format),+];

            /// Its position in the table, as an index stores it.
            pub fn number(self) -> u64 {
                self as u64
            }

            /// The format at a position in the table.
            pub fn from_number(number: u64) -> Option<Self> {
                let place = usize::try_from(number).ok()?;
                Self::ALL.get(place).copied()
            }

            /// Whether it is one of the archive's formats.
            pub fn is_archive(self) -> bool {
                matches!(self, Self::ArchiveMarkdown | Self::ArchiveText)
            }

            /// The format's name in the API.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$format => $reader::WORD,)+
                }
            }

            /// Whether bytes, which begin with neither a byte order mark nor spaces, are in this
            /// format.
            fn recognizes(self, start: &[u8]) -> bool {
                match self {
                    $(Self::$format => $reader::recognizes(start),)+
                }
            }

            fn read<'b>(
                self,
                bytes: &'b [u8],
                file: &str,
                hints: Hints<'_>,
                problems: &mut Vec<Problem>,
            ) -> Vec<(Article, &'b [u8])> {
                match self {
                    $(Self::$format => $reader::read(bytes, file, hints, problems),)+
                }
            }
        }
    };
}

formats! {
    /// The older `DOCUMENT:` text.
    ArchiveText: archive_text,
    /// The archive's Markdown with a tab-indented fixed-width body.
    ArchiveMarkdown: archive_markdown,
    /// An HTML page.
    Html: html,
    /// Our own: Markdown with YAML front matter. Any text could be in it, so it is tried last.
    Own: own,
}

/// The format of an article, judged by its content and not by its file name.
pub fn recognize(bytes: &[u8]) -> Format {
    let start = without_mark(bytes).trim_ascii_start();
    let format = Format::ALL.iter().find(|format| format.recognizes(start));
    format.copied().unwrap_or(Format::Own)
}

/// Reads the articles of one file. `file` is its name in problems; `hints` is what its path
/// suggests. Only the older text holds several articles.
pub fn read<'h>(
    format: Format,
    bytes: &[u8],
    file: &str,
    hints: impl Into<Hints<'h>>,
) -> (Vec<Article>, Vec<Problem>) {
    let (documents, problems) = read_documents(format, bytes, file, hints);
    let articles = documents.into_iter().map(|(article, _)| article);
    (articles.collect(), problems)
}

/// Like [`read`], but returns each article with the bytes that it was read from: the whole file,
/// except in the older text, which may hold several documents.
///
/// A file that is too large (over 2 MB) or binary is not read at all.
pub fn read_documents<'b, 'h>(
    format: Format,
    bytes: &'b [u8],
    file: &str,
    hints: impl Into<Hints<'h>>,
) -> (Vec<(Article, &'b [u8])>, Vec<Problem>) {
    let mut problems = Vec::new();
    let documents = match may_be_text(bytes, file, &mut problems) {
        true => format.read(bytes, file, hints.into(), &mut problems),
        false => Vec::new(),
    };
    (documents, problems)
}

/// Reads an article in our own format; see [`read`].
pub fn read_own<'h>(
    bytes: &[u8],
    file: &str,
    hints: impl Into<Hints<'h>>,
) -> (Option<Article>, Vec<Problem>) {
    let (articles, problems) = read(Format::Own, bytes, file, hints);
    (articles.into_iter().next(), problems)
}

/// Whether a file is small enough and may be text.
fn may_be_text(bytes: &[u8], file: &str, problems: &mut Vec<Problem>) -> bool {
    if bytes.len() > ARTICLE_BYTES {
        let message = format!("the article has {} bytes; the limit is 2 MB", bytes.len());
        problems.push(Problem::error(file, 0, message).suggest("split it into several articles"));
        return false;
    }
    if bytes.contains(&0) {
        let problem = Problem::error(file, 0, "the file is binary, not an article");
        problems.push(problem.suggest("remove it, or save it as plain text in UTF-8"));
        return false;
    }
    true
}
