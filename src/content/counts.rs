//! Counts the files of a layer by kind, so that every file is accounted for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::file_kind::{FileKind, Skip};
use crate::{
    number::{counted, grouped},
    problem::Problem,
};

/// The files of a layer by what became of them; the counts add up to all of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCounts {
    /// Files that may be articles, before they are read; afterward, those that are.
    pub articles: usize,
    /// Files with guides.
    pub guides: usize,
    /// Files that articles include.
    pub includes: usize,
    /// Files that articles may link to.
    pub attachments: usize,
    /// Files that look like articles but are not; each has a problem that says why.
    pub failed: usize,
    /// Files that are left out, by the reason.
    pub skipped: BTreeMap<Skip, usize>,
}

impl FileCounts {
    /// Counts a file that was listed.
    pub(super) fn add(&mut self, kind: FileKind) {
        match kind {
            FileKind::Article => self.articles += 1,
            FileKind::Guide => self.guides += 1,
            FileKind::Include => self.includes += 1,
            FileKind::Synonyms | FileKind::Navigation => self.skip(Skip::Settings),
            FileKind::Attachment => self.attachments += 1,
            FileKind::Skipped(why) => self.skip(why),
        }
    }

    /// Removes a file that was listed.
    pub(super) fn remove(&mut self, kind: FileKind) {
        let count = match kind {
            FileKind::Article => &mut self.articles,
            FileKind::Guide => &mut self.guides,
            FileKind::Include => &mut self.includes,
            FileKind::Attachment => &mut self.attachments,
            FileKind::Synonyms | FileKind::Navigation => self.count_of(Skip::Settings),
            FileKind::Skipped(why) => self.count_of(why),
        };
        *count = count.saturating_sub(1);
        self.skipped.retain(|_, count| *count > 0);
    }

    fn count_of(&mut self, why: Skip) -> &mut usize {
        self.skipped.entry(why).or_default()
    }

    /// Counts a file that is left out.
    pub fn skip(&mut self, why: Skip) {
        *self.count_of(why) += 1;
    }

    /// Records the result of reading a file: the number of articles in it, or why it
    /// is left out.
    pub fn read(&mut self, path: &str, articles: usize, skipped: Option<Skip>) {
        let kind = FileKind::of(path);
        let count = match kind {
            FileKind::Article => &mut self.articles,
            FileKind::Guide => &mut self.guides,
            // An article that looked like a navigation file.
            FileKind::Navigation if articles > 0 => {
                let settings = self.skipped.entry(Skip::Settings).or_default();
                *settings = settings.saturating_sub(1);
                self.articles += 1;
                return;
            }
            _ => return,
        };
        match skipped {
            Some(why) => {
                *count = count.saturating_sub(1);
                self.skip(why);
            }
            None if kind == FileKind::Article && articles == 0 => {
                *count = count.saturating_sub(1);
                self.failed += 1;
            }
            None => {}
        }
    }

    /// All files.
    pub fn total(&self) -> usize {
        let skipped: usize = self.skipped.values().sum();
        self.articles + self.guides + self.includes + self.attachments + self.failed + skipped
    }

    /// The problem of a folder with files but without anything to show; `folder` is its name.
    pub fn nothing_found(&self, folder: &str) -> Option<Problem> {
        if self.total() == 0 || self.articles + self.guides > 0 {
            return None;
        }
        let message = format!("no article was found in this folder ({})", self.in_words());
        let advice = match (self.failed, self.skipped.contains_key(&Skip::Format)) {
            (1.., _) => "correct the errors that `fixpath check` lists for its files",
            (0, true) => "convert the files to Markdown or HTML",
            (0, false) => "give `--kb` the folder with the Markdown, HTML or text files",
        };
        Some(Problem::error(folder, 0, message).suggest(advice))
    }

    /// The counts in words: `2,598 files: 2,448 articles, 11 includes, 137 attachments, 2 skipped
    /// (about the repository)`.
    pub fn in_words(&self) -> String {
        let mut parts = vec![counted(self.articles, "article")];
        let others = [
            (self.guides, "guide"),
            (self.includes, "include"),
            (self.attachments, "attachment"),
            (self.failed, "unreadable file"),
        ];
        let others = others.into_iter().filter(|(count, _)| *count > 0);
        parts.extend(others.map(|(count, what)| counted(count, what)));
        let skipped: usize = self.skipped.values().sum();
        if skipped > 0 {
            let reasons = self
                .skipped
                .iter()
                .map(|(why, count)| match self.skipped.len() {
                    1 => why.word().to_owned(),
                    _ => format!("{}: {}", why.word(), grouped(*count)),
                });
            let reasons: Vec<String> = reasons.collect();
            parts.push(format!(
                "{} skipped ({})",
                grouped(skipped),
                reasons.join(", ")
            ));
        }
        format!("{}: {}", counted(self.total(), "file"), parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_an_article_is_an_error() {
        let mut counts = FileCounts::default();
        assert_eq!(counts.nothing_found("kb"), None);
        counts.add(FileKind::of("a.rst"));
        let problem = counts.nothing_found("kb").unwrap();
        assert_eq!(
            problem.to_string(),
            "kb: error: no article was found in this folder (1 file: 0 articles, 1 skipped (unsupported format)) \
             (convert the files to Markdown or HTML)"
        );
        counts.add(FileKind::of("a.md"));
        assert_eq!(counts.nothing_found("kb"), None);
    }

    #[test]
    fn every_file_is_accounted_for() {
        let mut counts = FileCounts::default();
        for path in ["a.md", "b.md", "includes/c.md", "d.png", "LICENSE"] {
            counts.add(FileKind::of(path));
        }
        assert_eq!(
            counts.in_words(),
            "5 files: 2 articles, 1 include, 1 attachment, 1 skipped (about the repository)"
        );
        counts.skip(Skip::Draft);
        counts.articles -= 1;
        assert_eq!(
            counts.in_words(),
            "5 files: 1 article, 1 include, 1 attachment, 2 skipped (about the repository: 1, draft: 1)"
        );
    }
}
