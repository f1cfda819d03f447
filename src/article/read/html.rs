//! Reads HTML pages: exports of wikis, and pages saved from a site.

use super::{
    hints::Hints,
    own::{numbers_in, sections_of, take_titles},
};
use crate::{
    article::{Article, Metadata},
    decode::text as decode,
    markup::html_read::document,
    problem::Problem,
};

/// The format's name in the API.
pub(super) const WORD: &str = "html";

/// How HTML pages begin, in lower case.
const BEGINNINGS: [&str; 4] = ["<!doctype html", "<html", "<head", "<body"];

/// What separates the name of a page from that of its site in the page's title.
const SITE_MARKS: [&str; 3] = [" - ", " | ", " – "];

/// Whether bytes begin like an HTML page.
pub(super) fn recognizes(start: &[u8]) -> bool {
    let without_declaration = match start.starts_with(b"<?xml") {
        true => start
            .iter()
            .position(|byte| *byte == b'>')
            .map_or(start, |at| &start[at + 1..]),
        false => start,
    };
    let start = without_declaration.trim_ascii_start();
    BEGINNINGS.iter().any(|beginning| {
        let head = start.get(..beginning.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(beginning.as_bytes()))
    })
}

/// Reads the article of a page; none if its file gives it no ID.
pub(super) fn read<'b>(
    bytes: &'b [u8],
    file: &str,
    hints: Hints<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<(Article, &'b [u8])> {
    let text = decode(bytes, file, 1, problems);
    let page = document(&text);
    let Some(id) = hints.id.cloned() else {
        let message = "an HTML page gets its ID from the name of its file, and this file has none";
        problems.push(Problem::error(file, 0, message));
        return Vec::new();
    };
    let mut blocks = page.blocks;
    let said = vec![without_site(&page.title, &page.breadcrumbs)];
    let mut titles = take_titles(said, hints.title_name(), &mut blocks).into_iter();
    let title = titles.next().unwrap_or_else(|| id.to_string());
    let mut meta = Metadata {
        other_titles: titles.collect(),
        aliases: numbers_in(&blocks),
        ..Metadata::default()
    };
    if !page.breadcrumbs.is_empty() {
        let path = page.breadcrumbs.join(" › ");
        meta.other.push(("Path".to_owned(), path));
    }
    let article = Article {
        sections: sections_of(blocks, &title),
        id,
        title,
        meta,
    };
    vec![(article, bytes)]
}

/// The title of a page without the name of its site, which is also the outermost breadcrumb.
fn without_site(title: &str, breadcrumbs: &[String]) -> String {
    let Some(site) = breadcrumbs.first() else {
        return title.to_owned();
    };
    for mark in SITE_MARKS {
        if let Some(rest) = title.strip_suffix(&format!("{mark}{site}")) {
            return rest.to_owned();
        }
        // Some put the site, or its name, first.
        if let Some((first, rest)) = title.split_once(mark).filter(|(first, _)| first == site)
            && !first.is_empty()
        {
            return rest.to_owned();
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Role, evidence::ArticleId};

    #[test]
    fn a_page_is_an_article_of_its_main_content() {
        let page = "<!DOCTYPE html>\n<html><head><title>Reset the tunnel - Desk</title></head><body>\
            <nav><a href=\"/\">Home</a></nav><main><h1>Reset the tunnel</h1>\
            <h2>Solution</h2><ol><li>Unplug it.</li></ol></main><footer>Imprint</footer></body></html>";
        assert!(recognizes(page.as_bytes()));
        let id = ArticleId::of_path("net/tunnel").unwrap();
        let hints = Hints {
            id: Some(&id),
            name: "tunnel",
            ..Hints::default()
        };
        let mut problems = Vec::new();
        let articles = read(page.as_bytes(), "tunnel.html", hints, &mut problems);
        assert_eq!(problems, []);
        let article = &articles[0].0;
        assert_eq!(
            (&article.id, article.title.as_str()),
            (&id, "Reset the tunnel")
        );
        let roles: Vec<Role> = article.sections.iter().map(|one| one.role).collect();
        assert_eq!(roles, [Role::Resolution]);
        let text = crate::markup::text::write(&article.sections[0].blocks);
        assert!(
            text.contains("Unplug it.") && !text.contains("Imprint"),
            "{text}"
        );
    }

    #[test]
    fn pages_are_known_by_their_beginning() {
        for (bytes, is_page) in [
            ("<html lang=\"en\">", true),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE HTML>", true),
            ("<div>", false),
            ("# Title", false),
            ("<?xml version=\"1.0\"?><Event/>", false),
        ] {
            assert_eq!(recognizes(bytes.as_bytes()), is_page, "{bytes}");
        }
    }
}
