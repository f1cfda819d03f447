//! The state of an article's page that is in its address.

use crate::{
    evidence::ArticleId,
    steps::{Outline, Ticks, Version},
    web::{error_response::ErrorResponse, paths::Paths},
};

/// The query of an article's address.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// `copy=1`: the number of an overridden copy.
    pub copy: Option<usize>,
    /// `version=windows-2000`: the version for which the fix is shown.
    pub version: String,
    /// `done=resolution.1.3`: the steps that are ticked off.
    pub done: Vec<String>,
}

impl Asked {
    /// Reads a query.
    ///
    /// # Errors
    ///
    /// 400 if the copy is not a number.
    pub(super) fn read(query: Vec<(String, String)>) -> Result<Self, ErrorResponse> {
        let mut asked = Self::default();
        for (name, value) in query {
            match name.as_str() {
                "copy" if asked.copy.is_none() => {
                    let number = value.parse();
                    let number = number.map_err(|_| {
                        ErrorResponse::bad_request(
                            "`copy` must be the number of a copy, such as 1.",
                        )
                    })?;
                    asked.copy = Some(number);
                }
                "version" if asked.version.is_empty() => asked.version = value,
                "done" => asked.done.push(value),
                _ => {}
            }
        }
        Ok(asked)
    }
}

/// The part of the query that applies to the article: the state of its page.
pub(super) struct ArticleState<'a> {
    pub outline: &'a Outline,
    pub ticks: Ticks,
    pub version: Option<&'a Version>,
    copy: Option<String>,
    /// The number of ticks for steps that the article doesn't have.
    pub unknown_ticks: usize,
    /// A version that no part of the article is for; otherwise empty.
    pub unknown_version: String,
}

impl<'a> ArticleState<'a> {
    pub(super) fn new(asked: &Asked, outline: &'a Outline) -> Self {
        let done = asked.done.iter().map(String::as_str);
        let (ticks, unknown_ticks) = Ticks::read(&outline.lists, done);
        let version = outline.version(&asked.version);
        let unknown_version = match version {
            Some(_) => String::new(),
            None => asked.version.clone(),
        };
        Self {
            outline,
            ticks,
            version,
            copy: asked.copy.map(|number| number.to_string()),
            unknown_ticks,
            unknown_version,
        }
    }

    /// The address of the page with another version, or with all of them.
    pub(super) fn with_version(&self, id: &ArticleId, name: &str, paths: &Paths) -> String {
        let done = self.ticks.values(&self.outline.lists);
        let done = done.iter().map(|value| ("done", value.as_str()));
        let mut pairs = self.without_ticks(name);
        pairs.extend(done);
        paths.article_with(id, &pairs)
    }

    /// The address of the page in its current state.
    pub(super) fn address(&self, id: &ArticleId, paths: &Paths) -> String {
        let version = self.version.map_or("", |version| &version.name);
        self.with_version(id, version, paths)
    }

    /// What a form for ticks sends in addition.
    pub(super) fn carried(&self) -> Vec<(&str, &str)> {
        let version = self.version.map_or("", |version| &version.name);
        let mut pairs = self.without_ticks(version);
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The address of the article or of its copy for search engines.
    pub(super) fn canonical(&self, id: &ArticleId, paths: &Paths) -> String {
        let copy = self.copy.as_deref().unwrap_or_default();
        paths.article_with(id, &[("copy", copy)])
    }

    fn without_ticks<'s>(&'s self, version: &'s str) -> Vec<(&'s str, &'s str)> {
        let copy = self.copy.as_deref().unwrap_or_default();
        vec![("copy", copy), ("version", version)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_and_other_parameters_are_left_alone() {
        let read = |query: &[(&str, &str)]| {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Asked::read(query.iter().map(owned).collect()).ok()
        };
        let asked = Asked {
            copy: Some(1),
            version: "a".to_owned(),
            done: vec!["x.1.1".to_owned(), String::new()],
        };
        let query = [
            ("done", "x.1.1"),
            ("copy", "1"),
            ("utm", "x"),
            ("version", "a"),
            ("version", "b"),
            ("done", ""),
        ];
        assert_eq!(read(&query), Some(asked));
        assert_eq!(read(&[]), Some(Asked::default()));
        assert_eq!(read(&[("copy", "x")]), None);
    }
}
