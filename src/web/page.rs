//! How a page is made: what surrounds its content, and the step from template to response.

use askama::Template;
use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};

use super::{fault::Fault, paths::Paths};

/// What a page has around its content.
#[derive(Debug, Clone)]
pub struct Layout<'a> {
    /// The page's title, shown in the browser's tab.
    pub title: String,
    /// Makes its links.
    pub paths: &'a Paths,
    /// What is in the search box.
    pub query: String,
    /// The notice above every page while not all content is served.
    pub banner: Option<String>,
    /// The generation that the page shows, where it is to load itself again when that changes.
    pub preview: Option<String>,
}

impl Layout<'_> {
    /// The same page with something in the search box.
    #[must_use]
    pub fn with_query(mut self, query: &str) -> Self {
        query.clone_into(&mut self.query);
        self
    }
}

/// Turns a template into a page.
pub fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => ([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response(),
        Err(error) => Fault::internal(error).into_response(),
    }
}
