//! The search log: each search and its number of results, one JSON object per line.

use std::{fs::OpenOptions, io::Write, path::PathBuf};

use serde::Serialize;
use time::{UtcDateTime, format_description::well_known::Rfc3339};

/// A file that searches are appended to, if one is set.
pub struct SearchLog(Option<PathBuf>);

#[derive(Serialize)]
struct Line<'a> {
    filters: &'a str,
    hits: usize,
    query: &'a str,
    time: String,
}

impl SearchLog {
    /// The log at a path; no log if there is none.
    pub fn new(path: Option<PathBuf>) -> Self {
        Self(path)
    }

    /// Whether each search must reach [`SearchLog::append`].
    pub fn is_kept(&self) -> bool {
        self.0.is_some()
    }

    /// Appends a search.
    pub fn append(&self, query: &str, hits: usize, filters: &str) {
        let Some(path) = &self.0 else { return };
        let now = UtcDateTime::now().format(&Rfc3339).unwrap_or_default();
        let line = Line {
            filters,
            hits,
            query,
            time: now,
        };
        let written = serde_json::to_string(&line)
            .map_err(Into::into)
            .and_then(|line| {
                let mut file = OpenOptions::new().create(true).append(true).open(path)?;
                file.write_all(format!("{line}\n").as_bytes())
            });
        if let Err(error) = written {
            tracing::warn!("can't write the search log {}: {error}", path.display());
        }
    }
}
