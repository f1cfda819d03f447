//! How a page is made: the layout around its content, and the step from template to response.

use askama::Template;
use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};

use super::{error_response::ErrorResponse, paths::Paths};

/// The parts of the portal that are in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Folders.
    Browse,
    /// Guides and walks.
    Guides,
    /// The diagnosis.
    Diagnose,
    /// Event sources and their events.
    Events,
    /// Error codes.
    Codes,
    /// Products.
    Products,
}

impl Area {
    /// Every area, in the order of the navigation.
    pub const ALL: [Self; 6] = [
        Self::Browse,
        Self::Guides,
        Self::Diagnose,
        Self::Events,
        Self::Codes,
        Self::Products,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Browse => "Browse",
            Self::Guides => "Guides",
            Self::Diagnose => "Diagnose",
            Self::Events => "Events",
            Self::Codes => "Codes",
            Self::Products => "Products",
        }
    }

    /// The link to its first page.
    pub fn href(self, paths: &Paths) -> String {
        match self {
            Self::Browse => paths.browse(""),
            Self::Guides => paths.guides(),
            Self::Diagnose => paths.diagnose(),
            Self::Events => paths.events(),
            Self::Codes => paths.codes(),
            Self::Products => paths.products(),
        }
    }
}

/// What the browser remembers about a page, for the home page. It never leaves the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// `article`, `walk`, or `end` for the end of a walk, which is then no longer offered.
    pub kind: &'static str,
    /// The guide of a walk, by its ID.
    pub guide: String,
    /// The title of the article or the guide.
    pub title: String,
    /// The current question of a walk.
    pub question: String,
}

impl Remembered {
    /// An article.
    pub fn article(title: &str) -> Self {
        Self {
            kind: "article",
            guide: String::new(),
            title: title.to_owned(),
            question: String::new(),
        }
    }

    /// A walk that is not finished.
    pub fn walk(guide: &str, title: &str, question: &str) -> Self {
        Self {
            kind: "walk",
            guide: guide.to_owned(),
            title: title.to_owned(),
            question: question.to_owned(),
        }
    }

    /// The end of a walk.
    pub fn walk_end(guide: &str) -> Self {
        Self {
            kind: "end",
            ..Self::walk(guide, "", "")
        }
    }
}

/// Everything around the content of a page.
#[derive(Debug, Clone)]
pub struct Layout<'a> {
    /// The page's title, shown in the browser's tab.
    pub title: String,
    /// Makes its links.
    pub paths: &'a Paths,
    /// What is in the search box.
    pub query: String,
    /// Whether the search box is in the header; the home page has a larger one.
    pub has_search: bool,
    /// The area that the page belongs to.
    pub area: Option<Area>,
    /// What the page is about in a sentence or two, for previews of links to it.
    pub description: String,
    /// What the browser should remember about the page.
    pub remembered: Option<Remembered>,
    /// The notice above every page while not all content is served.
    pub banner: Option<String>,
    /// Whether the footer leads to the desk.
    pub has_desk: bool,
    /// The generation that the page shows, if it should reload itself when that changes.
    pub preview: Option<String>,
}

impl<'a> Layout<'a> {
    /// A page with this title and no other settings.
    pub fn new(title: &str, paths: &'a Paths) -> Self {
        Self {
            title: title.to_owned(),
            paths,
            query: String::new(),
            has_search: true,
            area: None,
            description: String::new(),
            remembered: None,
            banner: None,
            has_desk: false,
            preview: None,
        }
    }

    /// The same page with something in the search box.
    #[must_use]
    pub fn with_query(mut self, query: &str) -> Self {
        query.clone_into(&mut self.query);
        self
    }

    /// The same page in an area of the portal.
    #[must_use]
    pub fn in_area(mut self, area: Area) -> Self {
        self.area = Some(area);
        self
    }

    /// The same page with words about it for previews of links.
    #[must_use]
    pub fn described(mut self, description: &str) -> Self {
        self.description = one_line(description, LONGEST_DESCRIPTION);
        self
    }

    /// The same page, remembered by the browser.
    #[must_use]
    pub fn remembered(mut self, remembered: Remembered) -> Self {
        self.remembered = Some(remembered);
        self
    }
}

/// The most characters of a description; previews show no more.
const LONGEST_DESCRIPTION: usize = 200;

/// A text on one line, cut between words.
fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        let room = longest.saturating_sub(line.chars().count());
        if word.chars().count() >= room {
            // Some languages have no spaces.
            match line.is_empty() {
                true => line.extend(word.chars().take(longest)),
                false => line.push(' '),
            }
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Turns a template into a page.
pub fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => ([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response(),
        Err(error) => ErrorResponse::internal(error).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_description_is_cut_between_words_where_there_are_any() {
        for (text, line) in [
            ("one  two\nthree", "one two three"),
            ("one two three four", "one two three …"),
            (
                "一二三四五六七八九十一二三四五六七",
                "一二三四五六七八九十一二三四五…",
            ),
            ("", ""),
        ] {
            assert_eq!(one_line(text, 15), line);
        }
    }
}
