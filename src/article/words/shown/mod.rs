//! What a source shows, by a simple scan: its text without front matter, comments, the marks of
//! Markdown and its dialects, tags, targets of links, and templates.

mod arguments;
mod brackets;
mod dialect;
mod front_matter;
mod inlines;
mod lines;
mod page;
mod scanner;
mod tags;
mod templates;

use scanner::Scanner;
pub(super) use scanner::{JOINT, Shown};

/// What a source in Markdown shows.
pub(super) fn markdown(source: &str) -> Shown {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let mut scanner = Scanner::new(&source, false);
    scanner.hide(front_matter::length(&source));
    scanner.lines();
    scanner.finish()
}

/// What the main content of a page of HTML shows.
pub(super) fn page(source: &str) -> Shown {
    let mut scanner = Scanner::new(source, true);
    scanner.page();
    scanner.finish()
}
