//! Links to other sites: for editing or starting an article, for feedback on it, and to tickets.

use super::paths::component;
use crate::evidence::ArticleId;

/// Makes links to other sites from the templates in the settings.
pub struct External {
    edit_url: Option<String>,
    feedback_url: Option<String>,
    ticket_url: Option<String>,
}

impl External {
    /// From the templates of the settings.
    pub fn new(
        edit_url: Option<String>,
        feedback_url: Option<String>,
        ticket_url: Option<String>,
    ) -> Self {
        Self {
            edit_url,
            feedback_url,
            ticket_url,
        }
    }

    /// Whether feedback on articles goes to another site.
    pub fn takes_feedback(&self) -> bool {
        self.feedback_url.is_some()
    }

    /// A ticket in the ticket system.
    pub fn ticket_url(&self, ticket: &str) -> Option<String> {
        self.ticket_url
            .as_ref()
            .map(|url| fill(url, &[("id", ticket)]))
    }

    /// The address for editing an article.
    pub fn edit_url(&self, id: &ArticleId, path: &str, title: &str) -> Option<String> {
        self.edit_page(id.as_str(), path, title, "")
    }

    /// The address for writing a missing article, given the search that didn't find it.
    pub fn draft_url(&self, id: &str, title: &str, query: &str) -> Option<String> {
        self.edit_page(id, &format!("{id}.md"), title, query)
    }

    fn edit_page(&self, id: &str, path: &str, title: &str, query: &str) -> Option<String> {
        let values = [
            ("id", id),
            ("path", path),
            ("title", title),
            ("query", query),
        ];
        self.edit_url.as_ref().map(|url| fill(url, &values))
    }

    /// The address for feedback on an article.
    pub fn feedback_url(&self, id: &ArticleId, title: &str) -> Option<String> {
        let values = [("id", id.as_str()), ("title", title)];
        self.feedback_url.as_ref().map(|url| fill(url, &values))
    }
}

/// Fills in a URL template: `{name}` becomes the value with that name, escaped; slashes in a path
/// stay.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |url, (name, value)| {
            let escaped = match *name {
                "path" => {
                    let parts: Vec<String> = value.split('/').map(component).collect();
                    parts.join("/")
                }
                _ => component(value),
            };
            url.replace(&format!("{{{name}}}"), &escaped)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_and_escaped() {
        let filled = fill(
            "https://x/edit/{path}?id={id}&t={title}",
            &[("id", "a&b"), ("path", "d e/f.md"), ("title", "{id}/\"<é>")],
        );
        assert_eq!(
            filled,
            "https://x/edit/d%20e/f.md?id=a%26b&t=%7Bid%7D%2F%22%3C%C3%A9%3E"
        );
    }
}
